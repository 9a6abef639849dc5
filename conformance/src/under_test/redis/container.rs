//! A Redis in a container: of the image that `WATERTIGHT_REDIS_IMAGE` names, or of the official one where it is
//! already here, since nothing is fetched unasked (docs/decisions/0006). The invariant: it listens on loopback
//! alone, since it has no password.

use std::process::Stdio;
use std::time::Duration;

use testcontainers::bollard::models::PortBinding;
use testcontainers::core::{IntoContainerPort as _, WaitFor};
use testcontainers::runners::AsyncRunner as _;
use testcontainers::{GenericImage, ImageExt as _};

use super::databases::MANY;
use crate::under_test::process::Guard;

const PORT: u16 = 6379;

const OFFICIAL: &str = "redis:latest";
const PATIENCE: Duration = Duration::from_secs(2);

/// The official image, if it is here. An engine that is slow to say so is none.
pub(in crate::under_test) async fn official() -> Option<String> {
    let inspect = tokio::process::Command::new("docker")
        .args(["image", "inspect", OFFICIAL])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .status();
    let status = tokio::time::timeout(PATIENCE, inspect).await.ok()?.ok()?;
    status.success().then(|| OFFICIAL.to_owned())
}

// The last colon begins a tag, unless it belongs to a registry's port.
fn name_and_tag(image: &str) -> (&str, &str) {
    image
        .rsplit_once(':')
        .filter(|(_, tag)| !tag.contains('/'))
        .unwrap_or((image, "latest"))
}

/// Starts it, and says at which loopback port it listens.
pub(in crate::under_test) async fn start(image: &str) -> Result<(Guard, u16), String> {
    let failed =
        |cause: &dyn std::fmt::Display| format!("the image {image} (WATERTIGHT_REDIS_IMAGE): {cause}");
    let (name, tag) = name_and_tag(image);
    let container = GenericImage::new(name, tag)
        .with_exposed_port(PORT.tcp())
        .with_wait_for(WaitFor::message_on_stdout("Ready to accept connections"))
        .with_cmd(["--databases", MANY])
        .with_host_config_modifier(|host| {
            let binding = PortBinding {
                host_ip: Some("127.0.0.1".to_owned()),
                host_port: None,
            };
            host.publish_all_ports = None;
            host.port_bindings = Some([(format!("{PORT}/tcp"), Some(vec![binding]))].into());
        })
        .start()
        .await
        .map_err(|error| failed(&error))?;
    let port = container
        .get_host_port_ipv4(PORT.tcp())
        .await
        .map_err(|error| failed(&error))?;
    let guard = Guard::container(container.id()).map_err(|error| failed(&error))?;
    // The guard removes it from here on: an async destructor may find its runtime gone.
    std::mem::forget(container);
    Ok((guard, port))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("redis", ("redis", "latest"))]
    #[case("redis:8", ("redis", "8"))]
    #[case("localhost:5000/redis", ("localhost:5000/redis", "latest"))]
    #[case("localhost:5000/redis:8", ("localhost:5000/redis", "8"))]
    fn a_tag_is_told_from_a_port(#[case] image: &str, #[case] parts: (&str, &str)) {
        assert_eq!(name_and_tag(image), parts);
    }
}
