//! Password hashes: argon2id in the embedded database, bcrypt in Kozmoai's own. Both are verified everywhere.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use super::secret_key;
use crate::error::{Error, KeyError, Result, UserError};
use crate::secret::{ExposeSecret, Secret, Zeroizing};

/// Memory in KiB, passes and lanes of argon2id, as OWASP's password storage cheat sheet recommends.
const ARGON2: (u32, u32, u32) = (19_456, 2, 1);
/// The least that argon2id can do, for tests.
const ARGON2_QUICK: (u32, u32, u32) = (8, 1, 1);
/// bcrypt's cost, as Kozmoai uses it.
const BCRYPT_COST: u32 = 12;
/// The least that bcrypt can do, for tests.
const BCRYPT_QUICK_COST: u32 = 4;
/// The highest bcrypt cost that is verified: eight times the work of a new hash, about two seconds.
const BCRYPT_MAX_COST: u32 = 15;
/// The most memory of an argon2 hash that is verified, in MiB.
const ARGON2_MAX_MIB: u32 = 256;
/// The most work of an argon2 hash that is verified, in MiB of memory times passes: about two seconds.
const ARGON2_MAX_WORK: u32 = 1024;
/// The longest password for bcrypt, which ignores the rest.
pub const BCRYPT_MAX_BYTES: usize = 72;

/// How a database hashes its passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// argon2id, m = 19456 KiB, t = 2, p = 1, as a PHC string.
    Argon2id,
    /// bcrypt, cost 12; at most 72 bytes of password.
    Bcrypt,
}

/// The result of verifying a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The password matches.
    Right,
    /// The password matches, but its hash is weak or of another scheme, and should be replaced.
    RightButWeak,
    /// The password does not match.
    Wrong,
}

/// Generates a password: 24 letters and digits in groups, without those that look alike; 120 bits.
///
/// # Errors
/// `NoRandomness`.
pub fn generate() -> Result<Secret> {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyzACDEFHK34";
    let mut bytes = Zeroizing::new([0; 24]);
    secret_key::fill_random(bytes.as_mut_slice())?;
    let mut password = String::with_capacity(29);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 6 == 0 {
            password.push('-');
        }
        password.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    Ok(Secret::from(password))
}

/// Hashes a password with a fresh salt. Costs about 20 ms (argon2id) or 250 ms (bcrypt).
///
/// # Errors
/// `Usage` for what bcrypt can't hash: more than 72 bytes, or a NUL.
pub fn hash(scheme: Scheme, password: &Secret) -> Result<String> {
    let password = password.expose_secret().as_bytes();
    match scheme {
        Scheme::Argon2id => Ok(argon2id()?.hash_password(password).map_err(failed)?.to_string()),
        Scheme::Bcrypt if password.len() > BCRYPT_MAX_BYTES => Err(UserError::PasswordTooLong { limit: BCRYPT_MAX_BYTES }.into()),
        Scheme::Bcrypt if password.contains(&0) => Err(UserError::PasswordControl.into()),
        Scheme::Bcrypt => bcrypt::hash(password, new_bcrypt_cost()).map_err(failed),
    }
}

/// Verifies a password against a stored hash. A hash is computed even where none is needed (there is none, it is invalid
/// or [too costly](is_too_costly), or a weak one does not match), so that the time taken does not reveal which users exist.
/// A hash that costs more than a new one, as bcrypt does in an argon2id database, shows in the time until the first sign-in
/// replaces it.
///
/// # Errors
/// `PasswordHashFailed`.
pub fn verify(scheme: Scheme, password: &Secret, stored: Option<&str>) -> Result<Verdict> {
    let checked = match stored {
        Some(stored) => check(scheme, password.expose_secret().as_bytes(), stored)?,
        None => None,
    };
    match checked {
        Some((true, true)) => Ok(Verdict::Right),
        Some((true, false)) => Ok(Verdict::RightButWeak),
        Some((false, true)) => Ok(Verdict::Wrong),
        Some((false, false)) | None => {
            hash(scheme, &Secret::from("nobody's password"))?;
            Ok(Verdict::Wrong)
        }
    }
}

