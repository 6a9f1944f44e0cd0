//! What the latest earlier audits said of an audit's items.
//!
//! Must not know: where it is shown.

use crate::app::model::Last;
use crate::domain::audit::{Audit, Index, Standing};
use crate::domain::checklist::Checklist;
use crate::domain::fields::Kind;
use crate::domain::fold::Object;
use crate::domain::summary::AuditSummary;
use crate::domain::{criterion, finding};
use crate::store::area::Area;
use crate::store::audits::OpenAudit;
use crate::store::workspace::Workspace;
use crate::store::writer::Author;
use std::collections::HashMap;

/// So many audits are looked at, the latest first.
const BACK: usize = 3;

/// By item. One that none of them looked at is not in it, and an audit that cannot be read says nothing.
pub(super) fn said(
    workspace: &Workspace,
    author: &Author,
    audits: &[AuditSummary],
    audit: &OpenAudit,
) -> HashMap<String, Last> {
    let mut last = HashMap::new();
    let own = (audit.view().plan_text("from").to_owned(), audit.id.clone());
    let key = |audit: &AuditSummary| (audit.from.clone(), audit.id.clone());
    let mut before: Vec<(String, String)> = audits.iter().map(key).filter(|key| *key < own && key.1 != own.1).collect();
    before.sort();
    let none = Checklist::default();
    for (_, id) in before.iter().rev().take(BACK) {
        let Ok(place) = workspace.place(&format!("audits/{id}")) else { continue };
        let Ok(area) = Area::open(place, author.clone()) else { continue };
        let index = Index::new(area.state());
        let (state, programme) = (area.state(), &workspace.programme);
        let view = Audit { id, state, checklist: &none, index: &index, programme, soa: None };
        for item in &audit.view().checklist.items {
            let standing = view.standing(&item.id);
            if standing.looked_at && !last.contains_key(&item.id) {
                last.insert(item.id.clone(), of_item(&view, &item.id, &standing));
            }
        }
    }
    last
}

fn of_item(view: &Audit<'_>, item: &str, standing: &Standing) -> Last {
    let cites = |finding: &&Object| finding.list("criteria").iter().any(|c| criterion::item_of(c) == item);
    let found = view.findings().into_iter().find(cites);
    let notes = view.lines_of(item).filter(|line| line.kind == Kind::Line && line.text("mark") != "~");
    Last {
        audit: view.id.to_owned(),
        verdict: standing.verdict,
        finding: found.map(|f| format!("{} {}", finding::name(f), finding::title(f))).unwrap_or_default(),
        notes: notes.take(5).map(|line| line.text("text").to_owned()).collect(),
    }
}
