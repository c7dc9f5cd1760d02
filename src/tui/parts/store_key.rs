//! The Kozmoai Store API key of a user: set or cleared on the users screen, and for the own account.

use super::owner::titled;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{FormWidget, SecretField, SecretForm};

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
pub enum Job {
    /// Set it.
    Set {
        /// The user.
        owner: Box<User>,
        /// The key.
        key: Secret,
    },
    /// Clear it.
    Clear(Box<User>),
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
        match self {
            Self::Set { owner, key } => {
                cx.service.owner(cx.actor()?, &owner)?.set_store_key(&key)?;
                Ok(Reply { owner, is_set: true })
            }
            Self::Clear(owner) => {
                cx.service.owner(cx.actor()?, &owner)?.clear_store_key()?;
                Ok(Reply { owner, is_set: false })
            }
        }
    }
}

/// Offers to set or clear the key of a user.
pub fn offer<J, C: From<Choice>>(owner: &User, cx: &mut Context<'_, J, C>) {
    let item = |title: &str| Item { title: title.to_owned(), ..Item::default() };
    let choices = [Choice::Set(Box::new(owner.clone())), Choice::AskToClear(Box::new(owner.clone()))];
    let menu = Menu::new("Kozmoai Store API key", vec![item("Set key"), item("Clear key")]);
    cx.open(Overlay::Menu(menu, choices.map(C::from).into()));
}

/// Carries out a choice.
pub fn choose<J: From<Job>, C: From<Choice> + 'static>(choice: Choice, cx: &mut Context<'_, J, C>) {
    match choice {
        Choice::Run(job) => cx.run(job),
        Choice::Set(owner) => {
            let title = titled("Kozmoai Store API key", Some(&owner), cx.env.is_own(owner.id));
            let form = FormWidget::new(SecretForm::new(SecretField::new("Key").reports(Field::Value)), SAVE);
            let choice = move |key| C::from(Choice::Run(Job::Set { owner: owner.clone(), key }));
            cx.form(FormOverlay::new(title, form, choice));
        }
        Choice::AskToClear(owner) => {
            let name = text::clean(&owner.username);
            let question = format!("Clear the Kozmoai Store API key of \"{name}\"? This can't be undone.");
            let question = Confirm::new("Clear Kozmoai Store API key", question, "Clear").dangerous();
            cx.confirm(question, C::from(Choice::Run(Job::Clear(owner))));
        }
    }
}

/// Reports a change.
pub fn report<J, C>(reply: &Reply, cx: &mut Context<'_, J, C>) {
    cx.close_form();
    let done = if reply.is_set { "Set" } else { "Cleared" };
    cx.say(format!("{done} the Kozmoai Store API key of \"{}\"", reply.owner.username));
}
