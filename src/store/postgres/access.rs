//! The address of a database, and what follows from it for its sessions.

use std::sync::OnceLock;

use super::prelude::*;

/// The administration schema in statements; a transaction replaces it by the right one.
pub(super) const ADMIN: &str = "kozmoai_admin";

/// The administration schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AdminSchema {
    pub(super) name: String,
    /// The comment that names the schema that it belongs to, if it lacks one.
    pub(super) comment: Option<String>,
}

/// A database with its address, and a name that identifies this program's sessions.
pub(super) struct Access {
    pub(super) url: PostgresUrl,
    pub(super) name: String,
    /// The schema with the administration data, known once the database was opened.
    pub(super) admin: OnceLock<AdminSchema>,
    /// Set once the table of deactivated users was found.
    pub(super) has_deactivations: OnceLock<()>,
}

impl Access {
    pub(super) fn to(url: &PostgresUrl) -> Self {
        let id = Uuid::new_v4().simple().to_string();
        let name = url.option("application_name").unwrap_or("kozmoai admin");
        // PostgreSQL truncates a name to 63 bytes.
        let name: String = name.chars().filter(|c| matches!(c, ' '..='~')).take(46).collect();
        Self {
            url: url.clone(),
            name: format!("{name} {}", &id[..12]),
            admin: OnceLock::new(),
            has_deactivations: OnceLock::new(),
        }
    }

    /// The name of the schema with the administration data.
    pub(super) fn admin_name(&self) -> &str {
        self.admin.get().map_or(ADMIN, |admin| &admin.name)
    }

    /// A lock on the administration data, distinct from those for other schemas of the same database.
    pub(super) fn lock(&self, lock: i64) -> i64 {
        match self.admin_name() {
            ADMIN => lock,
            // Any number is suitable that differs for every name and is not small.
            other => other.bytes().fold(lock, |lock, byte| (lock ^ i64::from(byte)).wrapping_mul(0x100_0000_01b3)),
        }
    }

    /// The search path in the address, which a pool may not pass on.
    pub(super) fn search_path(&self) -> Option<String> {
        let mut words = words(self.url.option("options")?).into_iter();
        let mut path = None;
        while let Some(word) = words.next() {
            let setting = match word.strip_prefix("--").or_else(|| word.strip_prefix("-c")) {
                Some("") => words.next().unwrap_or_default(),
                Some(setting) => setting.to_owned(),
                None => continue,
            };
            if let Some((name, value)) = setting.split_once('=')
                && name.replace('-', "_").eq_ignore_ascii_case("search_path")
            {
                path = Some(value.to_owned());
            }
        }
        path
    }

    /// The value of a numeric option; a negative one counts as none.
    pub(super) fn number(&self, option: &str) -> Option<u64> {
        self.url.option(option)?.parse().ok()
    }
}

/// Quotes an SQL string.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The words of `options`, as the server splits them: a backslash quotes the next character.
fn words(options: &str) -> Vec<String> {
    let (mut words, mut word, mut signs) = (Vec::new(), None::<String>, options.chars());
    while let Some(sign) = signs.next() {
        if sign.is_ascii_whitespace() {
            words.extend(word.take());
        } else {
            let sign = if sign == '\\' { signs.next().unwrap_or(sign) } else { sign };
            word.get_or_insert_default().push(sign);
        }
    }
    words.extend(word);
    words
}
