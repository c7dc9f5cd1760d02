//! Times as text.

use kozmoai::model::Timestamp;
use kozmoai::tui::widgets::time::relative_time;

#[test]
fn lists_say_how_long_ago_or_from_now() {
    let now: Timestamp = "2026-11-24T09:30:00Z".parse().unwrap();
    for (at, text) in [
        ("2026-11-24T09:29:30Z", "just now"),
        ("2026-11-24T09:30:59Z", "just now"),
        ("2026-11-24T09:00:00Z", "30 min ago"),
        ("2026-11-24T06:30:00Z", "3 h ago"),
        ("2026-11-22T09:30:00Z", "2 d ago"),
        ("2026-11-22T09:30:01Z", "47 h ago"),
        ("2026-11-29T10:00:00Z", "in 5 d"),
        ("2027-02-22T09:29:50Z", "in 90 d"),
        ("2027-03-10T10:00:00Z", "in 3 mo"),
        ("2024-11-24T09:30:00Z", "2 y ago"),
    ] {
        assert_eq!(relative_time(Some(at.parse().unwrap()), now), text, "{at}");
    }
    assert_eq!(relative_time(None, now), "never");
}
