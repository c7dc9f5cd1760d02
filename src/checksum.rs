//! A checksum of many things in any order.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::LazyLock;

/// Random for each process, so that nobody can prepare things with the same checksum.
static KEYS: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The number of things and the sum of their hashes: the same for the same things in any order, within one process. So what was
/// written can be compared with what is read, with neither in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checksum {
    count: u64,
    sum: u64,
}

impl Checksum {
    /// How many things there are.
    pub const fn count(self) -> u64 {
        self.count
    }

    /// Adds one thing.
    pub fn add(&mut self, thing: impl Hash) {
        self.join(Self { count: 1, sum: KEYS.hash_one(thing) });
    }

    /// Adds several things.
    pub fn add_all(&mut self, things: impl IntoIterator<Item = impl Hash>) {
        things.into_iter().for_each(|thing| self.add(thing));
    }

    /// Adds the things of another one.
    pub const fn join(&mut self, other: Self) {
        self.count += other.count;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(things: &[(u8, &str)]) -> Checksum {
        let mut checksum = Checksum::default();
        checksum.add_all(things);
        checksum
    }

    #[test]
    fn order_and_parts_do_not_matter_and_everything_else_does() {
        let all = of(&[(1, "a"), (2, "b"), (2, "b")]);
        let mut joined = of(&[(2, "b")]);
        joined.join(of(&[(2, "b"), (1, "a")]));
        assert_eq!((joined, joined.count()), (all, 3));
        let others: [&[(u8, &str)]; 4] =
            [&[(1, "a"), (2, "b")], &[(1, "b"), (2, "a"), (2, "b")], &[(1, "a"), (2, "b"), (2, "")], &[]];
        others.into_iter().for_each(|other| assert_ne!(of(other), all));
    }
}
