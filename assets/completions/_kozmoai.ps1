
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Generate a secret key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Look at the secret key in force')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from this file')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
        'kozmoai;users;rename' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s id, where a name could be mistaken')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
        'kozmoai;keygen' {
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Into this .env file instead of standard output; refused if it holds another key')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;key;show' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
        'kozmoai;key;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show fingerprint, strength and origin; never the key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;key;help;show' {
            break
        }
        'kozmoai;key;help;help' {
            break
        }
        'kozmoai;audit' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only events since then: a time (RFC 3339), a date, or a span such as 2h or 7d')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Only events by or about this user')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many, the newest')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that no event was changed, removed or moved')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;audit;verify' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
        'kozmoai;audit;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that no event was changed, removed or moved')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;audit;help;verify' {
            break
        }
        'kozmoai;audit;help;help' {
            break
        }
        'kozmoai;config' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
        'kozmoai;completions' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Take settings from this file; they win over the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Work on this store: a path, or sled:///relative, or sled:////absolute')
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
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Generate a secret key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Look at the secret key in force')
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
        'kozmoai;help;keygen' {
            break
        }
        'kozmoai;help;key' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show fingerprint, strength and origin; never the key')
            break
        }
        'kozmoai;help;key;show' {
            break
        }
        'kozmoai;help;audit' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that no event was changed, removed or moved')
            break
        }
        'kozmoai;help;audit;verify' {
            break
        }
        'kozmoai;help;config' {
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
