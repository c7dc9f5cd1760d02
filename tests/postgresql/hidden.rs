//! Servers that hide rows, or change what is written.

use super::{BULK, Site};

const POLICY: &str = "ALTER TABLE variable ENABLE ROW LEVEL SECURITY; ALTER TABLE variable FORCE ROW LEVEL SECURITY;
                      CREATE POLICY p ON variable USING (name <> 'X')";

#[test]
fn owner_under_forced_policy_is_refused() {
    let Some((site, owner)) = Site::owned() else { return };
    site.sql(POLICY);
    site.all_refused(&owner, &BULK, &["Row-level security", "\"variable\"", "BYPASSRLS"]);
    site.sql(&format!("ALTER ROLE {owner} BYPASSRLS"));
    site.rotates(&owner);
}

#[test]
fn owner_exempt_from_policy_rotates() {
    let Some((site, owner)) = Site::owned() else { return };
    site.sql("ALTER TABLE variable ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON variable USING (name <> 'X')");
    site.rotates(&owner);
}

#[test]
fn role_without_policy_is_refused() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql("ALTER TABLE variable ENABLE ROW LEVEL SECURITY");
    site.all_refused(&role, &BULK, &["Row-level security", "\"variable\"", "owner"]);
    let reading: [&[&str]; 3] = [&["variables", "list", "anna"], &["variables", "export", "anna"], &["users", "show", "anna"]];
    for command in reading {
        site.kozmoai(&role, command).refused(&["Row-level security", "\"variable\""]);
    }
    let before = site.contents();
    let set = site.given(&site.address(&role, ""), &["variables", "set", "anna", "X", "--value-stdin"], "another");
    set.refused(&["Row-level security", "\"variable\""]);
    assert_eq!(site.contents(), before);
}

#[test]
fn hidden_users_are_never_listed_partially() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql("ALTER TABLE \"user\" ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON \"user\" USING (username <> 'anna')");
    let commands: [&[&str]; 4] =
        [&["users", "list"], &["users", "show", "anna"], &["users", "export"], &["users", "deactivate", "anna"]];
    for command in commands {
        site.kozmoai(&role, command).refused(&["Row-level security", "\"user\""]);
    }
    site.all_refused(&role, &BULK, &["Row-level security", "\"user\""]);
}

#[test]
fn admin_tables_under_policy_are_named() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql("ALTER TABLE kozmoai_admin.event ENABLE ROW LEVEL SECURITY");
    site.all_refused(&role, &[&["rotate", "--dry-run"], &["rotate", "--yes"]], &["Row-level security", "event"]);
    site.kozmoai(&role, &["audit"]).refused(&["Row-level security", "\"event\""]);
}

#[test]
fn database_is_never_copied_partially() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql("ALTER TABLE variable ENABLE ROW LEVEL SECURITY");
    let to = site.path().join("copied");
    let arguments = ["store", "copy", &site.address(&role, ""), to.to_str().unwrap()];
    site.kozmoai("postgres", &arguments).refused(&["Row-level security", "\"variable\""]);
    assert!(!to.exists());
}

#[test]
fn copy_changed_by_trigger_is_refused() {
    let (Some(site), Some(to)) = (Site::new(), Site::new()) else { return };
    to.sql(
        "DELETE FROM variable; DELETE FROM folder; DELETE FROM \"user\"; DROP SCHEMA kozmoai_admin CASCADE;
         CREATE FUNCTION cuts() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.value := left(NEW.value, 20); RETURN NEW; END';
         CREATE TRIGGER meddler BEFORE INSERT ON variable FOR EACH ROW EXECUTE FUNCTION cuts()",
    );
    let arguments = ["store", "copy", &site.address("postgres", ""), &to.address("postgres", "")];
    let copied = site.kozmoai("postgres", &arguments);
    copied.refused(&["The database changed what was written", "\"meddler\" on table variable"]);
    assert_eq!(to.number("SELECT count(*) FROM \"user\""), 0);
    to.sql("DROP FUNCTION cuts CASCADE");
    site.kozmoai("postgres", &arguments).done();
}

