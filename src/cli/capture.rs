//! `workpaper capture`: the interview language on standard input.
//!
//! Must not know: the language itself (`domain::capture`). Nothing that is read is dropped: a line that cannot be done as
//! asked becomes a plain note and is reported with its number.

use crate::context::{Context, warn};
use crate::domain::audit::counted;
use crate::domain::capture::{Captured, understand};
use crate::error::{Error, Result};
use clap::Args;
use std::io::{self, BufRead};

/// Record lines from standard input, one entry a line.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  workpaper capture IA-2026-02 < notes.txt
  workpaper capture IA-2026-02 --item A.5.18 < access.txt
  echo '!m 7 of 58 risks have no owner #6.1.2' | workpaper capture IA-2026-02
One line, one entry. All of it is in the README under What you type:
  marks     > said  >> exact  ? to follow up  & asked for  = record
            @ document  !m finding  ~ private
  links     #A.8.13  #6.1.2c2  #ACP:4.3  +EV-003
  commands  :ITEM  :c  :na  :skip  :int  :with  :end")]
pub struct Capture {
    /// The audit
    audit: String,
    /// The item that lines belong to unless they say otherwise
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
}

impl Capture {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let workspace = context.workspace()?;
        let mut audit = context.audit(&workspace, &self.audit)?;
        let mut item = match &self.item {
            None => None,
            Some(wanted) => match audit.view().checklist.item(wanted) {
                Some(found) => Some(found.id.clone()),
                None => return Err(Error::NotFound(format!("no item {wanted} in {}", audit.id))),
            },
        };
        let (mut recorded, mut noted) = (0_usize, 0_usize);
        for (number, line) in (1_usize..).zip(io::stdin().lock().split(b'\n')) {
            let line =
                line.map_err(|why| Error::Failed(format!("line {number}: cannot read standard input: {why}")))?;
            // Bytes that are no UTF-8 still carry words: keep what can be kept, and say so.
            let line = String::from_utf8(line).unwrap_or_else(|bad| {
                warn(&format!("line {number}: not UTF-8; unreadable bytes are shown as U+FFFD"));
                String::from_utf8_lossy(bad.as_bytes()).into_owned()
            });
            let mut desk = context.desk(&audit);
            desk.item.clone_from(&item);
            let (act, words) = match understand(&audit.view(), &desk, line.trim_end_matches('\r')) {
                Captured::Nothing if line.trim().is_empty() => continue,
                Captured::Nothing => {
                    warn(&format!("line {number}: no words, so nothing is recorded"));
                    continue;
                }
                Captured::Go(to) => {
                    item = Some(to);
                    continue;
                }
                Captured::Record { act, remarks, go } => {
                    item = go.or(item);
                    (act, remarks)
                }
                Captured::Refused { why, note } => {
                    noted += 1;
                    (note, vec![format!("{why}. Kept as a plain note")])
                }
            };
            let at = context.at(&audit);
            audit.record(act, at).map_err(|why| {
                Error::Failed(format!(
                    "line {number}: {why}. Recorded before it: {}",
                    counted(recorded, "entry", "entries")
                ))
            })?;
            recorded += 1;
            for remark in words {
                warn(&format!("line {number}: {remark}"));
            }
        }
        let kept = if noted == 0 { String::new() } else { format!(", {noted} of them kept as plain notes") };
        context.say(format!("{} recorded in {}{kept}.", counted(recorded, "entry", "entries"), audit.id))
    }
}
