//! The actions on users, their jobs, and the replies to them.

use crate::error::Kind;
use crate::fs::private;
use crate::model::{StatusFilter, UserFilter, UserOrder, UserSort, UserStatus};
use crate::service::overview::UserSummary;
use crate::service::ownership::TransferReport;
use crate::service::selection::{ChangedUsers, FlagsBefore, Seal, SelectedUsers, UserSelection};
use crate::service::user_files::Format;
use crate::service::{Admin, ChangedUser, FlagChange, NewUser, Usage, UserDetails, UserEdit};
use crate::tui::parts::approval::{Named, Reversal};
use crate::tui::parts::store_key;
use crate::tui::screen::prelude::*;

actions! {
    Create "Create user" ["n"] "New" .superuser() .changes() .command("users add");
    Search "Search by username" ["/"] "Search" .arranges() .superuser() .command("users list");
    ToggleActive "Activate or deactivate selected users" ["a"] "Active" .superuser() .changes() .destructive() .command("users activate, users deactivate");
    ToggleSuperuser "Grant or revoke superuser" ["s"] "Superuser" .superuser() .changes() .destructive() .command("users promote, users demote");
    Edit "Edit user" ["e"] "Edit" .superuser() .changes() .command("users rename");
    SetPassword "Set password" ["p"] "Password" .superuser() .changes() .command("users passwd");
    Delete "Delete selected users and all their data" ["d", "delete"] "Delete" .superuser() .changes() .destructive() .command("users delete");
    Transfer "Transfer ownership to another user" ["T"] "" .superuser() .changes() .destructive() .command("users transfer");
    ShowDetails "Show user details" ["enter"] "Details" .superuser() .command("users show");
    Select "Select" ["space"] "Select" .selects() .superuser();
    Sort "Sort by column" ["o"] "Sort" .arranges() .superuser();
    Filter "Filter by status or superuser" ["f"] "Filter" .arranges() .superuser();
    ClearFilters "Clear search and filters" ["c"] "" .arranges() .superuser();
    ReverseSort "Reverse sort" ["O"] "" .arranges() .superuser();
    SelectRange "Select range" ["V"] "" .selects() .superuser();
    SelectAll "Select all matching users" ["*"] "" .selects() .superuser();
    ClearSelection "Clear selection" ["backspace"] "" .selects() .superuser();
    Export "Export listed users" ["x"] "" .superuser() .command("users export");
    ShowVariables "Show the user's variables" ["v"] "Variables" .superuser() .command("variables list");
    ShowApiKeys "Show the user's API keys" ["A"] "" .superuser() .command("api-keys list");
    StoreKey "Set or clear the user's Kozmoai Store API key" ["S"] "" .superuser() .changes() .destructive() .command("store-key set, store-key clear");
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
    /// Sort by this column.
    Sort(UserSort),
    /// Filter by Active and Superuser.
    Filter {
        /// Which status to show only.
        status: Option<StatusFilter>,
        /// Whether to show superusers or regular users only.
        superuser: Option<bool>,
    },
    /// Something about a Kozmoai Store API key.
    StoreKey(store_key::Choice),
}

/// What a question about selected users is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Whether they can sign in.
    Active,
    /// Whether they are superusers.
    Superuser,
    /// Their deletion.
    Deletion,
}

impl About {
    /// Whether a user has the flag that it is about.
    pub(super) fn is_on(self, user: &impl Named) -> bool {
        match self {
            Self::Active => user.status() == UserStatus::Active,
            Self::Superuser => user.is_superuser(),
            Self::Deletion => true,
        }
    }

    /// Whether users lose something by the change that the question names.
    pub(super) fn costs_something(self, users: &[impl Named]) -> bool {
        match self {
            Self::Active => users.iter().all(|user| self.is_on(user)),
            Self::Superuser => false,
            Self::Deletion => true,
        }
    }
}

/// What users lose by a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Losses {
    /// Nothing that is counted.
    None,
    /// API keys that are revoked.
    ApiKeys(u64),
    /// Everything that they own.
    Data(Usage),
}

