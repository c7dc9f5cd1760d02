//! The users, like Kozmoai's Admin Page.

mod actions;
mod forms;
mod list;
mod questions;
mod replies;
mod view;

use self::actions::{About, Losses};
pub use self::actions::{Action, Choice, Job, Reply};
use self::list::COLUMNS;
pub use self::list::UsersScreen;
use crate::model::UserFilter;
use crate::service::UserSelection;
use crate::tui::parts::store_key;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

type Cx<'a> = Context<'a, Job, Choice>;

impl Screen for UsersScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Users;

    fn new(_env: &Env) -> Self {
        Self::default()
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        self.aside.outdate();
        let (_, limit) = self.list.reload();
        if let Some(user) = self.saved.take().filter(|user| self.filter.admits(user)) {
            return cx.query(Job::ListAround { filter: self.filter.clone(), order: self.order, user: Box::new(user), limit });
        }
        // By number: unlike those of other lists, the position is always exact.
        let cursor = Cursor::Offset(self.list.first());
        cx.query(Job::List { filter: self.filter.clone(), order: self.order, cursor, limit, count_all: true });
    }

    fn disabled(&self, action: Action, env: &Env) -> Option<Reason> {
        let no_user = || self.list.current().is_none().then_some("no user is selected".into());
        let own = |why: &'static str| self.selects_own(env).then_some(why.into());
        match action {
            Action::Edit
            | Action::ShowDetails
            | Action::Transfer
            | Action::SetPassword
            | Action::Select
            | Action::SelectRange
            | Action::SelectAll
            | Action::ShowVariables
            | Action::ShowApiKeys
            | Action::StoreKey => no_user(),
            Action::Delete => no_user().or_else(|| own("you can't delete your own account")),
            // The own account is always an active superuser's here, so that toggling could only take rights away.
            Action::ToggleActive => no_user().or_else(|| own("you can't deactivate your own account")),
            Action::ToggleSuperuser => no_user().or_else(|| own("you can't revoke your own superuser rights")),
            Action::ClearSelection => (self.list.selected_count() == 0).then_some("nothing is selected".into()),
            Action::Create
            | Action::Search
            | Action::Sort
            | Action::Filter
            | Action::ClearFilters
            | Action::ReverseSort
            | Action::Export => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Create => cx.form(forms::create(cx.env.info.new_user_is_active, cx.env.info.password_policy)),
            Action::Search => self.search.focus(),
            Action::ToggleActive => self.ask(About::Active, cx),
            Action::ToggleSuperuser => self.ask(About::Superuser, cx),
            Action::Edit => self.list.with_current(|user| {
                let is_own = cx.env.is_own(user.id);
                cx.form(forms::edit(user, is_own));
            }),
            Action::SetPassword => self.list.with_current(|user| cx.form(forms::set_password(user, cx.env.info.password_policy))),
            Action::Delete => self.ask(About::Deletion, cx),
            Action::Transfer => self.list.with_current(|user| cx.form(forms::transfer(user))),
            Action::ShowDetails => self.list.with_current(|user| cx.look_up(Job::Details(user.id))),
            Action::Select => {
                self.list.toggle_selection();
                self.go(Move::By(1), cx);
            }
            Action::Sort => cx.open(self.sort_menu()),
            Action::Filter => cx.open(self.filter_menu()),
            Action::ClearFilters => cx.query(self.clear()),
            Action::ReverseSort => {
                self.order = self.order.reversed();
                cx.query(self.restart());
            }
            Action::SelectRange => self.list.select_range(),
            Action::SelectAll => self.list.select_all(&self.filter),
            Action::ClearSelection => self.list.clear_selection(),
            Action::Export => cx.form(forms::export(self.filter.clone())),
            Action::ShowVariables => self.list.with_current(|user| cx.go_to_user(Route::Variables, user)),
            Action::ShowApiKeys => self.list.with_current(|user| cx.go_to_user(Route::ApiKeys, user)),
            Action::StoreKey => self.list.with_current(|user| store_key::offer(&user, Choice::StoreKey, cx)),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Run(job) => cx.run(job),
            Choice::Sort(sort) => {
                self.order = self.order.choosing(sort, false);
                cx.query(self.restart());
            }
            Choice::Filter { status, superuser } => {
                (self.filter.status, self.filter.superuser) = (status, superuser);
                cx.query(self.restart());
            }
            Choice::StoreKey(choice) => store_key::choose(choice, Job::StoreKey, Choice::StoreKey, cx),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        self.take_reply(reply, cx);
    }

    fn fail(&mut self, slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        if matches!(slot, Slot::LookUp(_)) {
            self.deleting = None;
        }
        Some(error)
    }

    fn key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        let taken = self.search.key(key);
        if taken == Some(true) {
            cx.query(self.restart());
        }
        taken.is_some()
    }

    fn paste(&mut self, text: &str, cx: &mut Cx<'_>) {
        if self.search.paste(text) {
            cx.query(self.restart());
        }
    }

    fn go(&mut self, by: Move, cx: &mut Cx<'_>) {
        if let Some(query) = self.list.move_by(by) {
            cx.query(self.query(query));
        }
    }

    fn point(&mut self, pointer: Pointer, cx: &mut Cx<'_>) -> Option<KeyEvent> {
        if self.search.point(pointer) || self.aside.point(pointer) {
            return None;
        }
        match self.list.point(pointer) {
            Pointed::Opened => return Some(ENTER),
            Pointed::Moved(Some(query)) => cx.query(self.query(query)),
            Pointed::Title(title) => {
                if let Some((sort, _)) = COLUMNS.iter().find(|(_, column)| column.title == title) {
                    self.choose(Choice::Sort(*sort), cx);
                }
            }
            Pointed::Moved(None) | Pointed::Nothing => {}
        }
        None
    }

    fn show(&mut self, target: Target, cx: &mut Cx<'_>) {
        let filter = match target {
            Target::Users(status) => UserFilter::of_status(status),
            Target::Superusers => UserFilter { superuser: Some(true), ..UserFilter::default() },
            Target::FailedSignIns | Target::Setting(_) | Target::Findings => return,
        };
        self.list.clear_selection();
        (self.filter, self.search) = (filter, Search::default());
        cx.query(self.restart());
    }

    fn show_user(&mut self, user: &User, cx: &mut Cx<'_>) {
        (self.filter, self.search) = (UserFilter::default(), Search::of(&user.username));
        cx.query(self.restart());
    }

    fn follow(&mut self, cx: &mut Cx<'_>) {
        self.aside.follow(self.list.current(), Job::Summary, cx);
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.list.selected_count() > 0 {
            self.list.clear_selection();
        } else if self.filter != UserFilter::default() {
            cx.query(self.clear());
        }
    }
}

