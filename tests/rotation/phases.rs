//! The state machine, checked on every combination and in a small world with keys, values, files and other clients.

use std::collections::{BTreeSet, VecDeque};

use kozmoai::service::rotation::phase::{
    BoundTo, Direction, KeyFiles, KeyPlace, Observed, Phase, Recorded, Refusal, Step, Values, next_step,
};

const BOOLS: [bool; 2] = [false, true];

fn every_recorded() -> Vec<Recorded> {
    let phases = [Phase::Reencrypting, Phase::UpdatingKeyFiles, Phase::AwaitingClients, Phase::RolledBack];
    let flags = (0..8).map(|bits| (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0));
    flags
        .flat_map(|(allow_unreadable, online, supersedes)| {
            phases.map(|phase| Recorded { phase, allow_unreadable, online, supersedes })
        })
        .collect()
}

fn every_observed() -> Vec<Observed> {
    let mut all = Vec::new();
    let mut values = vec![None];
    for bits in 0..8 {
        values.push(Some(Values { outdated: bits & 1 != 0, new: bits & 2 != 0, undecryptable: bits & 4 != 0 }));
    }
    for direction in [Direction::Forward, Direction::Back] {
        for bound_to in [BoundTo::Nothing, BoundTo::New, BoundTo::Previous, BoundTo::Other, BoundTo::Unknown] {
            for key in [KeyPlace::Active, KeyPlace::Given, KeyPlace::Fallback, KeyPlace::Journal, KeyPlace::Unset] {
                for key_files in [None, Some(KeyFiles::Nowhere), Some(KeyFiles::UpToDate), Some(KeyFiles::Outdated)] {
                    for values in &values {
                        for (same_key, reencrypted) in BOOLS.into_iter().flat_map(|a| BOOLS.map(|b| (a, b))) {
                            let values = *values;
                            let one =
                                Observed { direction, bound_to, same_key, key, key_files, values, reencrypted, clients: None };
                            all.extend([None, Some(false), Some(true)].map(|clients| Observed { clients, ..one }));
                        }
                    }
                }
            }
        }
    }
    all
}

/// What a step changes in what was observed.
fn take(step: Step, observed: &mut Observed, seen: KeyFiles, values: Values) {
    match step {
        Step::ExamineKeyFiles { .. } => observed.key_files = Some(seen),
        Step::DecryptValues => observed.values = Some(values),
        Step::Reencrypt => observed.reencrypt(false),
        Step::UpdateKeyFiles => observed.key_files = Some(KeyFiles::UpToDate),
        Step::FindClients => observed.clients = Some(false),
        Step::Finalize { .. } => panic!("this is the end"),
    }
}

#[test]
fn every_combination_ends_after_different_steps_in_order() {
    for recorded in every_recorded() {
        for start in every_observed() {
            let (mut observed, mut taken) = (start, Vec::new());
            let values = Values { outdated: true, new: true, undecryptable: true };
            while let Ok(step) = next_step(recorded, &observed) {
                assert!(taken.last().is_none_or(|last| *last < step), "{recorded:?} {start:?}: {taken:?} then {step:?}");
                taken.push(step);
                if matches!(step, Step::Finalize { .. }) {
                    break;
                }
                take(step, &mut observed, KeyFiles::Outdated, values);
            }
            assert!(taken.len() <= 6, "{taken:?}");
        }
    }
}

#[test]
fn every_combination_keeps_needed_keys() {
    for recorded in every_recorded() {
        for observed in every_observed() {
            let Ok(step) = next_step(recorded, &observed) else { continue };
            let case = format!("{recorded:?} {observed:?}: {step:?}");
            let Step::Finalize { keeps_keys, activates } = step else {
                // A rolled back rotation is not re-encrypted back and forth, and nothing is written unseen.
                assert!(step != Step::Reencrypt || !observed.reencrypted, "{case}");
                assert!(step < Step::Reencrypt || (observed.values.is_some() && observed.key_files.is_some()), "{case}");
                continue;
            };
            let values = observed.values.unwrap();
            assert!(activates || recorded.phase.keeps_keys(), "{case}");
            if keeps_keys {
                continue;
            }
            // Nobody else may have another key, unless others were waited for or nothing was changed.
            let is_unchanged = observed.direction == Direction::Back && (observed.same_key || observed.bound_to != BoundTo::New);
            assert!(observed.clients == Some(false) || !activates || is_unchanged, "{case}");
            // The key is somewhere else than in the journal.
            let is_elsewhere = observed.key != KeyPlace::Journal || observed.key_files != Some(KeyFiles::Nowhere);
            assert!(is_elsewhere || (observed.bound_to == BoundTo::Unknown && values.undecryptable), "{case}");
            assert_ne!(observed.key_files, Some(KeyFiles::Outdated).filter(|_| activates), "{case}");
            match observed.direction {
                // No value needs another key of the journal, or the last pass has seen to that.
                Direction::Forward => assert!(!values.outdated || !recorded.online, "{case}"),
                Direction::Back => assert!(!recorded.online && !recorded.supersedes && !values.new, "{case}"),
            }
        }
    }
}

