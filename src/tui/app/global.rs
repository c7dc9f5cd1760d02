//! What the app itself offers on every screen, what is chosen in its own overlays, and its jobs about the signed-in user.

use crate::error::Result;
use crate::model::User;
use crate::secret::Secret;
use crate::service::overview::{Attention, SignInHistory};
use crate::service::user_search::FoundUsers;
use crate::service::{SignInRefusal, keys};
use crate::tui::action::actions;
use crate::tui::effect::{Job as RunJob, JobContext};
use crate::tui::route::Route;
use crate::tui::screen::Target;

actions! {
    Undo "Undo the last change of a user" ["u"] "" .superuser() .changes() .destructive();
    GoToOverview "Go to overview" ["0"] "" .navigates() .superuser();
    GoToUsers "Go to users" ["1"] "" .navigates() .superuser();
    GoToVariables "Go to variables" ["2"] "" .navigates() .command("variables list");
    GoToApiKeys "Go to API keys" ["3"] "" .navigates() .command("api-keys list");
    GoToSecretKey "Go to secret key" ["4"] "" .navigates() .superuser() .command("key show");
    GoToAudit "Go to audit log" ["5"] "" .navigates() .superuser();
    GoToSettings "Go to settings" ["6"] "" .navigates() .superuser() .command("config");
    GoToAccount "Go to your account" ["7"] "" .navigates();
    NextTab "Next screen" ["tab", "]"] "" .navigates();
    PreviousTab "Previous screen" ["shift-tab", "["] "" .navigates();
    Attend "Go to what needs attention, the worst first" ["!"] "" .navigates() .superuser();
    Refresh "Refresh" ["r", "f5"] "";
    SignOut "Sign out" ["L"] "";
    ShowWork "Go to what is running" ["w"] "" .navigates();
    Palette "Command palette" [":", "ctrl-k"] "Commands";
    Help "Keyboard shortcuts" ["?", "f1"] "Help";
    Quit "Quit" ["q", "ctrl-c"] "Quit";
}

impl Action {
    /// The screen that it goes to, if that is what it does.
    pub const fn route(self) -> Option<Route> {
        match self {
            Self::GoToOverview => Some(Route::Overview),
            Self::GoToUsers => Some(Route::Users),
            Self::GoToVariables => Some(Route::Variables),
            Self::GoToApiKeys => Some(Route::ApiKeys),
            Self::GoToSecretKey => Some(Route::SecretKey),
            Self::GoToAudit => Some(Route::Audit),
            Self::GoToSettings => Some(Route::Settings),
            Self::GoToAccount => Some(Route::Account),
            Self::Undo
            | Self::NextTab
            | Self::PreviousTab
            | Self::Attend
            | Self::Refresh
            | Self::SignOut
            | Self::ShowWork
            | Self::Palette
            | Self::Help
            | Self::Quit => None,
        }
    }
}

/// What is chosen in an overlay of the app; `A` is the id of an action.
#[derive(Clone, Debug)]
pub enum Choice<A> {
    /// Carry out an action, on its screen.
    Act(A),
    /// Show something on its screen.
    Jump(Jump),
    /// Unlock the console with this password.
    Unlock(Secret),
    /// Undo the last change.
    Undo,
    /// Quit the program.
    Quit,
}

/// What the command palette leads to, besides screens.
#[derive(Clone, Debug)]
pub struct Jump {
    /// The screen.
    pub route: Route,
    /// What to show there.
    pub target: Target,
}

/// How many users a form offers to pick from.
const USERS_FOUND: usize = 50;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    Unlock(Secret),
    SignOut,
    ReadUser,
    GeneratePassword,
    ReadAttention { counts_secrets: bool },
    ReadSignIns,
    FindUsers(String),
    LookForUser(String),
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
    SignInsRead(SignInHistory),
    UsersFound { text: String, found: FoundUsers },
    UserLookedFor { username: String, is_there: bool },
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
            Self::ReadAttention { counts_secrets } => {
                let admin = cx.service.admin(actor)?;
                Reply::AttentionRead(if counts_secrets { admin.attention_with_secrets(cx.watch)? } else { admin.attention()? })
            }
            Self::ReadSignIns => Reply::SignInsRead(account.sign_in_history()?),
            Self::FindUsers(text) => {
                let found = cx.service.admin(actor)?.find_users(&text, USERS_FOUND)?;
                Reply::UsersFound { text, found }
            }
            Self::LookForUser(username) => {
                let is_there = cx.service.admin(actor)?.has_user(&username)?;
                Reply::UserLookedFor { username, is_there }
            }
            Self::GeneratePassword => Reply::PasswordGenerated(keys::generate_password()?),
        })
    }
}
