//! Errors about copying one database into another.

use super::Remedy;
use super::define::errors;

errors! {
    /// Why a copy was refused, or was not completed.
    pub enum CopyError {
        /// Both addresses name the same database.
        SameDatabase = "copy_same_database", Conflict, ("Both addresses name the same database; nothing was copied.")
            => "Name two different databases.".into();

        /// The values of the two databases are encrypted with different keys.
        KeysDiffer {
            /// The source database.
            source_url: String,
            /// Its key, and the origin of that.
            source_key: String,
            /// The target database.
            target_url: String,
            /// Its key, and the origin of that.
            target_key: String,
        } = "copy_keys_differ", Key,
            ("{source_url} is encrypted with the key {source_key}, but {target_url} with {target_key}; nothing was copied.")
            => Remedy::RotateToSameKey;

        /// A database has encrypted values, but the active key is unusable or decrypts none of them.
        KeyUnknown {
            /// The database.
            database: String,
            /// Why its key is unknown.
            reason: &'static str,
        } = "copy_key_unknown", Key, ("The key that encrypts the values of {database} is unknown: {reason}. Nothing was copied.");

        /// The source database has a password hash that no sign-in computes.
        CostlyHash {
            /// The user who has it.
            username: String,
            /// The user's id.
            id: String,
            /// What is wrong with the hash.
            reason: String,
        } = "copy_costly_hash", Conflict,
            ("The password hash of \"{}\" {reason}; nothing was copied.", crate::text::clean(username))
            => Remedy::SetPasswordAtSource { id: id.clone() };

        /// Users of the same name or id exist in both databases.
        UsersExist {
            /// How many.
            count: u64,
        } = "copy_users_exist", Conflict,
            ("Both databases have {} with the same name or id; nothing was copied.", crate::text::count(*count, "user"))
            => Remedy::RenameBeforeCopy;

        /// The copy was interrupted before anything was changed.
        Interrupted = "copy_interrupted", Interrupted, ("Interrupted; nothing was copied.");

        /// The comparison after the copy was interrupted.
        ComparisonInterrupted = "copy_comparison_interrupted", Interrupted, ("The comparison was interrupted.");

        /// Everything was copied, but the comparison failed or was interrupted.
        NotCompared = "copy_not_compared", Resumable,
            ("Everything was copied, but the comparison of the databases was not completed.")
            => "Check the target database; a copy cannot be repeated while the copied users exist there.".into();

        /// Everything was copied, but one of the databases was changed meanwhile.
        Differences {
            /// How many records differ.
            count: u64,
        } = "copy_differences", Unexpected,
            ("Everything was copied, but the databases now differ: {}.", crate::text::count(*count, "difference"))
            => "Another process changes one of them: correct the records listed, in the database that is used from now on.".into();

        /// The copy differs from the source database, so the new database was discarded.
        Discarded {
            /// How many records differ.
            count: u64,
        } = "copy_discarded", Unexpected,
            ("After the copy the databases differed: {}; the new one was discarded.", crate::text::count(*count, "difference"))
            => "Make sure that no process changes the source database, then copy again.".into();
    }
}
