//! A Redis in a container, of the image that `WATERTIGHT_REDIS_IMAGE` names. No image is fetched unasked, so
//! without that variable there is no container (docs/decisions/0006). The invariant: it listens on loopback
//! alone, since it has no password.

use testcontainers::bollard::models::PortBinding;
use testcontainers::core::{IntoContainerPort as _, WaitFor};
use testcontainers::runners::AsyncRunner as _;
use testcontainers::{GenericImage, ImageExt as _};

use super::guard::Guard;

const PORT: u16 = 6379;

/// The image to use, if one is named.
pub(super) fn image() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads this variable")]
    std::env::var("WATERTIGHT_REDIS_IMAGE")
        .ok()
        .filter(|image| !image.is_empty())
}

/// Starts it, and says at which loopback port it listens.
pub(super) async fn start(image: &str) -> Result<(Guard, u16), String> {
    let failed =
        |cause: &dyn std::fmt::Display| format!("the image {image} of WATERTIGHT_REDIS_IMAGE: {cause}");
    let (name, tag) = image.rsplit_once(':').unwrap_or((image, "latest"));
    let container = GenericImage::new(name, tag)
        .with_exposed_port(PORT.tcp())
        .with_wait_for(WaitFor::message_on_stdout("Ready to accept connections"))
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
