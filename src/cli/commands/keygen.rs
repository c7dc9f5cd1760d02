//! `kozmoai keygen`.

use serde_json::json;

use crate::cli::args::keys::Keygen;
use crate::cli::render::{Output, stdout};
use crate::error::{Remedy, Result};
use crate::secret::ExposeSecret;
use crate::service::keys;
use crate::tui::clipboard;

/// Generates a key. Opens no database and reads no settings, so that it is quick and works anywhere.
pub(crate) fn run(output: &Output, args: &Keygen) -> Result<()> {
    let shown = args.write.is_none() && !args.copy;
    if shown {
        stdout::require_writable("the new secret key")?;
    }
    let (key, fingerprint) = keys::generate()?;
    if let Some(path) = &args.write {
        keys::write_to_env_file(path, &key)?;
        output.note(&format!("Wrote a new secret key to {}", path.display()));
    } else if args.copy {
        clipboard::copy(key.expose_secret())?;
        output.note("Copied a new secret key to the clipboard");
    }
    let printed = match (output.json, shown, args.raw) {
        (true, ..) => {
            let key = shown.then(|| key.expose_secret());
            output.document(&json!({"changed": args.write.is_some(), "key": key, "fingerprint": fingerprint}))
        }
        (_, true, true) => output.line(key.expose_secret()),
        (_, true, false) => output.line(&format!("KOZMOAI_SECRET_KEY={}", key.expose_secret())),
        (_, false, _) => {
            output.note(&format!("Fingerprint: {fingerprint}"));
            Ok(())
        }
    };
    printed.map_err(|error| {
        if shown {
            stdout::lost(&error, "Generated a secret key".to_owned(), "it", Remedy::GenerateOtherKey)
        } else {
            stdout::after_change(error)
        }
    })
}
