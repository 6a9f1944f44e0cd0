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
#[derive(Clone, Copy)]
enum Thing<'a> {
    Item(&'a Item),
    Object(&'a Object),
}

impl Thing<'_> {
    /// Its words, which are searched and shown. Thousands of things are asked for them with each key, so they go into a
    /// text that is at hand.
    fn say(self, into: &mut String) {
        let mut say = |parts: &[&str]| parts.iter().for_each(|part| into.push_str(part));
        match self {
            Self::Item(item) => say(&[&item.id, "  ", &item.title]),
            Self::Object(object) => match object.kind {
                Kind::Finding => say(&[finding::name(object), "  ", finding::title(object)]),
                Kind::Evidence => say(&[&object.label, "  ", object.text("title")]),
                Kind::Sample => {
                    let (title, population) = (object.text("title"), object.text("population"));
                    let population = if title == population { "" } else { population };
                    say(&[&object.label, "  ", title, " ", population]);
                }
                _ => {
                    let at = when(object).format("%H:%M").to_string();
                    say(&[&at, " ", object.text("mark"), " ", object.text("text")]);
                }
            },
        }
    }
}

/// Something found: the best score first, then what stands first; and what it is.
type Hit<'a> = (Reverse<i64>, usize, Thing<'a>);

impl Find {
    /// What matches, best first; at most `limit`, with the count of all.
    #[must_use]
    pub fn results(&self, model: &Model<'_>, veiled: bool, limit: usize) -> (Vec<Found>, usize) {
        let Some(audit) = model.audit else { return (Vec::new(), 0) };
        let finder = Finder::new(self.editor.text());
        let mut hits: Vec<Hit<'_>> = Vec::new();
        let mut words = String::new();
        let mut look = |thing: Thing<'_>, bonus: i64| {
            words.clear();
            thing.say(&mut words);
            finder.score(&mut words).map(|score| Reverse(score + bonus))
        };
        for item in &audit.checklist.items {
            let thing = Thing::Item(item);
            hits.extend(look(thing, 20).map(|score| (score, hits.len(), thing)));
        }
        if !self.items {
            let current = model.interview().map(|id| id.as_str().to_owned());
            let hidden = |object: &Object| {
                let other = current.as_deref().is_some_and(|id| object.text("interview") != id);
                veiled && (other || object.text("mark") == "~" || object.kind == Kind::Finding)
            };
            for object in audit.timeline().filter(|object| !hidden(object)).chain(audit.of(Kind::Sample)) {
                let thing = Thing::Object(object);
                hits.extend(look(thing, 0).map(|score| (score, hits.len(), thing)));
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
        let found = hits.into_iter().map(|(_, _, thing)| {
            let mut text = String::new();
            thing.say(&mut text);
            Found {
                target: match thing {
                    Thing::Item(item) => Target::Item(item.id.clone()),
                    Thing::Object(object) => Target::Object(object.id.clone()),
                },
                places: finder.find(&text).map(|hit| hit.places).unwrap_or_default(),
                text,
            }
        });
        (found.collect(), count)
    }
}
