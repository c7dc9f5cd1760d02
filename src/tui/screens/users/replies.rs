//! What the users screen does with replies.

use super::actions::{About, Choice, Job, Losses, Reply};
use super::list::UsersScreen;
use super::{questions, view};
use crate::service::ownership::TransferReport;
use crate::service::selection::{ChangedUsers, SelectedUsers, UserSelection};
use crate::service::{ChangedUser, FlagChange, UserDetails};
use crate::tui::parts::approval::{self, Reversal};
use crate::tui::parts::store_key;
use crate::tui::screen::prelude::*;

type Cx<'a> = Context<'a, Job, Choice>;

impl UsersScreen {
    pub(super) fn take_reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Listed { cursor, page, all, current } => {
                self.list.take(&cursor, page);
                if let Some(current) = current {
                    self.list.move_to(current);
                }
                self.list.set_counts(None, all);
                return self.list.recount_selection(&self.filter);
            }
            Reply::SelectedRead { selection, about, selected, losses } => {
                return ask_about_selected(selection, about, selected, losses, cx);
            }
            Reply::LossesRead { users, about, losses } => return cx.open(questions::about_each(about, users, losses)),
            Reply::Summary(summary) => return self.aside.take(summary),
            Reply::Details(details) => return self.show_details(&details, cx),
            Reply::Exported { path, users } => {
                cx.close_form();
                return cx.say(format!("Exported {} to {}", count(users, "user"), path.display()));
            }
            Reply::StoreKey(reply) => return store_key::report(&reply, cx),
            Reply::Receivers { from, matching, total } => {
                cx.close_form();
                return cx.open(questions::receivers(&from, matching, total));
            }
            Reply::TransferPlanned { from, to, plan } => return plan_transfer(from, to, &plan, cx),
            Reply::Created { user, look_alikes } => {
                cx.close_form();
                let state = user.status().title();
                let done = format!("Created user \"{}\" ({state}){}", user.username, self.hiding(&user));
                say_with_look_alikes(done, &user.username, &look_alikes, cx);
                self.saved = Some(user);
            }
            Reply::EditPlanned { planned, edit } => {
                cx.close_form();
                return cx.open(questions::confirm_edit(planned, edit));
            }
            Reply::Edited { changed, look_alikes } => {
                cx.close_form();
                let after = changed.user.clone();
                let keys = approval::revoked(changed.revoked_api_keys);
                offer_reversal(Reversal::Undo, vec![changed], cx);
                let done = format!("Updated user \"{}\"{keys}{}; press u to undo", after.username, self.hiding(&after));
                say_with_look_alikes(done, &after.username, &look_alikes, cx);
                self.saved = Some(after.clone());
                self.renew(vec![after], cx);
            }
            Reply::FlagChanged { change, users } => self.flag_changed(change, users, cx),
            Reply::Reversed { reversal, changed } => {
                self.users_changed(reversal.done(&changed), reversal.opposite(), changed, cx);
            }
            Reply::FlagChangedOf { change, changed } => {
                let users = count(changed.users.len() as u64, "user");
                let text = said(change, &users, changed.revoked_api_keys);
                self.flags_changed(text, Reversal::Undo, &users, changed, cx);
            }
            Reply::FlagsReversed { reversal, done } => {
                let number = done.users.len() as u64;
                let users = count(number, "user");
                let text = reversal.done_text(&users, number, done.withdraws_approval, done.revoked_api_keys);
                self.flags_changed(text, reversal.opposite(), &users, done, cx);
            }
            Reply::DeletedSelected(number) => {
                self.list.clear_selection();
                cx.say(format!("Deleted {}", count(number, "user")));
            }
            Reply::Transferred { from, to, done } => report_transfer(&from, &to, &done, cx),
            Reply::PasswordSet(user) => {
                cx.close_form();
                cx.say(format!("Set the password of \"{}\"{}", user.username, self.hiding(&user)));
                self.saved = Some(user.clone());
                self.renew(vec![user], cx);
            }
            Reply::Deleted(deleted) => {
                let deleted: Vec<User> = deleted.into_iter().map(|details| details.user).collect();
                let ids: Vec<_> = deleted.iter().map(|user| user.id).collect();
                self.list.remove(&ids);
                cx.say(format!("Deleted {}", approval::subject(&deleted)));
            }
        }
        cx.reload();
    }

    /// That the list does not show a user, if so.
    fn hiding(&self, user: &User) -> &'static str {
        if self.filter.admits(user) { "" } else { "; the filter hides it, press c to clear it" }
    }

    fn show_details(&mut self, details: &UserDetails, cx: &mut Cx<'_>) {
        if self.deleting.take() == Some(details.user.id) {
            cx.open(questions::confirm_deletion(details));
        } else {
            cx.details(DetailsOverlay::new(text::clean(&details.user.username), view::details(details, cx.env.now)));
        }
    }

    fn flag_changed(&mut self, change: FlagChange, changed: Vec<ChangedUser>, cx: &mut Cx<'_>) {
        let revoked: u64 = changed.iter().map(|one| one.revoked_api_keys).sum();
        let subject = approval::subject(changed.iter().map(|one| &one.user));
        self.users_changed(said(change, &subject, revoked), Reversal::Undo, changed, cx);
    }

    /// Reports a change, which `next` reverses.
    fn flags_changed(&mut self, done: String, next: Reversal, users: &str, changed: ChangedUsers, cx: &mut Cx<'_>) {
        cx.say(done);
        let regained: Vec<_> = changed.users.iter().map(|one| (one.username.as_str(), one.regained)).collect();
        let question = next.question_of(users, changed.revoked_api_keys, &regained);
        cx.request(Request::OfferUndo(Job::ReverseFlags { reversal: next, changed: changed.users }, Some(question)));
        self.list.clear_selection();
    }

    /// Reports a change, which `next` reverses.
    fn users_changed(&mut self, done: String, next: Reversal, changed: Vec<ChangedUser>, cx: &mut Cx<'_>) {
        cx.say(done);
        let users = changed.iter().map(|one| one.user.clone()).collect();
        offer_reversal(next, changed, cx);
        self.list.clear_selection();
        self.renew(users, cx);
    }

    fn renew(&mut self, users: Vec<User>, cx: &mut Cx<'_>) {
        self.list.update_rows(users.clone());
        cx.request(Request::UsersChanged(users));
    }
}