/// One example for each rule, on both sides of it.
#[test]
fn rules_decide_the_next_step() {
    use Phase::{AwaitingClients, Reencrypting, RolledBack};
    let usual = Observed {
        direction: Direction::Forward,
        bound_to: BoundTo::New,
        same_key: false,
        key: KeyPlace::Active,
        key_files: Some(KeyFiles::UpToDate),
        values: Some(Values { outdated: false, new: false, undecryptable: false }),
        reencrypted: false,
        clients: Some(false),
    };
    let (outdated, new, undecryptable) = (
        Some(Values { outdated: true, new: false, undecryptable: false }),
        Some(Values { outdated: false, new: true, undecryptable: false }),
        Some(Values { outdated: false, new: false, undecryptable: true }),
    );
    let back = Observed { direction: Direction::Back, ..usual };
    let elsewhere = |key, key_files| Observed { key, key_files, values: None, ..usual };
    let (examine, end) =
        (|to_write| Ok(Step::ExamineKeyFiles { to_write }), |keeps_keys, activates| Ok(Step::Finalize { keeps_keys, activates }));
    let offline: [(Phase, Observed, Result<Step, Refusal>); 27] = [
        // Which key is known, and what for.
        (RolledBack, elsewhere(KeyPlace::Fallback, None), examine(false)),
        (AwaitingClients, elsewhere(KeyPlace::Fallback, None), Err(Refusal::KeyNotActive)),
        (AwaitingClients, elsewhere(KeyPlace::Journal, None), Err(Refusal::KeyNotActive)),
        (RolledBack, elsewhere(KeyPlace::Journal, None), examine(true)),
        (RolledBack, elsewhere(KeyPlace::Journal, Some(KeyFiles::Nowhere)), Err(Refusal::KeyNotActive)),
        (RolledBack, elsewhere(KeyPlace::Journal, Some(KeyFiles::Outdated)), Ok(Step::DecryptValues)),
        (Reencrypting, elsewhere(KeyPlace::Active, None), examine(true)),
        // What has to be undone.
        (Reencrypting, back, Ok(Step::Reencrypt)),
        (Reencrypting, Observed { same_key: true, ..back }, end(false, true)),
        (Reencrypting, Observed { bound_to: BoundTo::Previous, ..back }, end(false, true)),
        (Reencrypting, Observed { bound_to: BoundTo::Previous, values: new, ..back }, end(true, true)),
        (Reencrypting, Observed { bound_to: BoundTo::Nothing, ..back }, end(false, true)),
        (Reencrypting, Observed { bound_to: BoundTo::Nothing, values: new, ..back }, Ok(Step::Reencrypt)),
        // A key of somebody else.
        (Reencrypting, Observed { bound_to: BoundTo::Unknown, values: undecryptable, ..usual }, Err(Refusal::RotatedSince)),
        (Reencrypting, Observed { bound_to: BoundTo::Unknown, values: undecryptable, ..back }, end(false, true)),
        (AwaitingClients, Observed { bound_to: BoundTo::Unknown, values: undecryptable, ..back }, Err(Refusal::RotatedSince)),
        (Reencrypting, Observed { bound_to: BoundTo::Unknown, ..usual }, Ok(Step::Reencrypt)),
        // Undecryptable values.
        (
            Reencrypting,
            Observed { bound_to: BoundTo::Previous, values: undecryptable, ..usual },
            Err(Refusal::ValuesUndecryptable),
        ),
        (Reencrypting, Observed { values: undecryptable, ..usual }, end(false, true)),
        (Reencrypting, Observed { values: undecryptable, ..back }, Ok(Step::Reencrypt)),
        // What is left to re-encrypt.
        (Reencrypting, Observed { values: outdated, ..usual }, Ok(Step::Reencrypt)),
        (Reencrypting, Observed { bound_to: BoundTo::Previous, ..usual }, Ok(Step::Reencrypt)),
        // Who else may have another key.
        (Reencrypting, Observed { clients: None, ..usual }, Ok(Step::FindClients)),
        (Reencrypting, Observed { clients: Some(true), ..usual }, end(true, true)),
        (Reencrypting, usual, end(false, true)),
        (AwaitingClients, Observed { clients: None, ..usual }, end(false, false)),
        (Reencrypting, Observed { clients: None, bound_to: BoundTo::Previous, ..back }, end(false, true)),
    ];
    // How long the journal keeps keys for other clients.
    let online = [
        (Reencrypting, usual, end(true, true)),
        (AwaitingClients, usual, end(false, false)),
        (AwaitingClients, Observed { values: outdated, reencrypted: true, ..usual }, end(true, false)),
    ];
    let cases = offline.into_iter().map(|case| (false, case)).chain(online.into_iter().map(|case| (true, case)));
    for (online, (phase, observed, expected)) in cases {
        let recorded = Recorded { phase, allow_unreadable: false, online, supersedes: false };
        assert_eq!(next_step(recorded, &observed), expected, "{recorded:?} {observed:?}");
    }
}

