//! What a rotation needs at its end and a server does not give, and servers that can only be read.

use super::Site;

const ROTATIONS: [&[&str]; 2] = [&["rotate", "--dry-run"], &["rotate", "--yes"]];

#[test]
fn a_rotation_without_temporary_tables_is_refused() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!("REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC, {role}", site.name));
    site.all_refused(&role, &ROTATIONS, &["TEMPORARY", &site.name, &role]);
}

#[test]
fn a_schema_of_ours_that_another_role_owns_is_named() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    for (revoke, grant, names) in [
        (
            "REVOKE USAGE, CREATE ON SCHEMA kozmoai_admin FROM",
            "GRANT USAGE ON SCHEMA kozmoai_admin TO",
            ["USAGE", "kozmoai_admin"],
        ),
        ("REVOKE UPDATE ON kozmoai_admin.state FROM", "GRANT UPDATE ON kozmoai_admin.state TO", ["UPDATE", "state"]),
        ("REVOKE INSERT ON kozmoai_admin.event FROM", "GRANT INSERT ON kozmoai_admin.event TO", ["INSERT", "event"]),
    ] {
        site.sql(&format!("{revoke} {role}"));
        site.all_refused(&role, &ROTATIONS, &names);
        site.sql(&format!("{grant} {role}"));
    }
    site.rotates(&role);
}

#[test]
fn a_schema_of_ours_that_cannot_be_created_is_named() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!("DROP SCHEMA kozmoai_admin CASCADE; REVOKE CREATE ON DATABASE {} FROM {role}", site.name));
    for command in ROTATIONS {
        site.kozmoai(&role, command).refused(&["CREATE", &site.name]);
    }
    site.sql("CREATE SCHEMA kozmoai_admin");
    for command in ROTATIONS {
        site.kozmoai(&role, command).refused(&["USAGE", "kozmoai_admin"]);
    }
    site.sql(&format!("GRANT ALL ON SCHEMA kozmoai_admin TO {role}"));
    site.rotates(&role);
}

#[test]
fn writing_that_was_switched_off_stays_off() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!("ALTER ROLE {role} SET default_transaction_read_only = on"));
    site.all_refused(&role, &ROTATIONS, &["default_transaction_read_only"]);
    site.all_refused(&role, &[&["users", "add", "bert", "--generate-password"]], &["default_transaction_read_only"]);
    assert_eq!(site.kozmoai(&role, &["users", "list", "--json"]).done().json()["total_count"], 1);
    site.kozmoai(&role, &["key", "check"]).done();
}

#[test]
fn limits_on_time_do_not_end_bulk_work() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    // Each statement that goes through the values takes longer than these allow.
    site.sql(&format!(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END';
         CREATE TRIGGER slow BEFORE UPDATE ON variable FOR EACH STATEMENT EXECUTE FUNCTION slow();
         ALTER ROLE {role} SET statement_timeout = '250ms'; ALTER ROLE {role} SET lock_timeout = '1ms';
         ALTER ROLE {role} SET idle_in_transaction_session_timeout = '1ms'"
    ));
    site.rotates(&role);
}

#[test]
fn a_statement_that_took_too_long_says_so() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(9); RETURN NEW; END';
         CREATE TRIGGER slow BEFORE UPDATE ON \"user\" FOR EACH ROW EXECUTE FUNCTION slow();
         ALTER ROLE {role} SET statement_timeout = '250ms'"
    ));
    let before = site.contents();
    site.given(&site.address(&role, ""), &["users", "passwd", "anna", "--password-stdin"], "another long one")
        .refused(&["statement_timeout"]);
    assert_eq!(site.contents(), before);
}

#[test]
fn tables_of_a_newer_version_are_refused() {
    let Some(site) = Site::new() else { return };
    site.sql("UPDATE kozmoai_admin.state SET format = 99");
    let commands: [&[&str]; 4] =
        [&["rotate", "--yes"], &["users", "deactivate", "anna"], &["audit"], &["users", "add", "bert", "--generate-password"]];
    site.all_refused("postgres", &commands, &["format 99"]);
}
