//! Privileges that a rotation needs at its end, time limits, and read-only servers.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Stdio};

use super::{Site, server};

const ROTATIONS: [&[&str]; 2] = [&["rotate", "--dry-run"], &["rotate", "--yes"]];

#[test]
fn rotation_without_temporary_privilege_is_refused() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!("REVOKE TEMPORARY ON DATABASE {0} FROM PUBLIC, {role}", site.name));
    site.all_refused(&role, &ROTATIONS, &["TEMPORARY", &site.name, &role]);
    // A backup is verified by reading it.
    site.kozmoai(&role, &["backup", "whole.backup"]).done();
}

#[test]
fn foreign_admin_schema_is_named() {
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
fn missing_create_privilege_is_named() {
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
fn missing_table_of_deactivations_is_created_or_named() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.kozmoai("postgres", &["users", "add", "bert", "--generate-password", "--active"]).done();
    site.sql(&format!("DROP TABLE kozmoai_admin.deactivated; REVOKE CREATE ON SCHEMA kozmoai_admin FROM {role}"));
    // What remembers nobody works as before the table existed.
    site.kozmoai(&role, &["users", "list", "--deactivated"]).done();
    site.kozmoai(&role, &["users", "add", "carl", "--generate-password"]).done();
    site.kozmoai(&role, &["users", "activate", "carl"]).done();
    // What has to remember somebody is refused, with the privilege that is missing.
    let before = site.contents();
    let refused = site.kozmoai(&role, &["users", "deactivate", "bert"]);
    refused.refused(&["CREATE", "kozmoai_admin", &role]);
    assert_eq!(site.contents(), before);
    // The way out: the privilege, or a change by an account that has it.
    site.sql(&format!("GRANT CREATE ON SCHEMA kozmoai_admin TO {role}"));
    site.kozmoai(&role, &["users", "deactivate", "bert"]).done();
    let listed = site.kozmoai(&role, &["users", "list", "--deactivated", "--json"]).done();
    assert_eq!(listed.json()["users"][0]["username"], "bert");
}

#[test]
fn switched_off_writing_stays_off() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!("ALTER ROLE {role} SET default_transaction_read_only = on"));
    site.only_read(&site.address(&role, ""), "default_transaction_read_only");
}

#[test]
fn standby_is_read_only() {
    // All databases of a server are copied.
    let Some(site) = server::server_on_disk().map(Site::on) else { return };
    let (primary, folder) = (site.server, site.server.folder.join("standby"));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let script = r#"
        as=; [ "$(id -u)" = 0 ] && as="setpriv --reuid=${KOZMOAI_TEST_ACCOUNT:-$(id -u postgres 2>/dev/null || id -u nobody)} --clear-groups"
        $as "$0/pg_basebackup" -h "$1" -p "$2" -U postgres -D "$4" -R -X stream -c fast --no-sync || exit 1
        $as "$0/postgres" -D "$4" -k "$1" -p "$3" -c listen_addresses= -c hot_standby=on -c max_connections=200 -c fsync=off >"$1/standby.log" 2>&1 &
        for _ in $(seq 1 300); do "$0/pg_isready" -q -h "$1" -p "$3" && break; sleep 0.1; done
        echo ready
        cat >/dev/null
        kill -QUIT $!; wait
    "#;
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).arg(server::programs().unwrap()).arg(&primary.folder);
    shell.args([&primary.port.to_string(), &port]).arg(&folder);
    let mut standby = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(standby.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "ready\n");
    let url = format!("postgresql://postgres@/{}?host={}&port={port}", site.name, primary.folder.display());
    site.only_read(&url, "standby");
    // If both are named, target_session_attrs decides.
    let both =
        format!("postgresql://postgres@/{0}?host={1},{1}&port={port},{2}", site.name, primary.folder.display(), primary.port);
    site.given(&format!("{both}&target_session_attrs=standby"), &["users", "deactivate", "anna"], "").ended(7, &["standby"]);
    site.given(&format!("{both}&target_session_attrs=primary"), &["users", "add", "bert", "--generate-password"], "").done();
    drop(standby.stdin.take());
    standby.wait().unwrap();
}

