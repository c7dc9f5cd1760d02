
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'kozmoai' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'kozmoai'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'kozmoai' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Open the full-screen console')
            [CompletionResult]::new('superuser', 'superuser', [CompletionResultType]::ParameterValue, 'Make a superuser')
            [CompletionResult]::new('users', 'users', [CompletionResultType]::ParameterValue, 'List, make, change, remove, export and import users')
            [CompletionResult]::new('variables', 'variables', [CompletionResultType]::ParameterValue, 'List, set, show, remove, export and import global variables')
            [CompletionResult]::new('api-keys', 'api-keys', [CompletionResultType]::ParameterValue, 'List, make and revoke API keys')
            [CompletionResult]::new('store-key', 'store-key', [CompletionResultType]::ParameterValue, 'Set or clear a user''s key for the Kozmoai store')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Generate a secret key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Look at the secret key in force')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Bring every secret under a new key')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write the store into one file')
            [CompletionResult]::new('backups', 'backups', [CompletionResultType]::ParameterValue, 'List or delete the backups of rotations')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put a backup into the store''s place')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Move between stores')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look for what is wrong, and say how it is mended')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Read the audit log')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting, its value and where it came from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;run' {
            [CompletionResult]::new('--theme', '--theme', [CompletionResultType]::ParameterName, 'The colours')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Look, but change nothing')
            [CompletionResult]::new('--mouse', '--mouse', [CompletionResultType]::ParameterName, 'Take the mouse: clicks and the wheel work, selecting text needs Shift')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;superuser' {
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'The name')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from this file')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password, one line, from standard input')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one user')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Make a user')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Let users sign in, all or none')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Keep users out, all or none; revokes their API keys')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Make users superusers, all or none')
            [CompletionResult]::new('demote', 'demote', [CompletionResultType]::ParameterValue, 'Make superusers ordinary users, all or none')
            [CompletionResult]::new('passwd', 'passwd', [CompletionResultType]::ParameterValue, 'Set a user''s password')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Make flows, folders and variables of one user another one''s')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a user another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove a user with all that is theirs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all users to standard output')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make the users of a file, all or none')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;users;list' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Only names that hold this text')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'What to sort by')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--offset', '--offset', [CompletionResultType]::ParameterName, 'Leave out so many first')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--active', '--active', [CompletionResultType]::ParameterName, 'Only active users')
            [CompletionResult]::new('--inactive', '--inactive', [CompletionResultType]::ParameterName, 'Only inactive users')
            [CompletionResult]::new('--superuser', '--superuser', [CompletionResultType]::ParameterName, 'Only superusers')
            [CompletionResult]::new('--desc', '--desc', [CompletionResultType]::ParameterName, 'From the greatest to the least')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;show' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;add' {
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from this file')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--active', '--active', [CompletionResultType]::ParameterName, 'May sign in at once, whatever KOZMOAI_NEW_USER_IS_ACTIVE says')
            [CompletionResult]::new('--superuser', '--superuser', [CompletionResultType]::ParameterName, 'May administer')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password, one line, from standard input')
            [CompletionResult]::new('--generate-password', '--generate-password', [CompletionResultType]::ParameterName, 'Make up a strong password and print it once')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;activate' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s id, where a name could be mistaken; may be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;deactivate' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s id, where a name could be mistaken; may be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;promote' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s id, where a name could be mistaken; may be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;demote' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s id, where a name could be mistaken; may be repeated')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;passwd' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Set the passwords of several users, all or none: lines NAME:PASSWORD in this file, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from this file')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password, one line, from standard input')
            [CompletionResult]::new('--generate-password', '--generate-password', [CompletionResultType]::ParameterName, 'Make up a strong password and print it once')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;transfer' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for a confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for a confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;rename' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;delete' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'The user''s name once more, instead of being asked for it')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form; with --json it is JSON')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--with-password-hashes', '--with-password-hashes', [CompletionResultType]::ParameterName, 'Password hashes too, into JSON only: keep such a file as you keep the store')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;import' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'The form; by default the file''s ending or content tells')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'What stands between the cells of a CSV file: a character, or comma, semicolon, tab; by default the file''s first line tells')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one user')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Make a user')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Let users sign in, all or none')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Keep users out, all or none; revokes their API keys')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Make users superusers, all or none')
            [CompletionResult]::new('demote', 'demote', [CompletionResultType]::ParameterValue, 'Make superusers ordinary users, all or none')
            [CompletionResult]::new('passwd', 'passwd', [CompletionResultType]::ParameterValue, 'Set a user''s password')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Make flows, folders and variables of one user another one''s')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a user another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove a user with all that is theirs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all users to standard output')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make the users of a file, all or none')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;users;help;list' {
            break
        }
        'kozmoai;users;help;show' {
            break
        }
        'kozmoai;users;help;add' {
            break
        }
        'kozmoai;users;help;activate' {
            break
        }
        'kozmoai;users;help;deactivate' {
            break
        }
        'kozmoai;users;help;promote' {
            break
        }
        'kozmoai;users;help;demote' {
            break
        }
        'kozmoai;users;help;passwd' {
            break
        }
        'kozmoai;users;help;transfer' {
            break
        }
        'kozmoai;users;help;rename' {
            break
        }
        'kozmoai;users;help;delete' {
            break
        }
        'kozmoai;users;help;export' {
            break
        }
        'kozmoai;users;help;import' {
            break
        }
        'kozmoai;users;help;help' {
            break
        }
        'kozmoai;variables' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a user''s variables, or everyone''s')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Make a variable or give it another value')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a variable; the audit log tells')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove a variable')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Set the variables of a file for a user, all or none')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write variables to standard output')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;variables;list' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;set' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'The type; without it a variable keeps its own, and a new one is a Credential')
            [CompletionResult]::new('--default-field', '--default-field', [CompletionResultType]::ParameterName, 'A field of flows that takes the variable by default; may be repeated, and '''' means none')
            [CompletionResult]::new('--value-file', '--value-file', [CompletionResultType]::ParameterName, 'Read the value from this file, all of it but one final line''s end')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--value-stdin', '--value-stdin', [CompletionResultType]::ParameterName, 'Read the value from standard input, all of it but one final line''s end')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;get' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print it in the clear')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;delete' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;import' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;export' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'The values of Credentials too, in the clear; the audit log tells')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a user''s variables, or everyone''s')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Make a variable or give it another value')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a variable; the audit log tells')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove a variable')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Set the variables of a file for a user, all or none')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write variables to standard output')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;variables;help;list' {
            break
        }
        'kozmoai;variables;help;set' {
            break
        }
        'kozmoai;variables;help;get' {
            break
        }
        'kozmoai;variables;help;delete' {
            break
        }
        'kozmoai;variables;help;import' {
            break
        }
        'kozmoai;variables;help;export' {
            break
        }
        'kozmoai;variables;help;help' {
            break
        }
        'kozmoai;api-keys' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a user''s API keys, or everyone''s, masked')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an API key and print it once')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key for good')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;api-keys;list' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;api-keys;create' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'When it ends by itself: a span such as 90d, a date, or a time (RFC 3339)')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;api-keys;revoke' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;api-keys;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a user''s API keys, or everyone''s, masked')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an API key and print it once')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key for good')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;api-keys;help;list' {
            break
        }
        'kozmoai;api-keys;help;create' {
            break
        }
        'kozmoai;api-keys;help;revoke' {
            break
        }
        'kozmoai;api-keys;help;help' {
            break
        }
        'kozmoai;store-key' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a user''s store API key')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take a user''s store API key away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;store-key;set' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--value-file', '--value-file', [CompletionResultType]::ParameterName, 'Read the value from this file, all of it but one final line''s end')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--value-stdin', '--value-stdin', [CompletionResultType]::ParameterName, 'Read the value from standard input, all of it but one final line''s end')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store-key;clear' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store-key;help' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a user''s store API key')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take a user''s store API key away')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;store-key;help;set' {
            break
        }
        'kozmoai;store-key;help;clear' {
            break
        }
        'kozmoai;store-key;help;help' {
            break
        }
        'kozmoai;keygen' {
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Into this .env file instead of standard output; refused if it holds another key')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print the 43 characters alone')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'To the clipboard instead of standard output (the terminal must know OSC 52)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show fingerprint, strength and origin; never the key')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Open every secret and say which key opens which')
            [CompletionResult]::new('credentials', 'credentials', [CompletionResultType]::ParameterValue, 'List what is to be replaced after a leak: credentials and API keys, by owner and name')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Make the active key the database''s, where the one before is lost')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;key;show' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;check' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;credentials' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;adopt' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--allow-unreadable', '--allow-unreadable', [CompletionResultType]::ParameterName, 'Adopt it although values stay undecryptable; they are left as they are')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--if-needed', '--if-needed', [CompletionResultType]::ParameterName, 'Succeed if it is the database''s key already')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Don''t ask for a confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask for a confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show fingerprint, strength and origin; never the key')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Open every secret and say which key opens which')
            [CompletionResult]::new('credentials', 'credentials', [CompletionResultType]::ParameterValue, 'List what is to be replaced after a leak: credentials and API keys, by owner and name')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Make the active key the database''s, where the one before is lost')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;key;help;show' {
            break
        }
        'kozmoai;key;help;check' {
            break
        }
        'kozmoai;key;help;credentials' {
            break
        }
        'kozmoai;key;help;adopt' {
            break
        }
        'kozmoai;key;help;help' {
            break
        }
        'kozmoai;rotate' {
            [CompletionResult]::new('--new-key-file', '--new-key-file', [CompletionResultType]::ParameterName, 'Take the new key from this file instead of generating one')
            [CompletionResult]::new('--new-key-env', '--new-key-env', [CompletionResultType]::ParameterName, 'Take the new key from this variable of the environment')
            [CompletionResult]::new('--old-key-file', '--old-key-file', [CompletionResultType]::ParameterName, 'Read with the key in this file too; may be repeated')
            [CompletionResult]::new('--old-key-env', '--old-key-env', [CompletionResultType]::ParameterName, 'Read with the key in this variable too; may be repeated')
            [CompletionResult]::new('--backup', '--backup', [CompletionResultType]::ParameterName, 'The folder for the backup; default <config dir>/backups')
            [CompletionResult]::new('--keep-old-key', '--keep-old-key', [CompletionResultType]::ParameterName, 'Write the previous key into this new file, 0600, before anything is re-encrypted')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress on standard error')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--new-key-stdin', '--new-key-stdin', [CompletionResultType]::ParameterName, 'Take the new key from standard input')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('--no-backup', '--no-backup', [CompletionResultType]::ParameterName, 'Make no backup')
            [CompletionResult]::new('--allow-unreadable', '--allow-unreadable', [CompletionResultType]::ParameterName, 'Leave values that no key opens as they are, instead of stopping')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Take a new key that is derived from a short text')
            [CompletionResult]::new('--no-env-update', '--no-env-update', [CompletionResultType]::ParameterName, 'Leave the files that hold the key as they are')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Go on although others are at work on the store')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Don''t ask for a confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask for a confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say whether a rotation is unfinished')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'End an unfinished rotation: do what is left to do')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Take an unfinished rotation back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;rotate;status' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;rotate;resume' {
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress on standard error')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;rotate;rollback' {
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress on standard error')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;rotate;help' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say whether a rotation is unfinished')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'End an unfinished rotation: do what is left to do')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Take an unfinished rotation back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;rotate;help;status' {
            break
        }
        'kozmoai;rotate;help;resume' {
            break
        }
        'kozmoai;rotate;help;rollback' {
            break
        }
        'kozmoai;rotate;help;help' {
            break
        }
        'kozmoai;backup' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;backups' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the backups of rotations, newest first')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete backups of rotations')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;backups;list' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;backups;prune' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep so many of the newest')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Delete only those older than this: 30d, 2h, 2026-05-18')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be deleted, and delete nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;backups;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the backups of rotations, newest first')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete backups of rotations')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;backups;help;list' {
            break
        }
        'kozmoai;backups;help;prune' {
            break
        }
        'kozmoai;backups;help;help' {
            break
        }
        'kozmoai;restore' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Replace the database that is there; except on PostgreSQL, it is kept next to the new one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy users and all that is theirs into another store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;store;copy' {
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress on standard error')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store;help' {
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy users and all that is theirs into another store')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;store;help;copy' {
            break
        }
        'kozmoai;store;help;help' {
            break
        }
        'kozmoai;doctor' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only events since this time: RFC 3339, a date (midnight UTC), "yesterday", or how long ago: 7d, "2 h ago"')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only events up to this time')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Only events by or about this user')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only events of this action, such as user.created')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many, the newest')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Only what was refused')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Print new events as they are recorded, oldest first, until Ctrl-C; JSON lines with --json')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that no event was changed, removed or moved, and that none seen earlier is missing')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write every event and the head to standard output, as JSON lines')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Record that the log as it is now is the valid one, after a loss that verify reports')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;audit;verify' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit;export' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit;accept' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Don''t ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Don''t ask')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that no event was changed, removed or moved, and that none seen earlier is missing')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write every event and the head to standard output, as JSON lines')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Record that the log as it is now is the valid one, after a loss that verify reports')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;audit;help;verify' {
            break
        }
        'kozmoai;audit;help;export' {
            break
        }
        'kozmoai;audit;help;accept' {
            break
        }
        'kozmoai;audit;help;help' {
            break
        }
        'kozmoai;config' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting; a secret is masked')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;config;get' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;config;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting; a secret is masked')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;config;help;get' {
            break
        }
        'kozmoai;config;help;help' {
            break
        }
        'kozmoai;completions' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;man' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Work on this store: a path or sled:///PATH, or Kozmoai''s own: sqlite:///PATH, postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Where the secret key file and the embedded store lie')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; what would be asked ends with exit code 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print no notes')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Open the full-screen console')
            [CompletionResult]::new('superuser', 'superuser', [CompletionResultType]::ParameterValue, 'Make a superuser')
            [CompletionResult]::new('users', 'users', [CompletionResultType]::ParameterValue, 'List, make, change, remove, export and import users')
            [CompletionResult]::new('variables', 'variables', [CompletionResultType]::ParameterValue, 'List, set, show, remove, export and import global variables')
            [CompletionResult]::new('api-keys', 'api-keys', [CompletionResultType]::ParameterValue, 'List, make and revoke API keys')
            [CompletionResult]::new('store-key', 'store-key', [CompletionResultType]::ParameterValue, 'Set or clear a user''s key for the Kozmoai store')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Generate a secret key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Look at the secret key in force')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Bring every secret under a new key')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Write the store into one file')
            [CompletionResult]::new('backups', 'backups', [CompletionResultType]::ParameterValue, 'List or delete the backups of rotations')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Put a backup into the store''s place')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Move between stores')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look for what is wrong, and say how it is mended')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Read the audit log')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting, its value and where it came from')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;help;run' {
            break
        }
        'kozmoai;help;superuser' {
            break
        }
        'kozmoai;help;users' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one user')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Make a user')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Let users sign in, all or none')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Keep users out, all or none; revokes their API keys')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Make users superusers, all or none')
            [CompletionResult]::new('demote', 'demote', [CompletionResultType]::ParameterValue, 'Make superusers ordinary users, all or none')
            [CompletionResult]::new('passwd', 'passwd', [CompletionResultType]::ParameterValue, 'Set a user''s password')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Make flows, folders and variables of one user another one''s')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Give a user another name')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove a user with all that is theirs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write all users to standard output')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Make the users of a file, all or none')
            break
        }
        'kozmoai;help;users;list' {
            break
        }
        'kozmoai;help;users;show' {
            break
        }
        'kozmoai;help;users;add' {
            break
        }
        'kozmoai;help;users;activate' {
            break
        }
        'kozmoai;help;users;deactivate' {
            break
        }
        'kozmoai;help;users;promote' {
            break
        }
        'kozmoai;help;users;demote' {
            break
        }
        'kozmoai;help;users;passwd' {
            break
        }
        'kozmoai;help;users;transfer' {
            break
        }
        'kozmoai;help;users;rename' {
            break
        }
        'kozmoai;help;users;delete' {
            break
        }
        'kozmoai;help;users;export' {
            break
        }
        'kozmoai;help;users;import' {
            break
        }
        'kozmoai;help;variables' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a user''s variables, or everyone''s')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Make a variable or give it another value')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a variable; the audit log tells')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Remove a variable')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Set the variables of a file for a user, all or none')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write variables to standard output')
            break
        }
        'kozmoai;help;variables;list' {
            break
        }
        'kozmoai;help;variables;set' {
            break
        }
        'kozmoai;help;variables;get' {
            break
        }
        'kozmoai;help;variables;delete' {
            break
        }
        'kozmoai;help;variables;import' {
            break
        }
        'kozmoai;help;variables;export' {
            break
        }
        'kozmoai;help;api-keys' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List a user''s API keys, or everyone''s, masked')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make an API key and print it once')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key for good')
            break
        }
        'kozmoai;help;api-keys;list' {
            break
        }
        'kozmoai;help;api-keys;create' {
            break
        }
        'kozmoai;help;api-keys;revoke' {
            break
        }
        'kozmoai;help;store-key' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a user''s store API key')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take a user''s store API key away')
            break
        }
        'kozmoai;help;store-key;set' {
            break
        }
        'kozmoai;help;store-key;clear' {
            break
        }
        'kozmoai;help;keygen' {
            break
        }
        'kozmoai;help;key' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show fingerprint, strength and origin; never the key')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Open every secret and say which key opens which')
            [CompletionResult]::new('credentials', 'credentials', [CompletionResultType]::ParameterValue, 'List what is to be replaced after a leak: credentials and API keys, by owner and name')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Make the active key the database''s, where the one before is lost')
            break
        }
        'kozmoai;help;key;show' {
            break
        }
        'kozmoai;help;key;check' {
            break
        }
        'kozmoai;help;key;credentials' {
            break
        }
        'kozmoai;help;key;adopt' {
            break
        }
        'kozmoai;help;rotate' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Say whether a rotation is unfinished')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'End an unfinished rotation: do what is left to do')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Take an unfinished rotation back')
            break
        }
        'kozmoai;help;rotate;status' {
            break
        }
        'kozmoai;help;rotate;resume' {
            break
        }
        'kozmoai;help;rotate;rollback' {
            break
        }
        'kozmoai;help;backup' {
            break
        }
        'kozmoai;help;backups' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the backups of rotations, newest first')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete backups of rotations')
            break
        }
        'kozmoai;help;backups;list' {
            break
        }
        'kozmoai;help;backups;prune' {
            break
        }
        'kozmoai;help;restore' {
            break
        }
        'kozmoai;help;store' {
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy users and all that is theirs into another store')
            break
        }
        'kozmoai;help;store;copy' {
            break
        }
        'kozmoai;help;doctor' {
            break
        }
        'kozmoai;help;audit' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify that no event was changed, removed or moved, and that none seen earlier is missing')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write every event and the head to standard output, as JSON lines')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Record that the log as it is now is the valid one, after a loss that verify reports')
            break
        }
        'kozmoai;help;audit;verify' {
            break
        }
        'kozmoai;help;audit;export' {
            break
        }
        'kozmoai;help;audit;accept' {
            break
        }
        'kozmoai;help;config' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting; a secret is masked')
            break
        }
        'kozmoai;help;config;get' {
            break
        }
        'kozmoai;help;completions' {
            break
        }
        'kozmoai;help;man' {
            break
        }
        'kozmoai;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
