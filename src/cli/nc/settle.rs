//! Accepting, disputing, closing, reopening and withdrawing as commands.
//!
//! Must not know: what the closing gate wants.

use super::entry::{given, record, words};
use crate::context::Context;
use crate::domain::followup::record::{take, withdraw};
use crate::error::{Error, Result};
use clap::Args;

/// The auditee accepts it.
#[derive(Debug, Args)]
pub(super) struct Accept {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// The role that accepts it and is responsible from here on
    #[arg(long, value_name = "WHO")]
    by: String,
    /// A remark; `-` reads standard input
    text: Option<String>,
    /// The day it was accepted (else today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Accept {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let text = self.text.map(words).transpose()?;
        let fields = given(vec![("by", Some(self.by)), ("text", text), ("when", self.on)]);
        record(context, &self.reference, |book, case, desk| take(book, case, "accept", &fields, desk))
    }
}

/// The risk is accepted; the correction is still due.
#[derive(Debug, Args)]
pub(super) struct AcceptRisk {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// Why; `-` reads standard input
    text: String,
    /// The risk's id in the risk register
    #[arg(long, value_name = "ID", default_value = "")]
    risk: String,
    /// The role that accepts it
    #[arg(long, value_name = "WHO", default_value = "")]
    owner: String,
    /// The last day of the acceptance
    #[arg(long, value_name = "DATE", default_value = "")]
    until: String,
    /// The day it was accepted (else today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl AcceptRisk {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let fields = given(vec![
            ("text", Some(words(self.text)?)),
            ("risk", Some(self.risk)),
            ("risk_owner", Some(self.owner)),
            ("until", Some(self.until)),
            ("when", self.on),
        ]);
        record(context, &self.reference, |book, case, desk| take(book, case, "accept-risk", &fields, desk))
    }
}

/// The statement does not stand. Its reference is never used again.
#[derive(Debug, Args)]
pub(super) struct Withdraw {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// Why; `-` reads standard input
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Withdraw {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let reason = words(self.reason)?;
        record(context, &self.reference, |_, case, _| withdraw(case, &reason))
    }
}

/// Close it.
#[derive(Debug, Args)]
pub(super) struct Close {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// A remark; `-` reads standard input
    text: Option<String>,
    /// Close although something is missing, for this reason: it is recorded and shown for ever
    #[arg(long = "override", value_name = "REASON")]
    overridden: Option<String>,
    /// The role that closes it (else you)
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// The day it was closed (else today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Close {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        if self.overridden.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
            return Err(Error::Refused("--override needs a reason: it is recorded and stays visible".to_owned()));
        }
        let text = self.text.map(words).transpose()?;
        let fields = given(vec![("text", text), ("overridden", self.overridden), ("by", self.by), ("when", self.on)]);
        record(context, &self.reference, |book, case, desk| take(book, case, "close", &fields, desk))
    }
}

/// Open it again.
#[derive(Debug, Args)]
pub(super) struct Reopen {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// Why; `-` reads standard input
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// By when the new round is due (else the grade's days from now)
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// The role that opens it (else you)
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// The day it was opened (else today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Reopen {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let reason = words(self.reason)?;
        let fields = given(vec![("text", Some(reason)), ("check", self.due), ("by", self.by), ("when", self.on)]);
        record(context, &self.reference, |book, case, desk| take(book, case, "reopen", &fields, desk))
    }
}

/// It repeats an earlier one, or does not.
#[derive(Debug, Args)]
pub(super) struct Recurs {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// The earlier reference
    earlier: String,
    /// A remark; `-` reads standard input
    text: Option<String>,
    /// It does not repeat it
    #[arg(long)]
    reject: bool,
}

impl Recurs {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let fields = given(vec![("earlier", Some(self.earlier)), ("text", self.text.map(words).transpose()?)]);
        let name = if self.reject { "not-recurs" } else { "recurs" };
        record(context, &self.reference, |book, case, desk| take(book, case, name, &fields, desk))
    }
}
