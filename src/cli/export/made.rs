//! What a format makes, and what may be chosen beside it.
//!
//! Must not know: any format, or where its files go.

/// One file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name, where the export goes into a folder.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What became of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// The files, at least one.
    pub files: Vec<Made>,
    /// What the format cannot hold, for the person, counted.
    pub remarks: Vec<String>,
}

/// What the person may choose beside the format.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choices {
    /// A byte order mark before CSV.
    pub bom: bool,
}
