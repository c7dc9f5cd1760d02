//! The databases that many tests begin with: they are built once, so that passwords are hashed and changes synced once, and copied
//! for each test.

use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};
use kozmoai::secret::Secret;

use super::env::{TestEnv, operator};
use crate::support::saved::Saved;

/// A closed database.
struct Closed {
    files: Saved,
    /// The time at which it was closed.
    now: Timestamp,
}

impl TestEnv {
    /// A database with the superusers admin and carol, the user alice, and bob, who is pending approval.
    pub(crate) fn inhabited() -> Self {
        static SAVED: OnceLock<Closed> = OnceLock::new();
        let build = || {
            let house = Self::new(&[]);
            house.add("admin", true, true);
            house.add("alice", true, false);
            house.add("bob", false, false);
            house.add("carol", true, true);
            house.close()
        };
        Self::saved(SAVED.get_or_init(build))
    }

    /// The same, with variables, API keys and a Kozmoai Store API key.
    pub(crate) fn keeping() -> Self {
        static SAVED: OnceLock<Closed> = OnceLock::new();
        Self::saved(SAVED.get_or_init(|| Self::with_secrets().close()))
    }

    /// Closes the database, and returns its files.
    fn close(self) -> Closed {
        let now = self.service.now();
        drop(self.service);
        Closed { files: Saved::of(self.folder.path()), now }
    }

    /// A copy of a database, at the time when it was saved.
    fn saved(saved: &Closed) -> Self {
        let folder = tempfile::tempdir().unwrap();
        saved.files.write_to(folder.path());
        let copy = Self::open(folder, &[], |service| service);
        copy.wait(saved.now.duration_since(copy.service.now()));
        copy
    }

    fn with_secrets() -> Self {
        let house = Self::inhabited();
        for (owner, name, value, generic) in [
            ("alice", "OPENAI_API_KEY", "alices-secret", false),
            ("alice", "REGION", "eu-west-1", true),
            ("bob", "DB_PASSWORD", "bobs-secret", false),
            ("carol", "CERTIFICATE", "carols-secret\nin two lines", true),
            ("carol", "carols_token", "carols-secret", false),
        ] {
            house.set(owner, name, value, generic);
        }
        for (owner, name, expires) in
            [("alice", "ci", Some("2027-03-01")), ("carol", "carols demo", None), ("carol", "old", None)]
        {
            // API keys are sorted by the time they were created.
            house.wait(SignedDuration::from_secs(1));
            let end = expires.and_then(|end| kozmoai::model::time::parse_future(house.service.now(), end));
            let row = house.service.owner(&operator(), &house.user(owner).unwrap()).unwrap().create_api_key(name, end).unwrap().0;
            if name == "old" {
                house
                    .service
                    .owner_of_api_key(&operator(), row.key.id)
                    .and_then(|owner| owner.revoke_api_key(row.key.id))
                    .unwrap();
            }
        }
        house
            .service
            .owner(&operator(), &house.user("alice").unwrap())
            .unwrap()
            .set_store_key(&Secret::from("alices-store-secret"))
            .unwrap();
        house
    }
}
