//! The API keys: the user's own, or those of all users for a superuser. A key itself is shown once, when it is created.

mod actions;
mod view;

pub use self::actions::{Action, Choice, Job, Reply};
use crate::model::ApiKeyId;
use crate::service::ApiKeyRow;
use crate::service::api_keys::ApiKeySortKey;
use crate::tui::parts::owned_screen::{OwnedContext, OwnedKind, OwnedScreen};
use crate::tui::screen::prelude::*;

/// The API keys screen.
pub type ApiKeysScreen = OwnedScreen<ApiKeys>;

/// The API keys.
#[derive(Debug)]
pub enum ApiKeys {}

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

impl OwnedKind for ApiKeys {
    type Row = ApiKeyRow;
    type Action = Action;
    type Job = Job;

    const ROUTE: Route = Route::ApiKeys;
    const COLUMNS: &'static [Column<ApiKeyRow, Timestamp>] = view::COLUMNS;
    const EMPTY: [&'static str; 2] =
        ["No API keys yet. Press n to create one.", "This user has no API keys. Press c to show those of all users."];
    const OWNER: fn(&ApiKeyRow) -> &User = |row| &row.owner;
    const FIND_OWNER: fn(String) -> Job = Job::FindOwner;

    fn details(row: &ApiKeyRow, now: Timestamp) -> Vec<(&'static str, String)> {
        view::details(row, now).into()
    }

    fn list(screen: &ApiKeysScreen, (cursor, limit): Query<ApiKeyRow>) -> Job {
        Job::List { owner: screen.owner().cloned(), cursor, limit }
    }

    fn disabled(action: Action, current: Option<&ApiKeyRow>) -> Option<Reason> {
        match (action, current) {
            (Action::Revoke | Action::ShowDetails, None) => Some("no API key is selected".into()),
            (Action::Revoke, Some(row)) => (!row.key.is_active).then_some("the API key is already revoked".into()),
            (Action::ShowDetails, Some(_)) | (Action::Create | Action::Filter | Action::ClearFilter, _) => None,
        }
    }

    fn act(screen: &mut ApiKeysScreen, action: Action, cx: &mut OwnedContext<'_, Self>) {
        match action {
            Action::Create => cx.form(actions::create_form(screen.new_owner(cx.env))),
            Action::Filter => screen.ask_for_owner(cx),
            Action::ClearFilter => screen.filter_by_owner(None, cx),
            Action::Revoke => screen.list.with_current(|row| {
                let (name, owner) = (title(&row), text::clean(&row.owner.username));
                let text =
                    format!("Revoke the API key \"{name}\" of \"{owner}\"? It stops working at once. This can't be undone.");
                cx.confirm(Confirm::new("Revoke API key", text, "Revoke").dangerous(), Choice::from(Job::Revoke(row.key.id)));
            }),
            Action::ShowDetails => {
                screen.list.with_current(|row| cx.details(DetailsOverlay::new(title(&row), view::details(&row, cx.env.now))));
            }
        }
    }

    fn reply(screen: &mut ApiKeysScreen, reply: Reply, cx: &mut OwnedContext<'_, Self>) {
        match reply {
            Reply::Listed { cursor, page } => screen.list.take(&cursor, page),
            Reply::OwnerFound(user) => screen.owner_found(user, cx),
            Reply::Created { row, key } => {
                cx.close_form();
                let owner = text::clean(&row.owner.username);
                let about = format!("API key of \"{owner}\". Copy it now, it won't be shown again.");
                cx.details(DetailsOverlay::secret(format!("API key \"{}\"", title(&row)), &about, key));
                cx.reload();
            }
            Reply::Revoked(row) => {
                cx.say(format!("Revoked API key \"{}\" of \"{}\"", title(&row), row.owner.username));
                screen.list.update_rows([row]);
                cx.reload();
            }
        }
    }
}

/// The name of an API key, cleaned.
fn title(row: &ApiKeyRow) -> String {
    text::clean(&view::name(row)).into_owned()
}
