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

complete -c kozmoai -n "__fish_kozmoai_needs_command" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -s V -l version -d 'Print version'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "run" -d 'Open the full-screen console'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "superuser" -d 'Make a superuser'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "users" -d 'List, make, change, remove, export and import users'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "variables" -d 'List, set, show, remove, export and import global variables'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "api-keys" -d 'List, make and revoke API keys'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "store-key" -d 'Set or clear a user\'s key for the Kozmoai store'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "keygen" -d 'Generate a secret key'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "key" -d 'Look at the secret key in force'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "rotate" -d 'Bring every secret under a new key'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "backup" -d 'Write the store into one file'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "backups" -d 'List or delete the backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "restore" -d 'Put a backup into the store\'s place'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "store" -d 'Move between stores'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "doctor" -d 'Look for what is wrong, and say how it is mended'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "audit" -d 'Read the audit log'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "config" -d 'Show every setting, its value and where it came from'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "man" -d 'Print the manual page'
complete -c kozmoai -n "__fish_kozmoai_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l theme -d 'The colours' -r -f -a "auto\t'As the terminal\'s environment suggests'
dark\t'For dark terminals'
light\t'For light terminals'
high-contrast\t'Strong contrasts'
mono\t'No colours at all'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l read-only -d 'Look, but change nothing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l mouse -d 'Take the mouse: clicks and the wheel work, selecting text needs Shift'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l username -d 'The name' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l password-file -d 'Read the password from this file' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l password-stdin -d 'Read the password, one line, from standard input'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand superuser" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "list" -d 'List users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "show" -d 'Show one user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "add" -d 'Make a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "activate" -d 'Let users sign in, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "deactivate" -d 'Keep users out, all or none; revokes their API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "promote" -d 'Make users superusers, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "demote" -d 'Make superusers ordinary users, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "passwd" -d 'Set a user\'s password'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "transfer" -d 'Make flows, folders and variables of one user another one\'s'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "rename" -d 'Give a user another name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "delete" -d 'Remove a user with all that is theirs'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "export" -d 'Write all users to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "import" -d 'Make the users of a file, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and not __fish_seen_subcommand_from list show add activate deactivate promote demote passwd transfer rename delete export import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l search -d 'Only names that hold this text' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l sort -d 'What to sort by' -r -f -a "id\t'The id'
username\t'The name'
is_active\t'Whether active'
is_superuser\t'Whether superuser'
create_at\t'When made'
updated_at\t'When changed'
last_login_at\t'When last signed in'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l offset -d 'Leave out so many first' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l active -d 'Only active users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l inactive -d 'Only inactive users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l superuser -d 'Only superusers'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l desc -d 'From the greatest to the least'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l password-file -d 'Read the password from this file' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l active -d 'May sign in at once, whatever KOZMOAI_NEW_USER_IS_ACTIVE says'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l superuser -d 'May administer'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l password-stdin -d 'Read the password, one line, from standard input'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l generate-password -d 'Make up a strong password and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l id -d 'A user\'s id, where a name could be mistaken; may be repeated' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from activate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l id -d 'A user\'s id, where a name could be mistaken; may be repeated' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from deactivate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l id -d 'A user\'s id, where a name could be mistaken; may be repeated' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from promote" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l id -d 'A user\'s id, where a name could be mistaken; may be repeated' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from demote" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l file -d 'Set the passwords of several users, all or none: lines NAME:PASSWORD in this file, or - for standard input' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l password-file -d 'Read the password from this file' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l password-stdin -d 'Read the password, one line, from standard input'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l generate-password -d 'Make up a strong password and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from passwd" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l dry-run -d 'Say what would be done, and do nothing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s y -l yes -d 'Do not ask for a confirmation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from transfer" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from rename" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l confirm -d 'The user\'s name once more, instead of being asked for it' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l format -d 'The form; with --json it is JSON' -r -f -a "csv\t'Comma-separated, with a header line'
json\t'One JSON document'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l with-password-hashes -d 'Password hashes too, into JSON only: keep such a file as you keep the store'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l format -d 'The form; by default the file\'s ending or content tells' -r -f -a "csv\t'Comma-separated, with a header line'
json\t'One JSON document'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l delimiter -d 'What stands between the cells of a CSV file: a character, or comma, semicolon, tab; by default the file\'s first line tells' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would be done, and do nothing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "list" -d 'List users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show one user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "add" -d 'Make a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "activate" -d 'Let users sign in, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "deactivate" -d 'Keep users out, all or none; revokes their API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "promote" -d 'Make users superusers, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "demote" -d 'Make superusers ordinary users, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "passwd" -d 'Set a user\'s password'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "transfer" -d 'Make flows, folders and variables of one user another one\'s'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "rename" -d 'Give a user another name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Remove a user with all that is theirs'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write all users to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "import" -d 'Make the users of a file, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand users; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "list" -d 'List a user\'s variables, or everyone\'s'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "set" -d 'Make a variable or give it another value'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "get" -d 'Print the value of a variable; the audit log tells'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "delete" -d 'Remove a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "import" -d 'Set the variables of a file for a user, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "export" -d 'Write variables to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and not __fish_seen_subcommand_from list set get delete import export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l type -d 'The type; without it a variable keeps its own, and a new one is a Credential' -r -f -a "Credential\t'Never shown by lists'
Generic\t'Shown by lists'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l default-field -d 'A field of flows that takes the variable by default; may be repeated, and \'\' means none' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l value-file -d 'Read the value from this file, all of it but one final line\'s end' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l value-stdin -d 'Read the value from standard input, all of it but one final line\'s end'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l reveal -d 'Print it in the clear'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would be done, and do nothing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l reveal -d 'The values of Credentials too, in the clear; the audit log tells'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "list" -d 'List a user\'s variables, or everyone\'s'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "set" -d 'Make a variable or give it another value'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of a variable; the audit log tells'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Remove a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "import" -d 'Set the variables of a file for a user, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write variables to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand variables; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "list" -d 'List a user\'s API keys, or everyone\'s, masked'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "create" -d 'Make an API key and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "revoke" -d 'Revoke an API key for good'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and not __fish_seen_subcommand_from list create revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l expires -d 'When it ends by itself: a span such as 90d, a date, or a time (RFC 3339)' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "list" -d 'List a user\'s API keys, or everyone\'s, masked'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make an API key and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke an API key for good'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand api-keys; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -f -a "set" -d 'Set a user\'s store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -f -a "clear" -d 'Take a user\'s store API key away'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and not __fish_seen_subcommand_from set clear help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l value-file -d 'Read the value from this file, all of it but one final line\'s end' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l value-stdin -d 'Read the value from standard input, all of it but one final line\'s end'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l id -d 'The user\'s id, where a name could be mistaken' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from help" -f -a "set" -d 'Set a user\'s store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from help" -f -a "clear" -d 'Take a user\'s store API key away'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store-key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l write -d 'Into this .env file instead of standard output; refused if it holds another key' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l raw -d 'Print the 43 characters alone'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l copy -d 'To the clipboard instead of standard output (the terminal must know OSC 52)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "show" -d 'Show fingerprint, strength and origin; never the key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "check" -d 'Open every secret and say which key opens which'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "credentials" -d 'List what is to be replaced after a leak: credentials and API keys, by owner and name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "adopt" -d 'Make the active key the database\'s, where the one before is lost'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and not __fish_seen_subcommand_from show check credentials adopt help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from credentials" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l allow-unreadable -d 'Adopt it although values stay undecryptable; they are left as they are'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l dry-run -d 'Say what would be done, and do nothing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l if-needed -d 'Succeed if it is the database\'s key already'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s y -l yes -d 'Don\'t ask for a confirmation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from adopt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show fingerprint, strength and origin; never the key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "check" -d 'Open every secret and say which key opens which'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "credentials" -d 'List what is to be replaced after a leak: credentials and API keys, by owner and name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "adopt" -d 'Make the active key the database\'s, where the one before is lost'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l new-key-file -d 'Take the new key from this file instead of generating one' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l new-key-env -d 'Take the new key from this variable of the environment' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l old-key-file -d 'Read with the key in this file too; may be repeated' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l old-key-env -d 'Read with the key in this variable too; may be repeated' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l backup -d 'The folder for the backup; default <config dir>/backups' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l keep-old-key -d 'Write the previous key into this new file, 0600, before anything is re-encrypted' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l progress -d 'When to show progress on standard error' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l new-key-stdin -d 'Take the new key from standard input'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l dry-run -d 'Say what would be done, and do nothing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l no-backup -d 'Make no backup'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l allow-unreadable -d 'Leave values that no key opens as they are, instead of stopping'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l allow-weak-key -d 'Take a new key that is derived from a short text'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l no-env-update -d 'Leave the files that hold the key as they are'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l online -d 'Go on although others are at work on the store'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s y -l yes -d 'Don\'t ask for a confirmation'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "status" -d 'Say whether a rotation is unfinished'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "resume" -d 'End an unfinished rotation: do what is left to do'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "rollback" -d 'Take an unfinished rotation back'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and not __fish_seen_subcommand_from status resume rollback help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l progress -d 'When to show progress on standard error' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l progress -d 'When to show progress on standard error' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "status" -d 'Say whether a rotation is unfinished'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "resume" -d 'End an unfinished rotation: do what is left to do'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "rollback" -d 'Take an unfinished rotation back'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand rotate; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -f -a "list" -d 'List the backups of rotations, newest first'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -f -a "prune" -d 'Delete backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and not __fish_seen_subcommand_from list prune help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l keep -d 'Keep so many of the newest' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l older-than -d 'Delete only those older than this: 30d, 2h, 2026-05-18' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l dry-run -d 'Say what would be deleted, and delete nothing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the backups of rotations, newest first'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Delete backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand backups; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l replace -d 'Replace the database that is there; except on PostgreSQL, it is kept next to the new one'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -f -a "copy" -d 'Copy users and all that is theirs into another store'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and not __fish_seen_subcommand_from copy help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l progress -d 'When to show progress on standard error' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "copy" -d 'Copy users and all that is theirs into another store'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand store; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l since -d 'Only events since this time: RFC 3339, a date (midnight UTC), "yesterday", or how long ago: 7d, "2 h ago"' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l until -d 'Only events up to this time' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l user -d 'Only events by or about this user' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l action -d 'Only events of this action, such as user.created' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l limit -d 'At most so many, the newest' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l failed -d 'Only what was refused'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l follow -d 'Print new events as they are recorded, oldest first, until Ctrl-C; JSON lines with --json'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "verify" -d 'Verify that no event was changed, removed or moved, and that none seen earlier is missing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "export" -d 'Write every event and the head to standard output, as JSON lines'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "accept" -d 'Record that the log as it is now is the valid one, after a loss that verify reports'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and not __fish_seen_subcommand_from verify export accept help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s y -l yes -d 'Don\'t ask'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Verify that no event was changed, removed or moved, and that none seen earlier is missing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write every event and the head to standard output, as JSON lines'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "accept" -d 'Record that the log as it is now is the valid one, after a loss that verify reports'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -f -a "get" -d 'Print the value of one setting; a secret is masked'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and not __fish_seen_subcommand_from get help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print the value of one setting; a secret is masked'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l env-file -d 'Take settings from this file; they win over the environment' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l store -l database -d 'Work on this store: a path or sled:///PATH, or Kozmoai\'s own: sqlite:///PATH, postgresql://…' -r
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l config-dir -d 'Where the secret key file and the embedded store lie' -r -F
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'As fits what is written to'
always\t'Always'
never\t'Never'"
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l json -d 'Print one JSON document'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -l no-input -d 'Never ask; what would be asked ends with exit code 3'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -s q -l quiet -d 'Print no notes'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -s v -l verbose -d 'Print more about errors'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "run" -d 'Open the full-screen console'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "superuser" -d 'Make a superuser'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "users" -d 'List, make, change, remove, export and import users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "variables" -d 'List, set, show, remove, export and import global variables'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "api-keys" -d 'List, make and revoke API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "store-key" -d 'Set or clear a user\'s key for the Kozmoai store'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "keygen" -d 'Generate a secret key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "key" -d 'Look at the secret key in force'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "rotate" -d 'Bring every secret under a new key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "backup" -d 'Write the store into one file'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "backups" -d 'List or delete the backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "restore" -d 'Put a backup into the store\'s place'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "store" -d 'Move between stores'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "doctor" -d 'Look for what is wrong, and say how it is mended'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "audit" -d 'Read the audit log'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "config" -d 'Show every setting, its value and where it came from'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "completions" -d 'Print the completions of a shell'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "man" -d 'Print the manual page'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and not __fish_seen_subcommand_from run superuser users variables api-keys store-key keygen key rotate backup backups restore store doctor audit config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "list" -d 'List users'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "show" -d 'Show one user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "add" -d 'Make a user'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "activate" -d 'Let users sign in, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "deactivate" -d 'Keep users out, all or none; revokes their API keys'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "promote" -d 'Make users superusers, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "demote" -d 'Make superusers ordinary users, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "passwd" -d 'Set a user\'s password'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "transfer" -d 'Make flows, folders and variables of one user another one\'s'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "rename" -d 'Give a user another name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "delete" -d 'Remove a user with all that is theirs'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "export" -d 'Write all users to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from users" -f -a "import" -d 'Make the users of a file, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "list" -d 'List a user\'s variables, or everyone\'s'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "set" -d 'Make a variable or give it another value'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "get" -d 'Print the value of a variable; the audit log tells'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "delete" -d 'Remove a variable'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "import" -d 'Set the variables of a file for a user, all or none'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from variables" -f -a "export" -d 'Write variables to standard output'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from api-keys" -f -a "list" -d 'List a user\'s API keys, or everyone\'s, masked'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from api-keys" -f -a "create" -d 'Make an API key and print it once'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from api-keys" -f -a "revoke" -d 'Revoke an API key for good'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from store-key" -f -a "set" -d 'Set a user\'s store API key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from store-key" -f -a "clear" -d 'Take a user\'s store API key away'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "show" -d 'Show fingerprint, strength and origin; never the key'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "check" -d 'Open every secret and say which key opens which'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "credentials" -d 'List what is to be replaced after a leak: credentials and API keys, by owner and name'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "adopt" -d 'Make the active key the database\'s, where the one before is lost'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from rotate" -f -a "status" -d 'Say whether a rotation is unfinished'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from rotate" -f -a "resume" -d 'End an unfinished rotation: do what is left to do'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from rotate" -f -a "rollback" -d 'Take an unfinished rotation back'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from backups" -f -a "list" -d 'List the backups of rotations, newest first'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from backups" -f -a "prune" -d 'Delete backups of rotations'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "copy" -d 'Copy users and all that is theirs into another store'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Verify that no event was changed, removed or moved, and that none seen earlier is missing'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "export" -d 'Write every event and the head to standard output, as JSON lines'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "accept" -d 'Record that the log as it is now is the valid one, after a loss that verify reports'
complete -c kozmoai -n "__fish_kozmoai_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print the value of one setting; a secret is masked'
