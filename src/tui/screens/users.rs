//! The users: Kozmoai's Admin Page.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{exact_moment, moment};
use crate::model::{User, UserFilter, UserId, UserOrder, UserSort};
use crate::service::{Seek, UserDetails, UserPage};
use crate::text;
use crate::tui::effect::Job;
use crate::tui::overlays::Next;
use crate::tui::overlays::menu::Item;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{List, Move, Need, Row, WINDOW, grouped};
use crate::tui::widgets::paint::{put, put_right};
use crate::tui::widgets::search::Search;
use crate::tui::widgets::table::Column;

/// The columns with what each is sorted by; Kozmoai's own order but for the id, which few people read
/// and which is whole in the details.
const COLUMNS: &[(Column, UserSort)] = &[
    (Column { title: "Username", columns: 14, most: 32, shown_from: 0 }, UserSort::Username),
    (Column { title: "Active", columns: 8, most: 8, shown_from: 0 }, UserSort::Active),
    (Column { title: "Superuser", columns: 11, most: 11, shown_from: 0 }, UserSort::Superuser),
    (Column { title: "Created", columns: 16, most: 16, shown_from: 92 }, UserSort::Created),
    (Column { title: "Updated", columns: 16, most: 16, shown_from: 106 }, UserSort::Updated),
    (Column { title: "Last sign-in", columns: 16, most: 16, shown_from: 66 }, UserSort::LastSignIn),
    (Column { title: "Id", columns: 9, most: 36, shown_from: 116 }, UserSort::Id),
];

impl Row for User {
    type Id = UserId;
    fn id(&self) -> UserId {
        self.id
    }
}

/// The users screen.
#[derive(Debug, Default)]
pub struct UsersScreen {
    /// The users.
    pub list: List<User>,
    filter: UserFilter,
    order: UserOrder,
    search: Search,
}

impl UsersScreen {
    /// What is shown.
    pub const fn filter(&self) -> &UserFilter {
        &self.filter
    }

    /// What is searched for.
    pub const fn search(&mut self) -> &mut Search {
        &mut self.search
    }

    /// Reads anew, for another text is searched for.
    pub fn searched(&mut self) -> Job {
        self.filter.search = self.search.text();
        self.restart()
    }

    /// Shows everyone again.
    pub fn clear(&mut self) -> Job {
        (self.filter, self.search) = (UserFilter::default(), Search::default());
        self.restart()
    }

    /// Shows only those with these flags.
    pub fn narrow(&mut self, active: Option<bool>, superuser: Option<bool>) -> Job {
        (self.filter.active, self.filter.superuser) = (active, superuser);
        self.restart()
    }

    /// Sorts by something else.
    pub fn sort(&mut self, sort: UserSort) -> Job {
        self.order = UserOrder { sort, descending: self.order.sort == sort && !self.order.descending };
        self.restart()
    }

    /// Turns the order round.
    pub fn reverse(&mut self) -> Job {
        self.order.descending = !self.order.descending;
        self.restart()
    }

    fn restart(&mut self) -> Job {
        self.list.restart();
        self.ask(Seek::Offset(0), WINDOW)
    }

    /// Reads the same rows anew.
    pub fn reload(&self) -> Job {
        self.ask(Seek::Offset(self.list.first()), self.list.rows().len().max(WINDOW))
    }

    /// Moves; what is to be read for it.
    pub fn go(&mut self, by: Move) -> Option<Job> {
        match self.list.go(by) {
            Need::Nothing => None,
            Need::First => Some(self.restart()),
            Need::Last => Some(self.ask(Seek::Last, WINDOW)),
            Need::After(user) => Some(self.ask(Seek::After(Box::new(user)), WINDOW)),
            Need::Before(user) => Some(self.ask(Seek::Before(Box::new(user)), WINDOW)),
        }
    }

    fn ask(&self, seek: Seek, limit: usize) -> Job {
        Job::Users { filter: self.filter.clone(), order: self.order, seek, limit }
    }

