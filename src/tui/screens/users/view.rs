//! What is shown of users.

use super::list::{COLUMNS, Cells, UsersScreen};
use crate::model::StatusFilter;
use crate::service::UserDetails;
use crate::tui::screen::prelude::*;

impl View for UsersScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let area = self.aside.draw_beside_list(buffer, area, theme, self.list.current(), env.now);
        let filters: Vec<&str> = [
            self.filter.status.map(|status| match status {
                StatusFilter::Active => "active",
                StatusFilter::Inactive => "inactive",
                StatusFilter::Pending => "pending approval",
                StatusFilter::Deactivated => "deactivated",
            }),
            self.filter.superuser.map(|superuser| if superuser { "superusers" } else { "regular users" }),
        ]
        .into_iter()
        .flatten()
        .collect();
        let sorted = COLUMNS.iter().find(|(sort, _)| *sort == self.order.sort);
        let sorted = sorted.map(|(_, column)| (column.title, self.order.descending));
        let columns: Vec<_> = COLUMNS.iter().map(|(_, column)| column).collect();
        let head = ListHead {
            title: "Users",
            search: Some(&self.search),
            filters: (!filters.is_empty()).then(|| format!("only {}", filters.join(", "))),
            is_limited: !self.filter.is_empty(),
            order: hidden_order(&columns, sorted, area.width),
            ..ListHead::default()
        };
        let cursor = self.list.draw_head(buffer, area, theme, &head);
        let empty = match (&self.filter.search, self.filter.status, self.filter.superuser) {
            (None, None, None) => "No users yet. Press n to create one.",
            (None, Some(StatusFilter::Pending), None) => "No pending approvals. Press c to show all users.",
            (None, Some(StatusFilter::Deactivated), None) => "No deactivated users. Press c to show all users.",
            (None, Some(StatusFilter::Inactive), None) => "Every user is active. Press c to show all users.",
            (None, None, Some(false)) => "No regular users yet. Press n to create one, or c to show all users.",
            _ => "No matching users. Press c to clear search and filters.",
        };
        let view = TableView {
            columns,
            context: Cells {
                look_alikes: text::look_alikes(self.list.rows().iter().map(|user| user.username.as_str()))
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                now: env.now,
            },
            sorted,
            empty,
        };
        self.list.draw(buffer, below_head(area), theme, &view);
        if self.filter.is_empty() && self.list.total() == Some(1) {
            draw_next_steps(buffer, area, theme);
        }
        cursor
    }

    fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        // After the terminal became wider.
        self.aside.unread(self.list.current()).map(|_| now)
    }

    fn has_relative_times(&self) -> bool {
        true
    }

    fn typing_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        self.search.keys()
    }
}

/// What comes next on a new database, below its only user.
fn draw_next_steps(buffer: &mut Buffer, area: Rect, theme: &Theme) {
    let place = Rect { x: area.x + 2, y: area.y + 5, width: area.width.saturating_sub(3), height: area.height.saturating_sub(5) };
    let place = place.intersection(area);
    draw_str(buffer, place, place.x, place.y, "You are the only user. Next steps:", theme.dim);
    let steps = [("n", "Create a user"), ("2, then n", "Set a variable"), ("4, then b", "Back up the database")];
    for (y, (keys, step)) in (place.y + 1..).zip(steps) {
        draw_str(buffer, place, place.x, y, keys, theme.accent);
        draw_str(buffer, place, place.x + 11, y, step, theme.text);
    }
}

/// The details of a user.
pub(super) fn details(details: &UserDetails, now: Timestamp) -> [(&'static str, String); 11] {
    let user = &details.user;
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    [
        ("Username", user.username.clone()),
        ("ID", user.id.to_string()),
        ("Status", user.status().title().to_owned()),
        ("Superuser", yes(user.is_superuser)),
        ("Created", dated_time(Some(user.create_at), now)),
        ("Updated", dated_time(Some(user.updated_at), now)),
        ("Last sign-in", dated_time(user.last_login_at, now)),
        (TIME_ZONE.0, TIME_ZONE.1.to_owned()),
        ("Password", if user.password.is_set() { "set" } else { "none" }.to_owned()),
        ("Store API key", if details.store_api_key { "set" } else { "none" }.to_owned()),
        ("Owns", details.owned.to_string()),
    ]
}
