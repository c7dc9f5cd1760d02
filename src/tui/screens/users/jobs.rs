//! The jobs on users, and the replies to them.

use std::path::PathBuf;

use crate::fs::private;
use crate::model::{UserFilter, UserOrder};
use crate::service::ownership::TransferReport;
use crate::service::user_files::Format;
use crate::service::{ChangedUser, FlagChange, NewUser, UserDetails, UserEdit};
use crate::tui::parts::store_key;
use crate::tui::screen::prelude::*;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    List { filter: UserFilter, order: UserOrder, cursor: Cursor<User>, limit: usize },
    Details(UserId),
    Create(NewUser),
    Edit { user: User, edit: UserEdit },
    ChangeFlag { users: Vec<User>, change: FlagChange },
    SetPassword { user: User, password: Secret },
    Delete(Vec<User>),
    PlanTransfer { from: User, to: String },
    Transfer { from: Box<User>, to: Box<User> },
    Export { filter: UserFilter, path: PathBuf },
    StoreKey(store_key::Job),
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Listed { cursor: Cursor<User>, page: Page<User> },
    Details(UserDetails),
    Created { user: User, look_alikes: Vec<String> },
    Edited { before: User, after: User, look_alikes: Vec<String> },
    FlagChanged { change: FlagChange, users: Vec<ChangedUser> },
    PasswordSet(User),
    Deleted(Vec<UserDetails>),
    TransferPlanned { from: User, to: User, plan: TransferReport },
    Transferred { from: User, to: User, done: TransferReport },
    Exported { path: PathBuf, users: u64 },
    StoreKey(store_key::Reply),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        Ok(match self {
            Self::List { filter, order, cursor, limit } => {
                let page = admin.users(&filter, order, &cursor, limit)?;
                Reply::Listed { cursor, page }
            }
            Self::Details(id) => Reply::Details(admin.user_details(id)?),
            Self::Create(new) => {
                let user = admin.create_user(&new)?;
                Reply::Created { look_alikes: admin.look_alikes(&user.username)?, user }
            }
            Self::Edit { user, edit } => {
                let after = admin.edit_user(&user, &edit)?;
                let is_renamed = after.username != user.username;
                let look_alikes = if is_renamed { admin.look_alikes(&after.username)? } else { Vec::new() };
                Reply::Edited { before: user, after, look_alikes }
            }
            Self::ChangeFlag { users, change } => Reply::FlagChanged { change, users: admin.change_flag(&users, change)? },
            Self::SetPassword { user, password } => Reply::PasswordSet(admin.set_password(&user, &password)?),
            Self::Delete(users) => Reply::Deleted(admin.delete_users(&users)?),
            Self::PlanTransfer { from, to } => {
                let to = admin.user_named(&to)?;
                let plan = admin.transfer_ownership(&from, &to, true)?;
                Reply::TransferPlanned { from, to, plan }
            }
            Self::Transfer { from, to } => {
                let done = admin.transfer_ownership(&from, &to, false)?;
                Reply::Transferred { from: *from, to: *to, done }
            }
            Self::Export { filter, path } => {
                let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
                let format = if json { Format::Json } else { Format::Csv };
                let mut written = Vec::new();
                let users = admin.export_users(&filter, format, false, &mut written)?;
                private::create(&path, &written)?;
                Reply::Exported { path, users }
            }
            Self::StoreKey(job) => Reply::StoreKey(job.run(cx)?),
        })
    }
}
