//! An audit in memory with a register beside it, and the report on both in every format.
//!
//! Must not know: what any one test is after.

use crate::play::{Ledger, Play, list, texts};
use workpaper::domain::dates::parse_day;
use workpaper::domain::dossier::Dossier;
use workpaper::domain::entry::{Act, Change, Fields, Value};
use workpaper::domain::fields::Kind;
use workpaper::domain::followup::case::Book;
use workpaper::domain::ident::ObjectId;
use workpaper::domain::issue;
use workpaper::report::document::Document;
use workpaper::report::{audit_report, html, markdown, text};

/// An audit and the register.
pub struct Stage {
    pub play: Play,
    pub register: Ledger,
}

/// The report in every format.
pub struct Set {
    pub document: Document,
    pub markdown: String,
    pub html: String,
    pub text: String,
}

impl Set {
    /// Each format with its name.
    pub fn each(&self) -> [(&'static str, &str); 3] {
        [("markdown", &self.markdown), ("html", &self.html), ("text", &self.text)]
    }
}

impl Stage {
    pub fn new() -> Self {
        let mut play = Play::new();
        play.set(&ObjectId::plan(), "title", "A small audit");
        play.set(&ObjectId::plan(), "team", list(&["LA | Lead auditor | 7.5", "FA | Second auditor |"]));
        play.set(&ObjectId::plan(), "issuer", "LA");
        Self { play, register: Ledger::default() }
    }

    /// A finding with its final reference.
    pub fn finding(&mut self, grade: &str, fields: &[(&str, &str)]) -> ObjectId {
        let nth = self.play.ledger.state.of(Kind::Finding).count() + 1;
        let mut all = texts(fields);
        all.insert("grade".into(), grade.into());
        all.entry("criteria".into()).or_insert_with(|| list(&["A.5.18"]));
        let id = self.play.make(Kind::Finding, all);
        self.play.set(&id, "ref", format!("{}-F{nth:02}", crate::play::ID));
        id
    }

    /// Issues one as it stands, with these fields of the statement over it.
    pub fn issue(&mut self, finding: &ObjectId, over: &[(&str, &str)]) -> ObjectId {
        let view = self.play.view();
        let object = self.play.object(finding);
        let mut fields: Fields = issue::statement(&view, object);
        fields.insert("finding".into(), finding.as_str().into());
        fields.insert("revision".into(), "1".into());
        fields.extend(texts(over));
        let label = object.text("ref").to_owned();
        ObjectId::made(&self.register.record("LA", Act::make(Kind::Statement, label, fields)), 0)
    }

    /// A step of a statement's follow-up.
    pub fn step(&mut self, of: &ObjectId, fields: &[(&str, &str)]) {
        let mut all = texts(fields);
        all.insert("of".into(), of.as_str().into());
        self.register.record("LA", Act::make(Kind::Step, "", all));
    }

    /// Changes a statement.
    pub fn change(&mut self, of: &ObjectId, field: &str, value: impl Into<Value>) {
        self.register.record("LA", Act::change(Change::on(of.clone()).set(field, value)));
    }

    pub fn verdict(&mut self, item: &str, verdict: &str, reason: &str) {
        let change = Change::on(ObjectId::item(item)).set("verdict", verdict).set("reason", reason);
        self.play.record("LA", Act::change(change));
    }

    pub fn set(&self) -> Set {
        self.set_on("2026-07-01", false)
    }

    pub fn set_on(&self, today: &str, roles: bool) -> Set {
        let book = Book::new(&self.register.state, &self.play.programme);
        let today = parse_day(today, None).expect("a day");
        let mut dossier = Dossier::new(Some(self.play.view()), book, "Quillhaven", today);
        dossier.roles_only = roles;
        let document = audit_report::document(&dossier).expect("an audit");
        let markdown = markdown::render(&document);
        let (html, text) = (html::render(&document), text::render(&document));
        Set { document, markdown, html, text }
    }
}