#[test]
fn views_and_foreign_tables_are_refused() {
    let Some(site) = Site::new() else { return };
    let refused = |what: &str| {
        for command in [&["users", "list"][..], &["key", "check"], &["rotate", "--dry-run"], &["rotate", "--yes"]] {
            site.kozmoai("postgres", command).refused(&["\"variable\"", what]);
        }
    };
    site.sql("ALTER TABLE variable RENAME TO kept; CREATE VIEW variable AS SELECT * FROM kept WHERE name <> 'X'");
    refused("is a view");
    site.sql("DROP VIEW variable; CREATE MATERIALIZED VIEW variable AS SELECT * FROM kept");
    refused("is a materialized view");
    site.sql(
        "DROP MATERIALIZED VIEW variable; CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER far FOREIGN DATA WRAPPER nothing;
         CREATE FOREIGN TABLE variable (id uuid, value text) SERVER far",
    );
    refused("is a foreign table");
    site.sql("DROP FOREIGN TABLE variable; ALTER TABLE kept RENAME TO variable; CREATE TABLE older () INHERITS (variable)");
    refused("has tables that inherit from it");
    site.sql("DROP TABLE older; CREATE TABLE base (LIKE variable); ALTER TABLE variable INHERIT base");
    refused("inherits from another table");
    site.sql("ALTER TABLE variable NO INHERIT base; DROP TABLE base");
    site.rotates("postgres");
}

#[test]
fn partitioned_table_is_rotated_and_backed_up() {
    let Some(site) = Site::new() else { return };
    site.sql(
        "ALTER TABLE variable RENAME TO kept; CREATE TABLE variable (LIKE kept INCLUDING ALL) PARTITION BY HASH (id);
         CREATE TABLE one PARTITION OF variable FOR VALUES WITH (MODULUS 2, REMAINDER 0);
         CREATE TABLE two PARTITION OF variable FOR VALUES WITH (MODULUS 2, REMAINDER 1);
         INSERT INTO variable SELECT * FROM kept; DROP TABLE kept",
    );
    site.rotates("postgres");
    site.kozmoai("postgres", &["backup", "whole.backup"]).done();
    site.sql("DELETE FROM variable");
    site.kozmoai("postgres", &["restore", "whole.backup", "--replace", "--yes"]).done();
    let check = site.kozmoai("postgres", &["key", "check", "--json"]).done().json();
    assert_eq!(check["values"]["current"], 4, "{check}");
}

#[test]
fn unreadable_columns_are_named() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!(
        "REVOKE SELECT ON variable FROM {role}; GRANT SELECT (id, name, user_id, type, default_fields, created_at, updated_at)
         ON variable TO {role}"
    ));
    site.all_refused(&role, &[&["rotate", "--dry-run"], &["rotate", "--yes"]], &["SELECT", "\"variable.value\"", &role]);
    site.all_refused(&role, &[&["backup", "refused.backup"]], &["SELECT", "\"variable.value\""]);
    site.kozmoai(&role, &["key", "check"]).refused(&["permission denied", "variable"]);
}

#[test]
fn unwritable_columns_are_named_before_rotation() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    site.sql(&format!("REVOKE UPDATE ON variable FROM {role}"));
    site.all_refused(&role, &[&["rotate", "--dry-run"], &["rotate", "--yes"]], &["UPDATE", "\"variable.value\""]);
}

/// Triggers and rules that change, prevent or undo writes.
const REWRITING: [(&str, &str); 4] = [
    (
        "CREATE FUNCTION keeps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.value := OLD.value; RETURN NEW; END';
         CREATE TRIGGER meddler BEFORE UPDATE ON variable FOR EACH ROW EXECUTE FUNCTION keeps()",
        "DROP FUNCTION keeps CASCADE",
    ),
    (
        "CREATE FUNCTION skips() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
         CREATE TRIGGER meddler BEFORE UPDATE ON variable FOR EACH ROW EXECUTE FUNCTION skips()",
        "DROP FUNCTION skips CASCADE",
    ),
    (
        "CREATE FUNCTION upper_later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
             UPDATE variable SET value = upper(value) WHERE id = NEW.id AND value <> upper(value); RETURN NULL; END';
         CREATE CONSTRAINT TRIGGER meddler AFTER UPDATE ON variable DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION upper_later()",
        "DROP FUNCTION upper_later CASCADE",
    ),
    ("CREATE RULE meddler AS ON UPDATE TO variable DO INSTEAD NOTHING", "DROP RULE meddler ON variable"),
];

#[test]
fn interfering_triggers_and_rules_are_named() {
    let Some(site) = Site::new() else { return };
    for (create, drop) in REWRITING {
        site.sql(create);
        let names = ["The database changed what was written", "\"meddler\" on table variable"];
        site.all_refused("postgres", &[&["rotate", "--dry-run"], &["rotate", "--yes"]], &names);
        let before = site.contents();
        let url = site.address("postgres", "");
        let set = site.given(&url, &["variables", "set", "anna", "X", "--value-stdin"], "another value");
        set.refused(&names);
        assert!(!set.said.contains("omeone else"), "{set:?}");
        assert_eq!(site.contents(), before, "{create}");
        site.sql(drop);
    }
    site.rotates("postgres");
}

