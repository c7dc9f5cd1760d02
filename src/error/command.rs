//! Errors of the command line itself: arguments, prompts, standard input and output, confirmations.

use super::Remedy;
use super::define::errors;

errors! {
    /// What is wrong with a command line, an answer or a stream.
    pub enum CommandError {
        /// The command line has an unknown command or flag, an invalid value, or lacks an argument.
        ArgumentsInvalid {
            /// What the parser says.
            reason: String,
        } = "arguments_invalid", Usage, ("{reason}");

        /// `kozmoai` was run without a command, and standard input or output is not a terminal.
        CommandMissing = "command_missing", Usage, ("No command was given, and the console needs a terminal.")
            => Remedy::SeeHelp;

        /// The console was started where standard input or output is not a terminal.
        ConsoleNeedsTerminal = "console_needs_terminal", Usage, ("The console needs a terminal.") => Remedy::UseCommands;

        /// The console was started in a terminal that understands no escape sequences, as TERM says.
        TerminalDumb {
            /// TERM; empty if it is not set.
            kind: String,
        } = "terminal_dumb", Usage,
            ("The console cannot be drawn in this terminal: TERM is {}.", if kind.is_empty() { "not set" } else { kind })
            => Remedy::SetTerminalType;

        /// Two arguments are required, such as a user and a variable's name, and one is missing or superfluous.
        ArgumentMissing {
            /// The argument beside the user, with its article.
            argument: &'static str,
        } = "argument_missing", Usage, ("A user and {argument} are required.") => Remedy::UserByNameOrId { argument };

        /// Neither a username nor `--id` was given.
        UserMissing = "user_missing", Usage [Username], ("A user is required: a username, or --id UUID.");

        /// An ID is not a UUID.
        IdInvalid {
            /// What was given.
            id: String,
            /// What has such an ID, in the plural: a command.
            of: &'static str,
        } = "id_invalid", Usage, ("Invalid ID \"{id}\": an ID is a UUID.") => Remedy::ListIds { of };

        /// A time is in none of the accepted forms.
        TimeInvalid {
            /// What was given.
            time: String,
            /// The flag.
            flag: &'static str,
        } = "time_invalid", Usage, ("Invalid time \"{time}\" for {flag}.") => Remedy::WriteTime { is_past: *flag != "--expires" };

        /// `audit --action` names an unknown action.
        ActionUnknown {
            /// What was given.
            action: String,
        } = "action_unknown", Usage, ("Unknown action \"{action}\".");

        /// `--columns` names a column that the list does not have.
        ColumnUnknown {
            /// What was given.
            column: String,
        } = "column_unknown", Usage, ("Unknown column \"{column}\".");

        /// `--json` was given together with another format.
        FormatsConflict = "formats_conflict", Usage, ("--json cannot be used with another format.")
            => Remedy::ChooseFormat;

        /// `--delimiter` was given for a JSON file.
        DelimiterForJson = "delimiter_for_json", Usage, ("--delimiter is for CSV, but the file is JSON.") => Remedy::GiveFormat;

        /// `backups prune` was given neither `--keep` nor `--older-than`.
        PruneLimitMissing = "prune_limit_missing", Usage, ("It is not specified which backups to delete.") => Remedy::GivePruneLimit;

        /// A file cannot be opened or read.
        InputUnreadable {
            /// Its path.
            path: String,
        } = "input_unreadable", Usage [File], ("Cannot read {path}.");

        /// A backup would be written to a terminal or read from one.
        BackupOnTerminal {
            /// What would be done, as a participle with its preposition.
            operation: &'static str,
        } = "backup_on_terminal", Usage [File], ("A backup cannot be {operation} a terminal.") => Remedy::UseFileOrPipe;

        /// A value or a confirmation is missing, and the command cannot prompt: standard input is not a terminal, or `--no-input` is set.
        InputRequired {
            /// What is missing.
            what: String,
            /// Whether `--no-input` forbids to ask.
            is_forbidden: bool,
            /// The flags that give it.
            flags: &'static str,
        } = "input_required", AnswerNeeded,
            ("Missing {what}: {}.", if *is_forbidden { "--no-input is set" } else { "standard input is not a terminal" })
            => Remedy::GiveFlags { flags };

        /// The input ended at a prompt, before an answer.
        Unanswered {
            /// The flags that answer it.
            flags: &'static str,
        } = "unanswered", AnswerNeeded, ("The input ended without an answer.") => Remedy::GiveFlags { flags };

        /// The terminal cannot be read.
        PromptFailed = "prompt_failed", AnswerNeeded, ("Cannot read an answer.");

        /// A confirmation was answered with something else.
        NotConfirmed = "not_confirmed", Conflict, ("Not confirmed; nothing was changed.");

        /// `audit accept` was not confirmed.
        NotAccepted = "audit_not_accepted", AnswerNeeded, ("Not confirmed; nothing was changed.");

        /// A user is deleted only if the confirmation is their username.
        ConfirmationWrong {
            /// The username.
            username: String,
        } = "confirmation_wrong", Conflict, ("The confirmation is not the username \"{username}\"; nothing was deleted.");

        /// `users delete --confirm` was given with several users.
        ConfirmationForSeveral = "confirmation_for_several", Usage, ("--confirm is for one user, and there are several.")
            => Remedy::GiveFlags { flags: "--yes" };

        /// The two passwords typed differ.
        PasswordsDiffer = "passwords_differ", Usage [Password], ("The two passwords differ; nothing was changed.");

        /// The line typed is longer than a terminal can pass on.
        AnswerTooLong = "answer_too_long", Usage, ("The answer is too long.");

        /// The line typed is not UTF-8.
        AnswerNotUtf8 {
            /// The flags that give the answer, if there are any.
            flags: Option<&'static str>,
        } = "answer_not_utf8", Usage, ("The answer is not UTF-8 text; nothing was changed.") => Remedy::UseUtf8 { flags: *flags };

        /// A value is revealed only if `--reveal` asks for it.
        RevealRequired = "reveal_required", AnswerNeeded, ("A value is printed only with --reveal.") => Remedy::GiveReveal;

        /// Some lines or rows of a file are invalid, so nothing was imported.
        RowsRefused {
            /// What they are: "row" or "line".
            what: &'static str,
            /// How many are invalid.
            refused: usize,
            /// How many there are.
            total: usize,
        } = "rows_refused", Conflict, ("{refused} of {} refused; nothing was changed.", crate::text::count(*total as u64, what))
            => Remedy::FixRows { what };

        /// The database has that secret key already.
        KeyAlreadyAdopted {
            /// Its fingerprint.
            fingerprint: String,
        } = "key_already_adopted", Conflict, ("The database already has the key {fingerprint}.") => Remedy::CheckKeys;

        /// The environment variable that is to hold a key is not set, or is empty.
        KeyVariableMissing {
            /// Its name.
            variable: String,
        } = "key_variable_missing", Key, ("The environment variable {variable} is not set.");

        /// Other clients changed values during the rotation; they are still encrypted with the previous key.
        RotationIncomplete {
            /// How many values.
            count: u64,
        } = "rotation_incomplete", Resumable,
            ("Other clients changed {} during the rotation, which is not complete.", crate::text::count(*count, "value"))
            => Remedy::RestartAndResume;

        /// `config get` names an unknown setting.
        SettingUnknown {
            /// What was given.
            name: String,
        } = "setting_unknown", NotFound [Name], ("\"{name}\" is not a setting.");

        /// The setting has no value.
        SettingUnset {
            /// Its name.
            name: &'static str,
        } = "setting_unset", NotFound, ("{name} is not set.");

        /// `doctor --strict` found warnings, but no problems.
        WarningsFound {
            /// How many.
            count: usize,
        } = "warnings_found", Unexpected, ("{} found.", crate::text::count(*count as u64, "warning"));

        /// `doctor` found problems.
        ProblemsFound {
            /// How many.
            count: usize,
        } = "problems_found", Unexpected, ("{} found.", crate::text::count(*count as u64, "problem"));

        /// A signal ended the command before anything was changed.
        Interrupted = "interrupted", Interrupted, ("Interrupted; nothing was changed.");

        /// A signal ended the command; its change was either committed or not made at all.
        InterruptedChange = "interrupted_change", Interrupted, ("Interrupted; either everything was changed or nothing.")
            => Remedy::Reload;

        /// A second signal ended the command in the middle of its operation.
        Abandoned = "abandoned", Interrupted, ("Interrupted twice; the operation was abandoned.") => Remedy::SeeRotationStatus;

        /// The handlers for Ctrl-C and other signals cannot be installed.
        SignalsUnavailable = "signals_unavailable", Unexpected, ("Cannot listen for Ctrl-C.") => Remedy::RaiseLimits;

        /// Standard output is closed or cannot be written; a secret that is shown only once would be lost.
        OutputUnusable {
            /// What is wrong with standard output, after its name.
            fault: &'static str,
            /// What would be lost.
            secret: &'static str,
        } = "output_unusable", Unexpected, ("Standard output {fault}, so {secret} would be lost; nothing was changed.")
            => Remedy::RedirectOutput;

        /// A secret that is shown only once could not be printed.
        SecretLost {
            /// What was done.
            done: String,
            /// What was lost.
            secret: &'static str,
        } = "secret_lost", Unexpected, ("{done}, but {secret} could not be printed and is lost.");

        /// The reader of standard output closed it before all was written.
        OutputIncomplete {
            /// What was being written.
            what: &'static str,
        } = "output_incomplete", Unexpected, ("The reader of standard output closed it: {what} is not complete.")
            => Remedy::RepeatIntoFile;

        /// The reader of standard output closed it, as `head` does; the command ends with exit code 0.
        ReaderGone = "reader_gone", Unexpected, ("Standard output was closed by its reader.");

        /// Standard output cannot be written.
        OutputFailed = "output_failed", Unexpected, ("Cannot write to standard output.");

        /// The change was committed, but its result could not be printed.
        ReportLost = "report_lost", Unexpected, ("The change is committed, but its result cannot be written to standard output.")
            => Remedy::LookBeforeRepeating;

        /// The result cannot be written as JSON.
        NotJson = "not_json", Unexpected, ("The result cannot be written as JSON.");
    }
}
