//! The secret key, its rotation, backups and the doctor: carrying out actions and handling replies.

use super::App;
use crate::error::Result;
use crate::service::progress::Progress;
use crate::text::{self, count};
use crate::tui::action::Id;
use crate::tui::effect::{Effect, Job, Reply, Slot, Ticket};
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::details::DetailsOverlay;
use crate::tui::overlays::forms::FormOverlay;
use crate::tui::overlays::{Next, Overlay};
use crate::tui::route::Route;
use crate::tui::screens::rotation::{RotationEvent, RotationScreen, What};

impl App {
    /// Carries out an action on the secret key, a rotation, a backup or the doctor.
    pub(super) fn carry_out_on_keys(&mut self, id: Id) -> Vec<Effect> {
        match id {
            Id::CheckKeys => self.begin(Job::CheckKeys),
            Id::AdoptKey => {
                let text = "Adopt the active key for this database? Secrets that it cannot decrypt stay unchanged; you can set them again or delete them.";
                let next = Next::Job(Job::AdoptKey);
                self.open(Overlay::Confirm(Confirm::new("Adopt active key", text, "Adopt", next)))
            }
            Id::ListCredentials => self.ask(Slot::Act, Job::Credentials),
            Id::NewKey => self.ask(Slot::Act, Job::NewKey),
            Id::Rotate => self.open_rotation(),
            Id::BackUp => {
                let likely = format!("kozmoai-{}.backup", self.now.strftime("%Y%m%dT%H%M%SZ"));
                self.open(Overlay::Form(FormOverlay::back_up(&likely)))
            }
            Id::ResumeRotation => {
                let text = "Resume the rotation? The remaining secrets are re-encrypted with the new key, and the key files are updated.";
                let next = Next::Long(Job::ResumeRotation);
                self.open(Overlay::Confirm(Confirm::new("Resume rotation", text, "Resume", next)))
            }
            Id::RollBackRotation => {
                let text =
                    "Roll back the rotation? Every secret is re-encrypted with the previous key, and the key files are restored.";
                let next = Next::Long(Job::RollBackRotation);
                self.open(Overlay::Confirm(Confirm::new("Roll back rotation", text, "Roll back", next)))
            }
            Id::Examine => {
                self.settings.begin_examination();
                self.ask(Slot::Doctor, Job::Examine)
            }
            _ => Vec::new(),
        }
    }

    /// Opens the wizard at the step where it was left, or at the first one if the last rotation has finished.
    fn open_rotation(&mut self) -> Vec<Effect> {
        if self.rotation.is_over() {
            self.rotation = RotationScreen::new(&self.facts.backups);
        }
        self.go(Route::Rotation)
    }

    /// Handles an event of the wizard.
    pub(super) fn rotation_event(&mut self, event: RotationEvent) -> Vec<Effect> {
        match event {
            RotationEvent::Ignored | RotationEvent::Taken => Vec::new(),
            RotationEvent::Leave => self.go(Route::SecretKey),
            RotationEvent::Begin(job) => self.begin(job),
            RotationEvent::End => self.cancel_long(),
            RotationEvent::Act(id) => self.act(id),
            RotationEvent::AskToEnd => {
                let text = "Interrupt the rotation? During check and backup nothing has been changed yet; later it can be resumed or rolled back. No data is lost.";
                self.open(Overlay::Confirm(Confirm::new("Interrupt rotation", text, "Interrupt", Next::End)))
            }
        }
    }

    /// Starts a long-running task; only one runs at a time.
    pub(super) fn begin(&mut self, job: Job) -> Vec<Effect> {
        if self.long.is_some() {
            self.say(format!("{} is already in progress.", self.running_task()), false);
            return Vec::new();
        }
        let what = match job {
            Job::CheckKeys => None,
            Job::PlanRotation(_) => Some(What::Plan),
            Job::ResumeRotation => Some(What::Resume),
            Job::RollBackRotation => Some(What::RollBack),
            _ => Some(What::Rotate),
        };
        let mut effects = self.ask(Slot::Long, job);
        self.long = self.generations.get(&Slot::Long).map(|generation| Ticket { slot: Slot::Long, generation: *generation });
        match what {
            None => self.secret_key.begin_check(self.now),
            Some(what) => {
                self.rotation.begin(what, self.now);
                effects.extend(self.go(Route::Rotation));
            }
        }
        effects
    }

    pub(super) fn cancel_long(&mut self) -> Vec<Effect> {
        if self.long.is_none() {
            return Vec::new();
        }
        self.rotation.ending();
        vec![Effect::End]
    }