#[test]
fn harmless_triggers_are_allowed() {
    let Some(site) = Site::new() else { return };
    site.sql(
        "CREATE TABLE log (at timestamptz); CREATE FUNCTION logs() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN INSERT INTO log VALUES (now()); RETURN NEW; END';
         CREATE TRIGGER logging BEFORE UPDATE ON variable FOR EACH ROW EXECUTE FUNCTION logs()",
    );
    site.kozmoai("postgres", &["rotate", "--dry-run"]).done();
    assert_eq!(site.number("SELECT count(*) FROM log"), 0, "the trial was rolled back");
    site.rotates("postgres");
    let url = site.address("postgres", "");
    site.given(&url, &["variables", "set", "anna", "X", "--value-stdin"], "another value").done();
}

#[test]
fn user_changed_by_trigger_is_not_created() {
    let Some(site) = Site::new() else { return };
    site.sql(
        "CREATE FUNCTION lowers() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.is_active := true; RETURN NEW; END';
         CREATE TRIGGER meddler BEFORE INSERT ON \"user\" FOR EACH ROW EXECUTE FUNCTION lowers()",
    );
    let url = site.address("postgres", "");
    let added = site.given(&url, &["users", "add", "bert", "--password-stdin"], "correct horse battery");
    added.refused(&["The database changed what was written", "meddler"]);
    assert_eq!(site.number("SELECT count(*) FROM \"user\""), 1);
}

#[test]
fn constraints_are_found_before_rotation() {
    let Some(site) = Site::new() else { return };
    let rotations: [&[&str]; 2] = [&["rotate", "--dry-run"], &["rotate", "--yes"]];
    for (create, drop) in [
        (
            "ALTER TABLE variable ADD CONSTRAINT meddler CHECK (length(value) < 1) NOT VALID",
            "ALTER TABLE variable DROP CONSTRAINT meddler",
        ),
        (
            "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not here''; END';
             CREATE TRIGGER meddler BEFORE INSERT ON kozmoai_admin.event FOR EACH ROW EXECUTE FUNCTION refuses()",
            "DROP FUNCTION refuses CASCADE",
        ),
    ] {
        site.sql(create);
        site.all_refused("postgres", &rotations, &["constraint or trigger"]);
        site.sql(drop);
    }
    site.sql("ALTER TABLE variable ADD CONSTRAINT harmless CHECK (value LIKE 'gAAAAA%')");
    site.rotates("postgres");
}

#[test]
fn duplicate_ids_are_named_before_rotation() {
    let Some(site) = Site::new() else { return };
    site.sql(
        "ALTER TABLE variable DROP CONSTRAINT variable_pkey; INSERT INTO variable SELECT * FROM variable WHERE name = 'X';
         CREATE UNIQUE INDEX ON variable (id) WHERE name <> 'X'",
    );
    site.all_refused("postgres", &[&["rotate", "--dry-run"], &["rotate", "--yes"]], &["same ID", "primary key"]);
}

#[test]
fn restore_changed_by_trigger_is_refused() {
    let Some(site) = Site::new() else { return };
    site.kozmoai("postgres", &["backup", "whole.backup"]).done();
    let function = "CREATE FUNCTION meddles() RETURNS trigger LANGUAGE plpgsql AS";
    let trigger = "CREATE TRIGGER meddler BEFORE INSERT ON variable FOR EACH ROW EXECUTE FUNCTION meddles()";
    for create in [
        format!("{function} 'BEGIN IF NEW.name = ''X'' THEN RETURN NULL; END IF; RETURN NEW; END'; {trigger}"),
        format!(
            "{function} 'BEGIN NEW.value := ''x''; RETURN NEW; END'; {trigger}; ALTER TABLE variable ENABLE ALWAYS TRIGGER meddler"
        ),
        format!(
            "{function} 'BEGIN DELETE FROM variable WHERE name = ''X''; RETURN NULL; END';
             CREATE CONSTRAINT TRIGGER meddler AFTER INSERT ON variable DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION meddles()"
        ),
        format!(
            "{function} 'BEGIN RETURN NEW; END'; CREATE RULE meddler AS ON INSERT TO variable WHERE NEW.name = 'X' DO INSTEAD NOTHING"
        ),
    ] {
        site.sql(&create);
        let before = site.contents();
        site.kozmoai("postgres", &["restore", "whole.backup", "--replace", "--yes"])
            .refused(&["The database changed what was written", "\"meddler\" on table variable"]);
        assert_eq!(site.contents(), before, "{create}");
        site.sql("DROP RULE IF EXISTS meddler ON variable; DROP FUNCTION meddles CASCADE");
    }
    // One that changes no rows is allowed.
    site.sql(&format!("{function} 'BEGIN RETURN NEW; END'; {trigger}"));
    site.sql("DELETE FROM variable WHERE name = 'X'");
    site.kozmoai("postgres", &["restore", "whole.backup", "--replace", "--yes"]).done();
    assert_eq!(site.number("SELECT count(*) FROM variable"), 4);
}

