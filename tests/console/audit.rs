//! The audit screen: a log that is longer than the loaded window, and its verification.

use kozmoai::fs::{private, recovery_file};
use kozmoai::model::{AuditFilter, Cursor};
use kozmoai::tui::theme::Theme;

use super::env::{TestEnv, operator};

#[test]
fn long_log_is_scrolled_to_both_ends() {
    let house = TestEnv::inhabited();
    for number in 0..900 {
        house.set("alice", "COUNTER", &number.to_string(), true);
    }
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    console.keys(":go to audit<enter>").shows("Audit log");
    console.keys(&"<pgdn>".repeat(60)).keys("<enter>").shows("Number").shows("store.created").keys("<esc>");
    house.set("alice", "SINCE", "then", true);
    console.keys(&"<pgup>".repeat(60)).shows("SINCE").keys("<enter>");
    let newest =
        house.service.admin(&operator()).unwrap().audit(&AuditFilter::default(), &Cursor::FIRST, 1).unwrap().rows.remove(0);
    console.shows(&format!("Number         {} ", newest.seq));
}

#[test]
fn broken_log_is_reported_until_accepted() {
    let house = TestEnv::with_env_file(|store| store);
    let mut console = house.console_of(&house.user("admin").unwrap(), 120, 36, Theme::dark());
    console.keys(":go to audit<enter>").keys("v").shows("Verified the audit log").shows("· verified");
    // The anchor knows newer events than the log holds.
    let anchor = house.folder().join("config/audit_anchor");
    let mut known: serde_json::Value = serde_json::from_slice(&std::fs::read(&anchor).unwrap()).unwrap();
    let newest = known["content"]["databases"][0]["seq"].as_u64().unwrap();
    known["content"]["databases"][0]["seq"] = (newest + 2).into();
    private::write(&anchor, &recovery_file::seal("audit anchor", 1, &known["content"]).unwrap()).unwrap();
    console.keys("v").shows(&format!("The audit log is broken at event {}", newest + 1)).shows("BROKEN").hides("· verified");
    house.service.admin(&operator()).unwrap().accept_audit().unwrap();
    console.keys("v").shows("Verified the audit log").hides("BROKEN");
}