#[test]
fn phases_say_what_has_happened() {
    let told = [Phase::Reencrypting, Phase::UpdatingKeyFiles, Phase::AwaitingClients, Phase::RolledBack]
        .map(|phase| (phase.name(), phase.is_reencrypted(), phase.keeps_keys()));
    let expected = [
        ("re-encrypting", false, false),
        ("updating key files", true, false),
        ("awaiting clients", true, true),
        ("rolled back", true, true),
    ];
    assert_eq!(told, expected);
}

/// A key by its role at the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Previous,
    /// A fallback key, which the operator has.
    Older,
    New,
    /// A key of another machine.
    Foreign,
}

/// A database with its key file, its settings and its journal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct World {
    /// The keys that values are encrypted with.
    values: BTreeSet<Key>,
    bound_to: Option<Key>,
    /// The key in the key file, if the journal names one.
    file: Option<Option<Key>>,
    /// The key of the environment, which takes precedence over the file.
    environment: Option<Key>,
    journal: Option<Written>,
    /// The key that another client has, while the rotation is online.
    client: Option<Key>,
}

/// A journal: its new key, its previous key, and what it records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    new: Key,
    previous: Key,
    phase: u8,
    online: bool,
    supersedes: bool,
    allow_unreadable: bool,
}

const PHASES: [Phase; 3] = [Phase::Reencrypting, Phase::AwaitingClients, Phase::RolledBack];

impl Written {
    fn recorded(self) -> Recorded {
        let Self { phase, online, supersedes, allow_unreadable, .. } = self;
        Recorded { phase: PHASES[usize::from(phase)], allow_unreadable, online, supersedes }
    }

    fn target(self, direction: Direction) -> Key {
        match direction {
            Direction::Forward => self.new,
            Direction::Back => self.previous,
        }
    }

    fn knows(key: Key) -> bool {
        key != Key::Foreign
    }
}

impl World {
    fn active(&self) -> Option<Key> {
        self.environment.or(self.file.flatten())
    }

    fn observed(&self, journal: Written, direction: Direction) -> Observed {
        let bound_to = match self.bound_to {
            None => BoundTo::Nothing,
            Some(key) if key == journal.new => BoundTo::New,
            Some(key) if key == journal.previous => BoundTo::Previous,
            Some(key) if Written::knows(key) => BoundTo::Other,
            Some(_) => BoundTo::Unknown,
        };
        let key = match self.active() {
            Some(key) if key == journal.target(direction) => KeyPlace::Active,
            Some(_) => KeyPlace::Journal,
            None => KeyPlace::Unset,
        };
        let same_key = journal.new == journal.previous;
        Observed { direction, bound_to, same_key, key, key_files: None, values: None, reencrypted: false, clients: None }
    }

