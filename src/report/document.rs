//! A report as a sequence of blocks: what every format of it is made from, so that all say the same.
//!
//! Must not know: any format, or what the report is about. Texts in it are as people wrote them: each format makes them
//! harmless in its own way.

/// A report, ready to be set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// Its first heading.
    pub title: String,
    /// What stands on every page, such as the audit's id.
    pub running: String,
    /// Why it is a draft; none = it is final.
    pub draft: Option<String>,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// One piece of it. No text holds a line feed that matters: several lines are several paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A main section, numbered by whoever made it.
    Section(String),
    /// A heading within a section.
    Heading(String),
    /// Running text.
    Text(String),
    /// A sentence that must not be passed over.
    Notice(String),
    /// Points.
    List(Vec<String>),
    /// Names, each with what is known under it: one line, or several.
    Pairs(Vec<(String, Vec<String>)>),
    /// Rows under heads.
    Table(Table),
    /// A picture of numbers, which always stand in a table beside it.
    Chart(Chart),
    /// What belongs together under a heading of its own, and stays on one page where it can: a finding.
    Group(Group),
}

/// Rows under heads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows. Under a heading that says so already it need not be seen.
    pub caption: String,
    /// The heads of its columns.
    pub heads: Vec<String>,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<String>>,
    /// Columns of numbers: set to the right.
    pub numbers: Vec<usize>,
    /// Whether its empty cells are to be written in by hand.
    pub to_fill_in: bool,
}

/// Bars, one under the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same in a sentence or two, for whoever cannot see it.
    pub told: String,
    /// What each tone stands for; none where the bars say it themselves.
    pub legend: Vec<(Tone, String)>,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// One bar: its parts stand side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// How much of which tone.
    pub parts: Vec<(Tone, usize)>,
}

impl Bar {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> usize {
        self.parts.iter().map(|(_, count)| count).sum()
    }
}

/// What belongs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its heading.
    pub title: String,
    /// What kind of thing it is.
    pub tone: Tone,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A colour by its meaning: the place of a grade on the scale, worst first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tone(pub usize);

/// A text of several lines as lines that hold something.
#[must_use]
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

impl Document {
    /// A paragraph for each line, or the words that say that there is none.
    pub fn texts(&mut self, text: &str, none: &str) {
        let lines = lines(text);
        if lines.is_empty() {
            self.blocks.push(Block::Text(none.to_owned()));
        }
        self.blocks.extend(lines.into_iter().map(Block::Text));
    }

    /// A table, or the words that say that there is nothing to show.
    pub fn table(&mut self, table: Table, none: &str) {
        if table.rows.is_empty() {
            self.blocks.push(Block::Text(none.to_owned()));
        } else {
            self.blocks.push(Block::Table(table));
        }
    }
}

impl Table {
    /// A table without rows yet.
    #[must_use]
    pub fn new(caption: &str, heads: &[&str]) -> Self {
        let heads = heads.iter().map(|head| (*head).to_owned()).collect();
        Self { caption: caption.to_owned(), heads, ..Self::default() }
    }

    /// Sets these columns to the right.
    #[must_use]
    pub fn numbers(mut self, columns: &[usize]) -> Self {
        self.numbers = columns.to_vec();
        self
    }

    /// With these rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        self.rows = rows.into_iter().collect();
        self
    }
}
