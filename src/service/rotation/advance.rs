//! The steps of a rotation that has a journal, in either direction: observes what [`next_step`] asks for, and carries out what it
//! answers. Done steps stay done, so it can be interrupted again.

use std::path::Path;
use std::time::Instant;

use super::journal::{Journal, resumable, resumable_as};
use super::phase::{KeyFiles, Phase, Refusal, Step, next_step};
use super::report::{Checked, Report};
use super::run::Run;
use super::sources::KeySource;
use crate::config::Origin;
use crate::error::{Error, Kind, Remedy, Result, RotationError};
use crate::model::{AuditAction, KeyBinding, Residue};
use crate::service::access::Admin;
use crate::service::progress::{Stage, Watch};

impl Admin<'_> {
    /// Takes the steps that are left.
    ///
    /// # Errors
    /// As [`Admin::rotate`].
    pub(super) fn advance(&self, mut run: Run<'_>, begin: Instant, watch: Watch<'_>) -> Result<Report> {
        loop {
            match next_step(run.journal.header.recorded, &run.observed).map_err(|refusal| self.refused(&run, refusal))? {
                Step::ExamineKeyFiles { to_write } => self.examine_key_files(&mut run, to_write)?,
                Step::DecryptValues => {
                    let checked = self.decrypted(&run, watch)?;
                    run.note(checked);
                }
                Step::Reencrypt => self.reencrypt(&mut run, watch).map_err(resumable)?,
                Step::UpdateKeyFiles => {
                    self.update_key_files(&run).map_err(resumable)?;
                    run.observed.key_files = Some(KeyFiles::UpToDate);
                }
                Step::FindClients => {
                    let clients = self.store.lasting_clients().map_err(resumable)?;
                    run.observed.clients = Some(clients.is_some());
                    if let Some(clients) = clients {
                        self.notify(format!(
                            "Others began to use the database meanwhile, maybe with another key, so the keys are kept: {clients}."
                        ));
                    }
                }
                Step::Finalize { keeps_keys, activates } => {
                    let kept = keeps_keys.then(|| run.journal.keeping(run.observed.direction));
                    self.finalize(&run, kept.as_ref(), activates).map_err(resumable)?;
                    return Ok(Report {
                        rotated: run.rotated,
                        changed_meanwhile: run.changed_meanwhile,
                        key_names: run.key_names(),
                        is_rolled_back: run.is_rolled_back(),
                        phase: kept.map(|journal| journal.header.recorded.phase),
                        engine_note: self.engine_note(),
                        key_files: run.key_files.iter().map(|source| source.path().to_owned()).collect(),
                        ..Report::planned(&run.journal.header, run.checked, begin)
                    });
                }
            }
        }
    }

    fn refused(&self, run: &Run<'_>, refusal: Refusal) -> Error {
        match (refusal, run.before.clone()) {
            (Refusal::AlreadyRolledBack, _) => RotationError::AlreadyRolledBack.into(),
            (Refusal::KeyNotActive, _) => self.key_not_active(run),
            (Refusal::RotatedSince, binding) => {
                let KeyBinding { fingerprint, origin } = binding.unwrap_or_default();
                RotationError::RotatedSince { fingerprint, origin }.into()
            }
            (Refusal::ValuesUndecryptable, _) => self.undecryptable(&run.checked.found, Remedy::RollBackRotation),
        }
    }

    /// The error where the active key is not the one that the rotation ends with, as every other client must have it.
    fn key_not_active(&self, run: &Run<'_>) -> Error {
        let header = &run.journal.header;
        let is_rolled_back = header.recorded.phase == Phase::RolledBack;
        let (which, expected) = (if is_rolled_back { "previous" } else { "new" }, header.new_fingerprint.clone());
        let active = match self.parsed_keys() {
            Ok((active, _)) => active.fingerprint(),
            Err(error) => {
                return error
                    .hint(format!("Set the {which} key {expected} of the rotation there; until then its journal keeps it."));
            }
        };
        let origin = self.settings().secret_key.origin.to_string();
        let error = Error::from(RotationError::ActiveKeyDiffers { active, origin, which, expected });
        if !is_rolled_back || header.sources.is_empty() {
            return error;
        }
        error.hint(
            "Move that key elsewhere and try again: the previous key is then written there. Until then the journal keeps it.",
        )
    }

    /// Decrypts every value. What the report needs is read now, since nothing may fail once the journal is deleted.
    fn decrypted(&self, run: &Run<'_>, watch: Watch<'_>) -> Result<Checked> {
        let found = self.decrypt_values(&run.target.ring, Stage::Checking, None, watch);
        Ok(Checked {
            found: found.map_err(|error| if error.kind() == Kind::Interrupted { resumable(error) } else { error })?,
            in_flows: self.store.unknown_tokens(&mut |_| false)?.in_flows,
            has_usual_plaintext: !self.store.capabilities().encrypts_generic_variables,
        })
    }

    fn update_key_files(&self, run: &Run<'_>) -> Result<()> {
        let (settings, known) = (self.settings(), run.journal.known());
        for source in &run.key_files {
            let was_open = source
                .update(&settings, run.target.active_key, &known)
                .map_err(|error| resumable_as(RotationError::KeyFileNotWritten { path: source.path().to_owned() }, error))?;
            if was_open {
                self.notify(format!("Others could read {} until now; they no longer can.", source.path().display()));
            }
        }
        Ok(())
    }

    /// Records the end in the audit log. Then the journal is deleted, replaced with the one that keeps keys for other clients, or,
    /// if the database is no longer the one that was rotated, set aside.
    fn finalize(&self, run: &Run<'_>, kept: Option<&Journal>, activates: bool) -> Result<()> {
        let config_dir = self.settings().config_dir.value.clone();
        let key_files = if activates { run.key_files.as_slice() } else { &[] };
        let names: Vec<String> = key_files.iter().map(|source| source.path().display().to_string()).collect();
        let files =
            if names.is_empty() { "no key file was changed".to_owned() } else { format!("written into {}", names.join(", ")) };
        let keys = match kept {
            Some(_) => "kept for other clients",
            None if run.observed.is_foreign() => "kept beside the journal",
            None => "no longer kept",
        };
        let detail = Some(format!("{files}; the previous keys are {keys}"));
        self.commit(Vec::new(), vec![self.entry(AuditAction::RotationClosed, None, detail)])?;
        self.notices.note_change();
        match kept {
            Some(journal) => journal.replace(&config_dir)?,
            None if run.observed.is_foreign() => {
                let (path, not_durable) = Journal::set_aside(&config_dir)?;
                not_durable.iter().for_each(|error| self.notices.add_error(error));
                self.notify(format!(
                    "Some values need a key that the rotation does not have. Its own keys are kept in {}: delete that file once no copy of the database needs them.",
                    path.display()
                ));
            }
            None => {
                if let Some(error) = Journal::end(&config_dir)? {
                    self.notify(format!(
                        "The rotation is done, but {error} If its journal exists again after a power failure, `kozmoai rotate resume` deletes it."
                    ));
                }
            }
        }
        if activates {
            // Secrets can be used without restarting this program.
            let files: Vec<&Path> = key_files.iter().map(KeySource::path).collect();
            self.activate_key(run.target.active_key, &files, Origin::Rotation);
        }
        Ok(())
    }

    /// What happens to earlier ciphertexts in the database.
    fn engine_note(&self) -> &'static str {
        match self.store.capabilities().residue {
            Residue::Nothing => {
                "The embedded database is in a new folder: the previous one was deleted, with every earlier ciphertext."
            }
            Residue::FreeSpace => {
                "In the SQLite file, earlier ciphertexts were overwritten (secure_delete), and its log is emptied once no other process reads it. Space that was freed earlier may contain some: `PRAGMA secure_delete = ON; VACUUM;` clears it. So may copies of the file."
            }
            Residue::DeadRows => {
                "Earlier ciphertexts remain on the server in dead rows until `VACUUM FULL variable` and `VACUUM FULL \"user\"`, in its WAL and its backups."
            }
        }
    }
}
