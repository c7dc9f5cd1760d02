//! The one key that both stores must be under.

use crate::crypto::keyring::Keyring;
use crate::error::{Error, Kind, Result};
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
            let [from, to] = [from, to].map(|service| service.settings().store.value.to_string());
            let under = |mark: &KeyMark| format!("under the key {} (from {})", mark.fingerprint, mark.origin);
            let said = format!("{from} is {}, but {to} is {}; nothing was copied.", under(&theirs), under(&ours));
            return Err(Error::new(Kind::Key, said)
                .hint("Bring one of them under the other's key with `kozmoai rotate --new-key-file`, then copy again."));
        }
    }
    let [theirs, ours] = marks;
    let takes_over = if ours.is_some() { None } else { theirs };
    Ok((ours, takes_over))
}

impl Service {
    /// The key in force, if it opens any of the store's values.
    fn key_of_values(&self) -> Result<KeyMark> {
        let unknown = |why: &str, hint: &str| {
            let store = self.settings().store.value.to_string();
            Error::new(
                Kind::Key,
                format!("Which key the values of {store} are under is not known, for {why}; nothing was copied."),
            )
            .hint(hint)
        };
        let (current, older) = self.parsed_keys().map_err(|error| {
            unknown(
                "no key that can be used is in force",
                &error.next_step().unwrap_or_else(|| "Set it as KOZMOAI_SECRET_KEY.".to_owned()),
            )
            .because(error)
        })?;
        let ring = Keyring::new(&current, &older)?;
        if !self.opens_any(&ring)? {
            return Err(unknown("the key in force opens none of them", "Set the key that they are under as KOZMOAI_SECRET_KEY."));
        }
        Ok(KeyMark { fingerprint: ring.fingerprint().to_owned(), origin: self.settings().secret_key.origin.to_string() })
    }
}
