
use builtin;
use str;

set edit:completion:arg-completer[kozmoai] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'kozmoai'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'kozmoai'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand run 'Open the full-screen console'
            cand superuser 'Create a superuser'
            cand users 'Manage users'
            cand variables 'Manage global variables'
            cand api-keys 'Manage API keys'
            cand store-key 'Set or clear a user''s Kozmoai Store API key'
            cand keygen 'Generate a secret key'
            cand key 'Inspect or adopt the secret key'
            cand rotate 'Rotate the secret key and re-encrypt every secret'
            cand backup 'Back up the database to a file'
            cand backups 'List or delete the backups of rotations'
            cand restore 'Restore the database from a backup'
            cand store 'Copy a database'
            cand doctor 'Find problems and suggest fixes'
            cand audit 'Show, verify or export the audit log'
            cand config 'Show every setting with its value and origin'
            cand completions 'Generate a shell completion script'
            cand man 'Print the manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;run'= {
            cand --theme 'Colour theme'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --read-only 'Open read-only'
            cand --mouse 'Enable the mouse; selecting text then needs Shift'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;superuser'= {
            cand --username 'Username'
            cand --password-file 'Read the password from this file'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password from standard input (one line)'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List users'
            cand show 'Show the details of a user'
            cand add 'Create a user'
            cand activate 'Activate users (all or nothing)'
            cand deactivate 'Deactivate users (all or nothing) and revoke their API keys'
            cand promote 'Grant superuser to users (all or nothing)'
            cand demote 'Revoke superuser from users (all or nothing)'
            cand passwd 'Set a user''s password'
            cand transfer 'Transfer flows, folders and variables to another user'
            cand rename 'Rename a user'
            cand delete 'Delete a user and all their data'
            cand export 'Export all users to standard output'
            cand import 'Import users from a file (all or nothing)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;users;list'= {
            cand --search 'Filter by username'
            cand --sort 'Field to sort by'
            cand --limit 'Maximum results'
            cand --offset 'Results to skip'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --active 'Show only active users'
            cand --inactive 'Show only inactive users: pending approval or deactivated'
            cand --superuser 'Show only superusers'
            cand --desc 'Descending order'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;show'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;add'= {
            cand --password-file 'Read the password from this file'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --active 'Activate the user, whatever KOZMOAI_NEW_USER_IS_ACTIVE says'
            cand --superuser 'Grant superuser'
            cand --password-stdin 'Read the password from standard input (one line)'
            cand --generate-password 'Generate a strong password and print it once'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;activate'= {
            cand --id 'A user''s ID, where a name is ambiguous (repeatable)'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;deactivate'= {
            cand --id 'A user''s ID, where a name is ambiguous (repeatable)'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;promote'= {
            cand --id 'A user''s ID, where a name is ambiguous (repeatable)'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;demote'= {
            cand --id 'A user''s ID, where a name is ambiguous (repeatable)'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;passwd'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --file 'Set several passwords (all or nothing): a file of NAME:PASSWORD lines, or - for standard input'
            cand --password-file 'Read the password from this file'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password from standard input (one line)'
            cand --generate-password 'Generate a strong password and print it once'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;transfer'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, without changing anything'
            cand -y 'Skip the confirmation'
            cand --yes 'Skip the confirmation'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;rename'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;delete'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --confirm 'Confirm with the username, instead of being prompted'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;export'= {
            cand --format 'Output format [default: csv, or json with --json]'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --with-password-hashes 'Include password hashes (JSON only): protect the file like the database'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;import'= {
            cand --format 'Input format [default: detected from the file''s extension or content]'
            cand --delimiter 'Delimiter of a CSV file: a character, or comma, semicolon, tab [default: detected from the first line]'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, without changing anything'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;help'= {
            cand list 'List users'
            cand show 'Show the details of a user'
            cand add 'Create a user'
            cand activate 'Activate users (all or nothing)'
            cand deactivate 'Deactivate users (all or nothing) and revoke their API keys'
            cand promote 'Grant superuser to users (all or nothing)'
            cand demote 'Revoke superuser from users (all or nothing)'
            cand passwd 'Set a user''s password'
            cand transfer 'Transfer flows, folders and variables to another user'
            cand rename 'Rename a user'
            cand delete 'Delete a user and all their data'
            cand export 'Export all users to standard output'
            cand import 'Import users from a file (all or nothing)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;users;help;list'= {
        }
        &'kozmoai;users;help;show'= {
        }
        &'kozmoai;users;help;add'= {
        }
        &'kozmoai;users;help;activate'= {
        }
        &'kozmoai;users;help;deactivate'= {
        }
        &'kozmoai;users;help;promote'= {
        }
        &'kozmoai;users;help;demote'= {
        }
        &'kozmoai;users;help;passwd'= {
        }
        &'kozmoai;users;help;transfer'= {
        }
        &'kozmoai;users;help;rename'= {
        }
        &'kozmoai;users;help;delete'= {
        }
        &'kozmoai;users;help;export'= {
        }
        &'kozmoai;users;help;import'= {
        }
        &'kozmoai;users;help;help'= {
        }
        &'kozmoai;variables'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List variables'
            cand set 'Create or change a variable'
            cand get 'Print the value of a variable (audited)'
            cand delete 'Delete a variable'
            cand import 'Import a user''s variables from a file (all or nothing)'
            cand export 'Export variables to standard output'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;variables;list'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;set'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --type 'Type [default: unchanged, or Credential for a new variable]'
            cand --default-field 'Field of flows that uses the variable by default (repeatable; '''' for none)'
            cand --value-file 'Read the value from this file: the whole file, without one trailing newline'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --value-stdin 'Read the value from standard input: the whole input, without one trailing newline'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;get'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --reveal 'Print the plaintext value; nothing is printed without this flag'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;delete'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;import'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be done, without changing anything'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;export'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --reveal 'Include the plaintext values of Credentials (audited)'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;help'= {
            cand list 'List variables'
            cand set 'Create or change a variable'
            cand get 'Print the value of a variable (audited)'
            cand delete 'Delete a variable'
            cand import 'Import a user''s variables from a file (all or nothing)'
            cand export 'Export variables to standard output'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;variables;help;list'= {
        }
        &'kozmoai;variables;help;set'= {
        }
        &'kozmoai;variables;help;get'= {
        }
        &'kozmoai;variables;help;delete'= {
        }
        &'kozmoai;variables;help;import'= {
        }
        &'kozmoai;variables;help;export'= {
        }
        &'kozmoai;variables;help;help'= {
        }
        &'kozmoai;api-keys'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List API keys (masked)'
            cand create 'Create an API key and print it once'
            cand revoke 'Revoke an API key permanently'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;api-keys;list'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;api-keys;create'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --expires 'When the key expires: a duration such as 90d, a date, or a time (RFC 3339)'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;api-keys;revoke'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;api-keys;help'= {
            cand list 'List API keys (masked)'
            cand create 'Create an API key and print it once'
            cand revoke 'Revoke an API key permanently'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;api-keys;help;list'= {
        }
        &'kozmoai;api-keys;help;create'= {
        }
        &'kozmoai;api-keys;help;revoke'= {
        }
        &'kozmoai;api-keys;help;help'= {
        }
        &'kozmoai;store-key'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand set 'Set a user''s Kozmoai Store API key'
            cand clear 'Clear a user''s Kozmoai Store API key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store-key;set'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --value-file 'Read the value from this file: the whole file, without one trailing newline'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --value-stdin 'Read the value from standard input: the whole input, without one trailing newline'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store-key;clear'= {
            cand --id 'The user''s ID, where a name is ambiguous'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store-key;help'= {
            cand set 'Set a user''s Kozmoai Store API key'
            cand clear 'Clear a user''s Kozmoai Store API key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store-key;help;set'= {
        }
        &'kozmoai;store-key;help;clear'= {
        }
        &'kozmoai;store-key;help;help'= {
        }
        &'kozmoai;keygen'= {
            cand --write 'Write the key to this .env file instead of printing it; refused if it has another key'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --raw 'Print only the key, without KOZMOAI_SECRET_KEY='
            cand --copy 'Copy the key to the clipboard instead of printing it (needs a terminal with OSC 52)'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show the key''s fingerprint, strength and origin, never the key itself'
            cand check 'Verify that every secret can be decrypted'
            cand credentials 'List the credentials to replace after a leak, by owner and name'
            cand adopt 'Adopt the active key as the database''s, after the previous key was lost'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;key;show'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;check'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;credentials'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;adopt'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --allow-unreadable 'Adopt the key even if it cannot decrypt every value; those values are left unchanged'
            cand --dry-run 'Show what would be done, without changing anything'
            cand --if-needed 'Succeed if the database already has this key'
            cand -y 'Skip the confirmation'
            cand --yes 'Skip the confirmation'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;help'= {
            cand show 'Show the key''s fingerprint, strength and origin, never the key itself'
            cand check 'Verify that every secret can be decrypted'
            cand credentials 'List the credentials to replace after a leak, by owner and name'
            cand adopt 'Adopt the active key as the database''s, after the previous key was lost'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;key;help;show'= {
        }
        &'kozmoai;key;help;check'= {
        }
        &'kozmoai;key;help;credentials'= {
        }
        &'kozmoai;key;help;adopt'= {
        }
        &'kozmoai;key;help;help'= {
        }
        &'kozmoai;rotate'= {
            cand --new-key-file 'Read the new key from this file, instead of generating one'
            cand --new-key-env 'Read the new key from this environment variable'
            cand --old-key-file 'Also decrypt with the key in this file (repeatable)'
            cand --old-key-env 'Also decrypt with the key in this environment variable (repeatable)'
            cand --backup 'Directory for the backup [default: <config dir>/backups]'
            cand --keep-old-key 'Keep the previous key in this new file (mode 0600), written before re-encryption'
            cand --progress 'When to show progress'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --new-key-stdin 'Read the new key from standard input'
            cand --dry-run 'Show what would be done, without changing anything'
            cand --no-backup 'Skip the backup'
            cand --allow-unreadable 'Skip values that cannot be decrypted, instead of stopping'
            cand --allow-weak-key 'Allow a weak new key, derived from a short passphrase'
            cand --no-env-update 'Do not write the new key to .env or secret_key'
            cand --online 'Rotate although other clients, such as the Kozmoai server, use the database'
            cand -y 'Skip the confirmation'
            cand --yes 'Skip the confirmation'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand status 'Show whether a rotation was interrupted'
            cand resume 'Resume an interrupted rotation'
            cand rollback 'Roll back an interrupted rotation'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;rotate;status'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;rotate;resume'= {
            cand --progress 'When to show progress'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;rotate;rollback'= {
            cand --progress 'When to show progress'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;rotate;help'= {
            cand status 'Show whether a rotation was interrupted'
            cand resume 'Resume an interrupted rotation'
            cand rollback 'Roll back an interrupted rotation'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;rotate;help;status'= {
        }
        &'kozmoai;rotate;help;resume'= {
        }
        &'kozmoai;rotate;help;rollback'= {
        }
        &'kozmoai;rotate;help;help'= {
        }
        &'kozmoai;backup'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;backups'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the backups of rotations, newest first'
            cand prune 'Delete backups of rotations'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;backups;list'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;backups;prune'= {
            cand --keep 'Keep this many of the newest'
            cand --older-than 'Delete only backups older than this: 30d, 2h, 2026-05-18'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --dry-run 'Show what would be deleted, without deleting anything'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;backups;help'= {
            cand list 'List the backups of rotations, newest first'
            cand prune 'Delete backups of rotations'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;backups;help;list'= {
        }
        &'kozmoai;backups;help;prune'= {
        }
        &'kozmoai;backups;help;help'= {
        }
        &'kozmoai;restore'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --replace 'Replace the existing database; except on PostgreSQL, it is kept under another name'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand copy 'Copy all users and their data to another database'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store;copy'= {
            cand --progress 'When to show progress'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store;help'= {
            cand copy 'Copy all users and their data to another database'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store;help;copy'= {
        }
        &'kozmoai;store;help;help'= {
        }
        &'kozmoai;doctor'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit'= {
            cand --since 'Show only events since this time: RFC 3339, a date (midnight UTC), yesterday, 7d, "2 h ago"'
            cand --until 'Show only events until this time'
            cand --user 'Show only events by or about this user'
            cand --action 'Show only events of this action, such as user.created'
            cand --limit 'Maximum events, newest first'
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --failed 'Show only failures and refusals'
            cand --follow 'Print new events as they are recorded, oldest first, until Ctrl-C (with --json: JSON lines)'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand verify 'Verify the integrity of the audit log'
            cand export 'Export every event and the head to standard output, as JSON lines'
            cand accept 'Accept the present log as valid, after a loss that `audit verify` reports'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;audit;verify'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit;export'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit;accept'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand -y 'Skip the confirmation'
            cand --yes 'Skip the confirmation'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit;help'= {
            cand verify 'Verify the integrity of the audit log'
            cand export 'Export every event and the head to standard output, as JSON lines'
            cand accept 'Accept the present log as valid, after a loss that `audit verify` reports'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;audit;help;verify'= {
        }
        &'kozmoai;audit;help;export'= {
        }
        &'kozmoai;audit;help;accept'= {
        }
        &'kozmoai;audit;help;help'= {
        }
        &'kozmoai;config'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand get 'Print the value of one setting (secrets are masked)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;config;get'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;config;help'= {
            cand get 'Print the value of one setting (secrets are masked)'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;config;help;get'= {
        }
        &'kozmoai;config;help;help'= {
        }
        &'kozmoai;completions'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;man'= {
            cand --env-file 'Read settings from this .env file; they override the environment'
            cand --store 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --database 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…'
            cand --config-dir 'Configuration directory: the secret key file and the embedded database'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never prompt: fail with exit code 3 instead'
            cand -q 'Suppress informational output'
            cand --quiet 'Suppress informational output'
            cand -v 'Print more about errors, such as their codes'
            cand --verbose 'Print more about errors, such as their codes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;help'= {
            cand run 'Open the full-screen console'
            cand superuser 'Create a superuser'
            cand users 'Manage users'
            cand variables 'Manage global variables'
            cand api-keys 'Manage API keys'
            cand store-key 'Set or clear a user''s Kozmoai Store API key'
            cand keygen 'Generate a secret key'
            cand key 'Inspect or adopt the secret key'
            cand rotate 'Rotate the secret key and re-encrypt every secret'
            cand backup 'Back up the database to a file'
            cand backups 'List or delete the backups of rotations'
            cand restore 'Restore the database from a backup'
            cand store 'Copy a database'
            cand doctor 'Find problems and suggest fixes'
            cand audit 'Show, verify or export the audit log'
            cand config 'Show every setting with its value and origin'
            cand completions 'Generate a shell completion script'
            cand man 'Print the manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;help;run'= {
        }
        &'kozmoai;help;superuser'= {
        }
        &'kozmoai;help;users'= {
            cand list 'List users'
            cand show 'Show the details of a user'
            cand add 'Create a user'
            cand activate 'Activate users (all or nothing)'
            cand deactivate 'Deactivate users (all or nothing) and revoke their API keys'
            cand promote 'Grant superuser to users (all or nothing)'
            cand demote 'Revoke superuser from users (all or nothing)'
            cand passwd 'Set a user''s password'
            cand transfer 'Transfer flows, folders and variables to another user'
            cand rename 'Rename a user'
            cand delete 'Delete a user and all their data'
            cand export 'Export all users to standard output'
            cand import 'Import users from a file (all or nothing)'
        }
        &'kozmoai;help;users;list'= {
        }
        &'kozmoai;help;users;show'= {
        }
        &'kozmoai;help;users;add'= {
        }
        &'kozmoai;help;users;activate'= {
        }
        &'kozmoai;help;users;deactivate'= {
        }
        &'kozmoai;help;users;promote'= {
        }
        &'kozmoai;help;users;demote'= {
        }
        &'kozmoai;help;users;passwd'= {
        }
        &'kozmoai;help;users;transfer'= {
        }
        &'kozmoai;help;users;rename'= {
        }
        &'kozmoai;help;users;delete'= {
        }
        &'kozmoai;help;users;export'= {
        }
        &'kozmoai;help;users;import'= {
        }
        &'kozmoai;help;variables'= {
            cand list 'List variables'
            cand set 'Create or change a variable'
            cand get 'Print the value of a variable (audited)'
            cand delete 'Delete a variable'
            cand import 'Import a user''s variables from a file (all or nothing)'
            cand export 'Export variables to standard output'
        }
        &'kozmoai;help;variables;list'= {
        }
        &'kozmoai;help;variables;set'= {
        }
        &'kozmoai;help;variables;get'= {
        }
        &'kozmoai;help;variables;delete'= {
        }
        &'kozmoai;help;variables;import'= {
        }
        &'kozmoai;help;variables;export'= {
        }
        &'kozmoai;help;api-keys'= {
            cand list 'List API keys (masked)'
            cand create 'Create an API key and print it once'
            cand revoke 'Revoke an API key permanently'
        }
        &'kozmoai;help;api-keys;list'= {
        }
        &'kozmoai;help;api-keys;create'= {
        }
        &'kozmoai;help;api-keys;revoke'= {
        }
        &'kozmoai;help;store-key'= {
            cand set 'Set a user''s Kozmoai Store API key'
            cand clear 'Clear a user''s Kozmoai Store API key'
        }
        &'kozmoai;help;store-key;set'= {
        }
        &'kozmoai;help;store-key;clear'= {
        }
        &'kozmoai;help;keygen'= {
        }
        &'kozmoai;help;key'= {
            cand show 'Show the key''s fingerprint, strength and origin, never the key itself'
            cand check 'Verify that every secret can be decrypted'
            cand credentials 'List the credentials to replace after a leak, by owner and name'
            cand adopt 'Adopt the active key as the database''s, after the previous key was lost'
        }
        &'kozmoai;help;key;show'= {
        }
        &'kozmoai;help;key;check'= {
        }
        &'kozmoai;help;key;credentials'= {
        }
        &'kozmoai;help;key;adopt'= {
        }
        &'kozmoai;help;rotate'= {
            cand status 'Show whether a rotation was interrupted'
            cand resume 'Resume an interrupted rotation'
            cand rollback 'Roll back an interrupted rotation'
        }
        &'kozmoai;help;rotate;status'= {
        }
        &'kozmoai;help;rotate;resume'= {
        }
        &'kozmoai;help;rotate;rollback'= {
        }
        &'kozmoai;help;backup'= {
        }
        &'kozmoai;help;backups'= {
            cand list 'List the backups of rotations, newest first'
            cand prune 'Delete backups of rotations'
        }
        &'kozmoai;help;backups;list'= {
        }
        &'kozmoai;help;backups;prune'= {
        }
        &'kozmoai;help;restore'= {
        }
        &'kozmoai;help;store'= {
            cand copy 'Copy all users and their data to another database'
        }
        &'kozmoai;help;store;copy'= {
        }
        &'kozmoai;help;doctor'= {
        }
        &'kozmoai;help;audit'= {
            cand verify 'Verify the integrity of the audit log'
            cand export 'Export every event and the head to standard output, as JSON lines'
            cand accept 'Accept the present log as valid, after a loss that `audit verify` reports'
        }
        &'kozmoai;help;audit;verify'= {
        }
        &'kozmoai;help;audit;export'= {
        }
        &'kozmoai;help;audit;accept'= {
        }
        &'kozmoai;help;config'= {
            cand get 'Print the value of one setting (secrets are masked)'
        }
        &'kozmoai;help;config;get'= {
        }
        &'kozmoai;help;completions'= {
        }
        &'kozmoai;help;man'= {
        }
        &'kozmoai;help;help'= {
        }
    ]
    $completions[$command]
}
