//! A variable of a user with many others, on each backend.

use kozmoai::service::VariableEdit;
use kozmoai::service::user_files::Format;
use kozmoai::text::grouped;

use crate::databases::{Databases, of_each_backend, operator};
use crate::measure::{medians, scaled};
use crate::secrets;
use crate::table::{Goal, Table};

/// The size of values in bytes.
const SIZE: usize = 64;
/// The user of the seeded variables, and one without any.
const OWNERS: [&str; 2] = ["user000000", "without"];

pub(crate) fn variables(table: &mut Table, _: &Databases) {
    let number = scaled(100_000).max(100);
    for (backend, folder) in of_each_backend() {
        secrets::seed_alike(folder.path(), 1, usize::try_from(number).unwrap(), SIZE);
        let service = secrets::service(folder.path());
        let admin = service.admin(&operator()).unwrap();
        admin.import_users(Format::Csv, &mut "username\nwithout\n".as_bytes(), false).unwrap();
        let owners = OWNERS.map(|name| admin.user_named(name).unwrap());
        let [mut beside, mut alone] = owners.map(|owner| {
            let service = &service;
            let mut n = 0;
            move || {
                n += 1;
                let edit = VariableEdit {
                    name: "SET_OFTEN".to_owned(),
                    value: Some(format!("value {n}").into()),
                    kind: None,
                    default_fields: None,
                    must_be_new: false,
                };
                service.owner(&operator(), &owner).unwrap().set_variable(&edit).unwrap();
            }
        });
        let [beside, alone] = medians(11, [&mut beside, &mut alone]);
        let work = format!("one variable set beside {} of the same user, {backend}", grouped(number));
        // The embedded database stores all secrets of a user in one record.
        let goal = if backend == "embedded" { Goal::None } else { Goal::AtMost(2.0) };
        table.compare(work, beside, ("beside none", alone), goal);
    }
}
