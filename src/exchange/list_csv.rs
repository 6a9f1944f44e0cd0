//! A list to draw a sample from, as exported by some system: comma, semicolon or tab; quotes (RFC 4180); with a header
//! or without.
//!
//! Must not know: how the sample is drawn.

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its members in the order of the file, without empty ones.
    pub members: Vec<String>,
    /// The first line, where it was taken as a header: the column's name.
    pub header: Option<String>,
    /// Lines without anything in this column.
    pub empty: usize,
}

/// Whether the first line is a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Header {
    /// Told from the lines: it is one where some column holds a digit in every line but the first.
    #[default]
    Guess,
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// Reads one column: by name (then there is a header), by number from 1, else the first.
///
/// # Errors
/// Line and remedy.
pub fn column(text: &str, name: Option<&str>, header: Header) -> Result<Column, String> {
    let rows = rows(text)?;
    let Some(first) = rows.first() else { return Err("the list is empty".to_owned()) };
    let by_name = |name: &str| first.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name.trim()));
    let (at, named) = match name {
        None => (0, false),
        Some(name) => match (by_name(name).filter(|_| header != Header::No), name.trim().parse::<usize>()) {
            (Some(at), _) => (at, true),
            (None, Ok(n)) if n > 0 && n <= first.len() => (n - 1, false),
            _ => {
                return Err(format!(
                    "no column `{name}`; the first line holds: {} (or give its number)",
                    first.join(", ")
                ));
            }
        },
    };
    let first_is_header = match header {
        Header::Yes => true,
        Header::No => false,
        Header::Guess => named || looks_headed(&rows),
    };
    let cells = rows.iter().skip(usize::from(first_is_header)).map(|row| row.get(at).map_or("", |cell| cell.trim()));
    let cells: Vec<&str> = cells.collect();
    let members: Vec<String> = cells.iter().filter(|cell| !cell.is_empty()).map(|cell| (*cell).to_owned()).collect();
    let empty = cells.len() - members.len();
    let header = first_is_header.then(|| first.get(at).map_or("", |cell| cell.trim()).to_owned());
    Ok(Column { members, header, empty })
}

/// Some column where all lines but the first hold a digit: that is the name of numbers, dates or ids.
fn looks_headed(rows: &[Vec<String>]) -> bool {
    let digit =
        |row: &Vec<String>, at: usize| row.get(at).is_some_and(|cell| cell.contains(|c: char| c.is_ascii_digit()));
    let width = rows.first().map_or(0, Vec::len);
    rows.len() > 1 && (0..width).any(|at| !digit(&rows[0], at) && rows[1..].iter().all(|row| digit(row, at)))
}

/// The cells of each line that holds any.
fn rows(text: &str) -> Result<Vec<Vec<String>>, String> {
    Ok(numbered(text)?.into_iter().map(|(_, row)| row).collect())
}

/// The same with the number of the line on which each begins.
///
/// # Errors
/// A quotation mark that is never closed, with its line.
pub(super) fn numbered(text: &str) -> Result<Vec<(usize, Vec<String>)>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator(text);
    let mut rows = Vec::new();
    let mut begun = 1;
    let mut row: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut quoted: Option<usize> = None;
    let mut line = 1;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted.is_some() && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted.is_some() => quoted = None,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = Some(line);
            }
            _ if quoted.is_some() => cell.push(c),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push((std::mem::replace(&mut begun, line), std::mem::take(&mut row)));
            }
            c if c == separator => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    if let Some(line) = quoted {
        return Err(format!("line {line}: a quotation mark is opened and never closed"));
    }
    row.push(cell);
    rows.push((begun, row));
    rows.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    Ok(rows)
}

/// The one of comma, semicolon and tab that stands most often in the first line, outside quotes.
fn separator(text: &str) -> char {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let bare = first.split('"').step_by(2).collect::<String>();
    let count = |c: char| bare.matches(c).count();
    [';', '\t'].into_iter().fold(',', |best, c| if count(c) > count(best) { c } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, name: Option<&str>, header: Header) -> (Vec<String>, Option<String>) {
        let column = column(text, name, header).expect("a good list");
        (column.members, column.header)
    }

    #[test]
    fn headers_are_told_from_members() {
        let (list, header) = read("id;left\nL-01;2026-01-02\n\nL-02;2026-02-03\n", None, Header::Guess);
        assert_eq!((list.len(), header.as_deref()), (2, Some("id")), "semicolons, a header, a blank line");
        let (list, header) = read("L-01\r\nL-02", None, Header::Guess);
        assert_eq!((list, header), (vec!["L-01".to_owned(), "L-02".to_owned()], None), "no header, CRLF, no last feed");
        let (list, header) = read("desk\nstore\n", None, Header::Guess);
        assert_eq!((list.len(), header), (2, None), "where nothing tells, every line counts");
        let (list, _) = read("name\ndesk\nstore\n", None, Header::Yes);
        assert_eq!(list, ["desk", "store"], "unless it is said");
    }

    #[test]
    fn quotes_hold_separators_quotes_and_line_feeds() {
        let text = "\u{feff}name,id\n\"Desk, first \"\"floor\"\"\",7\n\"two\nlines\",8\n";
        let (list, header) = read(text, Some("NAME"), Header::Guess);
        assert_eq!(header.as_deref(), Some("name"), "found whatever its case, behind a byte-order mark");
        assert_eq!(list, ["Desk, first \"floor\"", "two\nlines"], "as RFC 4180 has it");
        assert_eq!(read(text, Some("2"), Header::Guess).0, ["7", "8"], "columns count from 1");
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert!(column("a\n\"b\n", None, Header::Guess).is_err_and(|why| why.contains("line 2")), "the open quote");
        assert!(column("a,b\n1,2\n", Some("c"), Header::Guess).is_err_and(|why| why.contains("a, b")), "what there is");
        assert!(column(" \n", None, Header::Guess).is_err(), "nothing to draw from");
    }
}
