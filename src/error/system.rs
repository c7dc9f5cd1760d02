//! Errors that no input and no setting causes: of the operating system, and of this program.

use super::Remedy;
use super::define::errors;

errors! {
    /// What failed in the system or in the program.
    pub enum SystemError {
        /// The system starts no more threads.
        NoThread = "no_thread", Unexpected, ("No thread can be started.") => Remedy::RaiseThreadLimit;

        /// As root: this process may not take on the rights of the account that owns the files.
        CannotActAs {
            /// The account.
            account: String,
        } = "cannot_act_as", NotAllowed,
            ("Root can't work safely on files of {account} here: this process may not act as another account.")
            => Remedy::RunAs { account: account.clone() };

        /// A bug in this program, or in a library.
        Crashed {
            /// Where, in the code.
            place: Option<String>,
        } = "crashed", Unexpected, ("kozmoai stopped unexpectedly{}.", in_place(place.as_deref())) => Remedy::ReportCrash;

        /// A failure in the code of a database, such as on a damaged disk.
        DatabaseCrashed {
            /// Where, in the code.
            place: String,
        } = "database_crashed", Store, ("kozmoai stopped unexpectedly in {place}.") => Remedy::ExamineDatabase;
    }
}

fn in_place(place: Option<&str>) -> String {
    place.map_or_else(String::new, |place| format!(" in {place}"))
}