#[test]
fn partial_tables_are_never_shown_as_complete() {
    let Some(site) = Site::new() else { return };
    let role = site.granted();
    let commands: [&[&str]; 11] = [
        &["rotate", "--dry-run"],
        &["rotate", "--yes"],
        &["key", "check"],
        &["key", "adopt", "--yes"],
        &["backup", "refused.backup"],
        &["store", "copy", "-", "sled:///copied"],
        &["variables", "list"],
        &["variables", "list", "anna"],
        &["variables", "export", "anna"],
        &["variables", "delete", "anna", "X", "--yes"],
        &["users", "show", "anna"],
    ];
    let everywhere = |create: &str, drop: &str, names: &[&str]| {
        site.sql(create);
        let before = site.number("SELECT count(*) FROM variable");
        for command in commands {
            site.kozmoai(&role, command).refused(names);
        }
        let doctor = site.kozmoai(&role, &["doctor"]);
        assert!(
            doctor.code != 0 && names.iter().all(|name| doctor.out.contains(name) || doctor.said.contains(name)),
            "{doctor:?}"
        );
        assert!(!site.path().join("copied").exists() && !site.path().join("refused.backup").exists());
        assert_eq!(site.number("SELECT count(*) FROM variable"), before);
        site.sql(drop);
    };
    for policy in
        ["", "CREATE POLICY p ON variable USING (true)", &format!("CREATE POLICY p ON variable TO {role} USING (name <> 'X')")]
    {
        everywhere(
            &format!("ALTER TABLE variable ENABLE ROW LEVEL SECURITY; {policy}"),
            "DROP POLICY IF EXISTS p ON variable; ALTER TABLE variable DISABLE ROW LEVEL SECURITY",
            &["Row-level security", "\"variable\""],
        );
    }
    everywhere(
        &format!(
            "ALTER TABLE variable RENAME TO kept; CREATE VIEW variable WITH (security_barrier) AS SELECT * FROM kept WHERE name <> 'X';
             GRANT ALL ON variable TO {role}"
        ),
        "DROP VIEW variable; ALTER TABLE kept RENAME TO variable",
        &["\"variable\"", "is a view"],
    );
    everywhere(
        "ALTER TABLE variable RENAME value TO kept; ALTER TABLE variable ADD COLUMN value varchar GENERATED ALWAYS AS (kept) STORED",
        "ALTER TABLE variable DROP COLUMN value; ALTER TABLE variable RENAME kept TO value",
        &["\"variable\"", "generated column"],
    );
    site.rotates("postgres");
}

/// Changes of a database that allow no value to be replaced, what undoes them, and what names them.
const OBSTACLES: [(&str, &str, &[&str]); 4] = [
    (
        "ALTER TABLE variable REPLICA IDENTITY NOTHING; CREATE PUBLICATION p FOR ALL TABLES",
        "DROP PUBLICATION p; ALTER TABLE variable REPLICA IDENTITY DEFAULT",
        &["does not allow encrypted values to be replaced", "replica identity"],
    ),
    (
        "CREATE PUBLICATION p FOR TABLE variable WHERE (name <> 'region')",
        "DROP PUBLICATION p",
        &["does not allow encrypted values to be replaced", "publication"],
    ),
    (
        "CREATE FUNCTION f(text) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
             'BEGIN IF current_setting(''application_name'') <> ''test'' THEN RAISE EXCEPTION ''not here''; END IF; RETURN 1; END';
         CREATE INDEX odd ON variable (f(value))",
        "DROP FUNCTION f CASCADE",
        &["not here", "indexes"],
    ),
    (
        "ALTER TABLE variable ALTER value TYPE char(2000)",
        "ALTER TABLE variable ALTER value TYPE varchar",
        &["The database changed what was written", "type character(2000) of column variable.value"],
    ),
];

#[test]
fn obstacles_to_new_values_are_found_first() {
    let Some(site) = Site::new() else { return };
    for (create, drop, names) in OBSTACLES {
        site.sql(create);
        site.all_refused("postgres", &[&["rotate", "--dry-run"], &["rotate", "--yes"]], names);
        site.sql(drop);
    }
    site.rotates("postgres");
}
