//! The API keys: the user's own, or those of all users for a superuser. A key itself is shown once, when it is created.

mod actions;
mod view;

pub use self::actions::{Action, Choice, Job, Reply};
use crate::model::ApiKeyId;
use crate::service::ApiKeyRow;
use crate::service::sorted::ApiKeySort;
use crate::tui::parts::owned_screen::{OwnedContext, OwnedKind, OwnedScreen};
use crate::tui::screen::prelude::*;

/// The API keys screen.
pub type ApiKeysScreen = OwnedScreen<ApiKeys>;

/// The API keys.
#[derive(Debug)]
pub enum ApiKeys {}

impl Row for ApiKeyRow {
    type Id = ApiKeyId;
    type Key = Self;
    type Filter = ();
    fn id(&self) -> ApiKeyId {
        self.key.id
    }
    fn cursor_key(&self) -> Self {
        self.clone()
    }
}

impl OwnedKind for ApiKeys {
    type Row = ApiKeyRow;
    type Action = Action;
    type Job = Job;
    type Sort = ApiKeySort;

    const ROUTE: Route = Route::ApiKeys;
    const COLUMNS: &'static [Column<ApiKeyRow, Timestamp>] = view::COLUMNS;
    const EMPTY: [&'static str; 3] = [
        "No API keys yet. Press n to create one.",
        "No matching API keys. Press c to clear the filter.",
        "This user has no API keys. Press n to create one, or c to show those of all users.",
    ];
    const SORTS: &'static [(ApiKeySort, &'static str)] = &[
        (ApiKeySort::Owner, "Owner"),
        (ApiKeySort::Name, "Name"),
        (ApiKeySort::Status, "Status"),
        (ApiKeySort::Created, "Created"),
        (ApiKeySort::LastUsed, "Last used"),
        (ApiKeySort::Uses, "Uses"),
        (ApiKeySort::Expires, "Expires"),
    ];
    const OWN_SORT: ApiKeySort = ApiKeySort::Created;
    const OWNER: fn(&ApiKeyRow) -> &User = |row| &row.owner;
    const FIND_OWNER: fn(String) -> Job = Job::FindOwner;

    fn name(row: &ApiKeyRow) -> &str {
        row.key.name.as_deref().unwrap_or_default()
    }

    fn details(row: &ApiKeyRow, now: Timestamp) -> Vec<(&'static str, String)> {
        view::details(row, now).into()
    }

    fn list(screen: &ApiKeysScreen, (cursor, limit): Query<ApiKeyRow>) -> Job {
        Job::List { owner: screen.owner().cloned(), order: screen.order(), cursor, limit }
    }

    fn count(screen: &ApiKeysScreen, scope: Option<User>) -> Job {
        Job::Count { scope, owner: screen.owner().map(|owner| owner.id) }
    }

    fn disabled(action: Action, current: Option<&ApiKeyRow>) -> Option<Reason> {
        match (action, current) {
            (Action::Revoke | Action::ShowDetails, None) => Some("no API key is selected".into()),
            (Action::Revoke, Some(row)) => (!row.key.is_active).then_some("the API key is already revoked".into()),
            (Action::ShowDetails, Some(_))
            | (Action::Create | Action::Filter | Action::ClearFilter | Action::Sort | Action::ReverseSort, _) => None,
        }
    }

    fn act(screen: &mut ApiKeysScreen, action: Action, cx: &mut OwnedContext<'_, Self>) {
        match action {
            Action::Create => cx.form(actions::create_form(screen.new_owner(cx.env), cx.env.now)),
            Action::Filter => screen.ask_for_owner(cx),
            Action::ClearFilter => screen.filter_by_owner(None, cx),
            Action::Sort => screen.ask_for_order(cx),
            Action::ReverseSort => screen.reverse_order(cx),
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
            Reply::Listed { cursor, page } => screen.listed(&cursor, page, cx),
            Reply::Counted(counts) => screen.counted(counts),
            Reply::OwnerFound(user) => screen.owner_found(user, cx),
            Reply::Created { row, key } => {
                cx.close_form();
                let owner = text::clean(&row.owner.username);
                let about = format!("API key of \"{owner}\". Copy it now, it won't be shown again.");
                cx.details(DetailsOverlay::secret(format!("API key \"{}\"", title(&row)), &about, key));
                let hidden = screen.select_saved(row, cx);
                if !hidden.is_empty() {
                    cx.say(format!("Created an API key{hidden}"));
                }
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
