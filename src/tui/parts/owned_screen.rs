//! The screens of objects with owners: the user's own objects, or those of all users for a superuser, who can filter by owner.

use std::fmt::Debug;

use super::beside;
use super::owner::{Owner, filter_form};
use crate::tui::action::ActionTable;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

/// What is particular to the screen of one kind of objects.
pub trait OwnedKind: Debug + Sized + 'static {
    /// An object.
    type Row: Row + Debug;
    /// The ids of the actions.
    type Action: ActionTable;
    /// The jobs.
    type Job: RunJob + Clone + Debug + 'static;

    /// The route.
    const ROUTE: Route;
    /// The columns, whose cells know the time; the first one is the owner, shown where all users are listed.
    const COLUMNS: &'static [Column<Self::Row, Timestamp>];
    /// What is shown if there are no objects at all, and if none match.
    const EMPTY: [&'static str; 2];
    /// The owner of an object.
    const OWNER: fn(&Self::Row) -> &User;
    /// The job that looks up the owner to filter by.
    const FIND_OWNER: fn(String) -> Self::Job;

    /// The details of an object at a time; the first one is its name.
    fn details(row: &Self::Row, now: Timestamp) -> Vec<(&'static str, String)>;

    /// The job that reads objects.
    fn list(screen: &OwnedScreen<Self>, query: Query<Self::Row>) -> Self::Job;

    /// Why an action is disabled.
    fn disabled(action: Self::Action, current: Option<&Self::Row>) -> Option<Reason>;

    /// Carries out an action.
    fn act(screen: &mut OwnedScreen<Self>, action: Self::Action, cx: &mut OwnedContext<'_, Self>);

    /// Handles the reply to a job.
    fn reply(screen: &mut OwnedScreen<Self>, reply: <Self::Job as RunJob>::Reply, cx: &mut OwnedContext<'_, Self>);
}

/// The context of such a screen.
pub type OwnedContext<'a, K> = Context<'a, <K as OwnedKind>::Job, OwnedChoice<<K as OwnedKind>::Job>>;

/// What is chosen in an overlay of a screen with these jobs.
#[derive(Clone, Debug)]
pub enum OwnedChoice<J> {
    /// Run a job.
    Run(Box<J>),
    /// Show what all users own.
    ClearOwner,
}

impl<J> From<J> for OwnedChoice<J> {
    fn from(job: J) -> Self {
        Self::Run(Box::new(job))
    }
}

/// A screen of objects with owners.
#[derive(Debug)]
pub struct OwnedScreen<K: OwnedKind> {
    /// The objects.
    pub list: List<K::Row>,
    /// The search by name, if the screen has an action that focuses it.
    pub search: Search,
    /// A warning above the rows, if there are any.
    pub warning: Option<String>,
    owner: Option<User>,
    /// Whether all users may be shown.
    all_users: bool,
}

impl<K: OwnedKind> OwnedScreen<K> {
    /// The owner that is filtered by; none shows all users.
    pub const fn owner(&self) -> Option<&User> {
        self.owner.as_ref()
    }

    /// The owner of what a form creates.
    pub fn new_owner(&self, env: &Env) -> Owner {
        let suggestion = self.list.current().map(K::OWNER).or(env.user());
        Owner::of(self.owner(), suggestion, env)
    }

    /// Opens the form for the owner to filter by.
    pub fn ask_for_owner(&self, cx: &mut OwnedContext<'_, K>) {
        cx.form(filter_form(self.owner(), |name| K::FIND_OWNER(name).into(), OwnedChoice::ClearOwner));
    }

    /// Shows only what the user owns whose name was looked up.
    pub fn owner_found(&mut self, user: User, cx: &mut OwnedContext<'_, K>) {
        cx.close_form();
        self.filter_by_owner(Some(user), cx);
    }

    /// Filters by owner, without a search; none shows all users, as far as allowed.
    pub fn filter_by_owner(&mut self, owner: Option<User>, cx: &mut OwnedContext<'_, K>) {
        self.search.clear();
        if self.all_users {
            self.owner = owner;
        }
        self.restart(cx);
    }

    /// Whether a superuser filters by owner.
    const fn is_filtered(&self) -> bool {
        self.all_users && self.owner.is_some()
    }

    fn restart(&mut self, cx: &mut OwnedContext<'_, K>) {
        let query = self.list.restart();
        cx.query(K::list(self, query));
    }

    /// Draws title, owner and position. Returns the column after title and owner.
    fn draw_head(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> u16 {
        let x = draw_str(buffer, area, area.x + 2, area.y, K::ROUTE.title(), theme.accent);
        let head = Rect { width: area.width.saturating_sub(1), ..area };
        let position = draw_right(buffer, head, area.y, &self.list.position(), theme.dim);
        let room = Rect { width: position.saturating_sub(area.x + 1), ..area };
        match (&self.owner, self.all_users) {
            (Some(owner), true) => draw_str(buffer, room, x, area.y, &format!(" of {}", owner.username), theme.warning),
            (None, _) => draw_str(buffer, room, x, area.y, " of all users", theme.dim),
            (Some(_), false) => x,
        }
    }
}

impl<K: OwnedKind> Screen for OwnedScreen<K> {
    type Action = K::Action;
    type Choice = OwnedChoice<K::Job>;
    type Job = K::Job;

    const ROUTE: Route = K::ROUTE;

    fn new(env: &Env) -> Self {
        let all_users = env.user().is_some_and(User::is_active_superuser);
        let owner = env.user().filter(|_| !all_users).cloned();
        Self { list: List::default(), search: Search::default(), warning: None, owner, all_users }
    }

    fn load(&mut self, cx: &mut OwnedContext<'_, K>) {
        cx.query(K::list(self, self.list.reload()));
    }

    fn disabled(&self, action: K::Action, _env: &Env) -> Option<Reason> {
        K::disabled(action, self.list.current())
    }

    fn act(&mut self, action: K::Action, cx: &mut OwnedContext<'_, K>) {
        K::act(self, action, cx);
    }

    fn choose(&mut self, choice: Self::Choice, cx: &mut OwnedContext<'_, K>) {
        match choice {
            OwnedChoice::Run(job) => cx.run(*job),
            OwnedChoice::ClearOwner => self.filter_by_owner(None, cx),
        }
    }

    fn reply(&mut self, reply: <K::Job as RunJob>::Reply, cx: &mut OwnedContext<'_, K>) {
        K::reply(self, reply, cx);
    }

    fn key(&mut self, key: KeyEvent, cx: &mut OwnedContext<'_, K>) -> bool {
        if !self.search.is_typing() {
            return false;
        }
        if self.search.key(key) {
            self.restart(cx);
        }
        true
    }

    fn paste(&mut self, text: &str, cx: &mut OwnedContext<'_, K>) {
        if self.search.is_typing() {
            self.search.paste(text);
            self.restart(cx);
        }
    }

    fn go(&mut self, by: Move, cx: &mut OwnedContext<'_, K>) {
        if let Some(query) = self.list.move_by(by) {
            cx.query(K::list(self, query));
        }
    }

    fn back(&mut self, cx: &mut OwnedContext<'_, K>) {
        if self.search.clear() {
            self.restart(cx);
        } else if self.is_filtered() {
            self.filter_by_owner(None, cx);
        }
    }

    fn show_user(&mut self, user: &User, cx: &mut OwnedContext<'_, K>) {
        self.filter_by_owner(Some(user.clone()), cx);
    }
}

impl<K: OwnedKind> View for OwnedScreen<K> {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let (area, pane) = beside::split(area);
        if let Some(pane) = pane {
            let facts = self.list.current().map(|row| K::details(row, env.now)).unwrap_or_default();
            beside::draw_facts(buffer, pane, theme, &facts);
        }
        let x = self.draw_head(buffer, area, theme) + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (_, cursor) = self.search.draw(buffer, line, theme);
        if let Some(warning) = self.warning.as_ref().filter(|_| !self.list.rows().is_empty()) {
            draw_str(buffer, area, area.x + 2, area.y + 1, warning, theme.warning);
        }
        let columns = K::COLUMNS.iter().skip(usize::from(self.owner.is_some())).collect();
        let empty = K::EMPTY[usize::from(self.is_filtered() || self.search.text().is_some())];
        self.list.draw(buffer, below_head(area), theme, &TableView { columns, context: env.now, sorted: None, empty });
        cursor
    }
}
