//! The examples and notes below each command's help.

pub(super) const ROOT: &str = "\
Without a command the full-screen console opens.

Examples:
  kozmoai superuser                     make the first superuser
  kozmoai users list --inactive         see who waits for approval
  kozmoai users activate anna bob       let them sign in
  kozmoai keygen --write .env           make a secret key

Exit codes:
    0  done                              7  not allowed
    1  unexpected failure                8  store locked, unreachable or damaged
    2  usage or invalid setting          9  wrong, missing or malformed key
    3  an answer is needed              10  partly done; can be resumed
    4  not found                        11  values that no key opens
    5  conflict, or a rule forbids it  130  interrupted
    6  sign-in refused";

pub(super) const RUN: &str = "\
Examples:
  kozmoai run
  kozmoai run --env-file .env --theme light
  kozmoai run --read-only";

pub(super) const SUPERUSER: &str = "\
A name that is taken ends with exit code 5, and nothing is changed.
KOZMOAI_ENABLE_SUPERUSER_CLI=false switches this command off (exit code 7).

Examples:
  kozmoai superuser
  kozmoai superuser --username admin --password-file /run/secrets/admin";

pub(super) const LIST: &str = "\
Examples:
  kozmoai users list --search ann
  kozmoai users list --inactive --sort create_at --desc
  kozmoai users list --json --limit 1000";

pub(super) const SHOW: &str = "\
Examples:
  kozmoai users show anna
  kozmoai users show --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 --json";

pub(super) const ADD: &str = "\
Without a password option the password is asked for, twice.

Examples:
  kozmoai users add anna --active
  kozmoai users add bob --generate-password
  kozmoai users add ci --active --password-stdin < password.txt";

pub(super) const SWITCH: &str = "\
If one of them can't be changed, or is so already, none is (exit code 5).
A name that begins with a dash goes after --.

Examples:
  kozmoai users activate anna bob
  kozmoai users deactivate --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90
  kozmoai users promote -- -anna";

pub(super) const PASSWD: &str = "\
Examples:
  kozmoai users passwd anna
  kozmoai users passwd anna --generate-password
  kozmoai users passwd --file passwords.txt    lines NAME:PASSWORD, all or none";

pub(super) const TRANSFER: &str = "\
A name that the new owner has already gets \" (FROM)\" appended, and is reported. API keys
and uploaded files stay with their owner. All of it is transferred, or nothing is.

Examples:
  kozmoai users transfer kozmoai anna --dry-run
  kozmoai users transfer kozmoai anna --yes";

pub(super) const RENAME: &str = "\
Examples:
  kozmoai users rename anna anne
  kozmoai users rename --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 anne";

pub(super) const DELETE: &str = "\
On a terminal the name is asked for once more.
Another name than the user's ends with exit code 5.

Examples:
  kozmoai users delete anna
  kozmoai users delete anna --confirm anna";

pub(super) const EXPORT: &str = "\
Examples:
  kozmoai users export > users.csv
  kozmoai users export --format json --with-password-hashes > users.json";

pub(super) const IMPORT: &str = "\
Columns or fields: username, and any of password, password_hash, is_active,
is_superuser, profile_image. If a row can't be taken, no user is made (exit
code 5); a file of another form ends with exit code 2.

Examples:
  kozmoai users import users.csv --dry-run
  kozmoai users export --format json | kozmoai --store other users import -";

pub(super) const VARIABLES_LIST: &str = "\
The value of a Credential is never listed; `variables get --reveal` prints it.
A value that no key in force opens is listed as unreadable.

Examples:
  kozmoai variables list anna
  kozmoai variables list --json";

pub(super) const VARIABLES_SET: &str = "\
Without a value option the value is asked for, hidden. The value of a name
that is taken is replaced; type and default fields stay unless they are given.

Examples:
  kozmoai variables set anna OPENAI_API_KEY --value-file key.txt
  kozmoai variables set anna REGION --type Generic --value-stdin < region.txt
  kozmoai variables set anna OPENAI_API_KEY --default-field 'OpenAI API Key'";

pub(super) const VARIABLES_GET: &str = "\
Without --reveal nothing is shown (exit code 3).

Examples:
  kozmoai variables get anna OPENAI_API_KEY --reveal";

pub(super) const VARIABLES_DELETE: &str = "\
Examples:
  kozmoai variables delete anna OPENAI_API_KEY
  kozmoai variables delete --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 REGION";

pub(super) const VARIABLES_IMPORT: &str = "\
The file: [{\"name\", \"type\", \"value\", \"default_fields\"}], as an export has it.
A name that is taken is replaced; what a row does not tell, or tells as null,
stays as it is. A new variable needs a value. If a row can't be taken, nothing
is set (exit code 5); a file of another form ends with exit code 2.

Examples:
  kozmoai variables import anna variables.json --dry-run
  kozmoai variables import anna - < variables.json";

pub(super) const VARIABLES_EXPORT: &str = "\
Without --reveal the value of a Credential is null. Of everyone's variables
each says whose it is. A value that no key opens is null; with --reveal that
ends with exit code 11.

Examples:
  kozmoai variables export anna > variables.json
  kozmoai variables export --reveal > everything.json";

pub(super) const API_KEYS_LIST: &str = "\
Examples:
  kozmoai api-keys list anna
  kozmoai api-keys list --json";

pub(super) const API_KEYS_CREATE: &str = "\
The key is printed this once. The embedded store keeps its hash alone.

