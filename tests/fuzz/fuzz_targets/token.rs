//! Encrypted values: what decrypts is what was encrypted, since nobody without the key can make a token.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kozmoai::crypto::keyring::{DecryptFailure, DecryptedBy, Keyring, is_token};
use kozmoai::crypto::secret_key::SecretKey;
use kozmoai::secret::Secret;

use crate::support::secrets::{FIRST_KEY, OLDER_KEY, ring};

/// The keys, and what was encrypted with them.
pub(crate) struct Tokens {
    ring: Keyring,
    plaintexts: BTreeSet<Vec<u8>>,
    pub(crate) corpus: Vec<Vec<u8>>,
}

impl Tokens {
    /// Tokens of our own keys, and those of which Python said what they are.
    pub(crate) fn new() -> Self {
        let vectors: Vec<(String, String, Option<String>)> =
            serde_json::from_str(include_str!("../../vectors/tokens.json")).unwrap();
        let keys: BTreeSet<&str> = vectors.iter().map(|(key, _, _)| key.as_str()).collect();
        let keys = [OLDER_KEY].into_iter().chain(keys).map(|key| SecretKey::parse(&Secret::from(key)).unwrap());
        let current = SecretKey::parse(&Secret::from(FIRST_KEY)).unwrap();
        let ring_of_all = Keyring::new(&current, &keys.collect::<Vec<_>>()).unwrap();
        let mut tokens = Self { ring: ring_of_all, plaintexts: BTreeSet::new(), corpus: vec![b"plaintext".to_vec(), Vec::new()] };
        for (text, key) in [("", FIRST_KEY), ("a value of some length: \u{2713}", FIRST_KEY), ("fifteen bytes..", OLDER_KEY)] {
            tokens.corpus.push(ring(key, &[]).encrypt(text.as_bytes(), Timestamp::from_second(1_700_000_000).unwrap()).into());
        }
        // Those that Python refuses may be repaired by a mutation: then nothing was forged.
        let genuine = vectors.into_iter().filter(|(_, _, plaintext)| plaintext.is_some());
        tokens.corpus.extend(genuine.map(|(_, token, _)| token.into_bytes()));
        tokens.plaintexts = tokens.corpus.iter().filter_map(|token| tokens.decrypted(token)).collect();
        tokens
    }

    fn decrypted(&self, token: &[u8]) -> Option<Vec<u8>> {
        self.ring.decrypt(&String::from_utf8_lossy(token)).ok().map(|decrypted| decrypted.plaintext.to_vec())
    }

    pub(crate) fn run(&self, data: &[u8]) -> u64 {
        let text = String::from_utf8_lossy(data);
        match self.ring.decrypt(&text) {
            Ok(decrypted) => {
                assert!(is_token(&text));
                assert!(self.plaintexts.contains(&*decrypted.plaintext), "a token that nobody made was decrypted");
                let again = self.ring.decrypt(&self.ring.reencrypt(&decrypted)).unwrap();
                assert_eq!((&again.plaintext, again.timestamp), (&decrypted.plaintext, decrypted.timestamp));
                assert_eq!(again.by, DecryptedBy::Current);
                1
            }
            Err(failure @ (DecryptFailure::PlainText | DecryptFailure::Damaged)) => {
                assert!(!is_token(&text), "{failure:?}");
                if failure == DecryptFailure::Damaged { 2 } else { 3 }
            }
            Err(DecryptFailure::NoKey) => {
                assert!(is_token(&text));
                // Tokens of other lengths are other inputs to go on with.
                4 + text.len() as u64 / 64
            }
        }
    }
}
