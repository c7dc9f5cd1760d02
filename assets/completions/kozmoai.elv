
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand keygen 'Generate a secret key'
            cand key 'Look at the secret key in force'
            cand audit 'Read the audit log'
            cand config 'Show every setting, its value and where it came from'
            cand completions 'Print the completions of a shell'
            cand man 'Print the manual page'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;run'= {
            cand --theme 'The colours'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --password-file 'Read the password from this file'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
        &'kozmoai;users;rename'= {
            cand --id 'The user''s id, where a name could be mistaken'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
        &'kozmoai;keygen'= {
            cand --write 'Into this .env file instead of standard output; refused if it holds another key'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;key;show'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
        &'kozmoai;key;help'= {
            cand show 'Show fingerprint, strength and origin; never the key'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;key;help;show'= {
        }
        &'kozmoai;key;help;help'= {
        }
        &'kozmoai;audit'= {
            cand --since 'Only events since then: a time (RFC 3339), a date, or a span such as 2h or 7d'
            cand --user 'Only events by or about this user'
            cand --limit 'At most so many, the newest'
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand verify 'Check that no event was changed, removed or moved'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;audit;verify'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
        &'kozmoai;audit;help'= {
            cand verify 'Check that no event was changed, removed or moved'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'kozmoai;audit;help;verify'= {
        }
        &'kozmoai;audit;help;help'= {
        }
        &'kozmoai;config'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
        &'kozmoai;completions'= {
            cand --env-file 'Take settings from this file; they win over the environment'
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand --store 'Work on this store: a path, or sled:///relative, or sled:////absolute'
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
            cand keygen 'Generate a secret key'
            cand key 'Look at the secret key in force'
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
        &'kozmoai;help;users;rename'= {
        }
        &'kozmoai;help;users;delete'= {
        }
        &'kozmoai;help;users;export'= {
        }
        &'kozmoai;help;users;import'= {
        }
        &'kozmoai;help;keygen'= {
        }
        &'kozmoai;help;key'= {
            cand show 'Show fingerprint, strength and origin; never the key'
        }
        &'kozmoai;help;key;show'= {
        }
        &'kozmoai;help;audit'= {
            cand verify 'Check that no event was changed, removed or moved'
        }
        &'kozmoai;help;audit;verify'= {
        }
        &'kozmoai;help;config'= {
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
