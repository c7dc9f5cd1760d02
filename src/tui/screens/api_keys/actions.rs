//! The actions on API keys, their jobs, and the replies to them.

use crate::model::user_secrets::check_name;
use crate::model::{ApiKeyId, Order};
use crate::service::ApiKeyRow;
use crate::service::api_keys::parse_expiry;
use crate::service::sorted::{ApiKeySort, ListCounts};
use crate::tui::parts::owned_screen::OwnedChoice;
use crate::tui::parts::owner::Owner;
use crate::tui::screen::prelude::*;

actions! {
    Create "Create API key" ["n"] "New" .changes() .command("api-keys create");
    Revoke "Revoke API key" ["d", "delete"] "Revoke" .changes() .destructive() .command("api-keys revoke");
    ShowDetails "Show API key details" ["enter"] "Details" .command("api-keys list");
    Filter "Filter by owner" ["f"] "Owner" .arranges() .superuser() .command("api-keys list");
    ClearFilter "Clear filter" ["c"] "" .arranges() .superuser();
    Sort "Sort by column" ["o"] "Sort" .arranges();
    ReverseSort "Reverse sort" ["O"] "" .arranges();
}

/// What is chosen in an overlay.
pub type Choice = OwnedChoice<Job>;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    List { owner: Option<User>, order: Option<Order<ApiKeySort>>, cursor: Cursor<ApiKeyRow>, limit: usize },
    Count { scope: Option<User>, owner: Option<UserId> },
    FindOwner(String),
    Create { owner: Owner, name: String, expires: String },
    Revoke(ApiKeyId),
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Listed { cursor: Cursor<ApiKeyRow>, page: Page<ApiKeyRow> },
    Counted(ListCounts),
    OwnerFound(User),
    Created { row: ApiKeyRow, key: Secret },
    Revoked(ApiKeyRow),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let (service, actor) = (cx.service, cx.actor()?);
        Ok(match self {
            Self::List { owner, order, cursor, limit } => {
                let reader = service.reader(actor, owner.as_ref())?;
                let page = match order {
                    Some(order) => reader.sorted_api_keys(order, &cursor, limit)?,
                    None => reader.api_keys(&cursor.map(|row| (row.owner.id, row.sort_key())), limit)?,
                };
                Reply::Listed { cursor, page }
            }
            Self::Count { scope, owner } => {
                Reply::Counted(service.reader(actor, scope.as_ref())?.count_api_keys(owner, cx.watch)?)
            }
            Self::FindOwner(name) => Reply::OwnerFound(service.admin(actor)?.user_named(&name)?),
            Self::Create { owner, name, expires } => {
                let owner = owner.find(cx)?;
                let end = parse_expiry(service.now(), &expires)?;
                let (row, key) = service.owner(actor, &owner)?.create_api_key(&name, end)?;
                Reply::Created { row, key }
            }
            Self::Revoke(id) => Reply::Revoked(service.owner_of_api_key(actor, id)?.revoke_api_key(id)?),
        })
    }
}

/// The form for creating an API key.
pub(super) fn create_form(owner: Owner, now: Timestamp) -> FormOverlay<Choice> {
    let title = owner.title("Create API key");
    let name = FormField::text("Name", "").reports(Field::Name).checked(|name, _| check_name("an API key", name.value()));
    let expires = FormField::text("Expires", "")
        .reports(Field::Expiry)
        .checked(move |expires, _| parse_expiry(now, expires.value()).map(drop));
    let form = Form::new([owner.field(), name, expires], CREATE, move |[named, name, expires]| {
        let (name, expires) = (name.value().to_owned(), expires.value().to_owned());
        Choice::from(Job::Create { owner: owner.submitted(named), name, expires })
    });
    let form = form.note("Expires: a duration such as 90d, or a date; empty means never.");
    FormOverlay::new(title, form.beginning_at(Field::Name))
}
