//! The notes and examples below each command's help.

pub(super) const ROOT: &str = "\
Without a command, the full-screen console opens.

Examples:
  kozmoai superuser                     create the first superuser
  kozmoai users list --inactive         list users who are pending approval or deactivated
  kozmoai users activate anna bob       let them sign in
  kozmoai keygen --write .env           generate a secret key

Exit codes:
    0  success                           7  not allowed
    1  unexpected failure                8  database locked, unreachable or damaged
    2  usage or invalid setting          9  wrong, missing or malformed key
    3  input or confirmation needed     10  partly done or interrupted, can be resumed
    4  not found                        11  values that cannot be decrypted
    5  conflict, or a rule forbids it  130  interrupted, nothing was changed
    6  sign-in refused";

pub(super) const RUN: &str = "\
Examples:
  kozmoai run
  kozmoai run --env-file .env --theme light
  kozmoai run --read-only";

pub(super) const SUPERUSER: &str = "\
If the username is taken, nothing is changed (exit code 5).
KOZMOAI_ENABLE_SUPERUSER_CLI=false disables this command (exit code 7).

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
Without a password option, the command prompts for the password.

Examples:
  kozmoai users add anna --active
  kozmoai users add bob --generate-password
  kozmoai users add ci --active --password-stdin < password.txt";

pub(super) const SWITCH: &str = "\
If one of them cannot be changed or needs no change, none is changed (exit
code 5). A name that begins with a dash goes after --.

Examples:
  kozmoai users activate anna bob
  kozmoai users deactivate --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90
  kozmoai users promote -- -anna";

pub(super) const PASSWD: &str = "\
Examples:
  kozmoai users passwd anna
  kozmoai users passwd anna --generate-password
  kozmoai users passwd --file passwords.txt    NAME:PASSWORD lines, all or nothing";

pub(super) const TRANSFER: &str = "\
If the new owner already has the name, \" (FROM)\" is appended to it and reported.
API keys and uploaded files stay with their owner. All or nothing is transferred.

Examples:
  kozmoai users transfer kozmoai anna --dry-run
  kozmoai users transfer kozmoai anna --yes";

pub(super) const RENAME: &str = "\
Examples:
  kozmoai users rename anna anne
  kozmoai users rename --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 anne";

pub(super) const DELETE: &str = "\
On a terminal, the command asks for the username as a confirmation. If the
confirmation is not the username, nothing is deleted (exit code 5).

Examples:
  kozmoai users delete anna
  kozmoai users delete anna --confirm anna";

pub(super) const EXPORT: &str = "\
Examples:
  kozmoai users export > users.csv
  kozmoai users export --format json --with-password-hashes > users.json";

pub(super) const IMPORT: &str = "\
Columns or fields: username (required), password, password_hash, is_active,
is_superuser, profile_image. If a row is invalid, no user is created (exit
code 5). A file in another format is refused (exit code 2).

Examples:
  kozmoai users import users.csv --dry-run
  kozmoai users export --format json | kozmoai --store other users import -";

pub(super) const VARIABLES_LIST: &str = "\
The value of a Credential is never listed; `variables get --reveal` prints it.
A value that cannot be decrypted is listed as unreadable.

Examples:
  kozmoai variables list anna
  kozmoai variables list --json";

pub(super) const VARIABLES_SET: &str = "\
Without a value option, the command prompts for the value. If the variable
exists, its value is replaced; type and default fields change only if given.

Examples:
  kozmoai variables set anna OPENAI_API_KEY --value-file key.txt
  kozmoai variables set anna REGION --type Generic --value-stdin < region.txt
  kozmoai variables set anna OPENAI_API_KEY --default-field 'OpenAI API Key'";

pub(super) const VARIABLES_GET: &str = "\
Without --reveal, nothing is printed (exit code 3).

Examples:
  kozmoai variables get anna OPENAI_API_KEY --reveal";

pub(super) const VARIABLES_DELETE: &str = "\
Examples:
  kozmoai variables delete anna OPENAI_API_KEY
  kozmoai variables delete --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 REGION";

pub(super) const VARIABLES_IMPORT: &str = "\
The file: [{\"name\", \"type\", \"value\", \"default_fields\"}], as exported.
Existing variables are replaced; fields that are missing or null stay
unchanged. A new variable needs a value. If a row is invalid, nothing is
imported (exit code 5). A file in another format is refused (exit code 2).

Examples:
  kozmoai variables import anna variables.json --dry-run
  kozmoai variables import anna - < variables.json";

pub(super) const VARIABLES_EXPORT: &str = "\
Without --reveal, the value of a Credential is null. An export of all users
names the owner of each variable. A value that cannot be decrypted is null;
with --reveal the export then fails (exit code 11).

Examples:
  kozmoai variables export anna > variables.json
  kozmoai variables export --reveal > everything.json";

pub(super) const API_KEYS_LIST: &str = "\
Examples:
  kozmoai api-keys list anna
  kozmoai api-keys list --json";

pub(super) const API_KEYS_CREATE: &str = "\
The key is printed only once. The embedded database stores only its hash.

