//! What a sample is about, as options, and its recording: the same for a sample added and one drawn.
//!
//! Must not know: where the picks come from.

use super::named;
use crate::context::Context;
use crate::domain::assign::Terms;
use crate::domain::entry::{Act, Fields};
use crate::domain::fields::Kind;
use crate::domain::sample;
use crate::error::{Error, Result};
use crate::store::audits::OpenAudit;
use clap::Args;

/// What a sample is about; the same for `add` and `draw`.
#[derive(Debug, Args)]
pub(super) struct About {
    /// What is looked at, as in leavers
    #[arg(long)]
    pub title: Option<String>,
    /// The population in words: leavers, 1 Jun 2025 to 31 May 2026
    #[arg(long, value_name = "TEXT")]
    pub population: Option<String>,
    /// Where the whole list comes from
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// The day the list was drawn up
    #[arg(long, value_name = "DATE")]
    pub dated: Option<String>,
    /// How the picks were chosen: all, every third, judgement: why these
    #[arg(long, value_name = "TEXT")]
    pub method: Option<String>,
    /// Items it serves
    #[arg(long, value_name = "ITEMS")]
    pub items: Option<String>,
    /// A question put to every pick, and the item it serves; repeat for more
    #[arg(long, value_name = "QUESTION | ITEM")]
    pub attribute: Vec<String>,
}

impl About {
    /// The fields of a new sample.
    pub(super) fn fields(&self, audit: &OpenAudit, picks: &[String], size: Option<u32>) -> Result<Fields> {
        if self.title.as_ref().is_none_or(|title| title.trim().is_empty()) {
            return Err(Error::Usage("--title: say what is looked at, as in leavers".to_owned()));
        }
        let texts = [
            ("title", self.title.as_ref()),
            ("population", self.population.as_ref()),
            ("source", self.source.as_ref()),
            ("dated", self.dated.as_ref()),
            ("method", self.method.as_ref()),
            ("items", self.items.as_ref()),
        ];
        let mut given: Vec<String> =
            texts.iter().filter_map(|(field, text)| text.map(|text| format!("{field}={text}"))).collect();
        given.extend(size.map(|size| format!("size={size}")));
        given.extend(self.attribute.iter().map(|attribute| format!("attributes={attribute}")));
        let terms = Terms::of(audit.view());
        let mut fields = terms.fields(Kind::Sample, None, &given).map_err(named::wrong)?;
        fields.insert("picks".into(), picks.to_vec().into());
        Ok(fields)
    }
}

/// Records a new sample and says its label and sentence.
pub(super) fn record(context: &Context, audit: &mut OpenAudit, fields: Fields) -> Result<()> {
    let desk = context.desk(audit);
    let label = audit.view().state.label_for(Kind::Sample, &desk.initials, &desk.letter);
    let at = context.at(audit);
    let entry = audit.record(Act::make(Kind::Sample, label.clone(), fields), at)?;
    let made = audit.view().find(&label).map(sample::sentence).unwrap_or_default();
    context.say(format!("{label} {made} [{entry}]"))
}
