//! Errors about users, their passwords and their rights.

use super::Remedy;
use super::define::errors;

errors! {
    /// What is wrong with a user, a password or a sign-in.
    pub enum UserError {
        /// No user has the name.
        UserNotFound {
            /// The name that was given.
            username: String,
        } = "user_not_found", NotFound [Username], ("There is no user \"{username}\".") => Remedy::ListUsers;

        /// No user has the id.
        UserIdNotFound {
            /// The id that was given.
            id: String,
        } = "user_id_not_found", NotFound, ("There is no user with the id {id}.") => Remedy::ListUsers;

        /// Another user has the name.
        UsernameTaken {
            /// The name.
            username: String,
        } = "username_taken", Conflict [Username], ("This username is unavailable.")
            => Remedy::ChooseOtherName { taken: username.clone() };

        /// With `--if-needed`, the user exists, but with other flags than asked for.
        UserDiffers {
            /// The name.
            username: String,
            /// How the user differs, as clauses after the name.
            differences: Vec<&'static str>,
            /// The commands of `users` that change that.
            verbs: Vec<&'static str>,
        } = "user_differs", Conflict [Username],
            ("User \"{}\" already exists, but {}.", crate::text::clean(username), differences.join(" and "))
            => Remedy::AlignUser { username: username.clone(), verbs: verbs.clone() };

        /// The username is empty.
        UsernameMissing = "username_missing", Usage [Username], ("A username is required.");

        /// The username begins or ends with a blank.
        UsernameBlank = "username_blank", Usage [Username], ("A username can't begin or end with a blank.");

        /// The username contains characters that cannot be seen or that control a terminal.
        UsernameUnsafe {
            /// The name, to be cleaned before it is shown.
            username: String,
        } = "username_unsafe", Usage [Username],
            ("A username can't contain control, invisible or direction-changing characters: \"{username}\".");

        /// The username contains U+FFFD: when it was decoded, a character was lost.
        UsernameDamaged {
            /// The name.
            username: String,
        } = "username_damaged", Usage [Username], ("The username \"{username}\" contains U+FFFD in place of a character that was lost.")
            => Remedy::EncodeAsUtf8;

        /// The username is too long.
        UsernameTooLong {
            /// The limit, in characters.
            limit: usize,
        } = "username_too_long", Usage [Username], ("A username can have at most {limit} characters.");

        /// The password is empty.
        PasswordMissing {
            /// The minimum, in characters.
            minimum: usize,
        } = "password_missing", Usage [Password], ("A password is required: at least {minimum} characters.");

        /// The password is too short.
        PasswordTooShort {
            /// The minimum, in characters.
            minimum: usize,
        } = "password_too_short", Usage [Password], ("A password needs at least {minimum} characters.")
            => Remedy::ChooseOtherPassword;

        /// The password is longer than this database's password hashes can take.
        PasswordTooLong {
            /// The limit, in bytes.
            limit: usize,
        } = "password_too_long", Usage [Password], ("A password can have at most {limit} bytes in this database.")
            => Remedy::ChooseOtherPassword;

        /// The password contains the end of a line.
        PasswordLineEnd = "password_line_end", Usage [Password], ("A password can't contain the end of a line.")
            => Remedy::ChooseOtherPassword;

        /// The password contains control characters.
        PasswordControl = "password_control", Usage [Password], ("A password can't contain control characters: nobody can type them.")
            => Remedy::ChooseOtherPassword;

        /// The password contains U+FFFD: when it was decoded, a character was lost.
        PasswordDamaged = "password_damaged", Usage [Password], ("The password contains U+FFFD in place of a character that was lost.")
            => Remedy::EncodeAsUtf8;

        /// The password is the username.
        PasswordIsUsername = "password_is_username", Usage [Password], ("A password can't be the username.")
            => Remedy::ChooseOtherPassword;

        /// The password is in the list of common ones.
        PasswordCommon = "password_common", Usage [Password], ("This password is among the first that anyone tries.")
            => Remedy::ChooseOtherPassword;

        /// The new password is the current one.
        PasswordUnchanged = "password_unchanged", Conflict [Password], ("The new password must differ from the current one.");

        /// The current password, asked for before a change, is wrong.
        CurrentPasswordWrong = "current_password_wrong", SignIn [CurrentPassword], ("The current password is wrong.");

        /// Too many attempts failed; the next one has to wait.
        TooManyAttempts {
            /// How long, in seconds, rounded up.
            seconds: u64,
        } = "too_many_attempts", SignIn, ("Too many attempts. Try again in {}.", crate::text::count(*seconds, "second"));

        /// The account is not active.
        AccountInactive = "account_inactive", SignIn, ("Inactive user") => Remedy::AskForActivation;

        /// Nobody is signed in.
        NotSignedIn = "not_signed_in", NotAllowed, ("Nobody is signed in.");

        /// The user is not an active superuser.
        NotSuperuser {
            /// The user's name.
            username: String,
        } = "not_superuser", NotAllowed, ("\"{username}\" is not an active superuser.") => Remedy::SignInAsSuperuser;

        /// The user is not active.
        NotActive {
            /// The user's name.
            username: String,
        } = "not_active", NotAllowed, ("\"{username}\" is not an active user.") => Remedy::AskForActivation;

        /// The operation would take rights from the account that is signed in.
        OwnAccount {
            /// The operation, as a verb.
            operation: &'static str,
        } = "own_account", Conflict, ("You can't {operation} your own account; nothing was changed.") => Remedy::SignInAsOther;

        /// The user is already in the state that was asked for.
        AlreadySo {
            /// The user's name.
            username: String,
            /// The state, after the word "is".
            state: &'static str,
        } = "already_so", Conflict, ("\"{username}\" is {state}; nothing was changed.");

        /// The edit has nothing new.
        NothingToChange {
            /// The user's name.
            username: String,
        } = "nothing_to_change", Conflict, ("Nothing would change for \"{username}\".");

        /// No active superuser would remain.
        LastSuperuser = "last_superuser", Conflict, ("At least one active superuser must remain.") => Remedy::CreateOtherSuperuser;

        /// Someone else changed or deleted the user since they were read.
        UserChanged {
            /// The user's name.
            username: String,
        } = "user_changed", Conflict, ("Someone else has changed or deleted \"{username}\" meanwhile; nothing was done.")
            => Remedy::Reload;

        /// Other users are selected than when the question about them was asked.
        SelectionChanged = "selection_changed", Conflict,
            ("Someone else has changed which users are selected, or what the question said of them; nothing was done.")
            => Remedy::Reload;

        /// Data would be transferred to the user who already owns it.
        TransferToSelf {
            /// The user's name.
            username: String,
        } = "transfer_to_self", Usage [Username], ("\"{}\" can't transfer data to itself.", crate::text::clean(username));

        /// The first superuser can't be created: there is one.
        SuperuserExists = "superuser_exists", Conflict, ("A superuser already exists.") => Remedy::SignInAsSuperuser;

        /// Auto login is on, but its user is not an active superuser.
        AutoLoginUserUnfit {
            /// The user's name.
            username: String,
        } = "auto_login_user_unfit", Conflict,
            ("KOZMOAI_AUTO_LOGIN is on, but the user \"{username}\" is not an active superuser.")
            => Remedy::PrepareAutoLogin { username: username.clone() };

        /// KOZMOAI_SUPERUSER names a superuser to be created, but no password is set.
        SuperuserPasswordMissing {
            /// The user's name.
            username: String,
        } = "superuser_password_missing", Usage,
            ("KOZMOAI_SUPERUSER names \"{}\", who has no password yet.", crate::text::clean(username))
            => "Set KOZMOAI_SUPERUSER_PASSWORD too.".into();

        /// The user of KOZMOAI_SUPERUSER and KOZMOAI_SUPERUSER_PASSWORD exists, but is a regular user.
        SuperuserIsRegularUser {
            /// The user's name.
            username: String,
        } = "superuser_is_regular_user", Conflict, ("User with superuser credentials exists but is not a superuser.")
            => Remedy::PromoteOrNameOther { username: username.clone() };

        /// The user of KOZMOAI_SUPERUSER exists with another password, and is a regular user.
        SuperuserPasswordWrong {
            /// The user's name.
            username: String,
        } = "superuser_password_wrong", SignIn, ("Incorrect superuser credentials")
            => Remedy::PromoteOrNameOther { username: username.clone() };

        /// `kozmoai superuser` is switched off.
        SuperuserCommandOff {
            /// Where the setting comes from.
            origin: String,
        } = "superuser_command_off", NotAllowed,
            ("`kozmoai superuser` is switched off by KOZMOAI_ENABLE_SUPERUSER_CLI ({origin}).") => Remedy::AskForSuperuser;
    }
}
