//! Errors about variables, API keys and Kozmoai Store API keys.

use super::Remedy;
use super::define::errors;

errors! {
    /// What is wrong with a secret that a user has.
    pub enum SecretError {
        /// The name of a variable or an API key is blank.
        NameMissing {
            /// What it would name, with its article.
            what: &'static str,
        } = "name_missing", Usage [Name], ("A name is required for {what}.");

        /// The name contains characters that cannot be seen or that control a terminal.
        NameUnsafe {
            /// What it would name, with its article.
            what: &'static str,
            /// The name, to be cleaned before it is shown.
            name: String,
        } = "name_unsafe", Usage [Name],
            ("The name of {what} can't contain control, invisible or direction-changing characters: \"{name}\".");

        /// The name contains U+FFFD: when it was decoded, a character was lost.
        NameDamaged {
            /// What it would name, with its article.
            what: &'static str,
            /// The name.
            name: String,
        } = "name_damaged", Usage [Name], ("The name \"{name}\" of {what} contains U+FFFD in place of a character that was lost.")
            => Remedy::EncodeAsUtf8;

        /// The name is too long.
        NameTooLong {
            /// What it would name, with its article.
            what: &'static str,
            /// The limit, in characters.
            limit: usize,
        } = "name_too_long", Usage [Name], ("The name of {what} can have at most {limit} characters.");

        /// The value is empty.
        ValueMissing {
            /// What it is, with its article.
            what: &'static str,
        } = "value_missing", Usage [Value], ("{what} can't be empty.");

        /// The value is too long.
        ValueTooLong {
            /// What it is, with its article.
            what: &'static str,
            /// The limit, in bytes.
            limit: usize,
        } = "value_too_long", Usage [Value], ("{what} can have at most {limit} bytes (1 MiB).");

        /// A new variable was given no value.
        VariableNeedsValue = "variable_needs_value", Usage [Value], ("A new variable needs a value.");

        /// A Credential would become Generic without a new value, which would reveal it.
        CredentialStaysHidden = "credential_stays_hidden", Conflict [Value],
            ("A Credential becomes Generic only with a new value.") => Remedy::GiveValueWithType;

        /// The variable to be created exists.
        VariableExists {
            /// Its name.
            name: String,
        } = "variable_exists", Conflict [Name], ("A variable \"{name}\" already exists.")
            => Remedy::ChooseOtherName { taken: name.clone() };

        /// The user has no variable of that name.
        VariableNotFound {
            /// The user.
            owner: String,
            /// The name.
            name: String,
        } = "variable_not_found", NotFound [Name], ("\"{owner}\" has no variable \"{name}\".") => Remedy::ListVariables;

        /// No given key decrypts the value.
        ValueUndecryptable {
            /// What the value belongs to.
            name: String,
        } = "value_undecryptable", Undecryptable, ("The value of {name} cannot be decrypted.") => Remedy::CheckKeys;

        /// No given key decrypts some of the values.
        ValuesUndecryptable {
            /// How many.
            count: u64,
        } = "values_undecryptable", Undecryptable, ("{} cannot be decrypted; nothing was changed.", crate::text::count(*count, "value"))
            => Remedy::CheckKeys;

        /// No API key has the id.
        ApiKeyNotFound {
            /// The id that was given.
            id: String,
        } = "api_key_not_found", NotFound, ("There is no API key with the id {id}.") => Remedy::ListApiKeys;

        /// The API key is already revoked.
        ApiKeyRevoked {
            /// Its name and the beginning of its text.
            key: String,
        } = "api_key_revoked", Conflict, ("The API key {key} is already revoked.");

        /// API keys in this database never expire.
        ExpiryUnsupported = "expiry_unsupported", Usage [Expiry], ("API keys in Kozmoai's own database never expire.")
            => Remedy::RevokeInstead;

        /// The API key would expire in the past.
        ExpiryPast = "expiry_past", Usage [Expiry], ("An API key can't expire in the past.");

        /// The expiry is not a time.
        ExpiryInvalid {
            /// What was given.
            text: String,
        } = "expiry_invalid", Usage [Expiry], ("Invalid time \"{text}\": write 90d, 2027-01-31, or leave it empty.");

        /// The user has no Kozmoai Store API key.
        StoreKeyNotFound {
            /// The user's name.
            owner: String,
        } = "store_key_not_found", NotFound, ("\"{owner}\" has no Kozmoai Store API key.");
    }
}
