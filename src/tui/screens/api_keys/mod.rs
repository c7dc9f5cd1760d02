//! The API keys: the user's own, or those of all users for a superuser. A key itself is shown once, when it is created.

mod actions;
mod details;
mod forms;
mod jobs;
mod view;

pub use self::actions::{Action, Choice};
pub use self::jobs::{Job, Reply};
use crate::model::ApiKeyId;
use crate::service::ApiKeyRow;
use crate::service::api_keys::ApiKeySortKey;
use crate::tui::parts::owned_list::{OwnedList, OwnedRow};
use crate::tui::parts::owner::{self, OwnerField};
use crate::tui::screen::prelude::*;

type Cx<'a> = Context<'a, Job, Choice>;

impl Row for ApiKeyRow {
    type Id = ApiKeyId;
    type Key = (UserId, ApiKeySortKey);
    fn id(&self) -> ApiKeyId {
        self.key.id
    }
    fn cursor_key(&self) -> (UserId, ApiKeySortKey) {
        (self.owner.id, self.sort_key())
    }
}

impl OwnedRow for ApiKeyRow {
    fn owner(&self) -> &User {
        &self.owner
    }
}

/// The API keys screen.
#[derive(Debug)]
pub struct ApiKeysScreen {
    owned: OwnedList<ApiKeyRow>,
}

impl Screen for ApiKeysScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::ApiKeys;

    fn new(env: &Env<'_>) -> Self {
        Self { owned: OwnedList::new(env.user()) }
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        self.query(self.owned.list.reload(), cx);
    }

    fn disabled(&self, action: Action, _env: &Env<'_>) -> Option<Reason> {
        let current = self.owned.list.current();
        match (action, current) {
            (Action::Revoke | Action::ShowDetails, None) => Some("no API key is selected".into()),
            (Action::Revoke, Some(row)) => (!row.key.is_active).then_some("the API key is already revoked".into()),
            (Action::ShowDetails, Some(_)) | (Action::Create | Action::Filter | Action::ClearFilter, _) => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Create => cx.form(forms::create(OwnerField::of(&self.owned, &cx.env))),
            Action::Filter => {
                cx.form(owner::filter_form(self.owned.owner(), |name| Choice::from(Job::FindOwner(name)), Choice::ClearOwner));
            }
            Action::ClearFilter => self.filter_by_owner(None, cx),
            Action::Revoke => self.owned.with_current(|row| {
                let (name, owner) = (title(&row), text::clean(&row.owner.username));
                let text =
                    format!("Revoke the API key \"{name}\" of \"{owner}\"? It stops working at once. This can't be undone.");
                cx.confirm(Confirm::new("Revoke API key", text, "Revoke").dangerous(), Choice::from(Job::Revoke(row.key.id)));
            }),
            Action::ShowDetails => {
                self.owned.with_current(|row| cx.details(DetailsOverlay::new(title(&row), details::details(&row))));
            }
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Run(job) => cx.run(*job),
            Choice::ClearOwner => self.filter_by_owner(None, cx),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::Listed { cursor, page } => self.owned.list.take(&cursor, page),
            Reply::OwnerFound(user) => {
                cx.close_form();
                self.filter_by_owner(Some(user), cx);
            }
            Reply::Created { row, key } => {
                cx.close_form();
                let owner = text::clean(&row.owner.username);
                let about = format!("API key of \"{owner}\". Copy it now, it won't be shown again.");
                cx.details(DetailsOverlay::secret(format!("API key \"{}\"", title(&row)), &about, key));
                cx.reload();
            }
            Reply::Revoked(row) => {
                cx.say(format!("Revoked API key \"{}\" of \"{}\"", title(&row), row.owner.username));
                self.owned.list.update_rows([row]);
                cx.reload();
            }
        }
    }

    fn go(&mut self, by: Move, cx: &mut Cx<'_>) {
        if let Some(rows) = self.owned.list.move_by(by) {
            self.query(rows, cx);
        }
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        if self.owned.is_filtered() {
            self.filter_by_owner(None, cx);
        }
    }

    fn show_user(&mut self, user: &User, cx: &mut Cx<'_>) {
        self.filter_by_owner(Some(user.clone()), cx);
    }
}

impl ApiKeysScreen {
    fn filter_by_owner(&mut self, owner: Option<User>, cx: &mut Cx<'_>) {
        let rows = self.owned.filter_by_owner(owner);
        self.query(rows, cx);
    }

    fn query(&self, (cursor, limit): Query<ApiKeyRow>, cx: &mut Cx<'_>) {
        cx.query(Job::List { owner: self.owned.owner().cloned(), cursor, limit });
    }
}

/// The name of an API key, cleaned.
fn title(row: &ApiKeyRow) -> String {
    text::clean(&details::name(row)).into_owned()
}
