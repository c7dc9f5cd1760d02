//! `kozmoai audit`.

use clap::{Args, Subcommand};

use super::list::ListArgs;
use super::shared::ConfirmArgs;

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  kozmoai audit --since 2h
  kozmoai audit --user anna --since 2026-05-18 --json
  kozmoai audit --failed --since yesterday
  kozmoai audit verify"
)]
pub(crate) struct Audit {
    #[command(subcommand)]
    pub(crate) verb: Option<AuditVerb>,
    /// Show only events since this time: RFC 3339, a date (midnight UTC), "yesterday 14:00", 7d, "2 h ago"
    #[arg(long, value_name = "TIME")]
    pub(crate) since: Option<String>,
    /// Show only events until this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<String>,
    /// Show only events by or about this user
    #[arg(long, value_name = "USER")]
    pub(crate) user: Option<String>,
    /// Show only events of this action, such as user.created
    #[arg(long, value_name = "ACTION")]
    pub(crate) action: Option<String>,
    /// Show only failures and refusals
    #[arg(long)]
    pub(crate) failed: bool,
    /// Print new events as they are recorded, oldest first, until Ctrl-C (JSON as lines)
    #[arg(long, conflicts_with_all = ["until", "offset"])]
    pub(crate) follow: bool,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditVerb {
    /// Verify the integrity of the audit log
    #[command(after_help = "\
Verifies that no event was changed, deleted or moved, and that no event seen
earlier is missing. Exit code 8 if the log is broken.

Examples:
  kozmoai audit verify
  kozmoai audit verify --json")]
    Verify,
    /// Export every event and the head to standard output, as JSON lines
    #[command(after_help = "\
Each line has what the event's hash covers; the last line has the log's head.

Examples:
  kozmoai audit export > audit.jsonl")]
    Export,
    /// Accept the present log as valid, after a loss that `audit verify` reports
    #[command(after_help = "\
Records an event that says what was missing or changed. It covers the log as it
is now: a later change is reported again.

Examples:
  kozmoai audit accept --yes")]
    Accept(AcceptAudit),
}

#[derive(Debug, Args)]
pub(crate) struct AcceptAudit {
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
}