Examples:
  kozmoai api-keys create anna ci
  kozmoai api-keys create anna ci --expires 90d";

pub(super) const API_KEYS_REVOKE: &str = "\
Examples:
  kozmoai api-keys revoke 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90";

pub(super) const STORE_KEY_SET: &str = "\
Without a value option, the command prompts for the key.

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
Decrypts every value with the active key and KOZMOAI_SECRET_KEY_FALLBACKS, and
changes nothing. Exit code 11 if a value cannot be decrypted, 9 if the key is
unusable.

Examples:
  kozmoai key check
  kozmoai key check --env-file .env --json";

pub(super) const KEY_CREDENTIALS: &str = "\
After the secret key leaked, everything that it protected must be replaced:
Credential variables and Kozmoai Store API keys at their providers; API keys
by revoking them and creating new ones. Prints names, never values.

Examples:
  kozmoai key credentials
  kozmoai key credentials --json";

pub(super) const KEY_ADOPT: &str = "\
Use this when the previous key of a database is lost. If the active key decrypts
every value, the database is bound to it automatically; otherwise this command
binds it. Values that the key cannot decrypt are left unchanged, to be set again or
deleted. Exit code 11 if there are any and --allow-unreadable is not given, 5 if
the database already has this key.

Examples:
  kozmoai key adopt --dry-run
  kozmoai key adopt --allow-unreadable --yes";

pub(super) const ROTATE: &str = "\
Decrypts every secret, writes and verifies a backup, re-encrypts all secrets
atomically, verifies them, and writes the new key to where the old one was
read from. An interrupted rotation loses nothing: see rotate status, resume and
rollback. The key is never printed.

Examples:
  kozmoai rotate --dry-run
  kozmoai rotate --env-file .env
  kozmoai rotate --new-key-file new.key --old-key-file old.key --yes
  kozmoai rotate resume";

pub(super) const BACKUP: &str = "\
The file appears only when it is complete, and only its owner can read it. It
contains password hashes and encrypted values: without the secret key, no
secret can be decrypted.

Examples:
  kozmoai backup kozmoai.backup";

pub(super) const RESTORE: &str = "\
Restores to a new database or, with --replace, in place of the existing one. An
embedded or SQLite database is kept under another name; PostgreSQL keeps no copy
of replaced tables, so back it up first. Tables and columns that the backup does
not contain are not emptied. A damaged backup is refused before any change.

Examples:
  kozmoai restore kozmoai.backup --store sled:////srv/kozmoai/store
  kozmoai restore kozmoai.backup --replace";

pub(super) const STORE_COPY: &str = "\
Copies users, folders, variables, API keys and Kozmoai Store API keys between
any two databases in one transaction, then compares every record. Values stay
encrypted with the same key; databases with different keys are refused (exit
code 9), and so are users whose name or ID is taken (exit code 5).

Kozmoai's own database cannot store argon2 password hashes or hashed API keys.
What was not copied is listed: set new passwords with `kozmoai users passwd` and
create new keys with `kozmoai api-keys create`. Flows, messages, files and audit
logs are not copied.

Use - for the configured database, and KOZMOAI_DATABASE_URL for a URL with a
password: other users of this machine can see arguments.

Examples:
  kozmoai store copy sled:////srv/kozmoai/store postgresql://kozmoai@db/kozmoai
  kozmoai store copy sqlite:////srv/kozmoai/kozmoai.db sled:////srv/kozmoai/store
  kozmoai store copy --env-file .env sled:////srv/kozmoai/store -";

pub(super) const DOCTOR: &str = "\
Checks the database, key, settings, file modes and a running Kozmoai server, and
changes nothing. The exit code is that of the first problem; 0 if there are only
warnings.

Examples:
  kozmoai doctor
  kozmoai doctor --json";

pub(super) const AUDIT: &str = "\
Examples:
  kozmoai audit --since 2h
  kozmoai audit --user anna --since 2026-05-18 --json
  kozmoai audit --failed --since yesterday
  kozmoai audit verify";

pub(super) const AUDIT_VERIFY: &str = "\
Verifies that no event was changed, deleted or moved, and that no event seen
earlier is missing. Exit code 8 if the log is broken.

Examples:
  kozmoai audit verify
  kozmoai audit verify --json";

pub(super) const AUDIT_EXPORT: &str = "\
Each line has what the event's hash covers; the last line has the log's head.

Examples:
  kozmoai audit export > audit.jsonl";

pub(super) const AUDIT_ACCEPT: &str = "\
Records an event that says what was missing or changed. It covers the log as it
is now: a later change is reported again.

Examples:
  kozmoai audit accept --yes";

pub(super) const BACKUPS_LIST: &str = "\
Examples:
  kozmoai backups list
  kozmoai backups list --json";

pub(super) const BACKUPS_PRUNE: &str = "\
At least one of --keep and --older-than is required.

Examples:
  kozmoai backups prune --keep 3 --dry-run
  kozmoai backups prune --older-than 30d";

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
