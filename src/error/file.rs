//! Errors about files and directories: reading, writing, locking, and who may be trusted with them.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Remedy;
use super::define::errors;

/// Why a file is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// Another account owns it.
    ForeignOwner,
    /// Another account could change it.
    OthersWrite,
    /// Another account could put something else into this directory.
    OthersWriteFolder,
    /// Another account created the symbolic link.
    ForeignLink,
    /// Another account created the symbolic link, to something that a third account owns.
    ForeignLinkElsewhere,
}

impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForeignOwner => "it belongs to another account",
            Self::OthersWrite => "others may write to it",
            Self::OthersWriteFolder => "others may write to this directory",
            Self::ForeignLink => "it is a symbolic link of another account",
            Self::ForeignLinkElsewhere => "it is a symbolic link of another account to something that account does not own",
        })
    }
}

/// `16 MiB`, `64 KiB`, `255 bytes`.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 2] = [(1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    unit.map_or_else(|| crate::text::count(bytes, "byte"), |(unit, name)| format!("{} {name}", bytes / unit))
}

/// What makes a file trusted, once its owner has looked at it.
fn restore_trust(path: &Path, reason: Distrust) -> Remedy {
    Remedy::Text(match reason {
        Distrust::ForeignOwner => "Look at it, then `chown` it, or name a path of your own.".to_owned(),
        Distrust::OthersWrite | Distrust::OthersWriteFolder => format!("Look at it, then run `chmod go-w {}`.", path.display()),
        Distrust::ForeignLink | Distrust::ForeignLinkElsewhere => "Name the file itself, or replace the link.".to_owned(),
    })
}

