//! Another database that needs the key which a rotation overwrites: the default one, next to the key file.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::plan::{Plan, Request};
use crate::config::{Origin, Settings, WithOrigin, default_database};
use crate::crypto::keyring::Keyring;
use crate::error::Result;
use crate::fs::paths;
use crate::model::StoreUrl;
use crate::service::progress::{Stage, Watch};
use crate::service::{Service, SystemClock};
use crate::store;
use crate::text;

/// The name of a file in the configuration directory in which a key is kept that another database needs.
const KEPT_KEY: &str = "previous_key";

impl Service {
    /// Where the previous key must be kept although nobody asked for it: the default database has values encrypted with it, and
    /// the rotation overwrites its file.
    ///
    /// # Errors
    /// `Interrupted`, `Store`.
    pub(super) fn place_for_needed_key(&self, plan: &Plan, request: &Request, watch: Watch<'_>) -> Result<Option<PathBuf>> {
        let settings = self.settings();
        let folder = default_database(&settings.config_dir.value);
        let is_rotated = self.store.url().path().is_some_and(|own| paths::is_same_file(own, &folder));
        if plan.journal.header.sources.is_empty()
            || request.keep_old_key.is_some()
            || is_rotated
            || fs::symlink_metadata(&folder).is_err()
        {
            return Ok(None);
        }
        let url = StoreUrl::Embedded(folder.clone());
        let store = match store::open_existing(&url) {
            Ok(store) => store,
            Err(error) => {
                let what = format!(
                    "The database in {} may need the previous key too, and cannot be examined: {error}",
                    folder.display()
                );
                self.notify(what);
                return Ok(None);
            }
        };
        let own = WithOrigin { value: url, origin: Origin::Default };
        let other = Self::new(store, Arc::new(Settings { store: own, ..Settings::clone(&settings) }), Box::new(SystemClock));
        let (current, _) = self.parsed_keys()?;
        let values = other.decrypt_values(&Keyring::new(&current, &[])?, Stage::Checking, None, watch)?.current;
        if values == 0 {
            return Ok(None);
        }
        let path = settings.config_dir.value.join(KEPT_KEY);
        let path = if self.holds_active_key(&path) { path } else { paths::unused(&path) };
        self.notify(format!(
            "The database in {} has {} encrypted with the previous key, which is kept in {}: rotate that database with `--old-key-file`.",
            folder.display(),
            text::count(values, "value"),
            path.display()
        ));
        Ok(Some(path))
    }
}