impl Losses {
    /// Counts them.
    fn of(admin: &Admin<'_>, about: About, users: &[impl Named]) -> Result<Self> {
        let ids = users.iter().map(Named::id);
        Ok(match about {
            _ if !about.costs_something(users) => Self::None,
            About::Active => Self::ApiKeys(admin.revocable_api_keys(ids)?),
            About::Superuser => Self::None,
            About::Deletion => Self::Data(admin.owned_by(ids)?),
        })
    }
}

/// How many users a transfer offers as receivers.
const RECEIVERS_SHOWN: usize = 100;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    List {
        filter: UserFilter,
        order: UserOrder,
        cursor: Cursor<User>,
        limit: usize,
        count_all: bool,
    },
    /// Reads the rows around a user.
    ListAround {
        filter: UserFilter,
        order: UserOrder,
        user: Box<User>,
        limit: usize,
    },
    ReadSelected {
        selection: UserSelection,
        about: About,
    },
    ReadLosses {
        users: Vec<User>,
        about: About,
    },
    Details(UserId),
    Summary(UserId),
    Create(NewUser),
    PlanEdit {
        user: User,
        edit: UserEdit,
    },
    Edit {
        user: User,
        edit: UserEdit,
    },
    ChangeFlag {
        users: Vec<User>,
        change: FlagChange,
    },
    /// Undoes or redoes changes.
    Reverse {
        reversal: Reversal,
        changed: Vec<ChangedUser>,
    },
    ChangeFlagOf {
        selection: UserSelection,
        seal: Option<Seal>,
        change: FlagChange,
    },
    ReverseFlags {
        reversal: Reversal,
        changed: Vec<FlagsBefore>,
    },
    SetPassword {
        user: User,
        password: Secret,
    },
    Delete(Vec<User>),
    DeleteSelected {
        selection: UserSelection,
        seal: Seal,
    },
    PlanTransfer {
        from: User,
        to: String,
    },
    Transfer {
        from: Box<User>,
        to: Box<User>,
    },
    Export {
        filter: UserFilter,
        path: PathBuf,
    },
    StoreKey(store_key::Job),
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Listed { cursor: Cursor<User>, page: Page<User>, all: Option<u64>, current: Option<UserId> },
    SelectedRead { selection: UserSelection, about: About, selected: SelectedUsers, losses: Losses },
    LossesRead { users: Vec<User>, about: About, losses: Losses },
    Details(UserDetails),
    Summary(UserSummary),
    Created { user: User, look_alikes: Vec<String> },
    EditPlanned { planned: ChangedUser, edit: UserEdit },
    Edited { changed: ChangedUser, look_alikes: Vec<String> },
    FlagChanged { change: FlagChange, users: Vec<ChangedUser> },
    Reversed { reversal: Reversal, changed: Vec<ChangedUser> },
    FlagChangedOf { change: FlagChange, changed: ChangedUsers },
    FlagsReversed { reversal: Reversal, done: ChangedUsers },
    PasswordSet(User),
    Deleted(Vec<UserDetails>),
    DeletedSelected(u64),
    Receivers { from: User, matching: Vec<User>, total: u64 },
    TransferPlanned { from: User, to: User, plan: TransferReport },
    Transferred { from: User, to: User, done: TransferReport },
    Exported { path: PathBuf, users: u64 },
    StoreKey(store_key::Reply),
}

impl RunJob for Job {
    type Reply = Reply;

