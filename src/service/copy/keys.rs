//! The key of both databases, which must be the same.

use crate::error::{CopyError, Error, Result};
use crate::model::KeyBinding;
use crate::service::Service;

/// The key binding of the target before and after the copy.
///
/// A database without encrypted values needs no key. One with encrypted values and without a binding is assumed to use the
/// active key if that decrypts any of them; this matters only if the other one has a key too.
pub(super) fn agreed(from: &Service, to: &Service) -> Result<(Option<KeyBinding>, Option<KeyBinding>)> {
    let bindings = [from.store.key_binding()?, to.store.key_binding()?];
    let has_key = |service: &Service, binding: &Option<KeyBinding>| Ok::<_, Error>(binding.is_some() || service.holds_tokens()?);
    if has_key(from, &bindings[0])? && has_key(to, &bindings[1])? {
        let key_of =
            |service: &Service, binding: &Option<KeyBinding>| binding.clone().map_or_else(|| service.key_of_values(), Ok);
        let (source, target) = (key_of(from, &bindings[0])?, key_of(to, &bindings[1])?);
        if source.fingerprint != target.fingerprint {
            let [source_url, target_url] = [from, to].map(|service| service.settings().store.value.to_string());
            let [source_key, target_key] =
                [source, target].map(|binding| format!("{} (from {})", binding.fingerprint, binding.origin));
            return Err(CopyError::KeysDiffer { source_url, source_key, target_url, target_key }.into());
        }
    }
    let [source, target] = bindings;
    let adopted = if target.is_some() { None } else { source };
    Ok((target, adopted))
}

impl Service {
    /// The active key, if it decrypts any of the database's values.
    fn key_of_values(&self) -> Result<KeyBinding> {
        let unknown = |reason| Error::from(CopyError::KeyUnknown { database: self.settings().store.value.to_string(), reason });
        let ring = self.keyring().map_err(|error| unknown("no usable key is active").wrapping(error))?;
        if !self.decrypts_any(&ring)? {
            return Err(unknown("the active key decrypts none of them")
                .hint("Set the key that they are encrypted with as KOZMOAI_SECRET_KEY."));
        }
        Ok(self.binding_to(ring.fingerprint()))
    }
}
