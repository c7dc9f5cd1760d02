//! The screens of objects with owners: the user's own objects, or those of all users for a superuser, who can filter by owner.

use std::fmt::Debug;

use super::beside::Pane;
use super::owner::{Owner, filter_form};
use super::sorting;
use crate::model::Order;
use crate::service::sorted::ListCounts;
use crate::tui::action::ActionTable;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

/// The part of a screen's data that is counted beside the rows.
const COUNT: u8 = 0;

/// What is particular to the screen of one kind of objects.
pub trait OwnedKind: Debug + Sized + 'static {
    /// An object.
    type Row: Row + Debug;
    /// The ids of the actions.
    type Action: ActionTable;
    /// The jobs.
    type Job: RunJob + Clone + Debug + 'static;
    /// What the objects can be sorted by.
    type Sort: Copy + Debug + PartialEq + 'static;

    /// The route.
    const ROUTE: Route;
    /// The columns, whose cells know the time; the first one is the owner, shown where all users are listed.
    const COLUMNS: &'static [Column<Self::Row, Timestamp>];
    /// What is shown if there are no objects at all, if none match a search, and if the owner that is filtered by has none.
    const EMPTY: [&'static str; 3];
    /// The sort keys, with the titles of their columns; the first one is the owner.
    const SORTS: &'static [(Self::Sort, &'static str)];
    /// The order in which the objects of one owner come.
    const OWN_SORT: Self::Sort;
    /// The owner of an object.
    const OWNER: fn(&Self::Row) -> &User;
    /// The job that looks up the owner to filter by.
    const FIND_OWNER: fn(String) -> Self::Job;

    /// The name of an object.
    fn name(row: &Self::Row) -> &str;

    /// The details of an object at a time; the first one is its name.
    fn details(row: &Self::Row, now: Timestamp) -> Vec<(&'static str, String)>;

    /// The job that reads objects.
    fn list(screen: &OwnedScreen<Self>, query: Query<Self::Row>) -> Self::Job;

    /// The job that counts those that match, and all that `scope` may see.
    fn count(screen: &OwnedScreen<Self>, scope: Option<User>) -> Self::Job;

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
    /// Sort by this one of the sort keys.
    Sort(usize),
}

impl<J> From<J> for OwnedChoice<J> {
    fn from(job: J) -> Self {
        Self::Run(Box::new(job))
    }
}

/// An object that was created or changed.
#[derive(Debug)]
struct Saved<R> {
    row: R,
    /// Whether the list was read from it on.
    is_sought: bool,
}

/// A screen of objects with owners.
#[derive(Debug)]
pub struct OwnedScreen<K: OwnedKind> {
    /// The objects.
    pub list: List<K::Row>,
    /// The search by name, if the screen has an action that focuses it.
    pub search: Search,
    /// The details of the current object.
    aside: Pane,
    /// A warning above the rows, if there are any.
    pub warning: Option<String>,
    owner: Option<User>,
    /// The object that was created or changed last, to be selected when the list is read again.
    saved: Option<Saved<K::Row>>,
    /// Whether all users may be shown.
    all_users: bool,
    /// The chosen order; without one, the objects come as they are stored: by owner, or as [`OwnedKind::OWN_SORT`] says.
    order: Option<Order<K::Sort>>,
}

impl<K: OwnedKind> OwnedScreen<K> {
    /// The owner that is filtered by; none shows all users.
    pub const fn owner(&self) -> Option<&User> {
        self.owner.as_ref()
    }

    /// The order that was chosen.
    pub const fn order(&self) -> Option<Order<K::Sort>> {
        self.order
    }

    /// Takes rows, and counts what they do not tell.
    pub fn listed(&mut self, cursor: &Cursor<<K::Row as Row>::Key>, page: Page<K::Row>, cx: &mut OwnedContext<'_, K>) {
        self.list.take(cursor, page);
        if let Some(saved) = self.saved.take()
            && let Some(query) = self.select(saved)
        {
            return cx.query(K::list(self, query));
        }
        let is_first = matches!(cursor, Cursor::Offset(_) | Cursor::From(_));
        if is_first && (!self.list.is_whole() || self.is_limited()) {
            let scope = self.owner.clone().filter(|_| !self.all_users);
            cx.query_part(COUNT, K::count(self, scope));
        }
    }

