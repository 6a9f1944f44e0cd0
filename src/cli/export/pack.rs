//! `workpaper export pack`: an audit in one zip, with its journals, its evidence, reports and lists.
//!
//! Must not know: what of the journals goes out (`store::pack`), or how a zip is written.

use super::formats::FORMATS;
use super::made::{Choices, Made};
use super::out::{Target, Where};
use crate::context::progress::Bar;
use crate::context::{Context, warn};
use crate::domain::dossier::Dossier;
use crate::error::{Error, Result};
use crate::exchange::pack::archive::{self, Files, Wrong};
use crate::exchange::pack::seal;
use crate::store::pack::{self, Packed};
use crate::store::watch::count;

/// The formats that go in, with the folder each goes into.
const INSIDE: &[(&str, &str)] =
    &[("markdown", "report"), ("html", "report"), ("csv", "lists"), ("xlsx", "lists"), ("json", "lists")];

pub(super) fn run(context: &Context, audit: Option<&str>, to: &Where) -> Result<()> {
    let Some(audit) = audit else {
        return Err(Error::Usage("export pack takes an audit: workpaper audits lists them".to_owned()));
    };
    if to.roles {
        return Err(Error::Usage(
            "a pack holds the journals, and they name who recorded what: --roles is for reports and lists alone"
                .to_owned(),
        ));
    }
    let target = Target::of(to.output.as_deref(), to.force);
    let workspace = context.workspace()?;
    let register = context.register(&workspace)?;
    let opened = context.audit(&workspace, audit)?;
    let mut packed = pack::gather(&workspace, &opened, &register)?;
    let mut made = made_from(&packed)?;
    packed.files.append(&mut made);
    for remark in &packed.remarks {
        warn(remark);
    }
    let files = seal(packed.files, packed.manifest).map_err(|why| refused(&why))?;
    let bytes = archive::write(&files, packed.latest.to_utc()).map_err(|why| refused(&why))?;
    target.write(context, &workspace, vec![Made { name: format!("{}.zip", opened.id), bytes }])
}

fn refused(why: &Wrong) -> Error {
    Error::Refused(format!("no pack is made: {why}"))
}

/// Reports and lists, made from what goes out and from nothing else, as of the day of its latest entry.
fn made_from(packed: &Packed) -> Result<Files> {
    let view = packed.view();
    let book = packed.book();
    let organisation = &view.programme.organisation;
    let dossier = Dossier::new(Some(view), book, organisation, packed.latest.date_naive());
    let mut files = Files::new();
    let mut remarks = Vec::new();
    let mut bar = Bar::begin();
    for (nth, (name, folder)) in INSIDE.iter().enumerate() {
        bar.step(count(nth), count(INSIDE.len()), name);
        for format in FORMATS.iter().filter(|format| format.name == *name) {
            let exported = (format.make)(&dossier, Choices::default()).map_err(Error::Refused)?;
            remarks.extend(exported.remarks);
            files.extend(exported.files.into_iter().map(|made| (format!("{folder}/{}", made.name), made.bytes)));
        }
    }
    drop(bar);
    for remark in &remarks {
        warn(remark);
    }
    Ok(files)
}
