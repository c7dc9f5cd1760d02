//! Transfers of ownership: the receiver, the plan and the report.

use kozmoai::secret::Secret;
use kozmoai::service::user_files::Format;
use kozmoai::tui::theme::Theme;

use super::env::{TestConsole, TestEnv, operator};
use super::screens::check_everywhere;

fn console<'a>(house: &'a TestEnv, superuser: &str) -> TestConsole<'a> {
    let mut console = house.console_of(&house.user(superuser).unwrap(), 100, 30, Theme::dark());
    console.keys("1");
    console
}

#[test]
fn receiver_is_chosen_from_a_list() {
    let house = TestEnv::keeping();
    let mut console = console(&house, "admin");
    console.keys("/alice<enter>T<enter>").shows("New owner").shows("admin").shows("bob").shows("carol").keys("<esc>");
    console.hides("New owner").keys("TAR<enter>").shows("New owner").shows("carol").keys("<enter>");
    console.shows("from \"alice\" to").keys("y").shows("Transferred 0 flows, 1 folder, 2 variables");
    assert_eq!(house.value("carol", "OPENAI_API_KEY").as_deref(), Some("alices-secret"));
}

#[test]
fn long_list_of_receivers_says_what_it_omits() {
    let house = TestEnv::inhabited();
    let rows: String = (0..150).map(|number| format!("many{number:03}\n")).collect();
    let file = format!("username\n{rows}");
    assert!(house.service.admin(&operator()).unwrap().import_users(Format::Csv, &mut file.as_bytes(), false).unwrap().done);
    let mut console = console(&house, "admin");
    console.keys("/alice<enter>Tmany<enter>").shows("many000").keys("more").shows("… and 50 more").keys("<enter>");
    console.shows("enter a longer part of the name");
}

#[test]
fn plan_lists_everything_and_scrolls() {
    let house = TestEnv::inhabited();
    for number in 0..40 {
        house.set("alice", &format!("VARIABLE_{number:02}"), "value", true);
    }
    house.set("carol", "VARIABLE_07", "other", true);
    let mut console = console(&house, "admin");
    console.keys("/alice<enter>Tcarol<enter>").shows("becomes \"VARIABLE_07 (alice)\"");
    console.shows("↑ ↓ More").hides("VARIABLE_39").keys("<end>").shows("VARIABLE_39").keys("<enter>");
    assert!(house.value("alice", "VARIABLE_39").is_some(), "the question rests on Cancel");
}

#[test]
fn transfer_on_a_genuine_database() {
    let house = TestEnv::genuine();
    let mut console = console(&house, "root");
    console.keys("/admin<enter>Talice<enter>").shows("4 variables from \"admin\" to");
    console.shows("becomes \"OPENAI_API_KEY (admin)\"");
    console.shows("becomes \"My Projects (admin)\"").shows("variable \"pem\"").keys("y");
    console.shows("Renamed variable").keys("<esc>").shows("Transferred 0 flows, 1 folder, 4 variables");
    let values = ["OPENAI_API_KEY", "OPENAI_API_KEY (admin)", "region"].map(|name| house.value("alice", name).unwrap());
    assert_eq!(values, ["sk-alice-9876543210", "sk-example-openai-0123456789", "eu-west-1"]);
    assert_eq!(house.value("admin", "region"), None);
    house.service.owner(&operator(), &house.user("alice").unwrap()).unwrap().set_store_key(&Secret::from("still-works")).unwrap();
}

#[test]
fn transfer_snapshots() {
    let house = TestEnv::keeping();
    house.set("carol", "REGION", "us-east-1", true);
    // All views share a database, so the sign-in that the first one records must not differ.
    let _first = house.console_of(&house.user("admin").unwrap(), 80, 24, Theme::dark());
    let view = |columns, rows, theme, keys: &str| {
        let mut console = house.console_of(&house.user("admin").unwrap(), columns, rows, theme);
        console.keys("1/alice<enter>T").keys(keys).buffer()
    };
    // All views share a database, so the sign-in that the first one records must not differ.
    let _first = view(80, 24, Theme::dark(), "");
    for (name, keys) in [("transfer", ""), ("transfer-receivers", "<enter>"), ("transfer-plan", "carol<enter>")] {
        check_everywhere(name, |columns, rows, _| {
            (view(columns, rows, Theme::dark(), keys), view(columns, rows, Theme::mono(), keys))
        });
    }
}
