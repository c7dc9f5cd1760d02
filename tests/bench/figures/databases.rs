//! The databases that are measured: embedded ones with few and many users, and empty ones of every backend.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use kozmoai::config::{Overrides, Settings};
use kozmoai::model::Actor;
use kozmoai::service::Service;
use kozmoai::service::user_files::Format;
use kozmoai::text::grouped;
use tempfile::TempDir;

use crate::measure::{scaled, time};
use crate::table::Table;
use crate::{secrets, server};

/// The users of a small database: so many that everything on the screen is filled, as it is with more.
pub(crate) const FEW: u64 = 200;
/// How many users are created at a time.
const AT_ONCE: u64 = 5_000;

/// The number of many users.
pub(crate) fn many() -> u64 {
    scaled(100_000).max(2 * FEW)
}

/// Returns a number of users as rows name it.
pub(crate) fn users(number: u64) -> String {
    format!("{} users", grouped(number))
}

pub(crate) fn operator() -> Actor {
    Actor::Operator("bench".to_owned())
}

/// Opens the service on the embedded database of a configuration directory.
pub(crate) fn service(folder: &Path) -> Service {
    let overrides = Overrides { config_dir: Some(folder.to_owned()), ..Overrides::default() };
    Service::open(Arc::new(Settings::load_from(&overrides, &BTreeMap::new(), folder).unwrap())).unwrap()
}

/// Creates users in batches.
pub(crate) fn seed(service: &Service, users: u64) {
    for first in (0..users).step_by(AT_ONCE as usize) {
        let mut file = String::from("username,is_active\n");
        for n in first..users.min(first + AT_ONCE) {
            file.push_str(&format!("user{:07},{}\n", n * 7_919 % 1_000_003, n % 3 != 0));
        }
        assert!(service.admin(&operator()).unwrap().import_users(Format::Csv, &mut file.as_bytes(), false).unwrap().done);
    }
}

/// The configuration directories of the two embedded databases, created when they are first needed.
#[derive(Default)]
pub(crate) struct Databases {
    few: OnceCell<TempDir>,
    many: OnceCell<TempDir>,
}

impl Databases {
    /// That with few users.
    pub(crate) fn few(&self) -> &Path {
        let create = || {
            let folder = tempfile::tempdir().unwrap();
            seed(&service(folder.path()), FEW);
            folder
        };
        self.few.get_or_init(create).path()
    }

    /// That with many users.
    pub(crate) fn many(&self, table: &mut Table) -> &Path {
        let create = || {
            let folder = tempfile::tempdir().unwrap();
            let took = time(|| seed(&service(folder.path()), many()));
            table.report(format!("creating {} in batches of {}", users(many()), grouped(AT_ONCE)), took);
            folder
        };
        self.many.get_or_init(create).path()
    }
}

/// Returns a directory with a secret key and an empty database of each backend that is available, and the backend's name.
pub(crate) fn of_each_backend() -> Vec<(&'static str, TempDir)> {
    let folder = || {
        let folder = tempfile::tempdir().unwrap();
        secrets::write_env(folder.path(), &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
        folder
    };
    let (embedded, sqlite) = (folder(), folder());
    secrets::keep_in_sqlite(sqlite.path());
    let mut all = vec![("embedded", embedded), ("SQLite", sqlite)];
    if let Some(server) = server::server_on_disk() {
        let postgres = folder();
        secrets::keep_in(postgres.path(), &server.address(&server.fresh()));
        all.push(("PostgreSQL", postgres));
    }
    all
}
