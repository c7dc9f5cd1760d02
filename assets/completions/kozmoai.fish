# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_kozmoai_global_optspecs
    string join \n env-file= store= config-dir= json no-input color= q/quiet v/verbose h/help V/version
end

function __fish_kozmoai_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_kozmoai_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_kozmoai_using_subcommand
    set -l cmd (__fish_kozmoai_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c kozmoai -n "__fish_kozmoai_needs_command" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s V -l version -d 'Print version'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "run" -d 'Open the full-screen console'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "superuser" -d 'Create a superuser'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "users" -d 'Manage users'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "variables" -d 'Manage global variables'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "api-keys" -d 'Manage API keys'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "store-key" -d 'Set or clear a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "keygen" -d 'Generate a secret key'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "key" -d 'Inspect or adopt the secret key'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "rotate" -d 'Rotate the secret key and re-encrypt every secret'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "backup" -d 'Back up the database to a file'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "backups" -d 'List or delete the backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "restore" -d 'Restore the database from a backup'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "store" -d 'Copy a database'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "doctor" -d 'Find problems and suggest fixes'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "audit" -d 'Show, verify or export the audit log'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "config" -d 'Show every setting with its value and origin'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "completions" -d 'Generate a shell completion script'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "man" -d 'Print the manual page'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l theme -d 'Colour theme' -r -f -a "auto\t'From the terminal\'s environment'
dark\t'For dark terminals'
light\t'For light terminals'
high-contrast\t'High contrast'
mono\t'No colours'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l read-only -d 'Open read-only'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l mouse -d 'Enable the mouse; selecting text then needs Shift'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l username -d 'Username' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l password-file -d 'Read the password from this file' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l password-stdin -d 'Read the password from standard input (one line)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "list" -d 'List users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "show" -d 'Show the details of a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "add" -d 'Create a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "activate" -d 'Activate users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "deactivate" -d 'Deactivate users (all or nothing) and revoke their API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "promote" -d 'Grant superuser to users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "demote" -d 'Revoke superuser from users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "passwd" -d 'Set a user\'s password'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "transfer" -d 'Transfer flows, folders and variables to another user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "rename" -d 'Rename a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "delete" -d 'Delete a user and all their data'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "export" -d 'Export all users to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "import" -d 'Import users from a file (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l search -d 'Filter by username' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l sort -d 'Field to sort by' -r -f -a "id\t'ID'
username\t'Username'
is_active\t'Whether the user is active'
is_superuser\t'Whether the user is a superuser'
create_at\t'When the user was created'
updated_at\t'When the user was last changed'
last_login_at\t'When the user last signed in'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l limit -d 'Maximum results' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l offset -d 'Results to skip' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l active -d 'Show only active users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l inactive -d 'Show only inactive users: pending approval or deactivated'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l superuser -d 'Show only superusers'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l desc -d 'Descending order'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l password-file -d 'Read the password from this file' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l active -d 'Activate the user, whatever KOZMOAI_NEW_USER_IS_ACTIVE says'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l superuser -d 'Grant superuser'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l password-stdin -d 'Read the password from standard input (one line)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l generate-password -d 'Generate a strong password and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l id -d 'A user\'s ID, where a name is ambiguous (repeatable)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l id -d 'A user\'s ID, where a name is ambiguous (repeatable)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l id -d 'A user\'s ID, where a name is ambiguous (repeatable)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l id -d 'A user\'s ID, where a name is ambiguous (repeatable)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l file -d 'Set several passwords (all or nothing): a file of NAME:PASSWORD lines, or - for standard input' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l password-file -d 'Read the password from this file' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l password-stdin -d 'Read the password from standard input (one line)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l generate-password -d 'Generate a strong password and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l dry-run -d 'Show what would be done, without changing anything'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s y -l yes -d 'Skip the confirmation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l confirm -d 'Confirm with the username, instead of being prompted' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l format -d 'Output format [default: csv, or json with --json]' -r -f -a "csv\t'Comma-separated values with a header line'
json\t'One JSON document'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l with-password-hashes -d 'Include password hashes (JSON only): protect the file like the database'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l format -d 'Input format [default: detected from the file\'s extension or content]' -r -f -a "csv\t'Comma-separated values with a header line'
json\t'One JSON document'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l delimiter -d 'Delimiter of a CSV file: a character, or comma, semicolon, tab [default: detected from the first line]' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would be done, without changing anything'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "list" -d 'List users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the details of a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "add" -d 'Create a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "activate" -d 'Activate users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "deactivate" -d 'Deactivate users (all or nothing) and revoke their API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "promote" -d 'Grant superuser to users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "demote" -d 'Revoke superuser from users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "passwd" -d 'Set a user\'s password'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "transfer" -d 'Transfer flows, folders and variables to another user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Rename a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a user and all their data'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "export" -d 'Export all users to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "import" -d 'Import users from a file (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "list" -d 'List variables'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "set" -d 'Create or change a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "get" -d 'Print the value of a variable (audited)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "delete" -d 'Delete a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "import" -d 'Import a user\'s variables from a file (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "export" -d 'Export variables to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l type -d 'Type [default: unchanged, or Credential for a new variable]' -r -f -a "Credential\t'Hidden in lists'
Generic\t'Shown in lists'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l default-field -d 'Field of flows that uses the variable by default (repeatable; \'\' for none)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l value-file -d 'Read the value from this file: the whole file, without one trailing newline' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l value-stdin -d 'Read the value from standard input: the whole input, without one trailing newline'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l reveal -d 'Print the plaintext value; nothing is printed without this flag'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would be done, without changing anything'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l reveal -d 'Include the plaintext values of Credentials (audited)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "list" -d 'List variables'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "set" -d 'Create or change a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of a variable (audited)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Delete a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "import" -d 'Import a user\'s variables from a file (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "export" -d 'Export variables to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "list" -d 'List API keys (masked)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "create" -d 'Create an API key and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "revoke" -d 'Revoke an API key permanently'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l expires -d 'When the key expires: a duration such as 90d, a date, or a time (RFC 3339)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List API keys (masked)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "create" -d 'Create an API key and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke an API key permanently'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -f -a "set" -d 'Set a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -f -a "clear" -d 'Clear a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l value-file -d 'Read the value from this file: the whole file, without one trailing newline' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l value-stdin -d 'Read the value from standard input: the whole input, without one trailing newline'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l id -d 'The user\'s ID, where a name is ambiguous' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Clear a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l write -d 'Write the key to this .env file instead of printing it; refused if it has another key' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l raw -d 'Print only the key, without KOZMOAI_SECRET_KEY='
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l copy -d 'Copy the key to the clipboard instead of printing it (needs a terminal with OSC 52)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "show" -d 'Show the key\'s fingerprint, strength and origin, never the key itself'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "check" -d 'Verify that every secret can be decrypted'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "credentials" -d 'List the credentials to replace after a leak, by owner and name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "adopt" -d 'Adopt the active key as the database\'s, after the previous key was lost'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l allow-unreadable -d 'Adopt the key even if it cannot decrypt every value; those values are left unchanged'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l dry-run -d 'Show what would be done, without changing anything'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l if-needed -d 'Succeed if the database already has this key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s y -l yes -d 'Skip the confirmation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the key\'s fingerprint, strength and origin, never the key itself'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "check" -d 'Verify that every secret can be decrypted'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "credentials" -d 'List the credentials to replace after a leak, by owner and name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "adopt" -d 'Adopt the active key as the database\'s, after the previous key was lost'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l new-key-file -d 'Read the new key from this file, instead of generating one' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l new-key-env -d 'Read the new key from this environment variable' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l old-key-file -d 'Also decrypt with the key in this file (repeatable)' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l old-key-env -d 'Also decrypt with the key in this environment variable (repeatable)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l backup -d 'Directory for the backup [default: <config dir>/backups]' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l keep-old-key -d 'Keep the previous key in this new file (mode 0600), written before re-encryption' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l progress -d 'When to show progress' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l new-key-stdin -d 'Read the new key from standard input'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l dry-run -d 'Show what would be done, without changing anything'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l no-backup -d 'Skip the backup'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l allow-unreadable -d 'Skip values that cannot be decrypted, instead of stopping'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l allow-weak-key -d 'Allow a weak new key, derived from a short passphrase'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l no-env-update -d 'Do not write the new key to .env or secret_key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l online -d 'Rotate although other clients, such as the Kozmoai server, use the database'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s y -l yes -d 'Skip the confirmation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "status" -d 'Show whether a rotation was interrupted'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "resume" -d 'Resume an interrupted rotation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "rollback" -d 'Roll back an interrupted rotation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l progress -d 'When to show progress' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l progress -d 'When to show progress' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show whether a rotation was interrupted'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Resume an interrupted rotation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "rollback" -d 'Roll back an interrupted rotation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -f -a "list" -d 'List the backups of rotations, newest first'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -f -a "prune" -d 'Delete backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l keep -d 'Keep this many of the newest' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l older-than -d 'Delete only backups older than this: 30d, 2h, 2026-05-18' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l dry-run -d 'Show what would be deleted, without deleting anything'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the backups of rotations, newest first'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Delete backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l replace -d 'Replace the existing database; except on PostgreSQL, it is kept under another name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -f -a "copy" -d 'Copy all users and their data to another database'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l progress -d 'When to show progress' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "copy" -d 'Copy all users and their data to another database'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l since -d 'Show only events since this time: RFC 3339, a date (midnight UTC), yesterday, 7d, "2 h ago"' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l until -d 'Show only events until this time' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l user -d 'Show only events by or about this user' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l action -d 'Show only events of this action, such as user.created' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l limit -d 'Maximum events, newest first' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l failed -d 'Show only failures and refusals'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l follow -d 'Print new events as they are recorded, oldest first, until Ctrl-C (with --json: JSON lines)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "verify" -d 'Verify the integrity of the audit log'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "export" -d 'Export every event and the head to standard output, as JSON lines'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "accept" -d 'Accept the present log as valid, after a loss that `audit verify` reports'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s y -l yes -d 'Skip the confirmation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Verify the integrity of the audit log'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "export" -d 'Export every event and the head to standard output, as JSON lines'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "accept" -d 'Accept the present log as valid, after a loss that `audit verify` reports'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -f -a "get" -d 'Print the value of one setting (secrets are masked)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of one setting (secrets are masked)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l env-file -d 'Read settings from this .env file; they override the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l store -l database -d 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l config-dir -d 'Configuration directory: the secret key file and the embedded database' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'If the output is a terminal'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l no-input -d 'Never prompt: fail with exit code 3 instead'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -s q -l quiet -d 'Suppress informational output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -s v -l verbose -d 'Print more about errors, such as their codes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "run" -d 'Open the full-screen console'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "superuser" -d 'Create a superuser'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "users" -d 'Manage users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "variables" -d 'Manage global variables'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "api-keys" -d 'Manage API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "store-key" -d 'Set or clear a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "keygen" -d 'Generate a secret key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "key" -d 'Inspect or adopt the secret key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "rotate" -d 'Rotate the secret key and re-encrypt every secret'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "backup" -d 'Back up the database to a file'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "backups" -d 'List or delete the backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "restore" -d 'Restore the database from a backup'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "store" -d 'Copy a database'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "doctor" -d 'Find problems and suggest fixes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "audit" -d 'Show, verify or export the audit log'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "config" -d 'Show every setting with its value and origin'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "completions" -d 'Generate a shell completion script'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "man" -d 'Print the manual page'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "list" -d 'List users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "show" -d 'Show the details of a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "add" -d 'Create a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "activate" -d 'Activate users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "deactivate" -d 'Deactivate users (all or nothing) and revoke their API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "promote" -d 'Grant superuser to users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "demote" -d 'Revoke superuser from users (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "passwd" -d 'Set a user\'s password'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "transfer" -d 'Transfer flows, folders and variables to another user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "rename" -d 'Rename a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "delete" -d 'Delete a user and all their data'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "export" -d 'Export all users to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "import" -d 'Import users from a file (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "list" -d 'List variables'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "set" -d 'Create or change a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "get" -d 'Print the value of a variable (audited)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "delete" -d 'Delete a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "import" -d 'Import a user\'s variables from a file (all or nothing)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "export" -d 'Export variables to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from api-keys" -f -a "list" -d 'List API keys (masked)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from api-keys" -f -a "create" -d 'Create an API key and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from api-keys" -f -a "revoke" -d 'Revoke an API key permanently'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from store-key" -f -a "set" -d 'Set a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from store-key" -f -a "clear" -d 'Clear a user\'s Kozmoai Store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "show" -d 'Show the key\'s fingerprint, strength and origin, never the key itself'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "check" -d 'Verify that every secret can be decrypted'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "credentials" -d 'List the credentials to replace after a leak, by owner and name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "adopt" -d 'Adopt the active key as the database\'s, after the previous key was lost'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from rotate" -f -a "status" -d 'Show whether a rotation was interrupted'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from rotate" -f -a "resume" -d 'Resume an interrupted rotation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from rotate" -f -a "rollback" -d 'Roll back an interrupted rotation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from backups" -f -a "list" -d 'List the backups of rotations, newest first'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from backups" -f -a "prune" -d 'Delete backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "copy" -d 'Copy all users and their data to another database'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Verify the integrity of the audit log'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "export" -d 'Export every event and the head to standard output, as JSON lines'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "accept" -d 'Accept the present log as valid, after a loss that `audit verify` reports'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print the value of one setting (secrets are masked)'
