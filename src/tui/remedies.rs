//! Remedies in the console's words: keys, screens and labels instead of commands and flags.

use crate::error::{Error, Remedy, StoreRemedy};

/// The remedy as a sentence.
pub fn sentence(remedy: &Remedy) -> String {
    let words = match remedy {
        Remedy::ListUsers => "The users screen (1) lists them.",
        Remedy::ListVariables => "The variables screen (2) lists them.",
        Remedy::ListApiKeys => "The API keys screen (3) lists them.",
        Remedy::PromoteUser { username } => {
            return format!("Select \"{username}\" on the users screen and press s to grant superuser.");
        }
        Remedy::SetPasswordOf { username } => {
            return format!("\"{username}\" is already a superuser: press p on the users screen to set the password.");
        }
        Remedy::SignInAsSuperuser => "Ask a superuser, or press L and sign in as one.",
        Remedy::SignInAsOther => "Press L and sign in as another superuser.",
        Remedy::Reload => "Press r to refresh, then repeat what is still needed.",
        Remedy::CheckKeys => "Press 4, then c, to check which key decrypts which value; setting the value again replaces it.",
        Remedy::FindOtherKeyWriter => "Another process encrypts with another key: press 4, then c, to check; then try again.",
        Remedy::AddMissingKeys => "Press 4, then c, to list them, and add their keys to KOZMOAI_SECRET_KEY_FALLBACKS.",
        Remedy::AddFallbackKeys { can_adopt: true } => {
            "Add their keys to KOZMOAI_SECRET_KEY_FALLBACKS, adopt the active key (press 4, then a), or set those values again."
        }
        Remedy::AddFallbackKeys { can_adopt: false } => {
            "Add their keys to KOZMOAI_SECRET_KEY_FALLBACKS, or set those values again."
        }
        Remedy::GenerateKey => "Press 4, then n, to generate one; kozmoai and the Kozmoai server must use the same key.",
        Remedy::UseGeneratedKey => "A key is 43 URL-safe base64 characters; press 4, then n, to generate one.",
        Remedy::SetDatabaseKey => {
            "Set the key that the values are encrypted with: press 4, then c, to check which key decrypts which value. \
             If it is lost, press 4, then a, to adopt the active key."
        }
        Remedy::RotateToActiveKey => {
            "The database's key is among the fallback keys: press 4, then R, to re-encrypt every value with the new one."
        }
        Remedy::AddKeysOrAdopt => {
            "If you have their key, add it to KOZMOAI_SECRET_KEY_FALLBACKS; adopting the active key leaves those values as they are."
        }
        Remedy::GiveDatabaseKey => {
            "Set that key, or enter it under “Previous key files”. If it is lost, press 4, then a, to adopt the active key first."
        }
        Remedy::GiveOldKeys => {
            "Enter their keys under “Previous key files”, or tick “Skip undecryptable” to leave them as they are."
        }
        Remedy::AllowWeakKey => "Leave “New key file” empty to generate a key, or tick “Allow weak key”.",
        Remedy::GiveNewKeyOrUpdateKeyFiles => "Enter a “New key file”, or tick “Update key files”.",
        Remedy::GiveNewKeyAndSetIt => {
            "Enter a “New key file”, untick “Update key files”, and set the key there yourself afterwards."
        }
        Remedy::WriteKeyYourself => {
            "Fix that, or enter a “New key file” without “Update key files”, and write the key into the file yourself."
        }
        Remedy::NameOtherConfigDir => "Fix that, or open the console with another configuration directory.",
        Remedy::NameBackupDir => "Fix that, or enter another “Directory”.",
        Remedy::PersistConfigDir => {
            "Mount a directory there, open the console with another configuration directory, or enter a “New key file”."
        }
        Remedy::PersistKeyFile => "Mount that file or its directory, or enter a “New key file”.",
        Remedy::StopServerOrGoOnline => {
            "Stop the Kozmoai server first, or tick “Online (server running)”: values that change in the meantime need another pass."
        }
        Remedy::StopServerToResume => {
            "Stop the Kozmoai server first: the rotation was not begun online. Until then its journal keeps the keys."
        }
        Remedy::ResumeOrRollBack { first } => {
            let words = "Press 4, then R, to resume the rotation or roll it back; until then its journal keeps the keys.";
            return after(first.as_deref(), words);
        }
        Remedy::ResumeRotation => "Press 4, then R and e, to try again.",
        Remedy::RollBackRotation => {
            "Press x to roll this rotation back; give the next one their keys, or let it skip those values."
        }
        Remedy::ResumeOnceRestarted => {
            "Once every Kozmoai server uses the right key, press 4, then R and e: what they wrote is re-encrypted, and the \
             rotation is completed."
        }
        Remedy::RecoverJournal { first } => {
            let words = "If every value can be decrypted (press 4, then c), or no rotation was begun here, move the journal \
                         elsewhere; otherwise restore an undamaged copy of it. Until then no secret can be changed.";
            return after(first.as_deref(), words);
        }
        Remedy::NameDatabase => "Open the console with that database.",
        Remedy::RestartAndResume => {
            "Restart the Kozmoai server with the new key, then press 4 and e to resume; until then, the journal keeps the keys."
        }
        Remedy::RunDoctor => "Press 6, then d, to check the database.",
        Remedy::VerifyAudit => "Press 5, then v, to verify the audit log.",
        Remedy::VerifyOrAcceptAudit => {
            "Press 5, then v, for details; if the present log is the valid one, run `kozmoai audit accept`."
        }
        Remedy::ReopenWritable => "Close the console, and open it without the read-only mode.",
        Remedy::ExamineDatabase => {
            "Every change that was reported as done is safe. Look at the disk and the system's log, then press 6 and d to run the doctor."
        }
        Remedy::Store(StoreRemedy::AwaitRotation) => "Wait until it has finished; the secret key screen (4) shows its state.",
        Remedy::Store(StoreRemedy::StopOrRotateOnline) => "Stop Kozmoai first, or check “Online (server running)” in the wizard.",
        Remedy::Store(StoreRemedy::LookInAuditLog) => "Look in the audit log (5) before you repeat the change.",
        // The same everywhere.
        Remedy::ChooseOtherName { .. }
        | Remedy::ChooseOtherPassword
        | Remedy::DidYouMean { .. }
        | Remedy::DidYouMeanOneOf { .. }
        | Remedy::CheckDisk
        | Remedy::FreeMemory
        | Remedy::CloseFiles
        | Remedy::RaiseFileLimit
        | Remedy::RaiseFileSizeLimit
        | Remedy::SeeRotationStatus
        | Remedy::RaiseLimits
        | Remedy::RaiseThreadLimit
        | Remedy::NameFile
        | Remedy::CreateFolder
        | Remedy::GiveSecretAlone
        | Remedy::ReportCrash
        | Remedy::CreateOtherSuperuser
        | Remedy::AskForActivation
        | Remedy::AskForSuperuser
        | Remedy::GiveValueWithType
        | Remedy::RevokeInstead
        | Remedy::StartAgain
        | Remedy::StopServer
        | Remedy::WriteTime { .. }
        | Remedy::WriteAddress
        | Remedy::FixRows { .. }
        | Remedy::EncodeAsUtf8
        | Remedy::ChooseOtherFile
        | Remedy::CompareAuditLog
        | Remedy::AcceptAfterRestore { .. }
        | Remedy::CompareAndAcceptAudit
        | Remedy::Store(_)
        | Remedy::Text(_)
        // For commands, and for the start of the console before it has a screen.
        | Remedy::SeeHelp
        | Remedy::UseCommands
        | Remedy::RunInTerminal
        | Remedy::MoveLockFile
        | Remedy::NameConfigDir
        | Remedy::NameKeyFile { .. }
        | Remedy::CreateKeyFile { .. }
        | Remedy::NamePathYourself { .. }
        | Remedy::OrGiveEnvFile { .. }
        | Remedy::RunAs { .. }
        | Remedy::UserByNameOrId { .. }
        | Remedy::ListIds { .. }
        | Remedy::GiveFormat
        | Remedy::GivePruneLimit
        | Remedy::UseFileOrPipe
        | Remedy::UseFileOrStdout
        | Remedy::GiveFlags { .. }
        | Remedy::UseUtf8 { .. }
        | Remedy::GiveReveal
        | Remedy::DidYouMeanSetting { .. }
        | Remedy::RedirectOutput
        | Remedy::RepeatIntoFile
        | Remedy::LookBeforeRepeating
        | Remedy::ReplaceApiKey { .. }
        | Remedy::GeneratePassword { .. }
        | Remedy::GenerateOtherKey
        | Remedy::RestoreThenCopy
        | Remedy::RotateToSameKey
        | Remedy::SetPasswordAtSource { .. }
        | Remedy::RenameBeforeCopy
        | Remedy::NameColumns
        | Remedy::CompareExport
        | Remedy::WriteUserList
        | Remedy::JoinJsonLines
        | Remedy::ExportAsJson
        | Remedy::PrepareAutoLogin { .. }
        | Remedy::PromoteOrNameOther { .. } => return remedy.to_string(),
    };
    words.to_owned()
}

/// A remedy that comes after another one.
fn after(first: Option<&Remedy>, words: &str) -> String {
    first.map_or_else(|| words.to_owned(), |first| format!("{} {words}", sentence(first)))
}

/// An error with its cause and its remedy.
pub fn explained(error: &Error) -> String {
    match error.remedy() {
        Some(remedy) => format!("{error} {}", sentence(remedy)),
        None => error.to_string(),
    }
}