Examples:
  kozmoai api-keys create anna ci
  kozmoai api-keys create anna ci --expires 90d";

pub(super) const API_KEYS_REVOKE: &str = "\
Examples:
  kozmoai api-keys revoke 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90";

pub(super) const STORE_KEY_SET: &str = "\
Without a value option the key is asked for, hidden.

Examples:
  kozmoai store-key set anna --value-file store.key";

pub(super) const STORE_KEY_CLEAR: &str = "\
Examples:
  kozmoai store-key clear anna";

pub(super) const KEYGEN: &str = "\
Examples:
  kozmoai keygen
  kozmoai keygen --write .env
  kozmoai keygen --raw > secret_key";

pub(super) const KEY_SHOW: &str = "\
Examples:
  kozmoai key show
  kozmoai key show --env-file .env --json";

pub(super) const KEY_CHECK: &str = "\
Reads with the key in force and those of KOZMOAI_SECRET_KEY_FALLBACKS, and
changes nothing. Exit code 11 if any value can't be opened, 9 if the key is
unusable.

Examples:
  kozmoai key check
  kozmoai key check --env-file .env --json";

pub(super) const KEY_CREDENTIALS: &str = "\
After the secret key leaked, what it protected is known: replace Credential
variables and Kozmoai Store API keys at their providers, revoke API keys and
create new ones. Names only, no values.

Examples:
  kozmoai key credentials
  kozmoai key credentials --json";

pub(super) const KEY_ADOPT: &str = "\
For a database that is bound to a key that is lost. Where the active key
decrypts every value the binding is corrected by itself; else this makes it the
database's. What it can't decrypt stays as it is, and can be set again or
deleted. Exit code 11 if there are such values and --allow-unreadable is not
given, 5 if it is the database's key already.

Examples:
  kozmoai key adopt --dry-run
  kozmoai key adopt --allow-unreadable --yes";

pub(super) const ROTATE: &str = "\
Opens every secret, writes a backup and proves it, brings every secret under
the new key in one act, reads all of them back, and writes the new key where
the old one came from. Ended at any point, nothing is lost: status, resume and
rollback go on from there. The key is never printed.

Examples:
  kozmoai rotate --dry-run
  kozmoai rotate --env-file .env
  kozmoai rotate --new-key-file new.key --old-key-file older.key --yes
  kozmoai rotate resume";

pub(super) const BACKUP: &str = "\
The file appears once it is whole; it is readable to its owner alone. It holds
hashes and encrypted values: without the secret key no secret can be read.

Examples:
  kozmoai backup kozmoai.backup";

pub(super) const RESTORE: &str = "\
Into an empty place, or with --replace in place of the database that is there.
An embedded or SQLite database is kept next to the new one; PostgreSQL keeps no
copy of replaced tables, so back it up first. Tables and columns that the backup
does not contain are not emptied. A damaged file is refused before any change.

Examples:
  kozmoai restore kozmoai.backup --store sled:////srv/kozmoai/store
  kozmoai restore kozmoai.backup --replace";

pub(super) const STORE_COPY: &str = "\
Copies users, folders, variables, API keys and store API keys between any two
stores as one act, then reads both again and compares every record. Values stay
encrypted under the same key; stores under different keys are refused (exit
code 9), and so is a user whose name or id is taken (exit code 5).

Kozmoai's own database keeps neither argon2 hashes nor hashes of API keys. Who
and what stays behind is listed: `kozmoai users passwd` sets a new password,
`kozmoai api-keys create` makes a new key. Flows, messages, files and audit logs
are not copied.

An address of - is the store of the settings: set KOZMOAI_DATABASE_URL where an
address holds a password, for arguments can be seen by others on this machine.

Examples:
  kozmoai store copy sled:////srv/kozmoai/store postgresql://kozmoai@db/kozmoai
  kozmoai store copy sqlite:////srv/kozmoai/kozmoai.db sled:////srv/kozmoai/store
  kozmoai store copy --env-file .env sled:////srv/kozmoai/store -";

pub(super) const DOCTOR: &str = "\
Looks at store, key, settings, file modes and a running Kozmoai, and changes
nothing. Its exit code is that of the first problem; warnings alone are 0.

Examples:
  kozmoai doctor
  kozmoai doctor --json";

pub(super) const AUDIT: &str = "\
Examples:
  kozmoai audit --since 2h
  kozmoai audit --user anna --since 2026-05-18 --json
  kozmoai audit --failed --since yesterday
  kozmoai audit verify";

pub(super) const AUDIT_EXPORT: &str = "\
Each line has what the event's hash covers; the last one has the log's head.

Examples:
  kozmoai audit export > audit.jsonl";

pub(super) const AUDIT_ACCEPT: &str = "\
The event says what was missing or changed, and covers the log as it is: a later change shows again.

Examples:
  kozmoai audit accept --yes";

pub(super) const COMPLETIONS: &str = "\
Examples:
  kozmoai completions bash > ~/.local/share/bash-completion/completions/kozmoai
  kozmoai completions zsh > ~/.zfunc/_kozmoai
  kozmoai completions fish > ~/.config/fish/completions/kozmoai.fish";

pub(super) const CONFIG: &str = "\
Examples:
  kozmoai config
  kozmoai config --env-file .env --json
  kozmoai config get KOZMOAI_CONFIG_DIR";

pub(super) const MAN: &str = "\
Examples:
  kozmoai man | man -l -
  kozmoai man > ~/.local/share/man/man1/kozmoai.1";