    fn key_files(&self, target: Key) -> KeyFiles {
        match self.file {
            None => KeyFiles::Nowhere,
            Some(Some(key)) if key == target => KeyFiles::UpToDate,
            Some(Some(Key::Foreign)) => KeyFiles::Nowhere,
            Some(_) => KeyFiles::Outdated,
        }
    }

    fn seen(&self, journal: Written, direction: Direction) -> Values {
        let target = journal.target(direction);
        Values {
            outdated: self.values.iter().any(|key| Written::knows(*key) && *key != target),
            new: target != journal.new && self.values.contains(&journal.new),
            undecryptable: self.values.contains(&Key::Foreign),
        }
    }

    /// Carries a step out. Returns whether the run is over.
    fn take(&mut self, step: Step, observed: &mut Observed) -> bool {
        let journal = self.journal.unwrap();
        let target = journal.target(observed.direction);
        match step {
            Step::ExamineKeyFiles { .. } => observed.key_files = Some(self.key_files(target)),
            Step::DecryptValues => observed.values = Some(self.seen(journal, observed.direction)),
            Step::Reencrypt => {
                let foreign = self.values.contains(&Key::Foreign);
                self.values = [target].into_iter().chain(foreign.then_some(Key::Foreign)).collect();
                self.bound_to = Some(target);
                observed.reencrypt(false);
            }
            Step::UpdateKeyFiles => {
                assert_eq!(self.key_files(target), KeyFiles::Outdated, "only a key of the journal is overwritten");
                self.file = Some(Some(target));
                observed.key_files = Some(KeyFiles::UpToDate);
            }
            // Where none is awaited, all were stopped first.
            Step::FindClients => observed.clients = Some(journal.online && self.client.is_some()),
            Step::Finalize { keeps_keys, .. } => {
                let is_back = observed.direction == Direction::Back;
                let phase = if is_back || journal.phase == 2 { 2 } else { 1 };
                let kept = Written { phase, online: true, ..journal };
                let kept = if is_back { Written { new: journal.previous, previous: journal.new, ..kept } } else { kept };
                self.journal = keeps_keys.then_some(kept);
                return true;
            }
        }
        false
    }

    /// Whether every value can be decrypted with a key that is on disk or that the operator has.
    fn is_safe(&self) -> bool {
        let has = |key: Key| match key {
            Key::Older | Key::Foreign => true,
            key => self.journal.is_some() || self.active() == Some(key) || self.file.flatten() == Some(key),
        };
        self.values.iter().all(|key| has(*key))
    }
}

/// Rotations just after their journal was written.
fn beginnings() -> Vec<World> {
    use Key::{Foreign, Older, Previous};
    let mut all = Vec::new();
    for values in [vec![], vec![Previous], vec![Previous, Older], vec![Older], vec![Previous, Foreign]] {
        for bound_to in [None, Some(Previous)] {
            for (file, environment) in
                [(Some(Some(Previous)), None), (None, Some(Previous)), (Some(Some(Previous)), Some(Previous))]
            {
                for (online, supersedes) in BOOLS.into_iter().flat_map(|a| BOOLS.map(|b| (a, b))) {
                    let allow_unreadable = values.contains(&Foreign);
                    let (new, previous) = (Key::New, Previous);
                    let journal = Some(Written { new, previous, phase: 0, online, supersedes, allow_unreadable });
                    let client = (online || supersedes).then_some(Previous);
                    let values = values.iter().copied().collect();
                    all.push(World { values, bound_to, file, environment, journal, client });
                }
            }
        }
    }
    all
}

/// What others do to a world between two steps or two runs.
fn events(world: &World) -> Vec<World> {
    let mut all = Vec::new();
    // Another client encrypts a value with the key that it has, as long as the journal says that there may be one.
    let may_write = world.journal.is_some_and(|journal| journal.online);
    if let Some(key) = world.client.filter(|_| may_write) {
        let mut written = world.clone();
        written.values.insert(key);
        all.push(written);
    }
    // The administrator gives the other clients, and the environment of this program, the key that the database is bound to.
    if let Some(key) = world.bound_to.filter(|_| world.journal.is_some()) {
        all.push(World { client: world.client.map(|_| key), environment: world.environment.map(|_| key), ..world.clone() });
    }
    all
}

