//! The questions before changes of users, and the menus.

use super::actions::{About, Choice, Job, Losses};
use super::list::{COLUMNS, UsersScreen};
use crate::model::StatusFilter;
use crate::service::ownership::{RenamedKind, TransferReport};
use crate::service::{ChangedUser, FlagChange, UserDetails, UserEdit};
use crate::tui::parts::approval::{Named, listed, notes, subject};
use crate::tui::parts::sorting;
use crate::tui::screen::prelude::*;

/// The number of names that a question about users shows.
const USERS_NAMED: usize = 5;
/// The number of records of each kind that a question about a transfer lists.
const OBJECTS_NAMED: usize = 500;

impl UsersScreen {
    /// The menu of sort columns.
    pub(super) fn sort_menu(&self) -> Overlay<Choice> {
        let keys = COLUMNS.iter().map(|(sort, column)| (column.title, Choice::Sort(*sort)));
        let current = COLUMNS.iter().find(|(sort, _)| *sort == self.order.sort).map(|(_, column)| column.title);
        sorting::menu(keys, current)
    }

    /// The menu of filters.
    pub(super) fn filter_menu(&self) -> Overlay<Choice> {
        let current = (self.filter.status, self.filter.superuser);
        let filters = [
            ("All users", None, None),
            ("Active users", Some(StatusFilter::Active), None),
            ("Pending approval", Some(StatusFilter::Pending), None),
            ("Deactivated users", Some(StatusFilter::Deactivated), None),
            ("Inactive users (pending approval or deactivated)", Some(StatusFilter::Inactive), None),
            ("Superusers", None, Some(true)),
            ("Regular users", None, Some(false)),
        ];
        let items = filters.into_iter().map(|(title, status, superuser)| {
            (Item::choice(title, current == (status, superuser)), Choice::Filter { status, superuser })
        });
        let (items, choices) = items.unzip();
        Overlay::Menu(Menu::new("Filter", items), choices)
    }
}

/// Asks once for users who were selected one by one.
pub(super) fn about_each(about: About, users: Vec<User>, losses: Losses) -> Overlay<Choice> {
    self::about(about, users, losses, |change, users| match change {
        Some(change) => Job::ChangeFlag { users, change },
        None => Job::Delete(users),
    })
}

/// Asks once for all selected users. `job` makes the job for a change of a flag, or for the deletion.
pub(super) fn about<T: Named>(
    about: About,
    users: Vec<T>,
    losses: Losses,
    job: impl FnOnce(Option<FlagChange>, Vec<T>) -> Job,
) -> Overlay<Choice> {
    let is_on = |user: &T| about.is_on(user);
    let (on, off) = match about {
        About::Active => (FlagChange::Activate, FlagChange::Deactivate),
        About::Superuser => (FlagChange::Promote, FlagChange::Demote),
        About::Deletion => {
            let question = deletions(&users, losses);
            return Overlay::Confirm(question, Choice::Run(job(None, users)));
        }
    };
    // A mixed selection ends in one state: users who are already in it are skipped.
    let count = users.len();
    let change = if users.iter().all(is_on) { off } else { on };
    let users: Vec<T> = users.into_iter().filter(|user| is_on(user) == (change == off)).collect();
    let question = flag_change(change, &users, count - users.len(), losses);
    Overlay::Confirm(question, Choice::Run(job(Some(change), users)))
}

/// Asks before an edit that changes flags.
pub(super) fn confirm_edit(planned: ChangedUser, edit: UserEdit) -> Overlay<Choice> {
    let ChangedUser { before, user, revoked_api_keys } = planned;
    let changes: Vec<FlagChange> = FlagChange::between(&before, &user).collect();
    let users = std::slice::from_ref(&before);
    let mut sentences: Vec<String> = changes.iter().map(|change| sentence(*change, users, revoked_api_keys)).collect();
    if user.username != before.username {
        sentences.push(format!("The username becomes \"{}\".", text::clean(&user.username)));
    }
    let question = Confirm::new("Edit user", sentences.join("\n"), "Save");
    Overlay::Confirm(question, Choice::Run(Job::Edit { user: before, edit }))
}

/// What a change of a flag of these users is called.
const fn title(change: FlagChange) -> &'static str {
    match change {
        FlagChange::Activate => "Activate",
        FlagChange::Deactivate => "Deactivate",
        FlagChange::Promote => "Grant superuser",
        FlagChange::Demote => "Revoke superuser",
    }
}

/// Asks whether to change a flag of these users, whose deactivation would revoke as many API keys, and says what that means.
fn sentence(change: FlagChange, users: &[impl Named], revocable: u64) -> String {
    let (preposition, effect) = match change {
        FlagChange::Activate => ("", "They can sign in."),
        FlagChange::Deactivate => ("", "They can no longer sign in."),
        FlagChange::Promote => (" to", "They can administer everything."),
        FlagChange::Demote => (" from", "They can no longer administer anything."),
    };
    let is_deactivation = change == FlagChange::Deactivate;
    let revoked = if is_deactivation && revocable > 0 {
        format!(" {} will be revoked.", count(revocable, "API key"))
    } else {
        String::new()
    };
    let noted = if change == FlagChange::Activate { notes(users) } else { String::new() };
    format!("{}{preposition} {}?{revoked} {effect}{noted}", title(change), subject(users))
}

