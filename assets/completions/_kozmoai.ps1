
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Open the full-screen console')
            [CompletionResult]::new('superuser', 'superuser', [CompletionResultType]::ParameterValue, 'Create a superuser')
            [CompletionResult]::new('users', 'users', [CompletionResultType]::ParameterValue, 'Manage users')
            [CompletionResult]::new('variables', 'variables', [CompletionResultType]::ParameterValue, 'Manage global variables')
            [CompletionResult]::new('api-keys', 'api-keys', [CompletionResultType]::ParameterValue, 'Manage API keys')
            [CompletionResult]::new('store-key', 'store-key', [CompletionResultType]::ParameterValue, 'Set or clear a user''s Kozmoai Store API key')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Generate a secret key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Inspect or adopt the secret key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Rotate the secret key and re-encrypt every secret')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Back up the database to a file')
            [CompletionResult]::new('backups', 'backups', [CompletionResultType]::ParameterValue, 'List or delete the backups of rotations')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore the database from a backup')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Copy a database')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find problems and suggest fixes')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Show, verify or export the audit log')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting with its value and origin')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Generate a shell completion script')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;run' {
            [CompletionResult]::new('--theme', '--theme', [CompletionResultType]::ParameterName, 'Colour theme')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Open read-only')
            [CompletionResult]::new('--mouse', '--mouse', [CompletionResultType]::ParameterName, 'Enable the mouse; selecting text then needs Shift')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;superuser' {
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'Username')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from this file')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input (one line)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the details of a user')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Create a user')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activate users (all or nothing)')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Deactivate users (all or nothing) and revoke their API keys')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Grant superuser to users (all or nothing)')
            [CompletionResult]::new('demote', 'demote', [CompletionResultType]::ParameterValue, 'Revoke superuser from users (all or nothing)')
            [CompletionResult]::new('passwd', 'passwd', [CompletionResultType]::ParameterValue, 'Set a user''s password')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Transfer flows, folders and variables to another user')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a user')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user and all their data')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export all users to standard output')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import users from a file (all or nothing)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;users;list' {
            [CompletionResult]::new('--search', '--search', [CompletionResultType]::ParameterName, 'Filter by username')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'Field to sort by')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Maximum results')
            [CompletionResult]::new('--offset', '--offset', [CompletionResultType]::ParameterName, 'Results to skip')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--active', '--active', [CompletionResultType]::ParameterName, 'Show only active users')
            [CompletionResult]::new('--inactive', '--inactive', [CompletionResultType]::ParameterName, 'Show only inactive users: pending approval or deactivated')
            [CompletionResult]::new('--superuser', '--superuser', [CompletionResultType]::ParameterName, 'Show only superusers')
            [CompletionResult]::new('--desc', '--desc', [CompletionResultType]::ParameterName, 'Descending order')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;show' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;add' {
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from this file')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--active', '--active', [CompletionResultType]::ParameterName, 'Activate the user, whatever KOZMOAI_NEW_USER_IS_ACTIVE says')
            [CompletionResult]::new('--superuser', '--superuser', [CompletionResultType]::ParameterName, 'Grant superuser')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input (one line)')
            [CompletionResult]::new('--generate-password', '--generate-password', [CompletionResultType]::ParameterName, 'Generate a strong password and print it once')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;activate' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s ID, where a name is ambiguous (repeatable)')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;deactivate' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s ID, where a name is ambiguous (repeatable)')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;promote' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s ID, where a name is ambiguous (repeatable)')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;demote' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'A user''s ID, where a name is ambiguous (repeatable)')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;passwd' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Set several passwords (all or nothing): a file of NAME:PASSWORD lines, or - for standard input')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from this file')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the password from standard input (one line)')
            [CompletionResult]::new('--generate-password', '--generate-password', [CompletionResultType]::ParameterName, 'Generate a strong password and print it once')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;transfer' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, without changing anything')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;rename' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;delete' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm with the username, instead of being prompted')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Output format [default: csv, or json with --json]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--with-password-hashes', '--with-password-hashes', [CompletionResultType]::ParameterName, 'Include password hashes (JSON only): protect the file like the database')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;import' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Input format [default: detected from the file''s extension or content]')
            [CompletionResult]::new('--delimiter', '--delimiter', [CompletionResultType]::ParameterName, 'Delimiter of a CSV file: a character, or comma, semicolon, tab [default: detected from the first line]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, without changing anything')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;users;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List users')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the details of a user')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Create a user')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activate users (all or nothing)')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Deactivate users (all or nothing) and revoke their API keys')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Grant superuser to users (all or nothing)')
            [CompletionResult]::new('demote', 'demote', [CompletionResultType]::ParameterValue, 'Revoke superuser from users (all or nothing)')
            [CompletionResult]::new('passwd', 'passwd', [CompletionResultType]::ParameterValue, 'Set a user''s password')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Transfer flows, folders and variables to another user')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a user')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user and all their data')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export all users to standard output')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import users from a file (all or nothing)')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List variables')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Create or change a variable')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a variable (audited)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a variable')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import a user''s variables from a file (all or nothing)')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export variables to standard output')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;variables;list' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;set' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Type [default: unchanged, or Credential for a new variable]')
            [CompletionResult]::new('--default-field', '--default-field', [CompletionResultType]::ParameterName, 'Field of flows that uses the variable by default (repeatable; '''' for none)')
            [CompletionResult]::new('--value-file', '--value-file', [CompletionResultType]::ParameterName, 'Read the value from this file: the whole file, without one trailing newline')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--value-stdin', '--value-stdin', [CompletionResultType]::ParameterName, 'Read the value from standard input: the whole input, without one trailing newline')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;get' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Print the plaintext value; nothing is printed without this flag')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;delete' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;import' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, without changing anything')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;export' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Include the plaintext values of Credentials (audited)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;variables;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List variables')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Create or change a variable')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a variable (audited)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a variable')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import a user''s variables from a file (all or nothing)')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export variables to standard output')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List API keys (masked)')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an API key and print it once')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key permanently')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;api-keys;list' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;api-keys;create' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'When the key expires: a duration such as 90d, a date, or a time (RFC 3339)')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;api-keys;revoke' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;api-keys;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List API keys (masked)')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an API key and print it once')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key permanently')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a user''s Kozmoai Store API key')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Clear a user''s Kozmoai Store API key')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;store-key;set' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--value-file', '--value-file', [CompletionResultType]::ParameterName, 'Read the value from this file: the whole file, without one trailing newline')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--value-stdin', '--value-stdin', [CompletionResultType]::ParameterName, 'Read the value from standard input: the whole input, without one trailing newline')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store-key;clear' {
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The user''s ID, where a name is ambiguous')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store-key;help' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a user''s Kozmoai Store API key')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Clear a user''s Kozmoai Store API key')
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
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Write the key to this .env file instead of printing it; refused if it has another key')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print only the key, without KOZMOAI_SECRET_KEY=')
            [CompletionResult]::new('--copy', '--copy', [CompletionResultType]::ParameterName, 'Copy the key to the clipboard instead of printing it (needs a terminal with OSC 52)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the key''s fingerprint, strength and origin, never the key itself')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Verify that every secret can be decrypted')
            [CompletionResult]::new('credentials', 'credentials', [CompletionResultType]::ParameterValue, 'List the credentials to replace after a leak, by owner and name')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Adopt the active key as the database''s, after the previous key was lost')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;key;show' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;check' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;credentials' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;adopt' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--allow-unreadable', '--allow-unreadable', [CompletionResultType]::ParameterName, 'Adopt the key even if it cannot decrypt every value; those values are left unchanged')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, without changing anything')
            [CompletionResult]::new('--if-needed', '--if-needed', [CompletionResultType]::ParameterName, 'Succeed if the database already has this key')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;key;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the key''s fingerprint, strength and origin, never the key itself')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Verify that every secret can be decrypted')
            [CompletionResult]::new('credentials', 'credentials', [CompletionResultType]::ParameterValue, 'List the credentials to replace after a leak, by owner and name')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Adopt the active key as the database''s, after the previous key was lost')
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
            [CompletionResult]::new('--new-key-file', '--new-key-file', [CompletionResultType]::ParameterName, 'Read the new key from this file, instead of generating one')
            [CompletionResult]::new('--new-key-env', '--new-key-env', [CompletionResultType]::ParameterName, 'Read the new key from this environment variable')
            [CompletionResult]::new('--old-key-file', '--old-key-file', [CompletionResultType]::ParameterName, 'Also decrypt with the key in this file (repeatable)')
            [CompletionResult]::new('--old-key-env', '--old-key-env', [CompletionResultType]::ParameterName, 'Also decrypt with the key in this environment variable (repeatable)')
            [CompletionResult]::new('--backup', '--backup', [CompletionResultType]::ParameterName, 'Directory for the backup [default: <config dir>/backups]')
            [CompletionResult]::new('--keep-old-key', '--keep-old-key', [CompletionResultType]::ParameterName, 'Keep the previous key in this new file (mode 0600), written before re-encryption')
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--new-key-stdin', '--new-key-stdin', [CompletionResultType]::ParameterName, 'Read the new key from standard input')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, without changing anything')
            [CompletionResult]::new('--no-backup', '--no-backup', [CompletionResultType]::ParameterName, 'Skip the backup')
            [CompletionResult]::new('--allow-unreadable', '--allow-unreadable', [CompletionResultType]::ParameterName, 'Skip values that cannot be decrypted, instead of stopping')
            [CompletionResult]::new('--allow-weak-key', '--allow-weak-key', [CompletionResultType]::ParameterName, 'Allow a weak new key, derived from a short passphrase')
            [CompletionResult]::new('--no-env-update', '--no-env-update', [CompletionResultType]::ParameterName, 'Do not write the new key to .env or secret_key')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Rotate although other clients, such as the Kozmoai server, use the database')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether a rotation was interrupted')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Resume an interrupted rotation')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Roll back an interrupted rotation')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;rotate;status' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;rotate;resume' {
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;rotate;rollback' {
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;rotate;help' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether a rotation was interrupted')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Resume an interrupted rotation')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Roll back an interrupted rotation')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;backups' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the backups of rotations, newest first')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete backups of rotations')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;backups;list' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;backups;prune' {
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep this many of the newest')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Delete only backups older than this: 30d, 2h, 2026-05-18')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be deleted, without deleting anything')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--replace', '--replace', [CompletionResultType]::ParameterName, 'Replace the existing database; except on PostgreSQL, it is kept under another name')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy all users and their data to another database')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;store;copy' {
            [CompletionResult]::new('--progress', '--progress', [CompletionResultType]::ParameterName, 'When to show progress')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;store;help' {
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy all users and their data to another database')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Show only events since this time: RFC 3339, a date (midnight UTC), yesterday, 7d, "2 h ago"')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Show only events until this time')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Show only events by or about this user')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Show only events of this action, such as user.created')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Maximum events, newest first')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Show only failures and refusals')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Print new events as they are recorded, oldest first, until Ctrl-C (with --json: JSON lines)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify the integrity of the audit log')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export every event and the head to standard output, as JSON lines')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept the present log as valid, after a loss that `audit verify` reports')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;audit;verify' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit;export' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit;accept' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;audit;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify the integrity of the audit log')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export every event and the head to standard output, as JSON lines')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept the present log as valid, after a loss that `audit verify` reports')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting (secrets are masked)')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'kozmoai;config;get' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;config;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting (secrets are masked)')
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
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;man' {
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read settings from this .env file; they override the environment')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--database', '--database', [CompletionResultType]::ParameterName, 'Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…')
            [CompletionResult]::new('--config-dir', '--config-dir', [CompletionResultType]::ParameterName, 'Configuration directory: the secret key file and the embedded database')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print one JSON document')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt: fail with exit code 3 instead')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Suppress informational output')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more about errors, such as their codes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'kozmoai;help' {
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Open the full-screen console')
            [CompletionResult]::new('superuser', 'superuser', [CompletionResultType]::ParameterValue, 'Create a superuser')
            [CompletionResult]::new('users', 'users', [CompletionResultType]::ParameterValue, 'Manage users')
            [CompletionResult]::new('variables', 'variables', [CompletionResultType]::ParameterValue, 'Manage global variables')
            [CompletionResult]::new('api-keys', 'api-keys', [CompletionResultType]::ParameterValue, 'Manage API keys')
            [CompletionResult]::new('store-key', 'store-key', [CompletionResultType]::ParameterValue, 'Set or clear a user''s Kozmoai Store API key')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Generate a secret key')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'Inspect or adopt the secret key')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Rotate the secret key and re-encrypt every secret')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Back up the database to a file')
            [CompletionResult]::new('backups', 'backups', [CompletionResultType]::ParameterValue, 'List or delete the backups of rotations')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore the database from a backup')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Copy a database')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find problems and suggest fixes')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'Show, verify or export the audit log')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show every setting with its value and origin')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Generate a shell completion script')
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
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the details of a user')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Create a user')
            [CompletionResult]::new('activate', 'activate', [CompletionResultType]::ParameterValue, 'Activate users (all or nothing)')
            [CompletionResult]::new('deactivate', 'deactivate', [CompletionResultType]::ParameterValue, 'Deactivate users (all or nothing) and revoke their API keys')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Grant superuser to users (all or nothing)')
            [CompletionResult]::new('demote', 'demote', [CompletionResultType]::ParameterValue, 'Revoke superuser from users (all or nothing)')
            [CompletionResult]::new('passwd', 'passwd', [CompletionResultType]::ParameterValue, 'Set a user''s password')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Transfer flows, folders and variables to another user')
            [CompletionResult]::new('rename', 'rename', [CompletionResultType]::ParameterValue, 'Rename a user')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a user and all their data')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export all users to standard output')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import users from a file (all or nothing)')
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
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List variables')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Create or change a variable')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a variable (audited)')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a variable')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Import a user''s variables from a file (all or nothing)')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export variables to standard output')
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
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List API keys (masked)')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create an API key and print it once')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke an API key permanently')
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
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Set a user''s Kozmoai Store API key')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Clear a user''s Kozmoai Store API key')
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
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the key''s fingerprint, strength and origin, never the key itself')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Verify that every secret can be decrypted')
            [CompletionResult]::new('credentials', 'credentials', [CompletionResultType]::ParameterValue, 'List the credentials to replace after a leak, by owner and name')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Adopt the active key as the database''s, after the previous key was lost')
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
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show whether a rotation was interrupted')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Resume an interrupted rotation')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Roll back an interrupted rotation')
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
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy all users and their data to another database')
            break
        }
        'kozmoai;help;store;copy' {
            break
        }
        'kozmoai;help;doctor' {
            break
        }
        'kozmoai;help;audit' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Verify the integrity of the audit log')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Export every event and the head to standard output, as JSON lines')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Accept the present log as valid, after a loss that `audit verify` reports')
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
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of one setting (secrets are masked)')
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
