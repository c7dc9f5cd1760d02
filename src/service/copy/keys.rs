//! The one key that both stores must be under.

use crate::crypto::keyring::Keyring;
use crate::error::{CopyError, Error, Result};
use crate::model::KeyMark;
use crate::service::Service;

/// What the target must remember of its key, and what it remembers after the copy.
///
/// A store that keeps nothing encrypted is under no key. One that does and remembers none is taken to be under the key in
/// force, if that opens any of it, and only where it matters: where the other one is under a key too.
pub(super) fn agreed(from: &Service, to: &Service) -> Result<(Option<KeyMark>, Option<KeyMark>)> {
    let marks = [from.store.key_mark()?, to.store.key_mark()?];
    let is_under_one = |service: &Service, mark: &Option<KeyMark>| Ok::<_, Error>(mark.is_some() || service.holds_tokens()?);
    if is_under_one(from, &marks[0])? && is_under_one(to, &marks[1])? {
        let name = |service: &Service, mark: &Option<KeyMark>| mark.clone().map_or_else(|| service.key_of_values(), Ok);
        let (theirs, ours) = (name(from, &marks[0])?, name(to, &marks[1])?);
        if theirs.fingerprint != ours.fingerprint {
            let [source_url, target_url] = [from, to].map(|service| service.settings().store.value.to_string());
            let [source_key, target_key] = [theirs, ours].map(|mark| format!("{} (from {})", mark.fingerprint, mark.origin));
            return Err(CopyError::KeysDiffer { source_url, source_key, target_url, target_key }.into());
        }
    }
    let [theirs, ours] = marks;
    let takes_over = if ours.is_some() { None } else { theirs };
    Ok((ours, takes_over))
}

impl Service {
    /// The key in force, if it opens any of the store's values.
    fn key_of_values(&self) -> Result<KeyMark> {
        let unknown = |reason| Error::from(CopyError::KeyUnknown { database: self.settings().store.value.to_string(), reason });
        let (current, older) = self.parsed_keys().map_err(|error| unknown("no usable key is active").wrapping(error))?;
        let ring = Keyring::new(&current, &older)?;
        if !self.opens_any(&ring)? {
            return Err(unknown("the active key decrypts none of them")
                .hint("Set the key that they are encrypted with as KOZMOAI_SECRET_KEY."));
        }
        Ok(KeyMark { fingerprint: ring.fingerprint().to_owned(), origin: self.settings().secret_key.origin.to_string() })
    }
}
