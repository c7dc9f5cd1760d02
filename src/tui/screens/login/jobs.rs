//! The jobs before a sign-in, and the replies to them.

use crate::service::SignInRefusal;
use crate::tui::screen::prelude::*;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    SignIn { username: String, password: Secret },
    CreateFirstSuperuser { username: String, password: Secret },
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    SignedIn(Result<User, SignInRefusal>),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let (username, password) = match self {
            Self::SignIn { username, password } => (username, password),
            Self::CreateFirstSuperuser { username, password } => {
                cx.service.create_first_superuser(&username, &password)?;
                (username, password)
            }
        };
        Ok(Reply::SignedIn(cx.service.sign_in(&username, &password)?))
    }
}
