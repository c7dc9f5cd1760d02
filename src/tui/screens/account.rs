//! One's own account.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::exact_moment;
use crate::model::User;
use crate::tui::theme::Theme;
use crate::tui::widgets::paint::put;

/// Draws who is signed in.
pub fn draw(buffer: &mut Buffer, area: Rect, theme: &Theme, user: &User, by_auto_login: bool) {
    let rights = if user.is_superuser { "superuser: administers all users" } else { "user: no administration" };
    let password = if by_auto_login { "none: auto login is on" } else { "set; p changes it" };
    let facts = [
        ("Username", user.username.clone()),
        ("Rights", rights.to_owned()),
        ("Signed in", exact_moment(user.last_login_at)),
        ("Created", exact_moment(Some(user.create_at))),
        ("Password", password.to_owned()),
        ("Store key", "S sets it or takes it away".to_owned()),
        ("Id", user.id.to_string()),
    ];
    for ((name, value), y) in facts.iter().zip(area.y + 1..area.bottom()) {
        put(buffer, area, area.x + 2, y, name, theme.dim);
        put(buffer, area, area.x + 14, y, value, theme.text);
    }
}
