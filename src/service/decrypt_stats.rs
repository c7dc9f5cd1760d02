//! Decrypting and counting values on all cores. A checksum of their plaintexts allows comparing what was written with what was
//! read without keeping either in memory.

use std::fmt;
use std::ops::ControlFlow;

use super::Service;
use super::progress::{Stage, Watch, check_cancelled};
use crate::checksum::Checksum;
use crate::crypto::keyring::{DecryptFailure, Decrypted, DecryptedBy, Keyring};
use crate::error::Result;
use crate::model::{EncryptedValue, SecretLocation};
use crate::store::UnknownTokens;
use crate::threads;

/// The fewest values that are worth a thread.
const FEW: usize = 128;

/// A value that cannot be decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndecryptableValue {
    /// Its location.
    pub place: SecretLocation,
    /// The reason.
    pub reason: &'static str,
}

impl fmt::Display for UndecryptableValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} of {}: {}", self.place.table(), self.place.column(), self.place.id(), self.reason)
    }
}

/// The number of values by the key that decrypts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecryptStats {
    /// All of them.
    pub total: u64,
    /// Encrypted with the active key.
    pub current: u64,
    /// Encrypted with each of the fallback keys, in their order.
    pub fallback: Vec<u64>,
    /// Not encrypted.
    pub plaintext: u64,
    /// Undecryptable values, in the database's order.
    pub unreadable: Vec<UndecryptableValue>,
    /// Of their locations and plaintexts.
    plain: Checksum,
    /// Of the values as they are stored.
    stored: Checksum,
}

impl DecryptStats {
    /// The number encrypted with fallback keys.
    pub fn fallback_total(&self) -> u64 {
        self.fallback.iter().sum()
    }

    /// Whether both counted the same values, whichever key they are encrypted with.
    pub(super) fn has_same_values(&self, other: &Self) -> bool {
        self.plain == other.plain
    }

    /// The values as they were stored when they were counted. Where they are the same in two databases, what was decrypted in one
    /// of them can be decrypted in the other.
    pub(super) const fn stored(&self) -> Checksum {
        self.stored
    }

    /// Decrypts and counts values.
    pub(super) fn count(&mut self, ring: &Keyring, values: &[EncryptedValue]) {
        let parts = threads::on_all_cores(values.chunks(share(values.len())), |values| {
            let mut part = Self::default();
            values.iter().for_each(|value| part.note(value, &ring.decrypt(&value.text)));
            part.stored.add_all(values);
            part
        });
        parts.into_iter().for_each(|part| self.add(part));
    }

    /// Decrypts and counts values, and re-encrypts those of fallback keys with the active key, keeping their timestamps.
    pub(super) fn count_and_reencrypt(&mut self, ring: &Keyring, values: &mut [EncryptedValue]) {
        let parts = threads::on_all_cores(values.chunks_mut(share(values.len())), |values| {
            let mut part = Self::default();
            for value in values {
                let opened = ring.decrypt(&value.text);
                part.note(value, &opened);
                if let Ok(opened) = &opened
                    && opened.by != DecryptedBy::Current
                {
                    value.text = ring.reencrypt(opened);
                }
            }
            part
        });
        parts.into_iter().for_each(|part| self.add(part));
    }

    fn note(&mut self, value: &EncryptedValue, opened: &Result<Decrypted, DecryptFailure>) {
        self.total += 1;
        // An undecryptable value counts by its text.
        let content = opened.as_ref().map_or(value.text.as_bytes(), |opened| opened.plaintext.as_slice());
        self.plain.add((value.place, content));
        match opened {
            Ok(Decrypted { by: DecryptedBy::Current, .. }) => self.current += 1,
            Ok(Decrypted { by: DecryptedBy::Fallback(place), .. }) => {
                self.fallback.resize(self.fallback.len().max(place + 1), 0);
                self.fallback[*place] += 1;
            }
            Err(DecryptFailure::PlainText) => self.plaintext += 1,
            Err(DecryptFailure::Damaged) => {
                self.unreadable.push(UndecryptableValue { place: value.place, reason: "it is damaged" });
            }
            Err(DecryptFailure::NoKey) => {
                self.unreadable.push(UndecryptableValue { place: value.place, reason: "no given key decrypts it" });
            }
        }
    }

    fn add(&mut self, other: Self) {
        self.total += other.total;
        self.current += other.current;
        self.plaintext += other.plaintext;
        self.unreadable.extend(other.unreadable);
        self.fallback.resize(self.fallback.len().max(other.fallback.len()), 0);
        self.fallback.iter_mut().zip(other.fallback).for_each(|(mine, more)| *mine += more);
        self.plain.join(other.plain);
        self.stored.join(other.stored);
    }
}

impl Service {
    /// Values that look encrypted outside the known columns, tried with these keys.
    pub(super) fn unknown_tokens(&self, ring: &Keyring) -> Result<UnknownTokens> {
        self.store.unknown_tokens(&mut |token| ring.decrypt(token).is_ok())
    }

    /// Decrypts and counts every value of the database.
    pub(super) fn decrypt_values(
        &self,
        ring: &Keyring,
        stage: Stage,
        total: Option<u64>,
        watch: Watch<'_>,
    ) -> Result<DecryptStats> {
        let mut stats = DecryptStats::default();
        self.store.values(&mut |values| {
            stats.count(ring, values);
            check_cancelled(watch, stage, stats.total, total).map(ControlFlow::Continue)
        })?;
        Ok(stats)
    }
}

/// The number of values for each core.
fn share(values: usize) -> usize {
    values.div_ceil(threads::cores()).max(FEW)
}
