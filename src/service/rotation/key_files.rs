//! The key files of an interrupted rotation: which of them may be written, and whether they have to be.

use super::phase::{KeyFiles, KeyPlace};
use super::run::Run;
use super::sources::{Content, KeySource};
use crate::config::Origin;
use crate::error::{Error, Remedy, Result, RotationError};
use crate::fs::paths;
use crate::service::Service;

impl Service {
    /// Finds the key files that may be written. Those that must be are checked as at the start of the rotation; one that
    /// contains the key already need not be writable.
    pub(super) fn examine_key_files(&self, run: &mut Run<'_>, to_write: bool) -> Result<()> {
        let (settings, key, known) = (self.settings(), run.target.active_key, run.journal.known());
        let sources = if to_write { self.named_sources(run)? } else { run.journal.header.sources.clone() };
        let is_new = run.target.binding.fingerprint == run.journal.header.new_fingerprint;
        let which = if is_new { "new" } else { "previous" };
        let mut state = KeyFiles::UpToDate;
        for source in sources {
            match source.content(&settings, key, &known)? {
                Content::Wanted => {}
                Content::Replaceable => {
                    if to_write {
                        source.check(&settings, Some(key), which).map_err(|error| error.hint(fix_first()))?;
                    }
                    state = KeyFiles::Outdated;
                }
                Content::Foreign => continue,
            }
            run.key_files.push(source);
        }
        run.observed.key_files = Some(if run.key_files.is_empty() { KeyFiles::Nowhere } else { state });
        Ok(())
    }

    /// The key files of the journal, all of which the settings name too. If the configuration directory was moved or copied, the
    /// journal's paths may belong to something else: then the origin of the active key is used.
    fn named_sources(&self, run: &Run<'_>) -> Result<Vec<KeySource>> {
        let (header, settings, known) = (&run.journal.header, self.settings(), run.journal.known());
        if header.sources.is_empty() {
            return Ok(Vec::new());
        }
        let is_here = header.config_dir == self.absolute_config_dir()?;
        let mut sources = if is_here { header.sources.clone() } else { self.sources_of_moved(run)? };
        let is_named = |source: &KeySource| source.is_named_by(&settings, &known);
        // A deleted file needs no key that comes from the environment by now.
        let is_given = run.observed.key == KeyPlace::Active && settings.secret_key.origin == Origin::Environment;
        sources.retain(|source| !is_given || is_named(source) || source.path().exists());
        if let Some(source) = sources.iter().find(|source| !is_named(source)) {
            let is_mounted = matches!(source, KeySource::Mounted(_));
            return Err(RotationError::KeyFileNotInSettings { path: source.path().to_owned(), is_mounted }.into());
        }
        self.refuse_stale_source(run, &sources)?;
        Ok(sources)
    }

    /// Refuses if the origin of the active key would keep another key of the rotation: once the journal is deleted, the values
    /// would be without their key.
    fn refuse_stale_source(&self, run: &Run<'_>, sources: &[KeySource]) -> Result<()> {
        let Ok((active, _)) = self.parsed_keys() else { return Ok(()) };
        if run.observed.key == KeyPlace::Active || !run.target.ring.knows(&active.fingerprint()) {
            return Ok(());
        }
        let present = KeySource::of(&self.settings(), &active)?;
        let is_written = |file: &&KeySource| sources.iter().any(|source| paths::is_same_file(source.path(), file.path()));
        let Some(stale) = present.first().filter(|first| !is_written(first)) else { return Ok(()) };
        let files = sources.iter().map(|source| source.path().display().to_string());
        Err(Error::from(RotationError::KeyFileNotInJournal { path: stale.path().to_owned() }).details(files))
    }

    fn sources_of_moved(&self, run: &Run<'_>) -> Result<Vec<KeySource>> {
        let (active, _) = self.parsed_keys()?;
        let fingerprint = active.fingerprint();
        let is_of_rotation = run.target.ring.knows(&fingerprint);
        let sources = if is_of_rotation { KeySource::of(&self.settings(), &active)? } else { Vec::new() };
        if sources.is_empty() {
            return Err(RotationError::ConfigDirMoved { active: fingerprint }.into());
        }
        Ok(sources)
    }
}

/// A resume has no option that leaves a key file alone.
fn fix_first() -> Remedy {
    Remedy::ResumeOrRollBack { first: Some(Box::new("Fix that first.".into())) }
}
