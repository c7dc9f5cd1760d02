//! What is shown of users.

use super::list::{COLUMNS, Cells, UsersScreen};
use crate::model::StatusFilter;
use crate::service::UserDetails;
use crate::tui::screen::prelude::*;

impl View for UsersScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let area = self.aside.draw(buffer, area, theme, self.list.current(), env.now);
        let x = draw_str(buffer, area, area.x + 2, area.y, "Users", theme.accent) + 2;
        let line = Rect { x: x.min(area.right()), width: area.right().saturating_sub(x), height: area.height.min(1), ..area };
        let (x, cursor) = self.search.draw(buffer, line, theme);
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
        let empty = if self.filter.is_empty() {
            "No users yet. Press n to create one."
        } else if self.filter.search.is_none() && self.filter.status == Some(StatusFilter::Pending) {
            "No pending approvals. Press c to show all users."
        } else {
            "No matching users. Press c to clear search and filters."
        };
        let sorted = COLUMNS.iter().find(|(sort, _)| *sort == self.order.sort);
        let view = TableView {
            columns: COLUMNS.iter().map(|(_, column)| column).collect(),
            context: Cells {
                look_alikes: text::look_alikes(self.list.rows().iter().map(|user| user.username.as_str()))
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                now: env.now,
            },
            sorted: sorted.map(|(_, column)| (column.title, self.order.descending)),
            empty,
        };
        self.list.draw(buffer, below_head(area), theme, &view);
        cursor
    }

    fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        // After the terminal became wider.
        self.aside.unread(self.list.current()).map(|_| now)
    }
}

/// The details of a user.
pub(super) fn details(details: &UserDetails) -> [(&'static str, String); 10] {
    let user = &details.user;
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    [
        ("Username", user.username.clone()),
        ("ID", user.id.to_string()),
        ("Status", user.status().title().to_owned()),
        ("Superuser", yes(user.is_superuser)),
        ("Created", exact_time(Some(user.create_at))),
        ("Updated", exact_time(Some(user.updated_at))),
        ("Last sign-in", exact_time(user.last_login_at)),
        ("Password", if user.password.as_str().is_some() { "set" } else { "none" }.to_owned()),
        ("Store API key", if details.store_api_key { "set" } else { "none" }.to_owned()),
        ("Owns", details.owned.to_string()),
    ]
}
