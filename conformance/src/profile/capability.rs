//! What a target can do beyond the core, and how much it takes: `[capabilities]` and `[limits]` of a profile, and
//! the tags by which scenarios depend on them. The invariant: every capability has one tag and one source.

use super::algorithm::Algorithm;
use super::backfill::Backfill;
use super::declaration::Profile;

/// The phases of the migration, in their order.
pub const PHASES: [&str; 4] = ["legacy", "dual-write", "read-new", "new-only"];

/// A capability that a scenario may depend on, by its tag `@cap:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// Lists page by cursor.
    Cursor,
    /// Lists filter by status.
    StatusFilter,
    /// Execute is idempotent by `client_request_id`.
    Idempotency,
    /// It refuses a body that names no workspace.
    RequiredWorkspace,
    /// It speaks HTTP/2.
    Http2,
    /// It publishes a description of its API.
    ApiDescription,
    /// Its tokens are signed ones that the suite makes itself.
    SignedTokens,
    /// The suite can get tokens that lack a scope.
    ScopedTokens,
    /// The suite may choose the ids of workspaces.
    ChosenWorkspaces,
    /// It can be started in all phases of the migration, and lends its Redis.
    Phases,
    /// It has a worker of its own.
    Worker,
    /// It has a metrics page of its own.
    Metrics,
    /// It says what a request id is remembered under.
    IdempotencyKey,
    /// It has a backfill, and lends its Redis.
    Backfill,
    /// Its backfill compares jobs with their copies.
    BackfillVerify,
    /// Its backfill writes its counts to a file.
    BackfillReport,
    /// Its backfill writes its metrics to a file.
    BackfillMetrics,
    /// Its backfill can carry the jobs of one workspace.
    BackfillWorkspace,
    /// Its backfill keeps to a rate.
    BackfillRate,
    /// Its backfill can carry jobs back.
    BackfillReverse,
    /// It says under which key its backfill keeps its place.
    BackfillPlace,
    /// It has a program that removes old copies.
    Cleanup,
    /// It trusts a key that is not a shared secret.
    AsymmetricKeys,
    /// It trusts a key of this algorithm.
    Key(Algorithm),
}

impl Capability {
    /// Every capability with the name of its tag, without `cap:`.
    pub const ALL: [(&str, Self); 27] = [
        ("cursor", Self::Cursor),
        ("status-filter", Self::StatusFilter),
        ("idempotency", Self::Idempotency),
        ("required-workspace", Self::RequiredWorkspace),
        ("http2", Self::Http2),
        ("api-description", Self::ApiDescription),
        ("signed-tokens", Self::SignedTokens),
        ("scoped-tokens", Self::ScopedTokens),
        ("chosen-workspaces", Self::ChosenWorkspaces),
        ("phases", Self::Phases),
        ("worker", Self::Worker),
        ("metrics", Self::Metrics),
        ("idempotency-key", Self::IdempotencyKey),
        ("backfill", Self::Backfill),
        ("backfill-verify", Self::BackfillVerify),
        ("backfill-report", Self::BackfillReport),
        ("backfill-metrics", Self::BackfillMetrics),
        ("backfill-workspace", Self::BackfillWorkspace),
        ("backfill-rate", Self::BackfillRate),
        ("backfill-reverse", Self::BackfillReverse),
        ("backfill-place", Self::BackfillPlace),
        ("cleanup", Self::Cleanup),
        ("asymmetric-keys", Self::AsymmetricKeys),
        ("HS256", Self::Key(Algorithm::Hs256)),
        ("RS256", Self::Key(Algorithm::Rs256)),
        ("ES256", Self::Key(Algorithm::Es256)),
        ("EdDSA", Self::Key(Algorithm::EdDsa)),
    ];

    /// The capability of this tag name, without `cap:`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find_map(|(known, capability)| (known == name).then_some(capability))
    }
}

impl Profile {
    /// Whether anybody may ask for this path.
    #[must_use]
    pub fn is_public(&self, path: &str) -> bool {
        path == self.target.ready.path
            || self.http.description.as_deref() == Some(path)
            || self.http.public.iter().any(|public| public == path)
    }

    fn backfill_with(&self, has: impl FnOnce(&Backfill) -> bool) -> bool {
        self.backfill.as_ref().is_some_and(has)
    }

    /// Whether the target declares this.
    #[must_use]
    pub fn has(&self, capability: Capability) -> bool {
        match capability {
            Capability::Cursor => self.capabilities.cursor,
            Capability::StatusFilter => self.capabilities.status_filter,
            Capability::Idempotency => self.capabilities.idempotency,
            Capability::RequiredWorkspace => self.http.execute.workspace_required,
            Capability::Http2 => self.capabilities.http2,
            Capability::ApiDescription => self.http.description.is_some(),
            Capability::SignedTokens => self.tokens.are_signed(),
            Capability::ScopedTokens => self.tokens.ready.is_none() || self.capabilities.scoped_tokens,
            Capability::ChosenWorkspaces => self.tokens.ready.is_none(),
            Capability::Phases => {
                let store = self.store.as_ref().and_then(|layout| layout.old_key.as_ref());
                self.target.start.is_some()
                    && self.capabilities.phases.len() == PHASES.len()
                    && store.is_some()
            }
            Capability::Worker => self.worker.is_some(),
            Capability::Metrics => self.metrics.is_some(),
            Capability::IdempotencyKey => self
                .store
                .as_ref()
                .is_some_and(|layout| layout.idempotency.is_some()),
            Capability::Backfill => self.backfill_with(|_| true),
            Capability::BackfillVerify => self.backfill_with(|backfill| backfill.verify.is_some()),
            Capability::BackfillReport => self.backfill_with(|backfill| backfill.report.is_some()),
            Capability::BackfillMetrics => self.backfill_with(|backfill| backfill.metrics.is_some()),
            Capability::BackfillWorkspace => self.backfill_with(|backfill| backfill.workspace.is_some()),
            Capability::BackfillRate => self.backfill_with(|backfill| backfill.rate.is_some()),
            Capability::BackfillReverse => self.backfill_with(|backfill| backfill.reverse.is_some()),
            Capability::BackfillPlace => self.backfill_with(|backfill| backfill.place.is_some()),
            Capability::Cleanup => self.backfill_with(|backfill| backfill.cleanup.is_some()),
            Capability::AsymmetricKeys => self.tokens.algorithms().any(|a| a != Algorithm::Hs256),
            Capability::Key(algorithm) => self.tokens.algorithms().any(|a| a == algorithm),
        }
    }
}
