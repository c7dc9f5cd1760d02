//! The database as a whole: its capabilities, identity and backups.

use super::prelude::*;

/// The version of sled; a test holds it against Cargo.lock.
const SLED: &str = "0.34";

impl MaintenanceStore for Embedded {
    fn url(&self) -> StoreUrl {
        StoreUrl::Embedded(self.folder().to_owned())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            passwords: PasswordStorage::Argon2id,
            api_keys: ApiKeyStorage::Hashed,
            has_api_key_states: true,
            encrypts_generic_variables: true,
            derives_same_keys: true,
            knows_owned_records: true,
            is_exclusive: true,
            residue: Residue::Nothing,
        }
    }

    fn version(&self) -> Result<String> {
        Ok(format!("sled {SLED}, format {}", self.marker.format))
    }

    fn read_only(&self) -> Option<String> {
        self.obstacle().map(str::to_owned)
    }

    fn identity(&self) -> Result<String> {
        Ok(self.id().to_string())
    }

    fn is_volatile(&self) -> Result<bool> {
        Ok(mounts::is_volatile(self.folder()))
    }

    fn active_clients(&self) -> Result<Option<String>> {
        Ok(None)
    }

    fn back_up(&self, _beside: &Path, out: &mut dyn Write) -> Result<()> {
        backup::write(&*self.read()?, self.marker, out)
    }

    fn verify_backup(&self, backup: &mut dyn Read, _beside: &Path, visit: BackupVisitor<'_>) -> Result<()> {
        backup::read_marker(backup)?;
        backup::verify(backup, visit)
    }
}

#[cfg(test)]
mod tests {
    use super::SLED;

    #[test]
    fn version_of_sled_is_that_of_the_lock_file() {
        let lock = include_str!("../../../Cargo.lock");
        assert!(lock.contains(&format!("name = \"sled\"\nversion = \"{SLED}.")), "sled is no longer {SLED}");
    }
}
