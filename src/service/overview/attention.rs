//! What needs attention, in a few words: computed from the parts of the overview that are loaded.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::key::KeyOverview;
use super::secrets::SecretsByKey;
use super::sign_ins::FailedSignIns;
use crate::error::{Error, KeyError, Kind, Problem, Result};
use crate::service::Admin;
use crate::service::doctor::{Finding, FixedBy, Severity};
use crate::service::keys::Strength;
use crate::service::progress::Watch;
use crate::text;

/// The number of failed sign-ins in a day from which they are a problem; fewer are typing errors.
const MANY_FAILURES: u64 = 3;

/// Something that needs attention.
#[derive(Clone, Debug)]
pub enum Concern {
    /// Values cannot be decrypted: no key is set, it is malformed, or another one than the database's.
    KeyTrouble(Arc<Error>),
    /// A rotation was interrupted.
    InterruptedRotation,
    /// Secrets that cannot be decrypted.
    Undecryptable(u64),
    /// Failed sign-ins of the last 24 hours.
    FailedSignIns {
        /// Their number.
        count: u64,
        /// Whether there are more, in events that were not read.
        is_cut: bool,
    },
    /// Other problems that doctor found.
    Problems(u64),
    /// The key is derived from a short text.
    WeakKey,
    /// A rotation keeps previous keys until all other clients have the new one.
    WaitingRotation,
    /// Users pending approval.
    Pending(u64),
}

impl Concern {
    /// How much it matters.
    pub const fn level(&self) -> Severity {
        match self {
            Self::KeyTrouble(_) | Self::InterruptedRotation | Self::Undecryptable(_) | Self::Problems(_) => Severity::Problem,
            Self::FailedSignIns { count, is_cut } if *count >= MANY_FAILURES || *is_cut => Severity::Problem,
            Self::WeakKey | Self::WaitingRotation => Severity::Warning,
            Self::FailedSignIns { .. } | Self::Pending(_) => Severity::Notice,
        }
    }

    /// Its place among those that matter as much.
    const fn rank(&self) -> u8 {
        match self {
            Self::KeyTrouble(_) => 0,
            Self::InterruptedRotation => 1,
            Self::WaitingRotation => 2,
            Self::WeakKey => 3,
            Self::Undecryptable(_) => 4,
            Self::FailedSignIns { .. } => 5,
            Self::Problems(_) => 6,
            Self::Pending(_) => 7,
        }
    }

    /// The part that says it.
    const fn source(&self) -> Source {
        match self {
            Self::KeyTrouble(_) | Self::InterruptedRotation | Self::WaitingRotation | Self::WeakKey => Source::Key,
            Self::Undecryptable(_) => Source::Secrets,
            Self::FailedSignIns { .. } => Source::SignIns,
            Self::Problems(_) => Source::Findings,
            Self::Pending(_) => Source::Users,
        }
    }

    /// Where it is fixed.
    pub const fn fixed_by(&self) -> FixedBy {
        match self {
            Self::KeyTrouble(_) | Self::Undecryptable(_) => FixedBy::Key,
            Self::InterruptedRotation | Self::WaitingRotation | Self::WeakKey => FixedBy::Rotation,
            Self::FailedSignIns { .. } => FixedBy::FailedSignIns,
            Self::Problems(_) => FixedBy::Doctor,
            Self::Pending(_) => FixedBy::PendingUsers,
        }
    }
}

impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyTrouble(error) => f.write_str(match error.problem() {
                Problem::Keys(KeyError::KeyMissing { .. }) => "no secret key",
                Problem::Keys(KeyError::KeyMismatch { .. }) => "wrong secret key",
                _ => "unusable secret key",
            }),
            Self::InterruptedRotation => f.write_str("interrupted rotation"),
            Self::Undecryptable(count) => write!(f, "{} undecryptable", text::grouped(*count)),
            Self::FailedSignIns { count, is_cut } => {
                write!(f, "{}{}", text::count(*count, "failed sign-in"), if *is_cut { " or more" } else { "" })
            }
            Self::Problems(count) => f.write_str(&text::count(*count, "problem")),
            Self::WeakKey => f.write_str("weak key"),
            Self::WaitingRotation => f.write_str("previous keys kept"),
            Self::Pending(count) => write!(f, "{} pending", text::grouped(*count)),
        }
    }
}

/// A part that says what needs attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Users,
    Key,
    SignIns,
    Secrets,
    Findings,
}

/// The parts of the overview that are loaded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts<'a> {
    /// The number of users pending approval.
    pub pending: Option<u64>,
    /// The secret key.
    pub key: Option<&'a KeyOverview>,
    /// The failed sign-ins.
    pub failed: Option<&'a FailedSignIns>,
    /// The secrets by key.
    pub secrets: Option<&'a SecretsByKey>,
    /// The findings of doctor.
    pub findings: Option<&'a [Finding]>,
}

/// What needs attention, worst first.
#[derive(Clone, Debug, Default)]
pub struct Attention {
    /// All of it.
    pub concerns: Vec<Concern>,
    /// The fingerprint of the active key, if that part is loaded and the key is usable.
    pub fingerprint: Option<String>,
    /// The parts that it was computed from.
    read: BTreeSet<Source>,
}