errors! {
    /// What is wrong with a file or a directory.
    pub enum FileError {
        /// A file would be created under a name that the database or kozmoai uses for its own files.
        NameReserved {
            /// The path.
            path: PathBuf,
        } = "file_name_reserved", Usage [File],
            ("{} is the name of a file that the database or kozmoai itself uses: it would be overwritten, deleted or misread.", path.display())
            => Remedy::ChooseOtherFile;

        /// A file would be created in the directory of an embedded database, which is replaced or deleted as a whole.
        InsideDatabase {
            /// The path.
            path: PathBuf,
            /// The directory of the database.
            database: PathBuf,
        } = "file_inside_database", Usage [File],
            ("{} is in the directory of the embedded database {}, which is replaced or deleted as a whole.", path.display(), database.display())
            => "Choose a path outside that directory.".into();

        /// A file or standard input cannot be read.
        Unreadable {
            /// The path, or what else it is.
            name: String,
        } = "file_unreadable", Usage [File], ("{name} cannot be read.");

        /// A file, a variable or standard input contains bytes that are not UTF-8.
        NotUtf8 {
            /// The path, or what else it is.
            name: String,
        } = "file_not_utf8", Usage [File], ("{name} is not UTF-8 text.");

        /// A file or standard input is longer than what is read of it.
        TooLarge {
            /// The path, or what else it is.
            name: String,
            /// The limit, in bytes.
            limit: u64,
        } = "file_too_large", Usage [File], ("{name} is larger than the limit of {}.", size(*limit));

        /// The path cannot be made absolute.
        PathUnusable {
            /// The path.
            path: PathBuf,
        } = "path_unusable", Usage [File], ("{} is not a usable path.", path.display());

        /// The path has no last component, as `/` and `..`.
        PathNamesNoFile {
            /// The path.
            path: PathBuf,
        } = "path_names_no_file", Usage [File], ("{} does not name a file.", path.display());

        /// A file, or a directory on the way to it, cannot be opened.
        Unopenable {
            /// The path.
            path: PathBuf,
        } = "file_unopenable", Usage [File], ("{} cannot be opened.", path.display());

        /// A directory was named where a file is needed.
        IsFolder {
            /// The path.
            path: PathBuf,
        } = "file_is_directory", Usage [File], ("{} is a directory.", path.display()) => Remedy::NameFile;

        /// Something else than a directory was named where a directory is needed.
        NotFolder {
            /// The path.
            path: PathBuf,
        } = "not_a_directory", Usage [File], ("{} is not a directory.", path.display());

        /// A pipe, a device or a socket was named where a regular file is needed.
        NotRegular {
            /// The path.
            path: PathBuf,
        } = "file_not_regular", Usage [File], ("{} is not a regular file.", path.display()) => Remedy::NameFile;

        /// A file to be written is a symbolic link, and links are not followed for writing.
        IsLink {
            /// The path.
            path: PathBuf,
        } = "file_is_link", Usage [File], ("{} is a symbolic link; links are not followed when writing.", path.display())
            => Remedy::NameFile;

        /// Somebody else could have written a file that decides what this program does.
        NotTrusted {
            /// The file, the directory or the link that is not trusted.
            path: PathBuf,
            /// Why.
            reason: Distrust,
            /// The account that owns it.
            owner: String,
            /// Its mode.
            mode: u32,
        } = "file_not_trusted", Usage [File], ("{} is not trusted: {reason} (owner {owner}, mode {mode:04o}).", path.display())
            => restore_trust(path, *reason);

        /// A file that must not exist yet does.
        Exists {
            /// The path.
            path: PathBuf,
        } = "file_exists", Conflict [File], ("{} already exists and was not changed.", path.display());

        /// Another process keeps changing a file that is to be edited.
        EditedElsewhere {
            /// The path.
            path: PathBuf,
        } = "file_edited_elsewhere", Conflict [File], ("{} is being changed by another process and was left unchanged.", path.display())
            => "Try again once that process has ended.".into();

        /// The directory of a file to be written does not exist.
        FolderMissing {
            /// The file.
            path: PathBuf,
        } = "directory_missing", Usage [File], ("{} cannot be written: its directory does not exist.", path.display())
            => Remedy::CreateFolder;

        /// A file to be written is read-only for everyone.
        ReadOnly {
            /// The path.
            path: PathBuf,
        } = "file_read_only", Unexpected [File], ("{} is read-only.", path.display());

        /// A file to be written belongs to another account.
        OtherOwner {
            /// The path.
            path: PathBuf,
            /// The account's number.
            uid: u32,
        } = "file_of_other_account", Unexpected [File], ("{} belongs to another account, number {uid}.", path.display());

        /// A file to be replaced is a symbolic link, a directory or a device.
        NotReplaceable {
            /// The path.
            path: PathBuf,
        } = "file_not_replaceable", Unexpected [File],
            ("{} is a symbolic link or not a regular file, so it was not written.", path.display()) => Remedy::NameFile;

        /// A file or a directory cannot be created.
        Uncreatable {
            /// The path.
            path: PathBuf,
        } = "file_uncreatable", Unexpected [File], ("{} cannot be created.", path.display());

        /// A file cannot be written.
        Unwritable {
            /// The path.
            path: PathBuf,
        } = "file_unwritable", Unexpected [File], ("{} cannot be written.", path.display());

        /// A file that was written in place does not read back the same.
        ReadsBackDifferently {
            /// The path.
            path: PathBuf,
        } = "file_reads_back_differently", Unexpected, ("{} was written, but reads back differently.", path.display());

        /// A file was written, but a power failure could still undo it.
        WrittenNotSynced {
            /// The file.
            path: PathBuf,
        } = "file_not_synced", Unexpected, ("{} was written, but its directory cannot be synced.", path.display());

        /// A change in a directory cannot be made durable.
        FolderNotSynced {
            /// The directory.
            path: PathBuf,
        } = "directory_not_synced", Unexpected, ("{} cannot be synced.", path.display());

        /// The file system forbids changes to a file or its directory.
        Immutable {
            /// The file or the directory.
            path: PathBuf,
        } = "file_immutable", Unexpected [File], ("{} is immutable or append-only (`lsattr -d` shows it).", path.display());

        /// There is no room for a new file in a directory.
        NoRoom {
            /// The directory.
            path: PathBuf,
            /// How many bytes are needed.
            bytes: u64,
        } = "file_no_room", Unexpected [File],
            ("{} cannot be written into {}.", crate::text::count(*bytes, "byte"), path.display());

        /// The owner, the mode or the access control list of a file cannot be given to its new version.
        AttributesNotKept {
            /// The file.
            path: PathBuf,
        } = "file_attributes_not_kept", Unexpected [File],
            ("The owner, mode and access control list of {} cannot be kept.", path.display());

        /// A temporary file that a backup or a restore needs cannot be created.
        ScratchUncreatable {
            /// The file next to which it would be.
            path: PathBuf,
        } = "scratch_uncreatable", Store, ("No temporary file can be created next to {}.", path.display());

        /// A lock file cannot be written.
        LockUnwritable {
            /// The path.
            path: PathBuf,
        } = "lock_unwritable", Store, ("The lock file {} cannot be written.", path.display());

        /// Another program's file has the name of a lock file.
        LockForeign {
            /// The path.
            path: PathBuf,
        } = "lock_foreign", Store, ("{} is not a lock file of kozmoai and was not changed.", path.display())
            => Remedy::MoveLockFile;
    }
}

impl FileError {
    /// [`FileError::Unreadable`] of a path.
    pub fn unreadable(path: &Path) -> Self {
        Self::Unreadable { name: path.display().to_string() }
    }
}
