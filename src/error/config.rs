//! Errors about settings: their values, .env files, addresses of databases, and what libpq adds to them.

use std::path::PathBuf;

use super::define::errors;
use super::{AddressProblem, PathProblem, Remedy};

errors! {
    /// What is wrong with a setting or with what it names.
    pub enum ConfigError {
        /// A setting has a value that is not accepted.
        ValueInvalid {
            /// The setting.
            setting: String,
            /// Where the value comes from.
            origin: String,
            /// The value, cleaned.
            value: String,
            /// The accepted values, as text.
            accepted: String,
        } = "setting_invalid", Usage, ("Invalid value \"{value}\" for {setting} ({origin}).")
            => Remedy::Text(format!("Accepted: {accepted}."));

        /// A setting that names a file or a directory has a value that is not a path.
        PathInvalid {
            /// The setting.
            setting: String,
            /// Where the value comes from.
            origin: String,
            /// The value, cleaned.
            value: String,
            /// What is wrong with it.
            problem: PathProblem,
        } = "path_invalid", Usage, ("{setting} ({origin}) {problem}: \"{value}\".")
            => "Name a directory by its path, such as /srv/kozmoai.".into();

        /// The audit sink is a file that the database or kozmoai itself uses.
        AuditSinkReserved {
            /// The origin of the setting.
            origin: String,
            /// The file.
            path: PathBuf,
        } = "audit_sink_reserved", Usage,
            ("KOZMOAI_AUDIT_SINK ({origin}) names {}, a file that the database or kozmoai itself uses.", path.display())
            => Remedy::ChooseOtherFile;

        /// The configuration directory is inside an embedded database, and would be deleted when that is replaced.
        ConfigDirInDatabase {
            /// The configuration directory.
            path: PathBuf,
            /// The address of the database.
            database: String,
        } = "config_dir_in_database", Usage,
            ("The configuration directory {} is inside the database {database}: its keys and backups would be deleted whenever the database is replaced.", path.display())
            => "Name another directory with --config-dir or KOZMOAI_CONFIG_DIR, and move there what kozmoai wrote into this one: secret_key, previous_key, backups, rotation.json, audit_anchor, store.".into();

        /// A setting or an argument is not the address of a database.
        AddressInvalid {
            /// The setting with its origin, or the argument.
            input: String,
            /// What is wrong with it.
            problem: AddressProblem,
        } = "address_invalid", Usage [Database], ("{input} {problem}.") => Remedy::WriteAddress;

        /// One of libpq's environment variables has a value that is not accepted.
        LibpqVariableInvalid {
            /// The variable.
            variable: &'static str,
            /// Where the value comes from.
            origin: String,
            /// What is wrong with it.
            problem: AddressProblem,
        } = "libpq_variable_invalid", Usage, ("{variable} ({origin}) {problem}.")
            => "libpq reads this variable too. Unset it for kozmoai, or set the option in the address.".into();

        /// An environment variable is not UTF-8 text.
        VariableNotUtf8 {
            /// The variable.
            variable: String,
        } = "variable_not_utf8", Usage, ("The environment variable {} is not UTF-8 text.", crate::text::clean(variable))
            => "Set it again in UTF-8, or unset it.".into();

        /// A secret is set both as a value and as a file.
        SetTwice {
            /// The setting that holds the value.
            setting: String,
            /// Where it is set.
            origin: String,
            /// The setting that names the file.
            file_setting: &'static str,
            /// Where that is set.
            file_origin: String,
        } = "setting_twice", Usage, ("Both {setting} ({origin}) and {file_setting} ({file_origin}) are set.")
            => "Keep one of them.".into();

        /// The file that a setting or a flag names does not exist.
        NamedFileMissing {
            /// The file.
            path: PathBuf,
            /// The setting or the flag.
            named_by: &'static str,
        } = "named_file_missing", Usage, ("{} does not exist ({named_by} names it).", path.display())
            => "Create it, or name another file.".into();

        /// The file that should contain a secret is empty.
        SecretFileEmpty {
            /// The file.
            path: PathBuf,
            /// The setting that names it.
            named_by: &'static str,
        } = "secret_file_empty", Usage, ("{} is empty ({named_by} names it).", path.display())
            => "Write the secret into it, or name another file.".into();

        /// A secret of one line was given in several.
        SecretMultiline {
            /// The file, the variable, or standard input.
            name: String,
        } = "secret_multiline", Usage, ("{name} contains more than one line.") => Remedy::GiveSecretAlone;

        /// A secret contains a character that cannot be typed.
        SecretControl {
            /// The file, the variable, or standard input.
            name: String,
        } = "secret_control", Usage, ("{name} contains a control character, which nobody can type.") => Remedy::GiveSecretAlone;

        /// A line of a .env file contains a KOZMOAI_ setting, but cannot be read.
        EnvLineInvalid {
            /// The file.
            path: PathBuf,
            /// The line, from 1.
            line: usize,
        } = "env_line_invalid", Usage, ("{} line {line} is not NAME=value.", path.display());

        /// A value in a .env file becomes too long once `${...}` is replaced.
        EnvValueTooLong {
            /// The file.
            path: PathBuf,
            /// The line, from 1.
            line: usize,
            /// The setting.
            setting: String,
        } = "env_value_too_long", Usage, ("{} line {line}: {setting} is too long once ${{...}} is replaced.", path.display());

        /// A value cannot be written to a .env file so that it reads back the same.
        EnvUnwritable {
            /// The file.
            path: PathBuf,
            /// The setting.
            setting: String,
        } = "env_unwritable", Usage, ("{setting} cannot be written to {} so that it reads back the same.", path.display());

        /// As root: another account's .env file names a path that this account does not own.
        PathOfOther {
            /// The setting.
            setting: String,
            /// Where the value comes from.
            origin: String,
            /// The account that owns the .env file.
            author: String,
            /// The path.
            path: PathBuf,
            /// The account that owns it.
            owner: String,
            /// The flag or the variable that can name it instead.
            instead: String,
        } = "path_of_other", Usage,
            ("{setting} ({origin}) in a file of {author} leads to {}, which belongs to {owner}.", path.display())
            => Remedy::NamePathYourself { option: instead.clone() };

        /// As root: a setting in another account's .env file takes a value from the environment.
        EnvironmentOfOther {
            /// The setting.
            setting: String,
            /// Where the setting comes from.
            origin: String,
            /// The account that owns the .env file.
            author: String,
            /// The environment variable.
            variable: String,
        } = "environment_of_other", Usage,
            ("{setting} ({origin}) in a file of {author} takes the value of {variable} from the environment of this account.")
            => "A file of another account can't take values of root's: write the value itself into it, or run kozmoai without that variable.".into();

        /// As root: a variable of libpq's in another account's .env file would redirect an address of this account.
        LibpqVariableOfOther {
            /// The variable.
            variable: &'static str,
            /// Where the value comes from.
            origin: String,
            /// The account that owns the .env file.
            author: String,
        } = "libpq_variable_of_other", Usage,
            ("{variable} ({origin}) in a file of {author} would change a database address that is not from that file.")
            => "Name the address in that file too, or run kozmoai without it: in another directory, or with an --env-file of your own.".into();

        /// There is no configuration directory, because the account has no home directory.
        NoConfigDir = "no_config_dir", Usage, ("This account has no usable home directory.") => Remedy::NameConfigDir;

        /// The configuration directory cannot be created.
        ConfigDirUncreatable {
            /// The path.
            path: PathBuf,
        } = "config_dir_uncreatable", Usage, ("The configuration directory {} cannot be created.", path.display())
            => Remedy::NameConfigDir;

        /// The secret_key file does not contain text.
        KeyFileNotUtf8 {
            /// The path.
            path: PathBuf,
        } = "key_file_not_utf8", Key, ("{} contains no key: it is not UTF-8 text.", path.display());

        /// Another account owns the file of database passwords.
        PasswordFileForeign {
            /// The path.
            path: PathBuf,
            /// The account.
            owner: String,
        } = "password_file_foreign", Usage,
            ("{} was ignored as a password file: it belongs to {owner}, another account.", path.display());

        /// Others may read the file of database passwords.
        PasswordFileOpen {
            /// The path.
            path: PathBuf,
        } = "password_file_open", Usage,
            ("{} was ignored as a password file: others may read or write it; run `chmod 600 {}`.", path.display(), path.display());
    }
}
