//! The account of the signed-in user.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::exact_moment;
use crate::model::User;
use crate::tui::theme::Theme;
use crate::tui::widgets::paint::draw_str;

/// Draws the account.
pub fn draw(buffer: &mut Buffer, area: Rect, theme: &Theme, user: &User, by_auto_login: bool) {
    let rights = if user.is_superuser { "superuser (administers all users)" } else { "regular user" };
    let password = if by_auto_login { "none (auto login is on)" } else { "set (press p to change)" };
    let facts = [
        ("Username", user.username.clone()),
        ("Rights", rights.to_owned()),
        ("Last sign-in", exact_moment(user.last_login_at)),
        ("Created", exact_moment(Some(user.create_at))),
        ("Password", password.to_owned()),
        ("Store API key", "press S to set or clear".to_owned()),
        ("ID", user.id.to_string()),
    ];
    for ((name, value), y) in facts.iter().zip(area.y + 1..area.bottom()) {
        draw_str(buffer, area, area.x + 2, y, name, theme.dim);
        draw_str(buffer, area, area.x + 17, y, value, theme.text);
    }
}
