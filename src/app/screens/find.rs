//! The find: a few letters over items, lines, findings, evidence and samples; Enter goes there.
//!
//! Must not know: how letters are matched (`domain::search`).

use crate::app::editor::Editor;
use crate::app::model::Model;
use crate::app::step::Target;
use crate::domain::audit::when;
use crate::domain::checklist::Item;
use crate::domain::fields::Kind;
use crate::domain::finding;
use crate::domain::fold::Object;
use crate::domain::search::Finder;
use std::cmp::Reverse;

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
}

/// What can be found.
enum Thing<'a> {
    Item(&'a Item),
    Object(&'a Object),
}

/// Something found: the best score first, then what stands first; what it is, and its words.
type Hit<'a> = (Reverse<i64>, usize, Thing<'a>, String);

impl Find {
    /// What matches, best first; at most `limit`, with the count of all.
    #[must_use]
    pub fn results(&self, model: &Model<'_>, veiled: bool, limit: usize) -> (Vec<Found>, usize) {
        let Some(audit) = model.audit else { return (Vec::new(), 0) };
        let finder = Finder::new(self.editor.text());
        let mut hits: Vec<Hit<'_>> = Vec::new();
        let mut look = |thing, text: String, bonus: i64| {
            if let Some(score) = finder.score(&text) {
                hits.push((Reverse(score + bonus), hits.len(), thing, text));
            }
        };
        for item in &audit.checklist.items {
            look(Thing::Item(item), format!("{}  {}", item.id, item.title), 20);
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
                look(Thing::Object(object), words, 0);
            }
            for sample in audit.of(Kind::Sample) {
                let (title, population) = (sample.text("title"), sample.text("population"));
                let population = if title == population { "" } else { population };
                look(Thing::Object(sample), format!("{}  {title} {population}", sample.label), 0);
            }
        }
        let count = hits.len();
        let before = |a: &Hit<'_>, b: &Hit<'_>| (a.0, a.1).cmp(&(b.0, b.1));
        if limit < count {
            // A screenful of thousands: only that is put in order.
            hits.select_nth_unstable_by(limit, before);
            hits.truncate(limit);
        }
        hits.sort_unstable_by(before);
        let found = hits.into_iter().map(|(_, _, thing, text)| Found {
            target: match thing {
                Thing::Item(item) => Target::Item(item.id.clone()),
                Thing::Object(object) => Target::Object(object.id.clone()),
            },
            places: finder.find(&text).map(|hit| hit.places).unwrap_or_default(),
            text,
        });
        (found.collect(), count)
    }
}