    /// The name of the long-running task, at the beginning of a sentence.
    pub(super) const fn running_task(&self) -> &'static str {
        match self.rotation.working() {
            None => "Key check",
            Some(What::Plan) => "Rotation check",
            Some(What::Rotate | What::Resume) => "Rotation",
            Some(What::RollBack) => "Rollback",
        }
    }

    /// Whether a rotation, its resumption or its rollback is running.
    pub fn is_rotating(&self) -> bool {
        self.rotation.working().is_some_and(|what| what != What::Plan)
    }

    /// Takes the progress of the long-running task.
    pub(super) fn progress(&mut self, ticket: Ticket, progress: Progress) {
        if self.long != Some(ticket) {
            return;
        }
        self.rotation.report(progress, self.now);
        self.secret_key.report(progress, self.now);
        self.changed |= matches!(self.route, Route::SecretKey | Route::Rotation);
    }

    /// Handles the end of the long-running task, even if another user has signed in meanwhile.
    pub(super) fn long_ended(&mut self, outcome: Result<Reply>) -> Vec<Effect> {
        let (task, is_check) = (self.running_task(), self.rotation.working().is_none());
        self.long = None;
        // The question whether to interrupt it no longer applies.
        self.overlays.retain(|overlay| !overlay.asks_to_end());
        match outcome {
            Ok(Reply::KeysChecked(check)) => self.secret_key.end_check(Ok(check), self.now),
            Ok(Reply::Planned { request, report }) => self.rotation.planned(request, report),
            Ok(Reply::Rotated(report)) => {
                self.rotation.done(report);
                self.secret_key.forget_check();
            }
            Ok(_) => {}
            Err(error) if self.secret_key.is_checking() => self.secret_key.end_check(Err(error), self.now),
            Err(error) => self.rotation.fail(error),
        }
        if self.session.is_none() || self.is_locked() {
            return Vec::new();
        }
        if !matches!(self.route, Route::SecretKey | Route::Rotation) {
            let keys = if is_check { "press 4" } else { "press 4, then R" };
            self.say(format!("{task} finished; {keys} for the result"), true);
        }
        self.read()
    }

    /// Handles the reply to any other job on keys, backups or settings.
    pub(super) fn take_keys(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::KeyState(state) => {
                self.rotation.take_unfinished(state.rotation.as_ref());
                self.secret_key.take(state);
            }
            Reply::KeyGenerated { key, fingerprint } => {
                let facts = [
                    ("Fingerprint", fingerprint),
                    ("Key", "••••••••  (43 characters, 256 random bits)".to_owned()),
                    ("", "Not saved yet: copy it, or write it to a .env file. To re-encrypt the secrets of this database with a new key, rotate.".to_owned()),
                ];
                let facts = facts.map(|(name, value)| (name.to_owned(), value)).to_vec();
                self.overlays.push(Overlay::Details(DetailsOverlay::new_key("New secret key", facts, key)));
            }
            Reply::KeyWritten(path) => {
                self.close_form();
                self.say(format!("Wrote the new key to {}", path.display()), true);
            }
            Reply::KeyAdopted(adoption) => {
                let undecryptable = match adoption.stats.unreadable.len() as u64 {
                    0 => String::new(),
                    number => format!("; {} cannot be decrypted", count(number, "secret")),
                };
                self.say(format!("Adopted the key {} for this database{undecryptable}", adoption.fingerprint), true);
                self.secret_key.forget_check();
                return self.read();
            }
            Reply::BackedUp { path, facts } => {
                self.close_form();
                let key = facts.fingerprint.map(|key| format!("; its secrets are encrypted with key {key}")).unwrap_or_default();
                self.say(format!("Backed up the database ({}) to {}{key}", count(facts.users, "user"), path.display()), true);
            }
            Reply::Credentials { shown, total } => {
                let mut facts: Vec<_> = shown
                    .iter()
                    .map(|one| {
                        (String::new(), format!("{}: {} {}", text::clean(&one.owner), one.kind.name(), text::clean(&one.name)))
                    })
                    .collect();
                let rest = total - shown.len() as u64;
                if rest > 0 {
                    facts.push((String::new(), format!("and {rest} more: `kozmoai key credentials` lists them all")));
                } else if facts.is_empty() {
                    facts.push((String::new(), "This database has no credentials.".to_owned()));
                }
                self.overlays.push(Overlay::Details(DetailsOverlay::new("Credentials to replace after a leak", facts)));
            }
            Reply::Settings(rows) => self.settings.take(rows),
            Reply::Examined(findings) => self.settings.take_findings(findings, self.now),
            _ => {}
        }
        Vec::new()
    }
}
