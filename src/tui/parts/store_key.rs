//! The Kozmoai Store API key of a user: set or cleared on the users screen, and for the own account.

use super::owner::titled;
use crate::model::user_secrets::check_value;
use crate::tui::screen::prelude::*;

/// What is chosen about a user's key.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Ask for a new key.
    Set(Box<User>),
    /// Ask whether to clear the key.
    AskToClear(Box<User>),
    /// Run a job.
    Run(Job),
}

/// A change of a user's key.
#[derive(Clone, Debug)]
pub struct Job {
    owner: Box<User>,
    /// The new key; none clears it.
    key: Option<Secret>,
}

/// The change of a user's key.
#[derive(Debug)]
pub struct Reply {
    owner: Box<User>,
    is_set: bool,
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let Self { owner, key } = self;
        let service = cx.service.owner(cx.actor()?, &owner)?;
        match &key {
            Some(key) => service.set_store_key(key)?,
            None => service.clear_store_key()?,
        }
        Ok(Reply { owner, is_set: key.is_some() })
    }
}

/// Offers to set or clear the key of a user; `wrap` makes a choice of the screen.
pub fn offer<J, C>(owner: &User, wrap: fn(Choice) -> C, cx: &mut Context<'_, J, C>) {
    let item = |title: &str| Item { title: title.to_owned(), ..Item::default() };
    let choices = [Choice::Set(Box::new(owner.clone())), Choice::AskToClear(Box::new(owner.clone()))];
    let menu = Menu::new("Kozmoai Store API key", vec![item("Set key"), item("Clear key")]);
    cx.open(Overlay::Menu(menu, choices.map(wrap).into()));
}

/// Carries out a choice; `job` and `wrap` make a job and a choice of the screen.
pub fn choose<J, C: 'static>(choice: Choice, job: fn(Job) -> J, wrap: fn(Choice) -> C, cx: &mut Context<'_, J, C>) {
    match choice {
        Choice::Run(change) => cx.run(job(change)),
        Choice::Set(owner) => {
            let title = titled("Kozmoai Store API key", Some(&owner), cx.env.is_own(owner.id));
            let set = move |[key]: &[FormField; 1]| Job { owner: owner.clone(), key: Some(key.secret_value()) };
            let key = FormField::secret("Key")
                .reports(Field::Value)
                .checked(|key, _| check_value("A Kozmoai Store API key", key.secret_value().expose_secret()));
            let form = Form::new([key], SAVE, set);
            cx.form(FormOverlay::new(title, form.map(move |change| wrap(Choice::Run(change)))));
        }
        Choice::AskToClear(owner) => {
            let name = text::clean(&owner.username);
            let question = format!("Clear the Kozmoai Store API key of \"{name}\"? This can't be undone.");
            let question = Confirm::new("Clear Kozmoai Store API key", question, "Clear").dangerous();
            cx.confirm(question, wrap(Choice::Run(Job { owner, key: None })));
        }
    }
}

/// Reports a change.
pub fn report<J, C>(reply: &Reply, cx: &mut Context<'_, J, C>) {
    cx.close_form();
    let done = if reply.is_set { "Set" } else { "Cleared" };
    cx.say(format!("{done} the Kozmoai Store API key of \"{}\"", reply.owner.username));
}
