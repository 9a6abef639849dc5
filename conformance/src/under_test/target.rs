//! What is judged, as it is asked: where it is, how its operations look, whose tokens it trusts. Starting it belongs to
//! `running`. The invariant: what a report must not show is known to the redactor before anything is asked.

use std::sync::Arc;

use super::api::Api;
use super::error::TargetError;
use super::fleet::Fleet;
use super::redis::{RedisLease, without_password};
use super::seed::Seed;
use crate::identity::Issuer;
use crate::profile::Profile;
use crate::store::{Observer, StoreError};
use crate::wire::{Client, Redactor, Request};

/// A target that can be asked.
pub struct Target {
    /// What it declares.
    pub profile: Arc<Profile>,
    /// How it is reached.
    pub client: Client,
    /// Whose tokens it trusts.
    pub issuer: Issuer,
    /// How its operations look.
    pub api: Api,
    /// What reports must not show.
    pub redactor: Redactor,
    /// Eyes on its Redis, where it lends one and says where it keeps what.
    pub observer: Option<Observer>,
    /// Where it is, such as `http://127.0.0.1:8080`.
    pub base: String,
    /// Its replicas in other phases, where it is one of a fleet.
    pub fleet: Option<Arc<Fleet>>,
}

impl Target {
    /// The target of this seed, reached by this client; what it lends is added by whoever started it.
    pub(super) fn of_seed(seed: &Seed, client: Client) -> Self {
        let profile = Arc::clone(&seed.profile);
        assemble(profile, seed.issuer.clone(), client, seed.redactor.clone())
    }

    /// The target that a fleet's replicas are; `phase` is the one that is asked where no step says otherwise.
    pub(super) async fn of_fleet(fleet: Fleet, phase: &str) -> Result<Arc<Self>, TargetError> {
        let client = fleet.replica(phase).await?.client;
        Self::without_replicas(fleet, client).await
    }

    /// The target that a fleet's store belongs to, reached by this client.
    pub(super) async fn without_replicas(fleet: Fleet, client: Client) -> Result<Arc<Self>, TargetError> {
        let mut target = Self::of_seed(fleet.seed(), client);
        target.observer = observer(&target.profile, Some(fleet.url())).await?;
        target.fleet = Some(Arc::new(fleet));
        Ok(Arc::new(target))
    }

    /// The same target in this phase, on a database of its own.
    ///
    /// # Errors
    /// When there is no database left, or the replica does not come up.
    pub async fn isolated(&self, phase: &str) -> Result<Arc<Self>, TargetError> {
        let fleet = self.fleet.as_ref().ok_or(TargetError::NoRedis)?;
        let another = Fleet::open(Arc::clone(fleet.seed())).await?;
        Self::of_fleet(another, phase).await
    }
}

pub(super) fn authority(url: &str) -> Result<http::uri::Authority, TargetError> {
    // Whatever stands before an @ may be a password.
    let unusable = || TargetError::Url(without_password(url));
    let uri: http::Uri = url.parse().map_err(|_| unusable())?;
    match (uri.scheme_str(), uri.authority()) {
        (Some("http"), Some(authority))
            if uri.path() == "/" && uri.query().is_none() && !authority.as_str().contains('@') =>
        {
            // Without a port, a raw socket would not know where to go.
            match authority.port() {
                Some(_) => Ok(authority.clone()),
                None => format!("{authority}:80").parse().map_err(|_| unusable()),
            }
        }
        _ => Err(unusable()),
    }
}

pub(super) fn assemble(profile: Arc<Profile>, issuer: Issuer, client: Client, redactor: Redactor) -> Target {
    let base = format!("http://{}", client.authority());
    let api = Api::new(&profile);
    Target {
        profile,
        client,
        issuer,
        api,
        redactor,
        observer: None,
        base,
        fleet: None,
    }
}

pub(super) fn redactor(issuer: &Issuer, redis: &RedisLease) -> Redactor {
    let mut secrets: Vec<String> = issuer
        .keys()
        .iter()
        .filter_map(|key| key.secret().map(str::to_owned))
        .collect();
    secrets.extend(redis.password());
    Redactor::new(&secrets, issuer.ledger().clone())
}

// One that does not answer would leave questions unasked without a word, so it is an error.
pub(super) async fn observer(
    profile: &Profile,
    redis: Option<&str>,
) -> Result<Option<Observer>, TargetError> {
    match (&profile.store, redis) {
        (Some(layout), Some(url)) => match Observer::open(url, layout).await {
            // Whoever fills it so would be held up by the looking.
            Err(StoreError::Full(_)) => Ok(None),
            opened => Ok(Some(opened?)),
        },
        _ => Ok(None),
    }
}

pub(super) async fn answers(target: &Target) -> Result<(), TargetError> {
    let path = &target.profile.target.ready.path;
    match target
        .client
        .send(Request::new("the suite", http::Method::GET, path))
        .await
        .response
    {
        Ok(_) => Ok(()),
        Err(error) => Err(TargetError::Unreachable(target.base.clone(), error.to_string())),
    }
}

#[cfg(test)]
mod tests;
