//! What a nonconformity has in common with an earlier one: perhaps it repeats it. Whoever records it says so or not.
//!
//! Must not know: how it is shown.

use super::case::{Book, Case};
use super::round::latest;
use crate::domain::dates;
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::programme::Programme;

/// An earlier statement that this one may repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The earlier reference.
    pub earlier: String,
    /// What they have in common: `same requirement A.5.18`, `same cause`.
    pub why: String,
    /// How the earlier one went, in a few words.
    pub story: String,
}

fn cause(case: &Case<'_>) -> String {
    let text = latest(&case.rounds, "cause").map_or("", |step| step.text("text"));
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_lowercase()
}

impl Likeness {
    /// In one line: `same requirement A.5.18 as IA-2025-01-F04: closed 30 Sep 2025: ...`.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} as {}: {}", self.why, self.earlier, self.story)
    }
}

/// What two nonconformities are compared by. A draft has no cause yet.
struct Traits<'a> {
    audit: &'a str,
    criteria: &'a [String],
    process: &'a str,
    cause: String,
}

impl<'a> Traits<'a> {
    fn of(object: &'a Object, audit: &'a str, cause: String) -> Self {
        Self { audit, criteria: object.list("criteria"), process: object.text("process").trim(), cause }
    }

    /// A statement that another audit made and that stands.
    fn is_apart(&self, earlier: &Object) -> bool {
        earlier.lacks("withdrawn") && (self.audit.is_empty() || self.audit != earlier.text("audit"))
    }

    /// The requirement that both cite: the same one, or one of them a part of the other.
    fn shared(&self, earlier: &Object) -> Option<&'a String> {
        let within = |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.starts_with(' '));
        let same = |a: &str, b: &str| a == b || within(a, b) || within(b, a);
        self.criteria.iter().find(|own| earlier.list("criteria").iter().any(|other| same(own, other)))
    }

    /// What the two have in common, in words.
    fn common(&self, earlier: &Object, case: &Case<'_>) -> Option<String> {
        let process = if !self.process.is_empty() && earlier.text("process").trim().eq_ignore_ascii_case(self.process) {
            format!(", same process {}", self.process)
        } else {
            String::new()
        };
        let same_cause = !self.cause.is_empty() && cause(case) == self.cause;
        match self.shared(earlier) {
            Some(criterion) if same_cause => Some(format!("same requirement {criterion}, same cause{process}")),
            Some(criterion) => Some(format!("same requirement {criterion}{process}")),
            None => same_cause.then(|| format!("same cause{process}")),
        }
    }

    /// The earlier ones that it is like, the latest first.
    fn likenesses<'r>(
        &self,
        book: &Book<'r>,
        earlier: impl Iterator<Item = &'r Object>,
        settled: &dyn Fn(&str) -> bool,
    ) -> Vec<Likeness> {
        let nonconformity = |found: &&Object| book.programme().is_nonconformity(found.text("grade"));
        let open = |found: &&Object| self.is_apart(found) && !settled(&found.label);
        let near = |found: &&Object| !self.cause.is_empty() || self.shared(found).is_some();
        let mut found: Vec<Likeness> = earlier
            .filter(nonconformity)
            .filter(open)
            .filter(near)
            .filter_map(|found| {
                let case = book.case(found);
                let why = self.common(found, &case)?;
                Some(Likeness { earlier: found.label.clone(), why, story: story(&case) })
            })
            .collect();
        found.reverse();
        found
    }
}

/// Earlier nonconformities on the same requirement or with the same cause, the latest first, that nobody has confirmed
/// or rejected yet.
#[must_use]
pub fn likenesses(book: &Book<'_>, case: &Case<'_>) -> Vec<Likeness> {
    let statement = case.statement;
    if !case.nonconformity || !statement.lacks("withdrawn") {
        return Vec::new();
    }
    let settled = |label: &str| {
        let steps = case.rounds.iter().flat_map(|round| &round.steps);
        case.recurring_of.iter().any(|known| known == label)
            || steps.filter(|step| step.text("step") == "not-recurs").any(|step| step.text("earlier") == label)
    };
    let earlier = book.statements().take_while(|earlier| earlier.id != statement.id);
    Traits::of(statement, statement.text("audit"), cause(case)).likenesses(book, earlier, &settled)
}

/// Earlier nonconformities of the register that cite what a draft cites and that it does not name as repeated. The cause
/// of a draft is not known yet; of one that is issued the register itself asks.
#[must_use]
pub fn near<'r>(register: &'r State, programme: &Programme, audit: &str, draft: &Object) -> Vec<&'r Object> {
    let issued = |one: &Object| one.text("audit") == audit && one.text("finding") == draft.id.as_str();
    if register.of(Kind::Statement).any(issued) {
        return Vec::new();
    }
    let traits = Traits::of(draft, audit, String::new());
    let named = |label: &str| draft.list("recurrence_of").iter().any(|known| known.eq_ignore_ascii_case(label));
    let apart = register.of(Kind::Statement).filter(|earlier| traits.is_apart(earlier) && !named(&earlier.label));
    let nonconformities = apart.filter(|earlier| programme.is_nonconformity(earlier.text("grade")));
    nonconformities.filter(|earlier| traits.shared(earlier).is_some()).collect()
}

/// What a draft has in common with these earlier ones, the latest first.
#[must_use]
pub fn likenesses_of_draft<'r>(book: &Book<'r>, audit: &str, draft: &Object, near: &[&'r Object]) -> Vec<Likeness> {
    Traits::of(draft, audit, String::new()).likenesses(book, near.iter().copied(), &|_| false)
}

/// How one went: `closed 12 Mar 2026; cause: no owner`.
#[must_use]
pub fn story(case: &Case<'_>) -> String {
    let closed = case.closed().map(|day| format!(" {}", dates::day_words(day))).unwrap_or_default();
    let why = latest(&case.rounds, "cause").map(|step| format!("; cause: {}", step.text("text"))).unwrap_or_default();
    format!("{}{closed}: {}{why}", case.stage.words(), case.statement.text("title"))
}