    /// Selects what was created or changed once the list is read again. Returns what to say if the list hides it.
    pub fn select_saved(&mut self, row: K::Row, cx: &mut OwnedContext<'_, K>) -> &'static str {
        let owner = K::OWNER(&row);
        let of_other_owner = self.owner.as_ref().is_some_and(|filter| filter.id != owner.id);
        let search = self.search.text().as_deref().and_then(text::Search::new);
        let is_unmatched = search.is_some_and(|search| !search.finds(K::name(&row)));
        self.list.update_rows([row.clone()]);
        cx.reload();
        if of_other_owner || is_unmatched {
            return "; the filter hides it, press c to clear it";
        }
        self.saved = Some(Saved { row, is_sought: false });
        ""
    }

    /// Selects what was saved. Where it is not among the rows that were read, returns the query that reads it; where it is at
    /// their edge, the one for those around it.
    fn select(&mut self, saved: Saved<K::Row>) -> Option<Query<K::Row>> {
        if self.list.move_to(saved.row.id()) {
            return self.list.move_by(Move::By(0));
        }
        if saved.is_sought || self.list.is_whole() {
            return None;
        }
        let query = self.list.jump_to(&saved.row);
        self.saved = Some(Saved { is_sought: true, ..saved });
        Some(query)
    }

    /// Takes the numbers of objects.
    pub const fn counted(&mut self, counts: ListCounts) {
        self.list.set_counts(Some(counts.matching), Some(counts.all));
    }

    /// Opens the menu of sort keys.
    pub fn ask_for_order(&self, cx: &mut OwnedContext<'_, K>) {
        let current = self.sorted().map(|(title, _)| title);
        let shown = K::SORTS.iter().enumerate().skip(usize::from(self.owner.is_some()));
        let keys = shown.map(|(number, (_, title))| (*title, OwnedChoice::Sort(number)));
        cx.open(sorting::menu(keys, current));
    }

    /// Reverses the order.
    pub fn reverse_order(&mut self, cx: &mut OwnedContext<'_, K>) {
        let order = self.order.unwrap_or(Order { sort: self.default_sort(), descending: false });
        self.order = Some(order.reversed());
        self.restart(cx);
    }

    fn sort_by(&mut self, number: usize, cx: &mut OwnedContext<'_, K>) {
        let Some((sort, _)) = K::SORTS.get(number) else { return };
        let descending = self.order.is_some_and(|order| order.sort == *sort && !order.descending);
        self.order = Some(Order { sort: *sort, descending });
        self.restart(cx);
    }

    fn default_sort(&self) -> K::Sort {
        K::SORTS.first().filter(|_| self.owner.is_none()).map_or(K::OWN_SORT, |(sort, _)| *sort)
    }

    /// The title of the sort column, and whether the order is descending. Without a chosen order, a long list comes by the IDs
    /// of owners, which no column shows.
    fn sorted(&self) -> Option<(&'static str, bool)> {
        let order = match self.order {
            Some(order) => order,
            None if self.owner.is_some() || self.list.is_whole() => Order { sort: self.default_sort(), descending: false },
            None => return None,
        };
        sorting::sorted_by(K::SORTS, order)
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

    /// Whether objects are missing because of a search or a filter.
    fn is_limited(&self) -> bool {
        self.is_filtered() || self.search.text().is_some()
    }

    fn restart(&mut self, cx: &mut OwnedContext<'_, K>) {
        cx.cancel_part(COUNT);
        let query = self.list.restart();
        cx.query(K::list(self, query));
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
        let (list, search, aside) = (List::default(), Search::default(), Pane::default());
        Self { list, search, aside, warning: None, owner, saved: None, all_users, order: None }
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
            OwnedChoice::Sort(number) => self.sort_by(number, cx),
        }
    }

    fn reply(&mut self, reply: <K::Job as RunJob>::Reply, cx: &mut OwnedContext<'_, K>) {
        K::reply(self, reply, cx);
    }

    fn key(&mut self, key: KeyEvent, cx: &mut OwnedContext<'_, K>) -> bool {
        let taken = self.search.key(key);
        if taken == Some(true) {
            self.restart(cx);
        }
        taken.is_some()
    }

    fn paste(&mut self, text: &str, cx: &mut OwnedContext<'_, K>) {
        if self.search.paste(text) {
            self.restart(cx);
        }
    }

    fn go(&mut self, by: Move, cx: &mut OwnedContext<'_, K>) {
        if let Some(query) = self.list.move_by(by) {
            cx.query(K::list(self, query));
        }
    }

    fn point(&mut self, pointer: Pointer, cx: &mut OwnedContext<'_, K>) -> Option<KeyEvent> {
        if self.search.point(pointer) || self.aside.point(pointer) {
            return None;
        }
        match self.list.point(pointer) {
            Pointed::Opened => return Some(ENTER),
            Pointed::Moved(Some(query)) => cx.query(K::list(self, query)),
            Pointed::Title(title) => {
                if let Some(number) = K::SORTS.iter().position(|(_, sorted)| *sorted == title) {
                    self.sort_by(number, cx);
                }
            }
            Pointed::Moved(None) | Pointed::Nothing => {}
        }
        None
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
        let details = || self.list.current().map(|row| K::details(row, env.now));
        let area = self.aside.draw_facts(buffer, area, theme, details);
        let columns: Vec<_> = K::COLUMNS.iter().skip(usize::from(self.owner.is_some())).collect();
        let sorted = self.sorted();
        let by_id = (sorted.is_none() && !self.list.rows().is_empty()).then(|| "by user ID".to_owned());
        let head = ListHead {
            title: K::ROUTE.title(),
            scope: match (&self.owner, self.all_users) {
                (Some(owner), true) => Some((format!(" of {}", owner.username), theme.warning)),
                (None, _) => Some((" of all users".to_owned(), theme.dim)),
                (Some(_), false) => None,
            },
            search: Some(&self.search),
            is_limited: self.is_limited(),
            order: by_id.or_else(|| hidden_order(&columns, sorted, area.width)),
            ..ListHead::default()
        };
        let cursor = self.list.draw_head(buffer, area, theme, &head);
        if let Some(warning) = self.warning.as_ref().filter(|_| !self.list.rows().is_empty()) {
            draw_str(buffer, area, area.x + 2, area.y + 1, warning, theme.warning);
        }
        let empty = match (self.search.text(), self.is_filtered()) {
            (Some(_), _) => K::EMPTY[1],
            (None, true) => K::EMPTY[2],
            (None, false) => K::EMPTY[0],
        };
        self.list.draw(buffer, below_head(area), theme, &TableView { columns, context: env.now, sorted, empty });
        cursor
    }

    fn has_relative_times(&self) -> bool {
        true
    }

    fn typing_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        self.search.keys()
    }
}
