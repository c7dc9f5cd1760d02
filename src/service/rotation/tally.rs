//! Values opened with a keyring and counted, on all cores; and a sum over their plaintexts, by which what was written is
//! held against what was read without keeping any of it in memory.

use std::fmt;
use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use super::{Stage, Watch, told};
use crate::crypto::keyring::{Keyring, Opened, OpenedBy, Unopened};
use crate::error::Result;
use crate::model::{Actor, KeyMark, Place, Value};
use crate::service::Service;
use crate::store::Strays;
use crate::threads;

/// Fewer values than this are not worth another thread.
const FEW: usize = 128;

/// A value that no given key opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub reason: &'static str,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{} of {}: {}", self.place.table(), self.place.column(), self.place.id(), self.reason)
    }
}

/// Values by what opens them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them.
    pub total: u64,
    /// Under the current key.
    pub current: u64,
    /// Under older keys, by their place among the fallbacks.
    pub fallback: Vec<u64>,
    /// In plain text, not encrypted at all.
    pub plaintext: u64,
    /// Those that no given key opens, in the store's order.
    pub unreadable: Vec<Unreadable>,
    sum: Sum,
}

impl Tally {
    /// How many are under older keys.
    pub fn older(&self) -> u64 {
        self.fallback.iter().sum()
    }

    /// Whether the same values, whatever key they are under, were counted on both sides.
    pub(in crate::service) fn holds_the_same_as(&self, other: &Self) -> bool {
        (self.total, self.sum) == (other.total, other.sum)
    }

    /// Opens values and counts them.
    pub(in crate::service) fn count(&mut self, ring: &Keyring, values: &[Value]) {
        let parts = threads::on_all_cores(values.chunks(share(values.len())), |values| {
            let mut part = Self::default();
            values.iter().for_each(|value| {
                part.note(value, &ring.open(&value.text));
            });
            part
        });
        parts.into_iter().for_each(|part| self.add(part));
    }

    /// The same, and every value under an older key is brought under the current one, its time kept.
    pub(super) fn count_and_reseal(&mut self, ring: &Keyring, values: &mut [Value]) {
        let parts = threads::on_all_cores(values.chunks_mut(share(values.len())), |values| {
            let mut part = Self::default();
            for value in values {
                let opened = ring.open(&value.text);
                part.note(value, &opened);
                if let Ok(opened) = &opened
                    && opened.by != OpenedBy::Current
                {
                    value.text = ring.reseal(opened);
                }
            }
            part
        });
        parts.into_iter().for_each(|part| self.add(part));
    }

    fn note(&mut self, value: &Value, opened: &Result<Opened, Unopened>) {
        self.total += 1;
        // What stays as it is counts by its text.
        let content = opened.as_ref().map_or(value.text.as_bytes(), |opened| opened.plaintext.as_slice());
        self.sum.add(value.place, content);
        match opened {
            Ok(Opened { by: OpenedBy::Current, .. }) => self.current += 1,
            Ok(Opened { by: OpenedBy::Fallback(place), .. }) => {
                self.fallback.resize(self.fallback.len().max(place + 1), 0);
                self.fallback[*place] += 1;
            }
            Err(Unopened::PlainText) => self.plaintext += 1,
            Err(Unopened::Damaged) => self.unreadable.push(Unreadable { place: value.place, reason: "it is damaged" }),
            Err(Unopened::NoKey) => self.unreadable.push(Unreadable { place: value.place, reason: "no given key opens it" }),
        }
    }

    fn add(&mut self, other: Self) {
        self.total += other.total;
        self.current += other.current;
        self.plaintext += other.plaintext;
        self.unreadable.extend(other.unreadable);
        self.fallback.resize(self.fallback.len().max(other.fallback.len()), 0);
        self.fallback.iter_mut().zip(other.fallback).for_each(|(mine, more)| *mine += more);
        self.sum.join(other.sum);
    }
}

/// The hashes of places and contents, added up: in whatever order they come, the same values give the same sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum(u128, u128);

impl Sum {
    fn add(&mut self, place: Place, content: &[u8]) {
        let hash = Sha256::new().chain_update(place.column()).chain_update(place.id()).chain_update(content).finalize();
        let half = |range: std::ops::Range<usize>| hash[range].iter().fold(0, |number, byte| number << 8 | u128::from(*byte));
        self.join(Self(half(0..16), half(16..32)));
    }

    const fn join(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
        self.1 = self.1.wrapping_add(other.1);
    }
}

/// Which key opens which value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// The key in force.
    pub fingerprint: String,
    /// The older keys, and how many values each opens.
    pub fallbacks: Vec<(String, u64)>,
    /// The key that the store remembers.
    pub mark: Option<KeyMark>,
    /// The values.
    pub tally: Tally,
    /// What looks encrypted and is none of these values.
    pub strays: Strays,
    /// Whether the database is of a newer generation, where Generic variables are not encrypted.
    pub has_usual_plaintext: bool,
}

impl Service {
    /// Opens every value with the keys in force and says which key opens how many.
    ///
    /// # Errors
    /// `Key` if a key is missing or malformed; `NotAllowed`, `Store`.
    pub fn check_keys(&self, actor: &Actor, watch: Watch<'_>) -> Result<KeyCheck> {
        self.require_superuser(actor)?;
        let (current, fallbacks) = self.parsed_keys()?;
        let ring = Keyring::new(&current, &fallbacks)?;
        let tally = self.tallied(&ring, Stage::Checking, None, watch)?;
        let strays = self.strays(&ring)?;
        let fallbacks = ring.fallback_fingerprints().enumerate();
        let fallbacks = fallbacks.map(|(place, name)| (name.to_owned(), tally.fallback.get(place).copied().unwrap_or(0)));
        Ok(KeyCheck {
            fingerprint: current.fingerprint(),
            fallbacks: fallbacks.collect(),
            mark: self.store.key_mark()?,
            tally,
            strays,
            has_usual_plaintext: self.store.generation().seals_api_keys,
        })
    }

    /// What looks encrypted outside the inventory, tried with these keys.
    pub(super) fn strays(&self, ring: &Keyring) -> Result<Strays> {
        self.store.strays(&mut |token| ring.open(token).is_ok())
    }

    /// Opens every value of the store and counts it.
    pub(in crate::service) fn tallied(
        &self,
        ring: &Keyring,
        stage: Stage,
        total: Option<u64>,
        watch: Watch<'_>,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        self.store.values(&mut |values| {
            tally.count(ring, values);
            told(watch, stage, tally.total, total).map(ControlFlow::Continue)
        })?;
        Ok(tally)
    }
}

/// How many values each core gets.
fn share(values: usize) -> usize {
    values.div_ceil(threads::cores()).max(FEW)
}
