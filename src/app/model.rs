//! What the screens may look at: borrowed from the runtime for one update or one drawing.
//!
//! Must not know: where it was read from.

use crate::domain::assign::Terms;
use crate::domain::audit::{Audit, Verdict};
use crate::domain::capture::Desk;
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::ident::ObjectId;
use crate::domain::issue;
use crate::domain::programme::Programme;
use crate::domain::summary::{self, AuditSummary, Brief, Row};
use chrono::{NaiveDate, NaiveDateTime};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// What home shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Home {
    /// The organisation.
    pub organisation: String,
    /// The workspace's folder.
    pub root: String,
    /// The audits.
    pub audits: Vec<AuditSummary>,
    /// The register in brief.
    pub brief: Brief,
    /// The register's rows, once they are read.
    pub rows: Vec<Row>,
    /// Whether they are.
    pub whole: bool,
    /// What is wrong somewhere.
    pub notices: Vec<String>,
    /// What lists ask of the rows, worked out when it is first asked. Whoever changes the rows empties it.
    pub asked: OnceCell<Asked>,
    /// The themes there are, and which of them is worn.
    pub themes: Themes,
}

/// What was worked out about the register's rows. There are thousands of them, and each key of a list asks twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    stands: Vec<Listed>,
    /// The latest questions about all of them, each with its answer in numbers.
    answers: RefCell<Vec<(String, Rc<[usize]>)>>,
}

/// So many answers are kept: a list has its order and its counters.
const ANSWERS: usize = 4;

/// How a row of the register stands on the day that lists count from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Still to be done.
    pub open: bool,
    /// Days until its next step is due; below nothing where that is past.
    pub days_left: Option<i64>,
    /// What a filter searches, made plain when it is first searched.
    pub searched: OnceCell<String>,
}

impl Listed {
    /// Whether it is past its due date.
    #[must_use]
    pub fn late(&self) -> bool {
        self.open && self.days_left.is_some_and(|days| days < 0)
    }

    /// Whether it is due within thirty days.
    #[must_use]
    pub fn soon(&self) -> bool {
        self.open && self.days_left.is_some_and(|days| (0..=summary::SOON).contains(&days))
    }
}

impl Home {
    /// The rows of the register, each with how it stands.
    pub fn listed(&self, today: NaiveDate) -> impl ExactSizeIterator<Item = (&Row, &Listed)> {
        let stands =
            |row: &Row| Listed { open: row.is_open(today), days_left: row.days_left(today), searched: OnceCell::new() };
        let asked = || Asked { stands: self.rows.iter().map(stands).collect(), answers: RefCell::default() };
        self.rows.iter().zip(&self.asked.get_or_init(asked).stands)
    }

    /// The answer to a question about all rows, given in numbers: worked out once, and anew when the rows have changed.
    pub fn answer(&self, question: String, work_out: impl FnOnce() -> Vec<usize>) -> Rc<[usize]> {
        let known = |asked: &Asked| {
            let answers = asked.answers.borrow();
            answers.iter().find(|(known, _)| *known == question).map(|(_, answer)| Rc::clone(answer))
        };
        if let Some(answer) = self.asked.get().and_then(known) {
            return answer;
        }
        let answer: Rc<[usize]> = work_out().into();
        if let Some(asked) = self.asked.get() {
            let mut answers = asked.answers.borrow_mut();
            if answers.len() == ANSWERS {
                answers.remove(0);
            }
            answers.push((question, Rc::clone(&answer)));
        }
        answer
    }

    /// Takes a row in, in place of the one it was before.
    pub fn put(&mut self, row: Row) {
        self.asked.take();
        match self.rows.iter_mut().find(|known| known.id == row.id) {
            Some(known) => *known = row,
            None => self.rows.push(row),
        }
        self.brief = Brief::of(&self.rows);
    }
}

/// The themes by name. How they look, the app does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Themes {
    /// The one that is in the settings, or was asked for.
    pub worn: String,
    /// All.
    pub all: Vec<ThemeRow>,
    /// Why no colours come out here, `NO_COLOR`; empty where they do.
    pub colourless: String,
}

