//! The actions on the secret key, their jobs, and the replies to them.

use crate::service::adoption::Adoption;
use crate::service::backup::BackupFacts;
use crate::service::credentials::Credential;
use crate::service::keys::{KeyCheck, KeyState};
use crate::service::overview::{NewestEvents, UndecryptableSecret};
use crate::tui::parts::rotation::MOST_LISTED;
use crate::tui::screen::prelude::*;

actions! {
    Check "Verify that every secret can be decrypted" ["c"] "Check" .superuser() .command("key check");
    ListCredentials "List credentials to replace after a leak" ["l"] "" .superuser() .command("key credentials");
    Adopt "Adopt the active key for this database" ["a"] "" .superuser() .changes() .destructive() .command("key adopt");
    Generate "Generate a secret key, to copy or to write to a .env file" ["n"] "New key" .superuser() .command("keygen");
    Rotate "Rotate the secret key" ["R"] "Rotate" .superuser() .changes() .command("rotate");
    BackUp "Back up the database" ["b"] "Back up" .superuser() .command("backup");
    ShowBackups "List, verify and delete the backups of rotations" ["B"] "Backups" .superuser() .command("backups list");
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
    /// Ask where to write this new key.
    WriteKey(Secret),
    /// Ask whether to adopt the active key, though secrets stay undecryptable.
    AskToAdopt,
}

/// The number of credentials listed; `kozmoai key credentials` lists all.
const CREDENTIALS_SHOWN: usize = 500;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    State,
    History,
    Check,
    PlanAdoption,
    Adopt { allow: bool },
    Generate,
    Write { path: PathBuf, key: Secret },
    BackUp(PathBuf),
    ListCredentials,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    State(KeyState),
    History(NewestEvents),
    Checked { check: KeyCheck, named: Vec<String> },
    AdoptionPlanned(AdoptionPlan),
    Adopted(Adoption),
    Generated { key: Secret, fingerprint: String },
    Written(PathBuf),
    BackedUp { path: PathBuf, facts: BackupFacts },
    Credentials { shown: Vec<Credential>, total: u64 },
}

/// What adopting the active key would do.
#[derive(Clone, Debug)]
pub struct AdoptionPlan {
    /// The keys, and which secrets the active one decrypts.
    pub adoption: Adoption,
    /// The first undecryptable secrets, by owner and variable.
    pub named: Vec<UndecryptableSecret>,
}

impl RunJob for Job {
    type Reply = Reply;

    fn work(&self) -> Option<Work> {
        matches!(self, Self::BackUp(_)).then_some(Work {
            name: "Backup",
            route: Route::SecretKey,
            on_quit: "The console closes, and the program ends once the file is complete and verified. Its result is in the \
                      audit log.",
        })
    }

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        Ok(match self {
            Self::State => Reply::State(admin.key_state()?),
            Self::History => Reply::History(admin.key_history()?),
            Self::Check => {
                let check = admin.check_keys(cx.watch)?;
                let named = admin.undecryptable_secrets(&check.stats, MOST_LISTED)?;
                Reply::Checked { check, named: named.iter().map(ToString::to_string).collect() }
            }
            Self::PlanAdoption => {
                let adoption = admin.plan_adoption(true, cx.watch)?;
                let named = admin.undecryptable_secrets(&adoption.stats, MOST_LISTED)?;
                Reply::AdoptionPlanned(AdoptionPlan { adoption, named })
            }
            Self::Adopt { allow } => Reply::Adopted(admin.adopt_key(allow, cx.watch)?),
            Self::Generate => {
                let (key, fingerprint) = admin.new_key()?;
                Reply::Generated { key, fingerprint }
            }
            Self::Write { path, key } => {
                admin.write_new_key(&path, &key)?;
                Reply::Written(path)
            }
            Self::BackUp(path) => Reply::BackedUp { facts: admin.back_up(&path, &|| false)?, path },
            Self::ListCredentials => {
                let (mut shown, mut total) = (Vec::new(), 0);
                admin.each_credential(&mut |credential| {
                    total += 1;
                    if shown.len() < CREDENTIALS_SHOWN {
                        shown.push(credential);
                    }
                    Ok(())
                })?;
                Reply::Credentials { shown, total }
            }
        })
    }
}

/// The form for the .env file that a new key is written to.
pub(super) fn write_key_form(key: Secret) -> FormOverlay<Choice> {
    let form = Form::new([FormField::file(".env")], ["Cancel", "Write"], move |[path]| {
        Choice::Run(Job::Write { path: path.value().into(), key: key.clone() })
    });
    let form = form.note("Creates the .env file if needed. A file with another key is not changed.");
    FormOverlay::new("Write new key", form).small()
}

/// The form for the file of a backup.
pub(super) fn back_up_form(now: Timestamp) -> FormOverlay<Choice> {
    let suggestion = format!("kozmoai-{}.backup", now.strftime("%Y%m%dT%H%M%SZ"));
    let back_up = |[path]: &[FormField; 1]| Choice::Run(Job::BackUp(path.value().into()));
    let form = Form::new([FormField::file(&suggestion)], ["Cancel", "Back up"], back_up)
        .note("Creates a file that only you can read. Its secrets stay encrypted with the active key.");
    FormOverlay::new("Back up database", form).small()
}
