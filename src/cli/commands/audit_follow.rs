//! `kozmoai audit --follow`.

use std::time::Duration;

use crate::cli::context::Context;
use crate::cli::lists::events::Events;
use crate::cli::operator::OperatorService;
use crate::cli::render::list::{Request, WINDOW};
use crate::cli::render::stdout;
use crate::error::{Error, Problem, Result, ServerError, StoreError};
use crate::model::{AuditEvent, AuditFilter, Cursor};
use crate::service::Service;

/// How often it looks for new events.
const INTERVAL: Duration = Duration::from_secs(1);

/// Prints the last events, at most `before`, and then those that are recorded, oldest first, until it is interrupted or
/// nobody reads them.
pub(crate) fn follow(
    context: &Context<'_>,
    service: OperatorService,
    filter: &AuditFilter,
    request: &Request<'_, AuditEvent>,
    before: usize,
) -> Result<()> {
    // No other process can open such a database while it is open here, so it is reopened each time.
    let is_exclusive = service.capabilities().is_exclusive;
    let mut last = service.admin()?.newest_event()?;
    let mut events = Events { service: &service, filter: filter.clone() }.newest_first(before)?;
    events.reverse();
    last = last.max(events.last().map_or(0, |event| event.seq));
    request.print_lines(&events, true)?;
    let mut open = (!is_exclusive).then_some(service);
    let mut is_waiting = false;
    loop {
        stdout::wait_while_read(INTERVAL)?;
        let service = match open.take() {
            Some(service) => Ok(service),
            None => Service::open_existing(context.settings()?).map(OperatorService::from),
        };
        let printed = service.and_then(|service| {
            let printed = print_after(context, &service, filter, request, &mut last);
            open = (!is_exclusive).then_some(service);
            printed
        });
        match printed {
            Ok(()) => is_waiting = false,
            Err(error) if is_in_use(&error) => {
                if !std::mem::replace(&mut is_waiting, true) {
                    context.output.note("Another process is using the database: its events are printed when it ends.");
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// Prints the events after `last`, and advances it.
fn print_after(
    context: &Context<'_>,
    service: &OperatorService,
    filter: &AuditFilter,
    request: &Request<'_, AuditEvent>,
    last: &mut u64,
) -> Result<()> {
    let now = service.admin()?.newest_event()?;
    if now < *last {
        context.output.warning("The audit log is shorter than before: it was restored or changed.");
        *last = now.saturating_sub(1);
    }
    loop {
        let mut events = service.admin()?.audit(filter, &Cursor::Before(*last), WINDOW)?.rows;
        events.reverse();
        let Some(newest) = events.last() else { break };
        *last = newest.seq;
        request.print_lines(&events, false)?;
    }
    *last = now.max(*last);
    Ok(())
}

fn is_in_use(error: &Error) -> bool {
    matches!(
        error.problem(),
        Problem::Store(StoreError::InUse { .. } | StoreError::Locked { .. }) | Problem::Server(ServerError::Locked { .. })
    )
}