impl UsersScreen {
    /// The selection, if it is one by filter.
    fn selection(&self) -> Option<UserSelection> {
        let selection = self.list.selection();
        selection.matching().map(|matching| UserSelection {
            filter: Some(matching.filter.clone()),
            except: matching.except.clone(),
            also: selection.rows().map(|user| user.id).collect(),
        })
    }

    /// Whether the own account is selected, or the current one if none is.
    fn selects_own(&self, env: &Env) -> bool {
        let selection = self.list.selection();
        if selection.is_empty() {
            self.list.current().is_some_and(|user| env.is_own(user.id))
        } else {
            env.user().is_some_and(|own| selection.contains(own))
        }
    }

    /// Asks before a change of the selected users. The names of those who are selected by a filter are read for it, and what
    /// they lose.
    fn ask(&mut self, about: About, cx: &mut Cx<'_>) {
        if let Some(selection) = self.selection() {
            return cx.look_up(Job::ReadSelected { selection, about });
        }
        let users = self.list.selected();
        match (about, users.as_slice()) {
            (About::Deletion, [user]) => {
                self.deleting = Some(user.id);
                cx.look_up(Job::Details(user.id));
            }
            _ if about.costs_something(&users) => cx.look_up(Job::ReadLosses { users, about }),
            _ => cx.open(questions::about_each(about, users, Losses::None)),
        }
    }
}
