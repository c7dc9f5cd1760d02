//! What the app itself offers on every screen, what is chosen in its own overlays, and its jobs about the signed-in user.

use crate::error::Result;
use crate::model::User;
use crate::secret::Secret;
use crate::service::overview::Attention;
use crate::service::{SignInRefusal, keys};
use crate::tui::action::actions;
use crate::tui::effect::{Job as RunJob, JobContext};

actions! {
    Undo "Undo the last change of a user" ["u"] "" .superuser() .changes();
    GoToOverview "Go to overview" ["0"] "" .superuser();
    GoToUsers "Go to users" ["1"] "" .superuser();
    GoToVariables "Go to variables" ["2"] "" .command("variables list");
    GoToApiKeys "Go to API keys" ["3"] "" .command("api-keys list");
    GoToSecretKey "Go to secret key" ["4"] "" .superuser() .command("key show");
    GoToAudit "Go to audit log" ["5"] "" .superuser();
    GoToSettings "Go to settings" ["6"] "" .superuser() .command("config");
    GoToAccount "Go to your account" ["7"] "";
    Refresh "Refresh" ["r", "f5"] "";
    SignOut "Sign out" ["L"] "";
    Palette "Command palette" [":"] "Commands";
    Help "Keyboard shortcuts" ["?", "f1"] "Help";
    Quit "Quit" ["q", "ctrl-c"] "Quit";
}

/// What is chosen in an overlay of the app; `A` is the id of an action.
#[derive(Clone, Debug)]
pub enum Choice<A> {
    /// Carry out an action.
    Act(A),
    /// Unlock the console with this password.
    Unlock(Secret),
    /// Quit the program.
    Quit,
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    Unlock(Secret),
    SignOut,
    ReadUser,
    GeneratePassword,
    ReadAttention,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Unlocked(Result<User, SignInRefusal>),
    SignedOut,
    UserRead(User),
    PasswordGenerated(Secret),
    AttentionRead(Attention),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let actor = cx.actor()?;
        let account = cx.service.account(actor)?;
        Ok(match self {
            Self::Unlock(password) => Reply::Unlocked(account.unlock(&password)?),
            Self::SignOut => {
                account.sign_out()?;
                Reply::SignedOut
            }
            Self::ReadUser => Reply::UserRead(account.user()?),
            Self::ReadAttention => Reply::AttentionRead(cx.service.admin(actor)?.attention()?),
            Self::GeneratePassword => Reply::PasswordGenerated(keys::generate_password()?),
        })
    }
}
