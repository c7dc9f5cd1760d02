//! Several of Kozmoai's schemas in one database, each with its own administration schema.

use super::Site;

const TABLES: [&str; 5] = ["alembic_version", "apikey", "folder", "user", "variable"];

impl Site {
    /// Creates another schema with Kozmoai's tables, empty, and returns its address.
    pub(super) fn schema(&self, from: &str, name: &str) -> String {
        self.sql(&format!("CREATE SCHEMA \"{name}\""));
        for table in TABLES {
            self.sql(&format!("CREATE TABLE \"{name}\".\"{table}\" (LIKE \"{from}\".\"{table}\" INCLUDING ALL)"));
        }
        self.sql(&format!("INSERT INTO \"{name}\".alembic_version SELECT * FROM \"{from}\".alembic_version"));
        self.at(name)
    }

    /// The address of a schema.
    fn at(&self, name: &str) -> String {
        self.address("postgres", &format!("&options=-csearch_path%3D%22{}%22", name.replace(' ', "%5C%20")))
    }

    /// The administration schemas, with the number of events in each.
    fn admins(&self) -> Vec<(String, i64)> {
        let sql = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'kozmoai\\_admin%' ORDER BY 1";
        let names: Vec<String> = self.server.client(&self.name).query(sql, &[]).unwrap().iter().map(|row| row.get(0)).collect();
        let count = |name: &String| self.number(&format!("SELECT count(*) FROM \"{name}\".event"));
        names.into_iter().map(|name| (name.clone(), count(&name))).collect()
    }

    fn secret(&self, url: &str, user: &str, name: &str) {
        self.given(url, &["users", "add", user, "--active", "--superuser", "--generate-password"], "").done();
        self.given(url, &["variables", "set", user, name, "--value-stdin"], "a value").done();
    }
}

fn named(name: &str, events: i64) -> (String, i64) {
    (name.to_owned(), events)
}

#[test]
fn each_schema_has_its_own_admin_schema() {
    let Some(site) = Site::new() else { return };
    assert_eq!(site.admins(), [named("kozmoai_admin", 5)]);
    let second = site.schema("public", "second");
    assert_eq!(site.given(&second, &["users", "list", "--json"], "").done().json()["total_count"], 0);
    assert_eq!(site.given(&second, &["audit", "--json"], "").done().out.matches("user.created").count(), 0);
    site.secret(&second, "bert", "KEY");
    assert_eq!(site.admins(), [named("kozmoai_admin", 5), named("kozmoai_admin_second", 2)]);
    let odd = site.schema("public", "Odd one");
    site.secret(&odd, "carl", "KEY");
    assert_eq!(site.admins().len(), 3);
    // A rotation of one does not change the others.
    let before = site.contents();
    site.given(&second, &["rotate", "--yes"], "").done();
    let check = site.given(&second, &["key", "check", "--json"], "").done().json();
    assert_eq!((&check["values"]["total"], &check["values"]["current"]), (&1.into(), &1.into()));
    assert_eq!(site.contents(), before);
    let fingerprints = "SELECT count(DISTINCT fingerprint) FROM (SELECT fingerprint FROM kozmoai_admin.state UNION ALL
                        SELECT fingerprint FROM kozmoai_admin_second.state) AS both_of_them";
    assert_eq!(site.number(fingerprints), 2);
    // A backup includes the administration data of its schema, and a restore writes it there.
    site.given(&second, &["backup", "second.backup"], "").done();
    site.sql("DELETE FROM second.variable; DELETE FROM second.\"user\"; DROP SCHEMA kozmoai_admin_second CASCADE");
    site.given(&second, &["restore", "second.backup", "--replace", "--yes"], "").done();
    site.given(&second, &["audit", "verify"], "").done();
    site.given(&second, &["key", "check"], "").done();
    assert_eq!(site.contents(), before);
}

/// If no schema has the default name, no other one is used instead.
#[test]
fn schemas_without_default_admin_schema_work() {
    let Some(site) = Site::new() else { return };
    site.sql("ALTER SCHEMA public RENAME TO one; DROP SCHEMA kozmoai_admin CASCADE");
    let two = site.schema("one", "Odd two");
    for (number, (url, user)) in [(site.at("one"), "anton"), (two, "bert")].into_iter().enumerate() {
        site.secret(&url, user, "KEY");
        let backup = format!("{number}.backup");
        site.given(&url, &["backup", &backup], "").done();
        site.given(&url, &["rotate", "--dry-run"], "").done();
        site.given(&url, &["rotate", "--yes"], "").done();
        site.given(&url, &["key", "check"], "").done();
        site.given(&url, &["audit", "verify"], "").done();
    }
    let names: Vec<String> = site.admins().into_iter().map(|(name, _)| name).collect();
    assert!(names.len() == 2 && names.iter().all(|name| name != "kozmoai_admin"), "{names:?}");
}

#[test]
fn existing_admin_schema_keeps_its_schema() {
    let Some(site) = Site::new() else { return };
    // As an earlier version left it, for a schema that is not the default one.
    site.sql("ALTER SCHEMA public RENAME TO one; COMMENT ON SCHEMA kozmoai_admin IS NULL");
    let two = site.schema("one", "two");
    site.secret(&two, "bert", "KEY");
    assert_eq!(site.admins(), [named("kozmoai_admin", 5), named("kozmoai_admin_two", 2)]);
    let audit = site.given(&site.at("one"), &["audit", "--json"], "").done();
    assert_eq!(audit.out.matches("user.created").count(), 1, "{audit:?}");
    site.secret(&site.at("one"), "carl", "KEY");
    assert_eq!(site.admins(), [named("kozmoai_admin", 7), named("kozmoai_admin_two", 2)]);
    // The comment says so now, even if the users' names match another schema.
    site.sql("INSERT INTO two.\"user\" SELECT * FROM one.\"user\"; DELETE FROM one.variable; DELETE FROM one.folder; DELETE FROM one.\"user\"");
    site.sql("DROP SCHEMA kozmoai_admin_two CASCADE");
    site.given(&two, &["users", "deactivate", "carl"], "").done();
    assert_eq!(site.admins(), [named("kozmoai_admin", 7), named("kozmoai_admin_two", 1)]);
}

#[test]
fn schema_is_chosen_by_variable_and_by_role() {
    let Some(site) = Site::new() else { return };
    let second = site.schema("public", "second");
    site.secret(&second, "bert", "KEY");
    let named = |url: &str, variables: &[(&str, &str)]| {
        let listed = site.with(url, variables).done().json();
        listed["users"].as_array().unwrap().iter().map(|user| user["username"].to_string()).collect::<String>()
    };
    assert_eq!(named(&site.address("postgres", ""), &[("PGOPTIONS", "-csearch_path=second")]), "\"bert\"");
    assert_eq!(named(&site.address("postgres", ""), &[]), "\"anna\"");
    let role = site.role("LOGIN SUPERUSER");
    site.sql(&format!("ALTER ROLE {role} SET search_path = second"));
    assert_eq!(named(&site.address(&role, ""), &[]), "\"bert\"");
    site.kozmoai(&role, &["users", "add", "carl", "--generate-password"]).done();
    site.kozmoai(&role, &["rotate", "--yes"]).done();
    assert_eq!(site.admins()[0], self::named("kozmoai_admin", 5));
    assert_eq!(site.admins()[1].0, "kozmoai_admin_second");
    site.given(&second, &["audit", "verify"], "").done();
}
