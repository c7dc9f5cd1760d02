//! Names and ids from the database that the line names, in time or not at all.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use crate::config::{Overrides, Settings};
use crate::error::Result;
use crate::panics;
use crate::service::completion::{self, Lookup, Owner};

/// How long a server, another process or a pipe may take.
const TIMEOUT: Duration = Duration::from_secs(1);

/// What is searched.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    Usernames,
    Variables(Owner),
    ApiKeys,
}

enum Message {
    /// From here on, only the disk is waited for.
    Prompt,
    /// Values, each with a description.
    Found(Vec<(String, String)>),
}

/// The values with a prefix, each with a description.
pub(super) fn search(overrides: Overrides, wanted: Wanted, prefix: String) -> Vec<(String, String)> {
    let (sender, receiver) = channel();
    let work = move || {
        let found = panics::catch(|| read(&overrides, &wanted, &prefix, &sender));
        if let Ok(Ok(found)) = found {
            let _late = sender.send(Message::Found(found));
        }
    };
    // An abandoned thread ends with the process.
    if std::thread::Builder::new().spawn(work).is_err() {
        return Vec::new();
    }
    let mut message = receiver.recv_timeout(TIMEOUT).ok();
    if matches!(message, Some(Message::Prompt)) {
        message = receiver.recv().ok();
    }
    match message {
        Some(Message::Found(found)) => found,
        Some(Message::Prompt) | None => Vec::new(),
    }
}

fn read(overrides: &Overrides, wanted: &Wanted, prefix: &str, sender: &Sender<Message>) -> Result<Vec<(String, String)>> {
    let settings = Settings::load(overrides)?;
    if completion::is_prompt(&settings) {
        let _late = sender.send(Message::Prompt);
    }
    let lookup = Lookup::open(&settings)?;
    let alone = |names: Vec<String>| names.into_iter().map(|name| (name, String::new())).collect();
    Ok(match wanted {
        Wanted::Usernames => alone(lookup.usernames(prefix)?),
        Wanted::Variables(owner) => alone(lookup.variables(owner, prefix)?),
        Wanted::ApiKeys => lookup.api_keys(prefix)?,
    })
}
