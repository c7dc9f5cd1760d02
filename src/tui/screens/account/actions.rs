//! The actions on the own account, their jobs, and the replies to them.

use crate::service::PasswordPolicy;
use crate::service::overview::UserSummary;
use crate::tui::parts::store_key;
use crate::tui::screen::prelude::*;

actions! {
    ChangePassword "Change your password" ["p"] "Password" .changes();
    StoreKey "Set or clear your Kozmoai Store API key" ["S"] "Store API key" .changes() .destructive() .command("store-key set, store-key clear");
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
    /// Something about the Kozmoai Store API key.
    StoreKey(store_key::Choice),
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    Summary,
    ChangePassword { current: Secret, password: Secret },
    StoreKey(store_key::Job),
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Summary(Box<UserSummary>),
    PasswordChanged(User),
    StoreKey(store_key::Reply),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        match self {
            Self::Summary => Ok(Reply::Summary(Box::new(cx.service.account(cx.actor()?)?.summary()?))),
            Self::ChangePassword { current, password } => {
                Ok(Reply::PasswordChanged(cx.service.account(cx.actor()?)?.change_password(&current, &password)?))
            }
            Self::StoreKey(job) => Ok(Reply::StoreKey(job.run(cx)?)),
        }
    }
}

/// The form for the own password.
pub(super) fn password_form(user: &User, policy: PasswordPolicy) -> FormOverlay<Choice> {
    let username = user.username.clone();
    let is_valid = move |password: &FormField, _: &[FormField]| policy.check(&username, &password.secret_value());
    let current = FormField::secret("Current password").reports(Field::CurrentPassword);
    let fields = [current, FormField::new_password("New password").checked(is_valid), FormField::confirmation()];
    let form = Form::new(fields, SAVE, |[current, password, _]| {
        Choice::Run(Job::ChangePassword { current: current.secret_value(), password: password.secret_value() })
    });
    FormOverlay::new("Change your password", form.generating())
}