/// Asks before a change of users who are selected by a filter.
fn ask_about_selected(selection: UserSelection, about: About, selected: SelectedUsers, losses: Losses, cx: &mut Cx<'_>) {
    let SelectedUsers { users, seal } = selected;
    if users.is_empty() {
        return cx.say("Nobody is selected any more");
    }
    let job = |change, _| match change {
        Some(change) => Job::ChangeFlagOf { selection, seal: Some(seal), change },
        None => Job::DeleteSelected { selection, seal },
    };
    cx.open(questions::about(about, users, losses, job));
}

/// What a change of users did, which can be undone.
fn said(change: FlagChange, subject: &str, revoked: u64) -> String {
    let done = match change {
        FlagChange::Activate => "Activated",
        FlagChange::Deactivate => "Deactivated",
        FlagChange::Promote => "Granted superuser to",
        FlagChange::Demote => "Revoked superuser from",
    };
    format!("{done} {subject}{}; press u to undo", approval::revoked(revoked))
}

/// Offers to reverse a change.
fn offer_reversal(reversal: Reversal, changed: Vec<ChangedUser>, cx: &mut Cx<'_>) {
    let question = reversal.question(&changed);
    cx.request(Request::OfferUndo(Job::Reverse { reversal, changed }, question));
}

/// Reports a change, with a warning if the name looks like those of other users.
fn say_with_look_alikes(done: String, name: &str, look_alikes: &[String], cx: &mut Cx<'_>) {
    if look_alikes.is_empty() {
        return cx.say(done);
    }
    let warnings = look_alikes.iter().map(|other| text::look_alike(name, other));
    cx.warn(std::iter::once(format!("{done}.")).chain(warnings).collect::<Vec<_>>().join(" "));
}

fn plan_transfer(from: User, to: User, plan: &TransferReport, cx: &mut Cx<'_>) {
    cx.close_form();
    if plan.is_any() {
        cx.open(questions::confirm_transfer(from, to, plan));
    } else {
        cx.fail(format!("\"{}\" owns nothing that can be transferred.", text::clean(&from.username)));
    }
}

/// Reports a transfer, and lists everything that was renamed or not transferred.
fn report_transfer(from: &User, to: &User, done: &TransferReport, cx: &mut Cx<'_>) {
    cx.say(format!("Transferred {done} from \"{}\" to \"{}\"", from.username, to.username));
    if done.renamed.is_empty() && done.files_left.is_empty() {
        return;
    }
    let renamed = done.renamed.iter().map(|one| (format!("Renamed {}", one.kind.name()), format!("{} → {}", one.from, one.to)));
    let left = done.files_left.iter().map(|file| ("Not transferred".to_owned(), file.clone()));
    let cleaned = |(name, value): (String, String)| (name, text::clean(&value).into_owned());
    cx.details(DetailsOverlay::new("Transferred", renamed.chain(left).map(cleaned)));
}
