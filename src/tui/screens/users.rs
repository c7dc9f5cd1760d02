//! The users, like Kozmoai's Admin Page.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{exact_moment, moment};
use crate::model::{Cursor, Page, User, UserFilter, UserId, UserOrder, UserSort};
use crate::service::UserDetails;
use crate::text;
use crate::tui::effect::Job;
use crate::tui::overlays::Next;
use crate::tui::overlays::menu::Item;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{List, Move, Need, Row, WINDOW, grouped};
use crate::tui::widgets::paint::{draw_right, draw_str};
use crate::tui::widgets::search::Search;
use crate::tui::widgets::table::Column;

/// The columns with their sort keys, in Kozmoai's own order except for the ID, which few people need and which the details show
/// in full.
const COLUMNS: &[(Column, UserSort)] = &[
    (Column { title: "Username", columns: 14, most: 32, shown_from: 0 }, UserSort::Username),
    (Column { title: "Active", columns: 8, most: 8, shown_from: 0 }, UserSort::Active),
    (Column { title: "Superuser", columns: 11, most: 11, shown_from: 0 }, UserSort::Superuser),
    (Column { title: "Created", columns: 16, most: 16, shown_from: 92 }, UserSort::Created),
    (Column { title: "Updated", columns: 16, most: 16, shown_from: 106 }, UserSort::Updated),
    (Column { title: "Last sign-in", columns: 16, most: 16, shown_from: 66 }, UserSort::LastSignIn),
    (Column { title: "ID", columns: 9, most: 36, shown_from: 116 }, UserSort::Id),
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
    /// The filter.
    pub const fn filter(&self) -> &UserFilter {
        &self.filter
    }

    /// The search field.
    pub const fn search(&mut self) -> &mut Search {
        &mut self.search
    }

    /// Runs the search for the changed text.
    pub fn searched(&mut self) -> Job {
        self.filter.search = self.search.text();
        self.restart()
    }

    /// Clears search and filters.
    pub fn clear(&mut self) -> Job {
        (self.filter, self.search) = (UserFilter::default(), Search::default());
        self.restart()
    }

    /// Filters by Active and Superuser.
    pub fn filter_by_flags(&mut self, active: Option<bool>, superuser: Option<bool>) -> Job {
        (self.filter.active, self.filter.superuser) = (active, superuser);
        self.restart()
    }

    /// Sorts by another column.
    pub fn sort(&mut self, sort: UserSort) -> Job {
        self.order = UserOrder { sort, descending: self.order.sort == sort && !self.order.descending };
        self.restart()
    }

    /// Reverses the sort order.
    pub fn reverse(&mut self) -> Job {
        self.order.descending = !self.order.descending;
        self.restart()
    }

    fn restart(&mut self) -> Job {
        self.list.restart();
        self.ask(Cursor::FIRST, WINDOW)
    }

    /// Reloads the same rows.
    pub fn reload(&self) -> Job {
        self.ask(Cursor::Offset(self.list.first()), self.list.rows().len().max(WINDOW))
    }

    /// Moves; returns the job that reads further rows.
    pub fn go(&mut self, by: Move) -> Option<Job> {
        match self.list.go(by) {
            Need::Nothing => None,
            Need::First => Some(self.restart()),
            Need::Last => Some(self.ask(Cursor::Last, WINDOW)),
            Need::After(user) => Some(self.ask(Cursor::After(user), WINDOW)),
            Need::Before(user) => Some(self.ask(Cursor::Before(user), WINDOW)),
        }
    }

    fn ask(&self, cursor: Cursor<User>, limit: usize) -> Job {
        Job::Users { filter: self.filter.clone(), order: self.order, cursor, limit }
    }

    /// Takes the rows that were read.
    pub fn take(&mut self, cursor: &Cursor<User>, page: Page<User>) {
        let Page { rows, total } = page;
        match cursor {
            Cursor::Offset(first) => self.list.replace(*first, rows, total, WINDOW),
            Cursor::Last => self.list.replace_with_last(rows, total),
            Cursor::From(_) => self.list.replace(self.list.first(), rows, self.list.total(), WINDOW),
            Cursor::After(_) => self.list.append(rows, WINDOW),
            Cursor::Before(_) => self.list.prepend(rows, WINDOW),
        }
    }

    /// The menu of sort columns.
    pub fn sorts(&self) -> Vec<Item> {
        COLUMNS
            .iter()
            .map(|(column, sort)| Item {
                title: column.title.to_owned(),
                aside: if self.order.sort == *sort { "current" } else { "" }.to_owned(),
                disabled: None,
                next: Next::Sort(*sort),
            })
            .collect()
    }

    /// The menu of filters.
    pub fn filters(&self) -> Vec<Item> {
        let now = (self.filter.active, self.filter.superuser);
        [
            ("All users", None, None),
            ("Active users", Some(true), None),
            ("Inactive users (pending approval or deactivated)", Some(false), None),
            ("Superusers", None, Some(true)),
            ("Regular users", None, Some(false)),
        ]
        .into_iter()
        .map(|(title, active, superuser)| Item {
            title: title.to_owned(),
            aside: if now == (active, superuser) { "current" } else { "" }.to_owned(),
            disabled: None,
            next: Next::Filter(active, superuser),
        })
        .collect()
    }

    /// The details of a user.
    pub fn facts(details: &UserDetails) -> Vec<(String, String)> {
        let user = &details.user;
        let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
        let facts = [
            ("Username", user.username.clone()),
            ("ID", user.id.to_string()),
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

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let x = draw_str(buffer, area, area.x + 2, area.y, "Users", theme.accent) + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (x, cursor) = self.search.draw(buffer, line, theme);
        let filters: Vec<&str> = [
            self.filter.active.map(|active| if active { "active" } else { "inactive" }),
            self.filter.superuser.map(|superuser| if superuser { "superusers" } else { "regular users" }),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !filters.is_empty() && cursor.is_none() {
            draw_str(buffer, area, x, area.y, &format!("only {}", filters.join(", ")), theme.warning);
        }
        let selected = if self.list.selected_count() > 0 {
            format!("● {} selected · ", grouped(self.list.selected_count() as u64))
        } else {
            String::new()
        };
        let head = Rect { width: area.width.saturating_sub(1), ..area };
        draw_right(buffer, head, area.y, &format!("{selected}{}", self.list.position()), theme.dim);
        let columns: Vec<Column> = COLUMNS.iter().map(|(column, _)| *column).collect();
        let sorted = COLUMNS.iter().position(|(_, sort)| *sort == self.order.sort).map(|at| (at, self.order.descending));
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        let empty = if self.filter.is_empty() {
            "No users yet. Press n to create one."
        } else {
            "No matching users. Press c to clear search and filters."
        };
        let look_alikes = text::twins(self.list.rows().iter().map(|user| user.username.as_str()));
        self.list.draw(buffer, body, theme, &columns, sorted, empty, |user| {
            let name = user.username.as_str();
            let flag = |flag: bool| if flag { "✓ yes" } else { "· no" }.to_owned();
            let last =
                if user.last_login_at.is_none() && !user.is_active { "pending".to_owned() } else { moment(user.last_login_at) };
            vec![
                if look_alikes.contains(name) { text::code_points(name) } else { name.to_owned() },
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
