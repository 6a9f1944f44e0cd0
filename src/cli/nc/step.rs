//! The steps of 10.2 a), b), d) and e) as commands.
//!
//! Must not know: when a step makes sense.

use super::entry::{given, record, words};
use crate::context::Context;
use crate::domain::followup::record::take;
use crate::error::Result;
use clap::Args;

/// Which one, who did it, and when.
#[derive(Debug, Args)]
pub(super) struct About {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// The role or person who did it (else you)
    #[arg(long, value_name = "WHO")]
    by: Option<String>,
    /// The day it happened (else today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl About {
    fn step(self, context: &Context, name: &str, more: Vec<(&str, Option<String>)>) -> Result<()> {
        let mut fields = given(more);
        fields.extend(given(vec![("by", self.by), ("when", self.on)]));
        record(context, &self.reference, |book, case, desk| take(book, case, name, &fields, desk))
    }
}

/// A step that is a text and nothing more.
#[derive(Debug, Args)]
pub(super) struct Plain {
    #[command(flatten)]
    about: About,
    /// The words; `-` reads them from standard input
    text: String,
    /// What shows it
    #[arg(long)]
    evidence: Option<String>,
}

impl Plain {
    pub(super) fn run(self, context: &Context, name: &str) -> Result<()> {
        let text = words(self.text)?;
        self.about.step(context, name, vec![("text", Some(text)), ("evidence", self.evidence)])
    }
}

/// a) The correction, or why there is none.
#[derive(Debug, Args)]
pub(super) struct Correct {
    #[command(flatten)]
    about: About,
    /// What was done; with --none: why nothing needs to be; `-` reads standard input
    text: String,
    /// What shows it
    #[arg(long)]
    evidence: Option<String>,
    /// No correction is needed, for the reason given
    #[arg(long)]
    none: bool,
}

impl Correct {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let text = words(self.text)?;
        let name = if self.none { "no-correction" } else { "correction" };
        self.about.step(context, name, vec![("text", Some(text)), ("evidence", self.evidence)])
    }
}

/// b) The cause.
#[derive(Debug, Args)]
pub(super) struct Cause {
    #[command(flatten)]
    about: About,
    /// The root cause; `-` reads standard input
    text: String,
    /// 5 whys, Ishikawa, or another by its name
    #[arg(long, default_value = "")]
    method: String,
    /// One why of the chain, from the fact to the cause; repeat it
    #[arg(long = "why", value_name = "TEXT")]
    chain: Vec<String>,
    /// A contributing cause; repeat it
    #[arg(long, value_name = "TEXT")]
    contributing: Vec<String>,
    /// What shows it
    #[arg(long)]
    evidence: Option<String>,
}

impl Cause {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let fields = vec![
            ("text", Some(words(self.text)?)),
            ("method", Some(self.method)),
            ("chain", Some(self.chain.join("\n"))),
            ("contributing", Some(self.contributing.join("\n"))),
            ("evidence", self.evidence),
        ];
        self.about.step(context, "cause", fields)
    }
}

/// b) Similar cases.
#[derive(Debug, Args)]
pub(super) struct Similar {
    #[command(flatten)]
    about: About,
    /// What was found; `-` reads standard input
    text: String,
    /// Where was looked
    #[arg(long, value_name = "WHERE", default_value = "")]
    looked: String,
    /// What shows it
    #[arg(long)]
    evidence: Option<String>,
}

impl Similar {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let text = words(self.text)?;
        let fields = vec![("text", Some(text)), ("looked", Some(self.looked)), ("evidence", self.evidence)];
        self.about.step(context, "similar", fields)
    }
}

/// d) The criterion.
#[derive(Debug, Args)]
pub(super) struct Criterion {
    #[command(flatten)]
    about: About,
    /// What will show that it does not come back; `-` reads standard input
    text: String,
    /// The day of the check
    #[arg(long, value_name = "DATE")]
    check: Option<String>,
}

impl Criterion {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let text = words(self.text)?;
        self.about.step(context, "criterion", vec![("text", Some(text)), ("check", self.check)])
    }
}

/// d) The check.
#[derive(Debug, Args)]
pub(super) struct Effect {
    /// The reference
    #[arg(value_name = "REF")]
    reference: String,
    /// effective, partly, not-effective or too-early
    #[arg(value_name = "RESULT")]
    result: String,
    /// What was seen; `-` reads standard input
    text: String,
    /// Who checked; not the owner of an action
    #[arg(long, value_name = "WHO", default_value = "")]
    checker: String,
    /// What was looked at, how many of how many
    #[arg(long, value_name = "TEXT")]
    sample: Option<String>,
    /// What shows it
    #[arg(long)]
    evidence: Option<String>,
    /// The day of the next check, where this one does not settle it
    #[arg(long, value_name = "DATE")]
    next: Option<String>,
    /// The day it was checked (else today)
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl Effect {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let fields = given(vec![
            ("result", Some(self.result)),
            ("text", Some(words(self.text)?)),
            ("checker", Some(self.checker)),
            ("sample", self.sample),
            ("evidence", self.evidence),
            ("check", self.next),
            ("when", self.on),
        ]);
        record(context, &self.reference, |book, case, desk| take(book, case, "effect", &fields, desk))
    }
}

/// e) A change of the management system.
#[derive(Debug, Args)]
pub(super) struct Isms {
    #[command(flatten)]
    about: About,
    /// risk, soa, policy, procedure, training, objective or other
    #[arg(value_name = "WHAT")]
    touches: String,
    /// What was changed; `-` reads standard input
    text: String,
    /// What shows it
    #[arg(long)]
    evidence: Option<String>,
}

impl Isms {
    pub(super) fn run(self, context: &Context) -> Result<()> {
        let text = words(self.text)?;
        let fields = vec![("touches", Some(self.touches)), ("text", Some(text)), ("evidence", self.evidence)];
        self.about.step(context, "isms", fields)
    }
}
