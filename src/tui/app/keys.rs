//! The secret key, its rotation, backups and the doctor: what their actions do, and what is made of the answers.

use super::App;
use crate::error::Result;
use crate::service::rotation::Progress;
use crate::text::{self, count};
use crate::tui::action::Id;
use crate::tui::effect::{Effect, Job, Reply, Slot, Ticket};
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::facts::Facts;
use crate::tui::overlays::forms::FormOverlay;
use crate::tui::overlays::{Next, Overlay};
use crate::tui::route::Route;
use crate::tui::screens::rotation::{RotationEvent, RotationScreen, What};

impl App {
    /// What an action on the secret key and its like does.
    pub(super) fn carry_out_on_keys(&mut self, id: Id) -> Vec<Effect> {
        match id {
            Id::CheckKeys => self.begin(Job::CheckKeys),
            Id::AdoptKey => {
                let text = "The active key becomes the database's key. What it cannot decrypt stays as it is, and can be set again or deleted.";
                let next = Next::Job(Job::AdoptKey);
                self.open(Overlay::Confirm(Confirm::new("Adopt the active key", text, "Adopt", next)))
            }
            Id::ListCredentials => self.ask(Slot::Act, Job::Credentials),
            Id::NewKey => self.ask(Slot::Act, Job::NewKey),
            Id::Rotate => self.open_rotation(),
            Id::BackUp => {
                let likely = format!("kozmoai-{}.backup", self.now.strftime("%Y%m%dT%H%M%SZ"));
                self.open(Overlay::Form(FormOverlay::back_up(&likely)))
            }
            Id::ResumeRotation => {
                let text = "What is left of the rotation is done: every secret goes under the new key, and the key files are pointed at it.";
                let next = Next::Long(Job::ResumeRotation);
                self.open(Overlay::Confirm(Confirm::new("Resume the rotation", text, "Resume", next)))
            }
            Id::RollBackRotation => {
                let text =
                    "Every secret goes back under the old key, and the key files are pointed at it, as before the rotation.";
                let next = Next::Long(Job::RollBackRotation);
                self.open(Overlay::Confirm(Confirm::new("Take the rotation back", text, "Roll back", next)))
            }
            Id::Examine => {
                self.settings.begin_examination();
                self.ask(Slot::Doctor, Job::Examine)
            }
            _ => Vec::new(),
        }
    }

    /// The wizard: where it was left, unless what was begun there is over.
    fn open_rotation(&mut self) -> Vec<Effect> {
        if self.rotation.is_over() {
            self.rotation = RotationScreen::new(&self.facts.backups);
        }
        self.go(Route::Rotation)
    }

    /// What a key did in the wizard.
    pub(super) fn rotation_event(&mut self, event: RotationEvent) -> Vec<Effect> {
        match event {
            RotationEvent::Ignored | RotationEvent::Taken => Vec::new(),
            RotationEvent::Leave => self.go(Route::SecretKey),
            RotationEvent::Begin(job) => self.begin(job),
            RotationEvent::End => self.end_long(),
            RotationEvent::Act(id) => self.act(id),
            RotationEvent::AskToEnd => {
                let text = "As long as it only looked and backed up, nothing was changed. Later it can be resumed or taken back; nothing is lost.";
                self.open(Overlay::Confirm(Confirm::new("End the rotation", text, "End it", Next::End)))
            }
        }
    }

    /// Begins long work, of which there is one at a time.
    pub(super) fn begin(&mut self, job: Job) -> Vec<Effect> {
        if self.long.is_some() {
            self.say("Something is going on with the secrets already.", false);
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

    pub(super) fn end_long(&mut self) -> Vec<Effect> {
        if self.long.is_none() {
            return Vec::new();
        }
        self.rotation.ending();
        vec![Effect::End]
    }

    /// Whether a rotation goes on, or what ends one.
    pub fn is_rotating(&self) -> bool {
        self.rotation.working().is_some_and(|what| what != What::Plan)
    }

    /// Long work is so far.
    pub(super) fn progress(&mut self, ticket: Ticket, progress: Progress) {
        if self.long != Some(ticket) {
            return;
        }
        self.rotation.tell(progress, self.now);
        self.secret_key.tell(progress, self.now);
        self.changed |= matches!(self.route, Route::SecretKey | Route::Rotation);
    }

    /// Long work has ended, whoever is here by now.
    pub(super) fn long_ended(&mut self, outcome: Result<Reply>) -> Vec<Effect> {
        self.long = None;
        // Asking whether to end what has ended makes no sense any more.
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
            self.say("What was going on with the secrets has ended: 4, then R, shows how.", true);
        }
        self.read()
    }

    /// What is made of the answer to any other such job.
    pub(super) fn take_keys(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::KeyState(state) => {
                self.rotation.take_unfinished(state.unfinished.as_ref());
                self.secret_key.take(state);
            }
            Reply::KeyMade { key, fingerprint } => {
                let facts = [
                    ("Fingerprint", fingerprint),
                    ("Key", "••••••••  (43 characters, 32 random bytes)".to_owned()),
                    ("", "It is kept nowhere yet: copy it, or write it into a .env file. To bring the secrets of this store under a new key, rotate.".to_owned()),
                ];
                let facts = facts.map(|(name, value)| (name.to_owned(), value)).to_vec();
                self.overlays.push(Overlay::Facts(Facts::new_key("A new secret key", facts, key)));
            }
            Reply::KeyWritten(path) => {
                self.close_form();
                self.say(format!("The new key was written into {}.", path.display()), true);
            }
            Reply::KeyAdopted(adoption) => {
                let lost = adoption.tally.unreadable.len() as u64;
                let key = adoption.fingerprint;
                self.say(format!("The database is bound to the key {key}; {} cannot be decrypted.", count(lost, "secret")), true);
                self.secret_key.forget_check();
                return self.read();
            }
            Reply::BackedUp { path, facts } => {
                self.close_form();
                let key = facts.fingerprint.map(|key| format!(" Its secrets open with the key {key}.")).unwrap_or_default();
                self.say(
                    format!("The store, with {}, was written into {}.{key}", count(facts.users, "user"), path.display()),
                    true,
                );
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
                    facts.push((String::new(), format!("and {rest} more, which `kozmoai key credentials` lists")));
                } else if facts.is_empty() {
                    facts.push((String::new(), "Nothing here is a credential.".to_owned()));
                }
                self.overlays.push(Overlay::Facts(Facts::new("Credentials to replace after a leak", facts)));
            }
            Reply::Settings(rows) => self.settings.take(rows),
            Reply::Examined(findings) => self.settings.take_findings(findings, self.now),
            _ => {}
        }
        Vec::new()
    }
}
