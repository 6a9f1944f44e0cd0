//! Objects of one kind as a list: rows for people, or JSON.
//!
//! Must not know: what a row says.

use crate::context::Context;
use crate::domain::audit::Audit;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::error::Result;
use crate::report::object;

/// Lists the objects of a kind in the order they were made.
///
/// # Errors
/// Where nothing can be printed.
pub fn objects(
    context: &Context,
    audit: &Audit<'_>,
    kind: Kind,
    none: &str,
    row: impl Fn(&Object) -> String,
) -> Result<()> {
    if context.globals.json {
        return context.say_json(&audit.of(kind).map(|found| object::row(audit.id, found)).collect::<Vec<_>>());
    }
    if audit.of(kind).next().is_none() {
        return context.say(none);
    }
    for found in audit.of(kind) {
        context.say(row(found).trim_end())?;
    }
    Ok(())
}