    /// Takes rows that were read.
    pub fn take(&mut self, seek: &Seek, page: UserPage) {
        let UserPage { users, total } = page;
        match seek {
            Seek::Offset(first) => self.list.replace(*first, users, Some(total), WINDOW),
            Seek::Last => self.list.replace_with_last(users, Some(total)),
            Seek::After(_) => self.list.append(users, WINDOW),
            Seek::Before(_) => self.list.prepend(users, WINDOW),
        }
    }

    /// The ways to sort, to choose from.
    pub fn sorts(&self) -> Vec<Item> {
        COLUMNS
            .iter()
            .map(|(column, sort)| Item {
                title: column.title.to_owned(),
                aside: if self.order.sort == *sort { "now" } else { "" }.to_owned(),
                disabled: None,
                next: Next::Sort(*sort),
            })
            .collect()
    }

    /// The ways to filter, to choose from.
    pub fn filters(&self) -> Vec<Item> {
        let now = (self.filter.active, self.filter.superuser);
        [
            ("Everyone", None, None),
            ("Active users", Some(true), None),
            ("Inactive users: waiting for approval or kept out", Some(false), None),
            ("Superusers", None, Some(true)),
            ("Ordinary users", None, Some(false)),
        ]
        .into_iter()
        .map(|(title, active, superuser)| Item {
            title: title.to_owned(),
            aside: if now == (active, superuser) { "now" } else { "" }.to_owned(),
            disabled: None,
            next: Next::Filter(active, superuser),
        })
        .collect()
    }

    /// A user with all that hangs on them, to be read.
    pub fn facts(details: &UserDetails) -> Vec<(String, String)> {
        let user = &details.user;
        let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        let facts = [
            ("Username", user.username.clone()),
            ("Id", user.id.to_string()),
            ("Active", yes(user.is_active)),
            ("Superuser", yes(user.is_superuser)),
            ("Created", exact_moment(Some(user.create_at))),
            ("Updated", exact_moment(Some(user.updated_at))),
            ("Last sign-in", exact_moment(user.last_login_at)),
            ("Password", if user.password.as_str().is_some() { "set" } else { "none" }.to_owned()),
            ("Store API key", if details.store_api_key { "set" } else { "none" }.to_owned()),
            ("Owns", details.owned.to_string()),
        ];
        facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Draws it; gives where the cursor is.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let x = put(buffer, area, area.x + 2, area.y, "Users", theme.accent) + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (x, cursor) = self.search.draw(buffer, line, theme);
        let words: Vec<&str> = [
            self.filter.active.map(|active| if active { "active" } else { "inactive" }),
            self.filter.superuser.map(|superuser| if superuser { "superusers" } else { "ordinary users" }),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !words.is_empty() && cursor.is_none() {
            put(buffer, area, x, area.y, &format!("only {}", words.join(", ")), theme.warning);
        }
        let marked =
            if self.list.marked() > 0 { format!("● {} marked · ", grouped(self.list.marked() as u64)) } else { String::new() };
        let head = Rect { width: area.width.saturating_sub(1), ..area };
        put_right(buffer, head, area.y, &format!("{marked}{}", self.list.position()), theme.dim);
        let columns: Vec<Column> = COLUMNS.iter().map(|(column, _)| *column).collect();
        let sorted = COLUMNS.iter().position(|(_, sort)| *sort == self.order.sort).map(|at| (at, self.order.descending));
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let empty = if self.filter.is_empty() { "No users yet: n makes one." } else { "No user matches; c shows everyone." };
        let twins = text::twins(self.list.rows().iter().map(|user| user.username.as_str()));
        self.list.draw(buffer, body, theme, &columns, sorted, empty, |user| {
            let name = user.username.as_str();
            let flag = |flag: bool| if flag { "✓ yes" } else { "· no" }.to_owned();
            let last =
                if user.last_login_at.is_none() && !user.is_active { "waits".to_owned() } else { moment(user.last_login_at) };
            vec![
                if twins.contains(name) { text::code_points(name) } else { name.to_owned() },
                flag(user.is_active),
                flag(user.is_superuser),
                moment(Some(user.create_at)),
                moment(Some(user.updated_at)),
                last,
                user.id.to_string(),
            ]
        });
        cursor
    }
}