impl Site {
    /// Asserts that a database can be read and backed up, and that changes are refused for this reason.
    fn only_read(&self, url: &str, why: &str) {
        let before = self.contents();
        let reading: [&[&str]; 9] = [
            &["users", "list"],
            &["users", "show", "anna"],
            &["users", "export"],
            &["key", "check"],
            &["variables", "list", "anna"],
            &["variables", "get", "anna", "X", "--reveal"],
            &["variables", "export", "anna", "--reveal"],
            &["audit", "verify"],
            &["backup", "read.backup"],
        ];
        for command in reading {
            let answer = self.given(url, command, "").done();
            let is_audited = command.contains(&"--reveal");
            assert!(!is_audited || answer.said.contains("audit log"), "{answer:?}");
        }
        std::fs::remove_file(self.path().join("read.backup")).unwrap();
        self.given(url, &["store", "copy", url, "copied"], "").done();
        std::fs::remove_dir_all(self.path().join("copied")).unwrap();
        let writing: [&[&str]; 5] = [
            &["rotate", "--dry-run"],
            &["rotate", "--yes"],
            &["users", "add", "bert", "--generate-password"],
            &["users", "deactivate", "anna"],
            &["variables", "delete", "anna", "X", "--yes"],
        ];
        for command in writing {
            let answer = self.given(url, command, "");
            // Not all of them ask.
            let answer = if answer.code == 2 { self.given(url, &command[..command.len() - 1], "") } else { answer };
            answer.ended(7, &[why]);
        }
        assert_eq!(self.contents(), before);
        assert!(!self.path().join("config/rotation.json").exists());
    }
}

#[test]
fn timeouts_do_not_end_bulk_work() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    // Each statement over the values takes longer than these limits.
    site.sql(&format!(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END';
         CREATE TRIGGER slow BEFORE UPDATE ON variable FOR EACH STATEMENT EXECUTE FUNCTION slow();
         ALTER ROLE {role} SET statement_timeout = '250ms'; ALTER ROLE {role} SET lock_timeout = '1ms';
         ALTER ROLE {role} SET idle_in_transaction_session_timeout = '1ms'"
    ));
    site.rotates(&role);
}

#[test]
fn statement_timeout_is_reported() {
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
fn locked_tables_time_out() {
    let Some(site) = Site::new() else { return };
    let mut holder = site.server.client(&site.name);
    let mut held = holder.transaction().unwrap();
    held.batch_execute("LOCK TABLE \"user\" IN ACCESS EXCLUSIVE MODE").unwrap();
    site.kozmoai("postgres", &["users", "list"]).refused(&["locked by another client"]);
    held.rollback().unwrap();
    site.kozmoai("postgres", &["users", "list"]).done();
}

#[test]
fn newer_admin_tables_are_refused() {
    let Some(site) = Site::new() else { return };
    site.sql("UPDATE kozmoai_admin.state SET format = 99");
    let commands: [&[&str]; 4] =
        [&["rotate", "--yes"], &["users", "deactivate", "anna"], &["audit"], &["users", "add", "bert", "--generate-password"]];
    site.all_refused("postgres", &commands, &["format 99"]);
}

#[test]
fn names_outside_the_encoding_are_explained() {
    let Some(site) = Site::new() else { return };
    let name = format!("{}_latin", site.name);
    let create = format!("CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    site.server.client("postgres").batch_execute(&create).unwrap();
    site.server.client(&name).batch_execute(include_str!("../fixtures/kozmoai-0.1.8/schema-postgresql.sql")).unwrap();
    let latin = Site { server: site.server, name, folder: site.folder };
    let add = |username| latin.kozmoai("postgres", &["users", "add", username, "--generate-password"]);
    let made = add("zoé").done();
    assert!(!made.said.contains("looks like"), "{made:?}");
    // The other composition of the name is not in this encoding; one of another case is.
    assert!(add("Zoé").done().said.contains("looks like"));
    add("日本").refused(&["The encoding of the database", "LATIN1", "UTF8"]);
}