impl Attention {
    /// What needs attention, as far as the parts are loaded.
    pub fn of(parts: Parts<'_>) -> Self {
        let is_read = [
            (Source::Users, parts.pending.is_some()),
            (Source::Key, parts.key.is_some()),
            (Source::SignIns, parts.failed.is_some()),
            (Source::Secrets, parts.secrets.is_some()),
            (Source::Findings, parts.findings.is_some()),
        ];
        let read = is_read.into_iter().filter(|(_, is_read)| *is_read).map(|(source, _)| source).collect();
        let mut concerns = Vec::new();
        if let Some(key) = parts.key {
            concerns.extend(key_concerns(key));
        }
        if let Some(secrets) = parts.secrets.filter(|secrets| secrets.undecryptable > 0) {
            concerns.push(Concern::Undecryptable(secrets.undecryptable));
        }
        if let Some(failed) = parts.failed.filter(|failed| failed.total > 0) {
            concerns.push(Concern::FailedSignIns { count: failed.total, is_cut: failed.cut.is_some() });
        }
        // Those of the key and of rotations have concerns of their own.
        let is_other = |finding: &&Finding| {
            finding.severity == Severity::Problem && !matches!(finding.fixed_by, Some(FixedBy::Key | FixedBy::Rotation))
        };
        let problems = parts.findings.unwrap_or_default().iter().filter(is_other).count() as u64;
        if problems > 0 {
            concerns.push(Concern::Problems(problems));
        }
        if let Some(pending) = parts.pending.filter(|pending| *pending > 0) {
            concerns.push(Concern::Pending(pending));
        }
        let fingerprint = parts.key.and_then(KeyOverview::fingerprint).map(str::to_owned);
        Self { concerns, fingerprint, read }.sorted()
    }

    /// What a later reading says, and what this one says of the parts that it left out.
    #[must_use]
    pub fn followed_by(&self, mut later: Self) -> Self {
        let has_key = later.read.contains(&Source::Key);
        // Which secrets can be decrypted depends on the key.
        let is_other_key = has_key && later.fingerprint != self.fingerprint;
        let is_lost = |source: &Source| is_other_key && *source == Source::Secrets;
        let stays = |source: &Source| !(later.read.contains(source) || is_lost(source));
        let kept: BTreeSet<Source> = self.read.iter().copied().filter(stays).collect();
        later.concerns.extend(self.concerns.iter().filter(|concern| kept.contains(&concern.source())).cloned());
        later.read.extend(kept);
        if !has_key {
            later.fingerprint.clone_from(&self.fingerprint);
        }
        later.sorted()
    }

    /// The same, worst first.
    fn sorted(mut self) -> Self {
        self.concerns.sort_by_key(|concern| (Reverse(concern.level()), concern.rank()));
        self
    }

    /// Whether secrets cannot be decrypted, which a change may have fixed.
    pub fn has_undecryptable(&self) -> bool {
        self.concerns.iter().any(|concern| concern.source() == Source::Secrets)
    }

    /// Why values cannot be decrypted; none if they can, or if it is not known.
    pub fn key_trouble(&self) -> Option<&Error> {
        self.concerns.iter().find_map(|concern| match concern {
            Concern::KeyTrouble(error) => Some(error.as_ref()),
            _ => None,
        })
    }

    /// The worst level.
    pub fn level(&self) -> Option<Severity> {
        self.concerns.iter().map(Concern::level).max()
    }
}

fn key_concerns(key: &KeyOverview) -> impl Iterator<Item = Concern> {
    let keeps_keys = key.rotation.as_ref().map(|rotation| rotation.phase.keeps_keys());
    let rotation = keeps_keys.map(|keeps| if keeps { Concern::WaitingRotation } else { Concern::InterruptedRotation });
    // While a rotation is interrupted, that is the trouble.
    let is_interrupted = matches!(rotation, Some(Concern::InterruptedRotation));
    let trouble = key.trouble.clone().filter(|_| !is_interrupted).map(Concern::KeyTrouble);
    let weak = (key.strength() == Some(Strength::Derived)).then_some(Concern::WeakKey);
    trouble.into_iter().chain(rotation).chain(weak)
}

impl Admin<'_> {
    /// What needs attention, from the parts that cost little: for a strip that is refreshed often.
    ///
    /// # Errors
    /// `Store`.
    pub fn attention(&self) -> Result<Attention> {
        self.attention_with(None)
    }

    /// The same, with the secrets that cannot be decrypted, if there is a key to check them with. `watch` can cancel it.
    ///
    /// # Errors
    /// `Interrupted` if it is cancelled; `Store`.
    pub fn attention_with_secrets(&self, watch: Watch<'_>) -> Result<Attention> {
        match self.secrets_by_key(watch) {
            Ok(secrets) => self.attention_with(Some(&secrets)),
            Err(error) if matches!(error.kind(), Kind::Store | Kind::Interrupted) => Err(error),
            // The trouble of the key is a concern of its own.
            Err(_) => self.attention(),
        }
    }

    fn attention_with(&self, secrets: Option<&SecretsByKey>) -> Result<Attention> {
        let (pending, key, failed) = (self.pending_count()?, self.key_of_unknown_age()?, self.failed_sign_ins()?);
        let findings = self.examine_quickly();
        Ok(Attention::of(Parts {
            pending: Some(pending),
            key: Some(&key),
            failed: Some(&failed),
            secrets,
            findings: Some(&findings),
        }))
    }
}