/// Whether the password matches, and whether the hash is strong; none if the hash is invalid.
fn check(scheme: Scheme, password: &[u8], stored: &str) -> Result<Option<(bool, bool)>> {
    if is_too_costly(stored) {
        return Ok(None);
    }
    if let Some(cost) = bcrypt_cost(stored) {
        // A password that bcrypt can't hash never matches, but takes as long.
        let fits = password.len() <= BCRYPT_MAX_BYTES && !password.contains(&0);
        let tried = bcrypt::verify(if fits { password } else { b"-" }, stored);
        return Ok(tried.ok().map(|matches| (matches && fits, scheme == Scheme::Bcrypt && cost >= new_bcrypt_cost())));
    }
    let Some(parsed) = PasswordHash::new(stored).ok().filter(|_| is_hash(stored)) else { return Ok(None) };
    let matches = argon2id()?.verify_password(password, &parsed).is_ok();
    Ok(Some((matches, scheme == Scheme::Argon2id && is_strong(&parsed))))
}

/// Whether a text is a hash that [`verify`] supports.
pub fn is_hash(text: &str) -> bool {
    bcrypt_cost(text).is_some()
        || PasswordHash::new(text).is_ok_and(|hash| hash.algorithm.as_str().starts_with("argon2") && hash.hash.is_some())
}

/// Whether a hash takes too much time or memory to be verified. The hash itself states its cost, so anyone who can write
/// one could otherwise block every sign-in.
pub fn is_too_costly(hash: &str) -> bool {
    if let Some(cost) = bcrypt_cost(hash) {
        return cost > BCRYPT_MAX_COST;
    }
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    // What argon2 itself rejects is never computed.
    Params::try_from(&parsed).is_ok_and(|params| {
        let (memory, passes) = (u64::from(params.m_cost()), u64::from(params.t_cost()));
        memory > u64::from(ARGON2_MAX_MIB) << 10 || memory * passes > u64::from(ARGON2_MAX_WORK) << 10
    })
}

/// The description of such a hash, for messages.
pub fn too_costly() -> String {
    format!(
        "costs more than a sign-in may: at most bcrypt cost {BCRYPT_MAX_COST}, and argon2 with {ARGON2_MAX_MIB} MiB \
         and {ARGON2_MAX_WORK} MiB of memory times passes"
    )
}

/// Whether a database of this scheme can store a hash. Kozmoai supports only bcrypt, and not the broken `$2x$`.
pub fn can_be_stored(scheme: Scheme, hash: &str) -> bool {
    scheme == Scheme::Argon2id || (bcrypt_cost(hash).is_some() && !hash.starts_with("$2x$"))
}

fn argon2id() -> Result<Argon2<'static>> {
    let (memory, passes, lanes) = new_argon2_cost();
    let params = Params::new(memory, passes, lanes, None).map_err(failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::from(KeyError::PasswordHashFailed).because(error.to_string())
}

fn is_strong(hash: &PasswordHash) -> bool {
    let (memory, passes, _) = new_argon2_cost();
    hash.algorithm.as_str() == "argon2id" && Params::try_from(hash).is_ok_and(|p| p.m_cost() >= memory && p.t_cost() >= passes)
}

/// Whether new hashes cost little: with KOZMOAI_TEST_QUICK_HASHES and in debug builds only, for tests.
#[expect(clippy::disallowed_methods, reason = "for tests; not a setting, and not in release builds")]
fn is_quick() -> bool {
    cfg!(debug_assertions) && std::env::var_os("KOZMOAI_TEST_QUICK_HASHES").is_some()
}

/// Returns the memory, passes and lanes of new argon2id hashes.
fn new_argon2_cost() -> (u32, u32, u32) {
    if is_quick() { ARGON2_QUICK } else { ARGON2 }
}

/// Returns the cost of new bcrypt hashes.
fn new_bcrypt_cost() -> u32 {
    if is_quick() { BCRYPT_QUICK_COST } else { BCRYPT_COST }
}

