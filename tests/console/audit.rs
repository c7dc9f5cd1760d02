//! The audit screen: a log longer than what is kept of it in memory.

use kozmoai::model::AuditFilter;
use kozmoai::tui::theme::Theme;

use super::bench::{House, operator};

#[test]
fn a_long_log_is_scrolled_to_its_end_and_back_to_what_happened_since() {
    let house = House::inhabited();
    for number in 0..900 {
        house.set("alice", "COUNTER", &number.to_string(), true);
    }
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    console.keys(":go to audit<enter>").shows("Audit log");
    console.keys(&"<pgdn>".repeat(60)).keys("<enter>").shows("Number").shows("store.created").keys("<esc>");
    house.set("alice", "SINCE", "then", true);
    console.keys(&"<pgup>".repeat(60)).shows("SINCE").keys("<enter>");
    let newest = house.service.audit(&operator(), &AuditFilter::default(), None, 1).unwrap().remove(0);
    console.shows(&format!("Number     {} ", newest.seq));
}