/// Every world that can be reached by resuming and rolling back, killed between any two steps.
fn reachable() -> BTreeSet<World> {
    let (mut found, mut open) = (BTreeSet::new(), VecDeque::from(beginnings()));
    while let Some(world) = open.pop_front() {
        if !found.insert(world.clone()) {
            continue;
        }
        open.extend(events(&world));
        let Some(journal) = world.journal else { continue };
        for direction in [Direction::Forward, Direction::Back] {
            let (mut killed, mut observed) = (world.clone(), world.observed(journal, direction));
            while let Ok(step) = next_step(journal.recorded(), &observed) {
                let is_over = killed.take(step, &mut observed);
                open.push_back(killed.clone());
                if is_over {
                    break;
                }
            }
        }
    }
    found
}

/// Runs in one direction until the end. Returns the steps taken, and how it ended.
fn run(world: &mut World, direction: Direction) -> (Vec<Step>, Result<(), Refusal>) {
    let mut taken = Vec::new();
    let Some(journal) = world.journal else { return (taken, Ok(())) };
    let mut observed = world.observed(journal, direction);
    loop {
        let step = match next_step(journal.recorded(), &observed) {
            Ok(step) => step,
            Err(refusal) => return (taken, Err(refusal)),
        };
        taken.push(step);
        if world.take(step, &mut observed) {
            return (taken, Ok(()));
        }
    }
}

#[test]
fn no_value_loses_its_key_in_any_reachable_world() {
    let found = reachable();
    assert!(found.len() > 200, "{}", found.len());
    for world in &found {
        assert!(world.is_safe(), "{world:?}");
    }
}

#[test]
fn resume_and_rollback_end_in_every_reachable_world() {
    for world in reachable().into_iter().filter(|world| world.journal.is_some()) {
        let journal = world.journal.unwrap();
        for direction in [Direction::Forward, Direction::Back] {
            let (steps, ended) = run(&mut world.clone(), direction);
            match ended {
                Ok(()) => assert!(steps.len() <= 6, "{world:?}: {steps:?}"),
                Err(Refusal::AlreadyRolledBack) => assert_eq!((journal.phase, direction), (2, Direction::Back), "{world:?}"),
                // The administrator has to make it active, which is an event above.
                Err(Refusal::KeyNotActive) => {
                    assert!(journal.phase > 0 && world.active() != Some(journal.new), "{world:?}");
                }
                Err(refusal @ (Refusal::RotatedSince | Refusal::ValuesUndecryptable)) => panic!("{refusal:?}: {world:?}"),
            }
        }
    }
}

#[test]
fn killed_run_repeats_no_write_when_it_continues() {
    for world in reachable().into_iter().filter(|world| world.journal.is_some()) {
        for direction in [Direction::Forward, Direction::Back] {
            let journal = world.journal.unwrap();
            let (_, uninterrupted) = run(&mut world.clone(), direction);
            let (mut killed, mut observed, mut done) = (world.clone(), world.observed(journal, direction), Vec::new());
            while let Ok(step) = next_step(journal.recorded(), &observed) {
                if killed.take(step, &mut observed) {
                    break;
                }
                done.push(step);
                let (again, ended) = run(&mut killed.clone(), direction);
                assert_eq!(ended, uninterrupted, "{world:?} {done:?}");
                for write in [Step::Reencrypt, Step::UpdateKeyFiles] {
                    assert!(!(done.contains(&write) && again.contains(&write)), "{world:?} {done:?}, then {again:?}");
                }
            }
        }
    }
}

#[test]
fn completed_runs_leave_values_with_the_key_of_the_file() {
    for mut world in reachable().into_iter().filter(|world| world.journal.is_some_and(|journal| !journal.online)) {
        let journal = world.journal.unwrap();
        let (_, ended) = run(&mut world, Direction::Forward);
        ended.unwrap();
        assert_eq!(world.journal.is_some(), world.active() != Some(journal.new) && world.file.is_none(), "{world:?}");
        assert!(world.values.iter().all(|key| [journal.new, Key::Foreign].contains(key)), "{world:?}");
        assert_eq!(world.file.flatten(), world.file.map(|_| journal.new), "{world:?}");
    }
}