/// The question before a change of a flag of these users; `skipped` more have it already.
fn flag_change(change: FlagChange, users: &[impl Named], skipped: usize, losses: Losses) -> Confirm {
    let revocable = if let Losses::ApiKeys(keys) = losses { keys } else { 0 };
    // Nobody is skipped if rights are taken, because then all selected users have them.
    let states = if change == FlagChange::Activate { ["active"; 2] } else { ["a superuser", "superusers"] };
    let skipped = match skipped {
        0 => String::new(),
        1 => format!("\n1 selected user is already {} (skipped).", states[0]),
        skipped => format!("\n{} selected users are already {} (skipped).", grouped(skipped as u64), states[1]),
    };
    let title = title(change);
    let question = format!("{}{skipped}", sentence(change, users, revocable));
    let question = Confirm::new(title, question, title.split(' ').next().unwrap_or(title));
    if users.len() > 1 { question.with_list(listed(users, change == FlagChange::Activate)) } else { question }
}

/// Asks before a deletion; the username has to be typed.
pub(super) fn confirm_deletion(details: &UserDetails) -> Overlay<Choice> {
    let name = text::clean(&details.user.username).into_owned();
    let text = format!("Delete \"{name}\" and all their data ({})? This can't be undone.", details.owned);
    Overlay::Confirm(
        Confirm::new("Delete user", text, "Delete").typing(name),
        Choice::Run(Job::Delete(vec![details.user.clone()])),
    )
}

/// The question before the deletion of several users; their number has to be typed, or the name of a single one.
fn deletions(users: &[impl Named], losses: Losses) -> Confirm {
    let owned = if let Losses::Data(owned) = losses { format!(" That is {owned}.") } else { String::new() };
    let text = format!("Delete {} and all their data?{owned} This can't be undone.", subject(users));
    match users {
        [user] => Confirm::new("Delete user", text, "Delete").typing(text::clean(user.username())),
        users => Confirm::new("Delete users", format!("{text}\n{}", names(users)), "Delete").typing(users.len().to_string()),
    }
}

/// The menu of the users that may receive what another one owns.
pub(super) fn receivers(from: &User, matching: Vec<User>, total: u64) -> Overlay<Choice> {
    let unlisted = total.saturating_sub(matching.len() as u64);
    let receiver = |to: User| {
        let item = Item { title: to.username.clone(), detail: to.status().title().to_owned(), disabled: None };
        (item, Choice::Run(Job::PlanTransfer { from: from.clone(), to: to.username }))
    };
    let (mut items, choices): (Vec<Item>, Vec<Choice>) = matching.into_iter().map(receiver).unzip();
    if unlisted > 0 {
        let disabled = Some("enter a longer part of the name".to_owned());
        items.push(Item { title: format!("… and {} more", grouped(unlisted)), detail: String::new(), disabled });
    }
    Overlay::Menu(Menu::new("New owner", items), choices)
}

/// Asks before a transfer of ownership, with everything that changes owner or name or stays.
pub(super) fn confirm_transfer(from: User, to: User, plan: &TransferReport) -> Overlay<Choice> {
    let [from_name, to_name] = [&from, &to].map(|user| text::clean(&user.username).into_owned());
    let text = format!("Transfer {plan} from \"{from_name}\" to \"{to_name}\"? API keys are not transferred.");
    let mut list = Vec::new();
    // The new name has a line of its own, because lines are truncated where there is little room.
    let renamed =
        plan.renamed.iter().map(|one| vec![format!("{} \"{}\"", one.kind.name(), one.from), format!("becomes \"{}\"", one.to)]);
    add_section(&mut list, "Renamed", true, renamed);
    if plan.renamed.iter().any(|one| one.kind == RenamedKind::Variable) {
        let note = ["Flows that use the old name then", "read the new owner's variable."];
        list.extend(note.map(|line| (line.to_owned(), true)));
    }
    add_section(&mut list, "Not transferred", true, plan.files_left.iter().map(|file| vec![format!("file \"{file}\"")]));
    let moved = plan.moved.iter().map(|(kind, name)| vec![format!("{} \"{name}\"", kind.name())]);
    add_section(&mut list, "Transferred", false, moved);
    let question = Confirm::new("Transfer ownership", text, "Transfer").with_list(list).dangerous();
    Overlay::Confirm(question, Choice::Run(Job::Transfer { from: Box::new(from), to: Box::new(to) }))
}

/// Adds a heading and the lines of each of these; nothing if there are none.
fn add_section(
    list: &mut Vec<(String, bool)>,
    heading: &str,
    is_highlighted: bool,
    items: impl ExactSizeIterator<Item = Vec<String>>,
) {
    let rest = items.len().saturating_sub(OBJECTS_NAMED);
    if items.len() > 0 {
        list.extend([(String::new(), false), (format!("{heading}:"), is_highlighted)]);
    }
    for lines in items.take(OBJECTS_NAMED) {
        list.extend(lines.iter().zip(["· ", "  "]).map(|(line, sign)| (format!("{sign}{line}"), is_highlighted)));
    }
    if rest > 0 {
        list.push((format!("· and {} more", grouped(rest as u64)), is_highlighted));
    }
}

/// The names of the first users.
fn names(users: &[impl Named]) -> String {
    let mut names: Vec<_> = users.iter().map(|user| text::clean(user.username())).collect();
    names.sort_unstable();
    names.truncate(USERS_NAMED);
    let more = if users.len() > USERS_NAMED { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}
