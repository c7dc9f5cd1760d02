//! Errors about files of users, passwords and variables: of whole files, and of single rows.

use super::Remedy;
use super::define::errors;
use crate::text;

errors! {
    /// What is wrong with a file that is imported, with one of its rows, or with an export.
    pub enum ImportError {
        /// The file cannot be read to its end.
        NotReadable = "import_not_readable", Usage [File], ("The file cannot be read to its end.");

        /// The file is larger than 256 MiB.
        TooLarge = "import_too_large", Usage [File], ("The file is larger than 256 MiB.") => "Import it in parts.".into();

        /// The file is not UTF-8 text.
        NotUtf8 {
            /// The line, where it is known.
            line: Option<usize>,
            /// The column, where it is known.
            column: Option<String>,
            /// The cell, where it is not secret.
            cell: Option<String>,
        } = "import_not_utf8", Usage [File],
            ("The file is not UTF-8 text{}.", undecodable(*line, column.as_deref(), cell.as_deref()))
            => "Save it again as UTF-8, or convert it: `iconv -f LATIN1 -t UTF-8 FILE`.".into();

        /// The file has a NUL byte, as UTF-16 text without a byte order mark has.
        NulByte {
            /// The line.
            line: usize,
        } = "import_nul_byte", Usage [File], ("The file is not UTF-8 text: line {line} has a NUL byte.")
            => "It may be UTF-16 without a byte order mark: save it again as \"CSV UTF-8\".".into();

        /// The file has the byte order mark of UTF-16, but is not UTF-16 text.
        NotUtf16 = "import_not_utf16", Usage [File], ("The file is neither UTF-8 nor UTF-16 text.");

        /// The CSV file is malformed.
        NotCsv {
            /// The line.
            line: u64,
            /// What is wrong there.
            reason: &'static str,
        } = "import_not_csv", Usage [File], ("The file is not valid CSV: line {line}: {reason}.")
            => "Put a cell that contains quotes in quotes, and double each of them: \"say \"\"hello\"\"\".".into();

        /// The CSV file has no header line.
        HeaderMissing = "import_header_missing", Usage [File], ("The file has no header line.")
            => "The first line names the columns; `username` is required.".into();

        /// The header line has no column `username`.
        UsernameColumnMissing = "import_username_column_missing", Usage [File],
            ("The header line has no column `username`.") => Remedy::NameColumns;

        /// The CSV file has unknown columns.
        UnknownColumns {
            /// Their names.
            names: Vec<String>,
            /// The line.
            line: u64,
        } = "import_unknown_columns", Usage [File],
            ("Unknown {}: {} (line {line}).", if names.len() == 1 { "column" } else { "columns" }, quoted(names))
            => "Columns: username, password or password_hash, is_active, is_superuser, status, profile_image. Delete the others.".into();

        /// The CSV file has a column twice.
        RepeatedColumn {
            /// Its name.
            name: String,
            /// The line.
            line: u64,
        } = "import_repeated_column", Usage [File], ("The column \"{}\" occurs twice (line {line}).", text::clean(name));

        /// The file is not valid JSON.
        NotJson {
            /// The line.
            line: usize,
            /// The column.
            column: usize,
            /// What is wrong there.
            reason: String,
        } = "import_not_json", Usage [File], ("The file is not valid JSON: line {line}, column {column}: {reason}.")
            => Remedy::CompareExport;

        /// The JSON file is not a list of users.
        NotUserList = "import_not_user_list", Usage [File], ("The JSON file is not a list of users.") => Remedy::WriteUserList;

        /// The file is not a JSON list of variables.
        NotVariableList = "import_not_variable_list", Usage [File], ("The file is not a JSON list of variables.")
            => "Write [{\"name\": …, \"type\": \"Credential\", \"value\": …, \"default_fields\": […]}], as an export does.".into();

        /// The file of passwords is empty.
        NoLines = "import_no_lines", Usage [File], ("The file has no lines.") => "Write a line NAME:PASSWORD for each user.".into();

        /// A row has an unknown field.
        UnknownField {
            /// Its name, in backquotes.
            name: String,
            /// Its line and column, if the whole file is refused.
            place: Option<(usize, usize)>,
        } = "import_unknown_field", Usage [File], ("Unknown field {}{}.", text::clean(name), located(*place))
            => "Fields: username, password or password_hash, is_active, is_superuser, status, profile_image.".into();

        /// A row has a field twice.
        RepeatedField = "import_repeated_field", Usage [File], ("A field occurs twice.");

        /// A field of a row has a wrong type.
        WrongFieldType = "import_wrong_field_type", Usage [File], ("A field has the wrong type.");

        /// A row of a CSV file has too few or too many cells.
        CellCount {
            /// How many it has.
            cells: usize,
            /// How many columns there are.
            columns: usize,
        } = "import_cell_count", Usage [File], ("{} instead of {columns}.", text::count(*cells as u64, "cell"));

        /// A row of a CSV file has a cell in a column without a name.
        NamelessColumn = "import_nameless_column", Usage [File], ("A cell is in a column without a name.");

        /// A line of a file of passwords is not `NAME:PASSWORD`.
        NotNamePassword = "import_not_name_password", Usage [File], ("The line is not NAME:PASSWORD.");

        /// Two rows have the same name.
        RepeatedName {
            /// What the name is: "username" or "name".
            what: &'static str,
        } = "import_repeated_name", Usage [File], ("This {what} occurs twice in the file.");

        /// `is_active` or `is_superuser` is neither true nor false.
        NotAFlag {
            /// What it is.
            value: String,
        } = "import_not_a_flag", Usage [File], ("\"{}\" is neither true nor false.", text::clean(value));

        /// `status` is none of the statuses.
        NotAStatus {
            /// What it is.
            value: String,
        } = "import_not_a_status", Usage [File], ("\"{}\" is not a status: active, pending or deactivated.", text::clean(value));

        /// A row has a status and another `is_active`.
        StatusContradicted = "import_status_contradicted", Usage [File], ("The status and is_active contradict each other.");

        /// A row has a password and a password hash.
        PasswordAndHash = "import_password_and_hash", Usage [File], ("A row can have a password or a password_hash, not both.");

        /// A password hash is neither argon2 nor bcrypt.
        UnknownHash = "import_unknown_hash", Usage [File], ("The password_hash is neither argon2 nor bcrypt.");

        /// A password hash is too costly to verify.
        CostlyHash {
            /// What is wrong with it.
            reason: String,
        } = "import_costly_hash", Usage [File], ("The password_hash {reason}.");

        /// A password hash is not bcrypt, which alone Kozmoai's own database can verify.
        NotBcrypt = "import_not_bcrypt", Usage [File],
            ("The password_hash is not bcrypt, which alone Kozmoai verifies: leave it out, and set a password after the import.");

        /// The type of a variable is neither Credential nor Generic.
        UnknownType = "import_unknown_type", Usage [Type], ("The type is neither Credential nor Generic.");

        /// Password hashes can be exported as JSON only.
        HashesNeedJson = "export_hashes_need_json", Usage, ("Password hashes can be exported as JSON only.")
            => Remedy::ExportAsJson;

        /// The output of an export cannot be written.
        ExportNotWritten = "export_not_written", Unexpected, ("The export cannot be written.");
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("\"{}\"", text::clean(name))).collect();
    names.join(", ")
}

fn located(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| format!(" (line {line}, column {column})"))
}

fn undecodable(line: Option<usize>, column: Option<&str>, cell: Option<&str>) -> String {
    let Some(line) = line else { return String::new() };
    let column = column.map_or_else(String::new, |column| format!(", column {}", text::clean(column)));
    let cell = cell.map_or_else(String::new, |cell| format!(" (\"{}\")", text::clean(cell)));
    format!(": line {line}{column}{cell}")
}
