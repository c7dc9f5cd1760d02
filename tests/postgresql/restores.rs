//! Restores into databases with more than the backup contains.

use super::Site;

const RESTORE: &[&str] = &["restore", "whole.backup", "--replace", "--yes"];

impl Site {
    /// One with a backup, and then with one variable less.
    fn backed_up() -> Option<Self> {
        let site = Self::new()?;
        site.kozmoai("postgres", &["backup", "whole.backup"]).done();
        site.sql("DELETE FROM variable WHERE name = 'X'");
        Some(site)
    }

    fn variables(&self) -> i64 {
        self.number("SELECT count(*) FROM variable")
    }

    /// Asserts that a restore is refused with these texts and changes nothing.
    fn keeps_all(&self, names: &[&str]) {
        let before = self.contents();
        self.kozmoai("postgres", RESTORE).refused(&[names, &["nothing was restored"]].concat());
        assert_eq!(self.contents(), before);
    }
}

#[test]
fn restore_leaves_other_tables_alone() {
    let Some(site) = Site::backed_up() else { return };
    site.sql("CREATE TABLE free (note text); INSERT INTO free VALUES ('a'); CREATE TABLE heir (more text) INHERITS (free)");
    site.sql("CREATE TABLE empty_one (id uuid REFERENCES \"user\"(id)); INSERT INTO heir VALUES ('b', 'c')");
    site.kozmoai("postgres", RESTORE).done();
    assert_eq!((site.variables(), site.number("SELECT count(*) FROM free")), (4, 2));
    // A table of the backup is emptied without those that inherit from it.
    site.kozmoai("postgres", &["backup", "another.backup"]).done();
    site.sql(
        "INSERT INTO free VALUES ('d'); CREATE TABLE younger (more text) INHERITS (free); INSERT INTO younger VALUES ('e', 'f')",
    );
    site.kozmoai("postgres", &["restore", "another.backup", "--replace", "--yes"]).done();
    assert_eq!((site.number("SELECT count(*) FROM free"), site.number("SELECT count(*) FROM younger")), (3, 1));
}

#[test]
fn restore_never_empties_tables_outside_backup() {
    let Some(site) = Site::backed_up() else { return };
    site.sql(
        "CREATE TABLE mine (id uuid PRIMARY KEY REFERENCES \"user\"(id), note text); INSERT INTO mine SELECT id, 'n' FROM \"user\";
         CREATE TABLE \"The Next\" (id uuid REFERENCES mine(id)); INSERT INTO \"The Next\" SELECT id FROM mine",
    );
    site.keeps_all(&["does not contain: The Next, mine", "Drop the foreign keys"]);
    assert_eq!(site.number("SELECT count(*) FROM mine"), 1);
    site.sql("ALTER TABLE mine DROP CONSTRAINT mine_id_fkey");
    site.kozmoai("postgres", RESTORE).done();
    site.sql("ALTER TABLE mine ADD FOREIGN KEY (id) REFERENCES \"user\"(id)");
    assert_eq!((site.variables(), site.number("SELECT count(*) FROM \"The Next\"")), (4, 1));
}

#[test]
fn restore_never_deletes_values_of_newer_columns() {
    let Some(site) = Site::backed_up() else { return };
    site.sql("ALTER TABLE \"user\" ADD unused text, ADD extra text DEFAULT 'a'; UPDATE \"user\" SET extra = 'b'");
    site.keeps_all(&["in user.extra;", "restore into another database"]);
    site.sql("CREATE TABLE extra AS SELECT id, extra FROM \"user\"; ALTER TABLE \"user\" DROP extra");
    site.kozmoai("postgres", RESTORE).done();
    assert_eq!((site.variables(), site.number("SELECT count(*) FROM extra WHERE extra = 'b'")), (4, 1));
}

#[test]
fn restore_names_references_from_other_schemas() {
    let Some(site) = Site::backed_up() else { return };
    site.sql("CREATE SCHEMA apart; CREATE TABLE apart.badge (id uuid CONSTRAINT badge_user REFERENCES public.\"user\"(id))");
    site.keeps_all(&["other schemas", "apart.badge", "Drop the foreign keys"]);
    site.sql("INSERT INTO apart.badge SELECT id FROM \"user\"; ALTER TABLE apart.badge DROP CONSTRAINT badge_user");
    site.kozmoai("postgres", RESTORE).done();
    assert_eq!((site.variables(), site.number("SELECT count(*) FROM apart.badge")), (4, 1));
}

#[test]
fn backup_of_unrestorable_rows_is_refused() {
    let Some(site) = Site::new() else { return };
    let refused = |named: &[&str]| {
        let before = site.contents();
        site.kozmoai("postgres", &["backup", "rows.backup"]).refused(&[named, &["\"variable\"", "drop the constraint"]].concat());
        assert!(!site.path().join("rows.backup").exists());
        assert_eq!(site.contents(), before);
    };
    site.sql("ALTER TABLE variable ADD CONSTRAINT long_name CHECK (length(name) > 1) NOT VALID");
    refused(&["\"long_name\""]);
    site.sql("UPDATE variable SET name = name || name; ALTER TABLE variable ADD owner uuid, ADD part uuid");
    site.sql(
        "CREATE TABLE pair (owner uuid, part uuid, twice text GENERATED ALWAYS AS ('x') STORED NOT NULL, UNIQUE (owner, part))",
    );
    site.sql("ALTER TABLE variable ADD CONSTRAINT paired FOREIGN KEY (owner, part) REFERENCES pair (owner, part)");
    site.sql(
        "INSERT INTO pair SELECT id, id FROM variable; UPDATE variable SET owner = id, part = CASE name WHEN 'AA' THEN id END",
    );
    site.kozmoai("postgres", &["backup", "whole.backup"]).done();
    // While its triggers are disabled, a foreign key is not enforced.
    site.sql("ALTER TABLE pair DISABLE TRIGGER ALL; DELETE FROM pair; ALTER TABLE pair ENABLE TRIGGER ALL");
    refused(&["\"paired\""]);
    site.sql("UPDATE variable SET part = NULL");
    site.kozmoai("postgres", &["backup", "rows.backup"]).done();
    site.kozmoai("postgres", &["restore", "rows.backup", "--replace", "--yes"]).done();
    // A backup made before the constraint.
    site.sql("ALTER TABLE pair ADD CONSTRAINT no_pair CHECK (owner IS NULL)");
    site.kozmoai("postgres", &["restore", "whole.backup", "--replace", "--yes"]).refused(&["\"pair\"", "\"no_pair\""]);
}