/// The cost of a bcrypt hash such as `$2b$12$…`; none if it is not one.
fn bcrypt_cost(stored: &str) -> Option<u32> {
    let mut parts = stored.strip_prefix('$')?.split('$');
    let (version, cost, rest) = (parts.next()?, parts.next()?, parts.next()?);
    (matches!(version, "2a" | "2b" | "2y" | "2x") && rest.len() == 53).then(|| cost.parse().ok())?
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use crate::threads::quickest;

    fn secret(text: &str) -> Secret {
        Secret::from(text)
    }

    #[test]
    fn both_schemes_verify_and_weak_hashes_are_reported() {
        let strong = hash(Scheme::Argon2id, &secret("correct horse")).unwrap();
        assert!(strong.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{strong}");
        let verdict = |scheme, password, stored: &str| verify(scheme, &secret(password), Some(stored)).unwrap();
        assert_eq!(verdict(Scheme::Argon2id, "correct horse", &strong), Verdict::Right);
        assert_eq!(verdict(Scheme::Argon2id, "Correct horse", &strong), Verdict::Wrong);
        assert_eq!(verdict(Scheme::Bcrypt, "correct horse", &strong), Verdict::RightButWeak);
        let cheap = bcrypt::hash("correct horse", 4).unwrap();
        for version in ["$2a$", "$2b$", "$2y$"] {
            let spelled = cheap.replacen("$2b$", version, 1);
            assert_eq!(verdict(Scheme::Argon2id, "correct horse", &spelled), Verdict::RightButWeak, "{spelled}");
            assert_eq!(verdict(Scheme::Bcrypt, "correct horse", &spelled), Verdict::RightButWeak);
            assert_eq!(verdict(Scheme::Bcrypt, "wrong", &spelled), Verdict::Wrong);
        }
        assert!(can_be_stored(Scheme::Argon2id, &strong) && !can_be_stored(Scheme::Bcrypt, &strong));
        assert!(can_be_stored(Scheme::Bcrypt, &cheap) && !can_be_stored(Scheme::Bcrypt, &cheap.replacen("$2b$", "$2x$", 1)));
        assert!(is_hash(&strong) && is_hash(&cheap) && !is_hash("securepassword") && !is_hash("$1$x$y"));
    }

    #[test]
    fn missing_and_broken_hashes_never_verify() {
        for stored in [None, Some(""), Some("!"), Some("$argon2id$v=19$m=1"), Some("$2b$12$short")] {
            assert_eq!(verify(Scheme::Argon2id, &secret("nobody's password"), stored).unwrap(), Verdict::Wrong);
        }
    }

    #[test]
    fn costly_hashes_are_not_computed() {
        let cheap = bcrypt::hash("correct horse", 4).unwrap();
        let strong = hash(Scheme::Argon2id, &secret("correct horse")).unwrap();
        let costly = [16, 20, 31].map(|cost| cheap.replacen("$04$", &format!("${cost}$"), 1)).into_iter().chain(
            ["m=262145,t=1", "m=19456,t=54", "m=4294967295,t=1", "m=8,t=4294967295"]
                .map(|cost| strong.replacen("m=19456,t=2", cost, 1)),
        );
        for costly in costly {
            assert!(is_hash(&costly) && is_too_costly(&costly), "{costly}");
            // Without the bound, this would not return.
            assert_eq!(verify(Scheme::Argon2id, &secret("correct horse"), Some(&costly)).unwrap(), Verdict::Wrong);
        }
        for fine in [
            &strong,
            &cheap,
            &strong.replacen("m=19456,t=2", "m=65536,t=3", 1),
            &strong.replacen("m=19456,t=2", "m=262144,t=4", 1),
        ] {
            assert!(!is_too_costly(fine), "{fine}");
        }
    }

    #[test]
    fn bcrypt_refuses_long_and_nul_passwords() {
        assert_eq!(hash(Scheme::Bcrypt, &secret(&"x".repeat(73))).unwrap_err().code(), "password_too_long");
        assert_eq!(hash(Scheme::Bcrypt, &secret("nul\0nul")).unwrap_err().code(), "password_control");
    }

    #[test]
    fn every_answer_takes_as_long_as_a_hash() {
        let right = secret("correct horse");
        let strong = hash(Scheme::Argon2id, &right).unwrap();
        let weak = strong.replace("m=19456", "m=64");
        let cheap = bcrypt::hash("correct horse", 4).unwrap();
        let one_hash = quickest(|| drop(hash(Scheme::Argon2id, &right).unwrap()));
        let unreadable = ["", "$argon2id$v=19$m=1", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ", "$2b$12$short"];
        let stored = unreadable.into_iter().chain([strong.as_str(), &weak, &cheap]).map(Some).chain([None]);
        for stored in stored {
            for password in [secret("wrong"), secret(&"x".repeat(80))] {
                let spent = quickest(|| assert_eq!(verify(Scheme::Argon2id, &password, stored).unwrap(), Verdict::Wrong));
                assert!(spent * 10 > one_hash, "{stored:?}: {spent:?} beside {one_hash:?}");
            }
        }
    }
}
