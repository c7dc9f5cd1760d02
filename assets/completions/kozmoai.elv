
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand run 'Open the full-screen console'
            cand superuser 'Make a superuser'
            cand users 'List, make, change, remove, export and import users'
            cand variables 'List, set, show, remove, export and import global variables'
            cand api-keys 'List, make and revoke API keys'
            cand store-key 'Set or clear a user''s key for the Kozmoai store'
            cand keygen 'Generate a secret key'
            cand key 'Look at the secret key in force'
            cand rotate 'Bring every secret under a new key'
            cand backup 'Write the store into one file'
            cand backups 'List or delete the backups of rotations'
            cand restore 'Put a backup into the store''s place'
            cand store 'Move between stores'
            cand doctor 'Look for what is wrong, and say how it is mended'
            cand audit 'Read the audit log'
            cand config 'Show every setting, its value and where it came from'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;run'= {
            cand --theme 'The colours'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --read-only 'Look, but change nothing'
            cand --mouse 'Take the mouse: clicks and the wheel work, selecting text needs Shift'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;superuser'= {
            cand --username 'The name'
            cand --password-file 'Read the password from this file'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password, one line, from standard input'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List users'
            cand show 'Show one user'
            cand add 'Make a user'
            cand activate 'Let users sign in, all or none'
            cand deactivate 'Keep users out, all or none; revokes their API keys'
            cand promote 'Make users superusers, all or none'
            cand demote 'Make superusers ordinary users, all or none'
            cand passwd 'Set a user''s password'
            cand transfer 'Make flows, folders and variables of one user another one''s'
            cand rename 'Give a user another name'
            cand delete 'Remove a user with all that is theirs'
            cand export 'Write all users to standard output'
            cand import 'Make the users of a file, all or none'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;users;list'= {
            cand --search 'Only names that hold this text'
            cand --sort 'What to sort by'
            cand --limit 'At most so many'
            cand --offset 'Leave out so many first'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --active 'Only active users'
            cand --inactive 'Only inactive users'
            cand --superuser 'Only superusers'
            cand --desc 'From the greatest to the least'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;show'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;add'= {
            cand --password-file 'Read the password from this file'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --active 'May sign in at once, whatever KOZMOAI_NEW_USER_IS_ACTIVE says'
            cand --superuser 'May administer'
            cand --password-stdin 'Read the password, one line, from standard input'
            cand --generate-password 'Make up a strong password and print it once'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;activate'= {
            cand --id 'A user''s id, where a name could be mistaken; may be repeated'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;deactivate'= {
            cand --id 'A user''s id, where a name could be mistaken; may be repeated'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;promote'= {
            cand --id 'A user''s id, where a name could be mistaken; may be repeated'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;demote'= {
            cand --id 'A user''s id, where a name could be mistaken; may be repeated'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;passwd'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --file 'Set the passwords of several users, all or none: lines NAME:PASSWORD in this file, or - for standard input'
            cand --password-file 'Read the password from this file'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --password-stdin 'Read the password, one line, from standard input'
            cand --generate-password 'Make up a strong password and print it once'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;transfer'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --dry-run 'Say what would be done, and do nothing'
            cand -y 'Do not ask for a confirmation'
            cand --yes 'Do not ask for a confirmation'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;rename'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;delete'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --confirm 'The user''s name once more, instead of being asked for it'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;export'= {
            cand --format 'The form; with --json it is JSON'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --with-password-hashes 'Password hashes too, into JSON only: keep such a file as you keep the store'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;import'= {
            cand --format 'The form; by default the file''s ending or content tells'
            cand --delimiter 'What stands between the cells of a CSV file: a character, or comma, semicolon, tab; by default the file''s first line tells'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --dry-run 'Say what would be done, and do nothing'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;users;help'= {
            cand list 'List users'
            cand show 'Show one user'
            cand add 'Make a user'
            cand activate 'Let users sign in, all or none'
            cand deactivate 'Keep users out, all or none; revokes their API keys'
            cand promote 'Make users superusers, all or none'
            cand demote 'Make superusers ordinary users, all or none'
            cand passwd 'Set a user''s password'
            cand transfer 'Make flows, folders and variables of one user another one''s'
            cand rename 'Give a user another name'
            cand delete 'Remove a user with all that is theirs'
            cand export 'Write all users to standard output'
            cand import 'Make the users of a file, all or none'
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List a user''s variables, or everyone''s'
            cand set 'Make a variable or give it another value'
            cand get 'Print the value of a variable; the audit log tells'
            cand delete 'Remove a variable'
            cand import 'Set the variables of a file for a user, all or none'
            cand export 'Write variables to standard output'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;variables;list'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;set'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --type 'The type; without it a variable keeps its own, and a new one is a Credential'
            cand --default-field 'A field of flows that takes the variable by default; may be repeated, and '''' means none'
            cand --value-file 'Read the value from this file, all of it but one final line''s end'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --value-stdin 'Read the value from standard input, all of it but one final line''s end'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;get'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --reveal 'Print it in the clear'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;delete'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;import'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --dry-run 'Say what would be done, and do nothing'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;export'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --reveal 'The values of Credentials too, in the clear; the audit log tells'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;variables;help'= {
            cand list 'List a user''s variables, or everyone''s'
            cand set 'Make a variable or give it another value'
            cand get 'Print the value of a variable; the audit log tells'
            cand delete 'Remove a variable'
            cand import 'Set the variables of a file for a user, all or none'
            cand export 'Write variables to standard output'
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List a user''s API keys, or everyone''s, masked'
            cand create 'Make an API key and print it once'
            cand revoke 'Revoke an API key for good'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;api-keys;list'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;api-keys;create'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --expires 'When it ends by itself: a span such as 90d, a date, or a time (RFC 3339)'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;api-keys;revoke'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;api-keys;help'= {
            cand list 'List a user''s API keys, or everyone''s, masked'
            cand create 'Make an API key and print it once'
            cand revoke 'Revoke an API key for good'
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand set 'Set a user''s store API key'
            cand clear 'Take a user''s store API key away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store-key;set'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --value-file 'Read the value from this file, all of it but one final line''s end'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --value-stdin 'Read the value from standard input, all of it but one final line''s end'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store-key;clear'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store-key;help'= {
            cand set 'Set a user''s store API key'
            cand clear 'Take a user''s store API key away'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store-key;help;set'= {
        }
        &'kozmoai;store-key;help;clear'= {
        }
        &'kozmoai;store-key;help;help'= {
        }
        &'kozmoai;keygen'= {
            cand --write 'Into this .env file instead of standard output; refused if it holds another key'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --raw 'Print the 43 characters alone'
            cand --copy 'To the clipboard instead of standard output (the terminal must know OSC 52)'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'Show fingerprint, strength and origin; never the key'
            cand check 'Open every secret and say which key opens which'
            cand credentials 'List what is to be replaced after a leak: credentials and API keys, by owner and name'
            cand adopt 'Make the active key the database''s, where the one before is lost'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;key;show'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;check'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;credentials'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;adopt'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --allow-unreadable 'Adopt it although values stay undecryptable; they are left as they are'
            cand --dry-run 'Say what would be done, and do nothing'
            cand --if-needed 'Succeed if it is the database''s key already'
            cand -y 'Don''t ask for a confirmation'
            cand --yes 'Don''t ask for a confirmation'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;key;help'= {
            cand show 'Show fingerprint, strength and origin; never the key'
            cand check 'Open every secret and say which key opens which'
            cand credentials 'List what is to be replaced after a leak: credentials and API keys, by owner and name'
            cand adopt 'Make the active key the database''s, where the one before is lost'
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
            cand --new-key-file 'Take the new key from this file instead of generating one'
            cand --new-key-env 'Take the new key from this variable of the environment'
            cand --old-key-file 'Read with the key in this file too; may be repeated'
            cand --old-key-env 'Read with the key in this variable too; may be repeated'
            cand --backup 'The folder for the backup; default <config dir>/backups'
            cand --keep-old-key 'Write the previous key into this new file, 0600, before anything is re-encrypted'
            cand --progress 'When to show progress on standard error'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --new-key-stdin 'Take the new key from standard input'
            cand --dry-run 'Say what would be done, and do nothing'
            cand --no-backup 'Make no backup'
            cand --allow-unreadable 'Leave values that no key opens as they are, instead of stopping'
            cand --allow-weak-key 'Take a new key that is derived from a short text'
            cand --no-env-update 'Leave the files that hold the key as they are'
            cand --online 'Go on although others are at work on the store'
            cand -y 'Don''t ask for a confirmation'
            cand --yes 'Don''t ask for a confirmation'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand status 'Say whether a rotation is unfinished'
            cand resume 'End an unfinished rotation: do what is left to do'
            cand rollback 'Take an unfinished rotation back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;rotate;status'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;rotate;resume'= {
            cand --progress 'When to show progress on standard error'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;rotate;rollback'= {
            cand --progress 'When to show progress on standard error'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;rotate;help'= {
            cand status 'Say whether a rotation is unfinished'
            cand resume 'End an unfinished rotation: do what is left to do'
            cand rollback 'Take an unfinished rotation back'
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;backups'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand list 'List the backups of rotations, newest first'
            cand prune 'Delete backups of rotations'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;backups;list'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;backups;prune'= {
            cand --keep 'Keep so many of the newest'
            cand --older-than 'Delete only those older than this: 30d, 2h, 2026-05-18'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --dry-run 'Say what would be deleted, and delete nothing'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --replace 'Replace the database that is there; except on PostgreSQL, it is kept next to the new one'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand copy 'Copy users and all that is theirs into another store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store;copy'= {
            cand --progress 'When to show progress on standard error'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;store;help'= {
            cand copy 'Copy users and all that is theirs into another store'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;store;help;copy'= {
        }
        &'kozmoai;store;help;help'= {
        }
        &'kozmoai;doctor'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit'= {
            cand --since 'Only events since this time: RFC 3339, a date (midnight UTC), "yesterday", or how long ago: 7d, "2 h ago"'
            cand --until 'Only events up to this time'
            cand --user 'Only events by or about this user'
            cand --action 'Only events of this action, such as user.created'
            cand --limit 'At most so many, the newest'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --failed 'Only what was refused'
            cand --follow 'Print new events as they are recorded, oldest first, until Ctrl-C; JSON lines with --json'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand verify 'Verify that no event was changed, removed or moved, and that none seen earlier is missing'
            cand export 'Write every event and the head to standard output, as JSON lines'
            cand accept 'Record that the log as it is now is the valid one, after a loss that verify reports'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;audit;verify'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit;export'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit;accept'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand -y 'Don''t ask'
            cand --yes 'Don''t ask'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;audit;help'= {
            cand verify 'Verify that no event was changed, removed or moved, and that none seen earlier is missing'
            cand export 'Write every event and the head to standard output, as JSON lines'
            cand accept 'Record that the log as it is now is the valid one, after a loss that verify reports'
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand get 'Print the value of one setting; a secret is masked'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;config;get'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;config;help'= {
            cand get 'Print the value of one setting; a secret is masked'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;config;help;get'= {
        }
        &'kozmoai;config;help;help'= {
        }
        &'kozmoai;completions'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;man'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --database 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…'
            cand --config-dir 'Where the secret key file and the embedded store lie'
            cand --color 'When to use colour'
            cand --json 'Print one JSON document'
            cand --no-input 'Never ask; what would be asked ends with exit code 3'
            cand -q 'Print no notes'
            cand --quiet 'Print no notes'
            cand -v 'Print more about errors'
            cand --verbose 'Print more about errors'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'kozmoai;help'= {
            cand run 'Open the full-screen console'
            cand superuser 'Make a superuser'
            cand users 'List, make, change, remove, export and import users'
            cand variables 'List, set, show, remove, export and import global variables'
            cand api-keys 'List, make and revoke API keys'
            cand store-key 'Set or clear a user''s key for the Kozmoai store'
            cand keygen 'Generate a secret key'
            cand key 'Look at the secret key in force'
            cand rotate 'Bring every secret under a new key'
            cand backup 'Write the store into one file'
            cand backups 'List or delete the backups of rotations'
            cand restore 'Put a backup into the store''s place'
            cand store 'Move between stores'
            cand doctor 'Look for what is wrong, and say how it is mended'
            cand audit 'Read the audit log'
            cand config 'Show every setting, its value and where it came from'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;help;run'= {
        }
        &'kozmoai;help;superuser'= {
        }
        &'kozmoai;help;users'= {
            cand list 'List users'
            cand show 'Show one user'
            cand add 'Make a user'
            cand activate 'Let users sign in, all or none'
            cand deactivate 'Keep users out, all or none; revokes their API keys'
            cand promote 'Make users superusers, all or none'
            cand demote 'Make superusers ordinary users, all or none'
            cand passwd 'Set a user''s password'
            cand transfer 'Make flows, folders and variables of one user another one''s'
            cand rename 'Give a user another name'
            cand delete 'Remove a user with all that is theirs'
            cand export 'Write all users to standard output'
            cand import 'Make the users of a file, all or none'
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
            cand list 'List a user''s variables, or everyone''s'
            cand set 'Make a variable or give it another value'
            cand get 'Print the value of a variable; the audit log tells'
            cand delete 'Remove a variable'
            cand import 'Set the variables of a file for a user, all or none'
            cand export 'Write variables to standard output'
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
            cand list 'List a user''s API keys, or everyone''s, masked'
            cand create 'Make an API key and print it once'
            cand revoke 'Revoke an API key for good'
        }
        &'kozmoai;help;api-keys;list'= {
        }
        &'kozmoai;help;api-keys;create'= {
        }
        &'kozmoai;help;api-keys;revoke'= {
        }
        &'kozmoai;help;store-key'= {
            cand set 'Set a user''s store API key'
            cand clear 'Take a user''s store API key away'
        }
        &'kozmoai;help;store-key;set'= {
        }
        &'kozmoai;help;store-key;clear'= {
        }
        &'kozmoai;help;keygen'= {
        }
        &'kozmoai;help;key'= {
            cand show 'Show fingerprint, strength and origin; never the key'
            cand check 'Open every secret and say which key opens which'
            cand credentials 'List what is to be replaced after a leak: credentials and API keys, by owner and name'
            cand adopt 'Make the active key the database''s, where the one before is lost'
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
            cand status 'Say whether a rotation is unfinished'
            cand resume 'End an unfinished rotation: do what is left to do'
            cand rollback 'Take an unfinished rotation back'
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
            cand copy 'Copy users and all that is theirs into another store'
        }
        &'kozmoai;help;store;copy'= {
        }
        &'kozmoai;help;doctor'= {
        }
        &'kozmoai;help;audit'= {
            cand verify 'Verify that no event was changed, removed or moved, and that none seen earlier is missing'
            cand export 'Write every event and the head to standard output, as JSON lines'
            cand accept 'Record that the log as it is now is the valid one, after a loss that verify reports'
        }
        &'kozmoai;help;audit;verify'= {
        }
        &'kozmoai;help;audit;export'= {
        }
        &'kozmoai;help;audit;accept'= {
        }
        &'kozmoai;help;config'= {
            cand get 'Print the value of one setting; a secret is masked'
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