/// A theme, as a list shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ThemeRow {
    /// Its name.
    pub name: String,
    /// The background it is made for; empty where it does not say.
    pub ground: String,
    /// Its file; empty for one that came with the program.
    pub file: String,
    /// What is wrong with it.
    pub mistakes: Vec<String>,
}

/// What an earlier audit said of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// Its id.
    pub audit: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The worst finding's reference or grade, if any.
    pub finding: String,
    /// What was noted then.
    pub notes: Vec<String>,
}

/// Who records, as the label and the footer show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// Initials.
    pub initials: String,
    /// The letter in labels.
    pub letter: String,
    /// Role or name.
    pub name: String,
}

/// Everything a screen may look at.
#[derive(Debug, Clone, Copy)]
pub struct Model<'a> {
    /// Home's lists.
    pub home: &'a Home,
    /// The organisation's conventions.
    pub programme: &'a Programme,
    /// The open audit.
    pub audit: Option<Audit<'a>>,
    /// The register.
    pub register: &'a State,
    /// Earlier audits' words on the open audit's items.
    pub last: &'a HashMap<String, Last>,
    /// Who records.
    pub who: &'a Who,
    /// The clock of the place audited.
    pub now: NaiveDateTime,
    /// The day that lists count from.
    pub today: NaiveDate,
    /// What is wrong with the open audit's files.
    pub complaints: &'a [String],
}

/// How far each journal went when an audit's findings were first issued.
#[derive(Debug, Clone)]
pub struct FirstIssue<'a> {
    heads: HashMap<&'a str, u32>,
}

impl FirstIssue<'_> {
    /// Whether an object was made after it, or unseen by it: allowed, and marked ever after. Clocks do not count: one
    /// that went wrong would move a line across the issue.
    #[must_use]
    pub fn is_addendum(&self, object: &Object) -> bool {
        let made = &object.made.entry;
        self.heads.get(made.journal.as_str()).is_none_or(|head| made.n > *head)
    }
}

impl<'a> Model<'a> {
    /// Where a line written now belongs.
    #[must_use]
    pub fn desk(&self, item: Option<&str>) -> Desk {
        Desk {
            item: item.map(str::to_owned),
            interview: self.interview().cloned(),
            now: self.now,
            initials: self.who.initials.clone(),
            letter: self.who.letter.clone(),
        }
    }

    /// What typed words are checked against.
    #[must_use]
    pub const fn terms(&self) -> Terms<'a> {
        Terms { programme: self.programme, audit: self.audit }
    }

    /// The first issue of the open audit's findings; ask once per drawing, not once per line.
    #[must_use]
    pub fn first_issue(&self) -> Option<FirstIssue<'a>> {
        let id = self.audit?.id;
        let issued = self.register.of(Kind::Statement).find(|statement| statement.text("audit") == id)?;
        let head = |line: &'a String| {
            let mut words = line.split(' ');
            Some((words.next()?, words.next()?.parse().ok()?))
        };
        Some(FirstIssue { heads: issued.list("heads").iter().filter_map(head).collect() })
    }

    /// The statement of a finding of the open audit, where it is issued. Home's rows say so too, and long before a large
    /// register is read.
    #[must_use]
    pub fn issued_as(&self, finding: &ObjectId) -> Option<ObjectId> {
        let audit = self.audit?.id;
        let row = || self.home.rows.iter().find(|row| row.audit == audit && row.finding == finding.as_str());
        match issue::statement_of(self.register, audit, finding) {
            Some(statement) => Some(statement.id.clone()),
            None => row().map(|row| ObjectId::from_text(&row.id)),
        }
    }

    /// The interview that is going on.
    #[must_use]
    pub fn interview(&self) -> Option<&'a ObjectId> {
        self.audit.and_then(|audit| audit.open_interview(&self.who.initials)).map(|interview| &interview.id)
    }
}