    fn work(&self) -> Option<Work> {
        match self {
            Self::Transfer { .. } => Some(Work {
                name: "Transfer",
                route: Route::Users,
                on_quit: "It is all or nothing: the console closes, and the program ends once everything is transferred or nothing. You won't \
                       see what is renamed or left.",
            }),
            Self::Export { .. } => Some(Work::export(Route::Users)),
            Self::List { .. }
            | Self::ListAround { .. }
            | Self::ReadSelected { .. }
            | Self::ReadLosses { .. }
            | Self::Details(_)
            | Self::Summary(_)
            | Self::Create(_)
            | Self::PlanEdit { .. }
            | Self::Edit { .. }
            | Self::ChangeFlag { .. }
            | Self::Reverse { .. }
            | Self::ChangeFlagOf { .. }
            | Self::ReverseFlags { .. }
            | Self::SetPassword { .. }
            | Self::Delete(_)
            | Self::DeleteSelected { .. }
            | Self::PlanTransfer { .. }
            | Self::StoreKey(_) => None,
        }
    }

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        Ok(match self {
            Self::List { filter, order, cursor, limit, count_all } => {
                let page = admin.users(&filter, order, &cursor, limit)?;
                let all = if filter.is_empty() {
                    page.total
                } else if count_all {
                    Some(admin.user_counts()?.total())
                } else {
                    None
                };
                Reply::Listed { cursor, page, all, current: None }
            }
            Self::ListAround { filter, order, user, limit } => {
                let before = admin.users_before(&filter, order, &user)?;
                let cursor = Cursor::Offset(before.saturating_sub(limit as u64 / 2));
                let page = admin.users(&filter, order, &cursor, limit)?;
                Reply::Listed { cursor, page, all: Some(admin.user_counts()?.total()), current: Some(user.id) }
            }
            Self::ReadSelected { selection, about } => {
                let selected = admin.selected_users(&selection)?;
                let losses = Losses::of(&admin, about, &selected.users)?;
                Reply::SelectedRead { selection, about, selected, losses }
            }
            Self::ReadLosses { users, about } => {
                let losses = Losses::of(&admin, about, &users)?;
                Reply::LossesRead { users, about, losses }
            }
            Self::Summary(id) => Reply::Summary(admin.user_summary(id)?),
            Self::Details(id) => Reply::Details(admin.user_details(id)?),
            Self::Create(new) => {
                let user = admin.create_user(&new)?;
                Reply::Created { look_alikes: admin.look_alikes(&user.username)?, user }
            }
            Self::PlanEdit { user, edit } => Reply::EditPlanned { planned: admin.plan_edit(&user, &edit)?, edit },
            Self::Edit { user, edit } => {
                let changed = admin.edit_user(&user, &edit)?;
                let is_renamed = changed.user.username != user.username;
                let look_alikes = if is_renamed { admin.look_alikes(&changed.user.username)? } else { Vec::new() };
                Reply::Edited { changed, look_alikes }
            }
            Self::ChangeFlag { users, change } => Reply::FlagChanged { change, users: admin.change_flag(&users, change)? },
            Self::Reverse { reversal, changed } => Reply::Reversed { reversal, changed: admin.undo_changes(&changed)? },
            Self::ChangeFlagOf { selection, seal, change } => {
                Reply::FlagChangedOf { change, changed: admin.change_flag_of(&selection, seal, change)? }
            }
            Self::ReverseFlags { reversal, changed } => Reply::FlagsReversed { reversal, done: admin.undo_flags(&changed)? },
            Self::SetPassword { user, password } => Reply::PasswordSet(admin.set_password(&user, &password)?),
            Self::Delete(users) => Reply::Deleted(admin.delete_users(&users)?),
            Self::DeleteSelected { selection, seal } => Reply::DeletedSelected(admin.delete_selected(&selection, Some(seal))?),
            Self::PlanTransfer { from, to } => {
                let to = match admin.user_named(&to) {
                    Err(error) if error.kind() == Kind::NotFound => return receivers(&admin, from, &to)?.ok_or(error),
                    found => found?,
                };
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

/// The users whose names contain a text, as possible receivers; none if there are none.
fn receivers(admin: &Admin<'_>, from: User, name: &str) -> Result<Option<Reply>> {
    let filter = UserFilter { search: Some(name.trim().to_owned()).filter(|name| !name.is_empty()), ..UserFilter::default() };
    let Page { mut rows, total } = admin.users(&filter, UserOrder::default(), &Cursor::FIRST, RECEIVERS_SHOWN + 1)?;
    let total = total.unwrap_or(0).saturating_sub(u64::from(rows.iter().any(|user| user.id == from.id)));
    rows.retain(|user| user.id != from.id);
    rows.truncate(RECEIVERS_SHOWN);
    Ok(if rows.is_empty() { None } else { Some(Reply::Receivers { from, matching: rows, total }) })
}
