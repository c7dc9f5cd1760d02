//! Reproducible random damage.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "the environment sets the seed, which is printed")]

use serde_json::{Map, Value, json};

use super::recovery::places;

/// An xorshift generator.
#[derive(Debug)]
pub(crate) struct TestRandom(u64);

impl TestRandom {
    /// Starts with the seed in the environment, or with a fixed one so that unrelated changes do not fail, and prints it.
    /// `KOZMOAI_TEST_SEED=random` takes another one each time.
    pub(crate) fn new(test: &str) -> Self {
        let now = || std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64 | 1;
        let seed = match std::env::var("KOZMOAI_TEST_SEED").as_deref() {
            Err(_) => 0x6b6f_7a6d_6f61_6901,
            Ok("random") => now(),
            Ok(text) => text.parse().unwrap(),
        };
        println!("{test}: KOZMOAI_TEST_SEED={seed}");
        Self(seed)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// Damages the bytes of a file, and describes how.
    pub(crate) fn damage(&mut self, bytes: &mut Vec<u8>) -> String {
        let (at, length) = (self.below(bytes.len()), 1 + self.below(40));
        let end = (at + length).min(bytes.len());
        match self.below(9) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => bytes[at] = b"\0\"{}[],:9aZ\xff"[self.below(12)],
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => bytes[at..end].fill(0),
            5 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            6 => bytes.extend_from_slice(b"{}"),
            7 => bytes.clear(),
            _ => {
                for byte in &mut bytes[at..end] {
                    *byte = b'0' + byte.wrapping_mul(7) % 10;
                }
            }
        }
        format!("bytes at {at}, {length}")
    }

    /// Changes up to three values in a document, and describes which; `texts` are replacements for texts.
    pub(crate) fn distort(&mut self, document: &mut Value, texts: &[String]) -> String {
        let mut done = Vec::new();
        for _ in 0..=self.below(3) {
            let all = places(document);
            if all.is_empty() {
                break;
            }
            let (place, other) = (self.pick(&all).clone(), self.pick(&all).clone());
            let was = document.pointer(&place).unwrap().clone();
            if self.below(6) == 0 {
                remove(document, &place);
                done.push(format!("{place} removed"));
                continue;
            }
            let now = match (self.below(4), &was) {
                (0, _) => document.pointer(&other).unwrap().clone(),
                (1, _) => self
                    .pick(&[
                        json!(null),
                        json!(true),
                        json!(0),
                        json!(-1),
                        json!(u64::MAX),
                        json!(""),
                        json!([]),
                        json!({}),
                        json!("x"),
                        json!(2),
                    ])
                    .clone(),
                (_, Value::String(text)) => match self.below(3) {
                    0 => text.chars().rev().collect::<String>().into(),
                    1 => text.chars().skip(1).collect::<String>().into(),
                    _ => self.pick(texts).clone().into(),
                },
                (_, Value::Bool(was)) => Value::from(!was),
                (_, Value::Number(number)) => Value::from(number.as_u64().unwrap_or(0).wrapping_add(1)),
                (_, Value::Array(values)) => values.iter().chain(values).cloned().collect(),
                (_, Value::Null) => self.pick(texts).clone().into(),
                (_, Value::Object(fields)) => {
                    Value::Object(fields.iter().skip(1).map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
                }
            };
            done.push(format!("{place} = {now}"));
            *document.pointer_mut(&place).unwrap() = now;
        }
        done.join(", ")
    }
}

fn remove(document: &mut Value, place: &str) {
    let (parent, name) = place.rsplit_once('/').unwrap();
    match document.pointer_mut(parent) {
        Some(Value::Object(fields)) => drop(fields.remove(name)),
        Some(Value::Array(values)) => drop(values.remove(name.parse().unwrap())),
        _ => {}
    }
}
