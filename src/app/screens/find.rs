//! The find: a few letters over items, lines, findings, evidence and samples; Enter goes there.
//!
//! Must not know: how letters are matched (`domain::search`).

use crate::app::editor::Editor;
use crate::app::model::Model;
use crate::app::step::Target;
use crate::domain::audit::when;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::search::Finder;

/// The overlay's own state.
#[derive(Debug, Clone, Default)]
pub struct Find {
    /// What is typed.
    pub editor: Editor,
    /// The row.
    pub cursor: usize,
    /// Items only.
    pub items: bool,
}

/// One thing found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it leads.
    pub target: Target,
    /// Its words.
    pub text: String,
    /// Numbers of the characters that matched.
    pub places: Vec<usize>,
    score: i64,
}

impl Find {
    /// What matches, best first; at most `limit`, with the count of all.
    #[must_use]
    pub fn results(&self, model: &Model<'_>, veiled: bool, limit: usize) -> (Vec<Found>, usize) {
        let Some(audit) = model.audit else { return (Vec::new(), 0) };
        let finder = Finder::new(self.editor.text());
        let mut found = Vec::new();
        let mut look = |target: Target, text: String, bonus: i64| {
            if let Some(score) = finder.score(&text) {
                found.push(Found { target, text, places: Vec::new(), score: score + bonus });
            }
        };
        for item in &audit.checklist.items {
            look(Target::Item(item.id.clone()), format!("{}  {}", item.id, item.title), 20);
        }
        if !self.items {
            let current = model.interview().map(|id| id.as_str().to_owned());
            for object in audit.timeline() {
                let other = current.as_deref().is_some_and(|id| object.text("interview") != id);
                if veiled && (other || object.text("mark") == "~" || object.kind == Kind::Finding) {
                    continue;
                }
                let words = match object.kind {
                    Kind::Finding => format!("{}  {}", finding::name(object), finding::title(object)),
                    Kind::Evidence => format!("{}  {}", object.label, object.text("title")),
                    _ => format!("{} {} {}", when(object).format("%H:%M"), object.text("mark"), object.text("text")),
                };
                look(Target::Object(object.id.clone()), words, 0);
            }
            for sample in audit.of(Kind::Sample) {
                let (title, population) = (sample.text("title"), sample.text("population"));
                let population = if title == population { "" } else { population };
                look(Target::Object(sample.id.clone()), format!("{}  {title} {population}", sample.label), 0);
            }
        }
        let count = found.len();
        found.sort_by_key(|found| std::cmp::Reverse(found.score));
        found.truncate(limit);
        for found in &mut found {
            found.places = finder.find(&found.text).map(|hit| hit.places).unwrap_or_default();
        }
        (found, count)
    }
}
