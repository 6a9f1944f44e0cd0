//! Lists as one XLSX workbook, a sheet each: header frozen and filtered, days as days, grades coloured and in words.
//!
//! Must not know: which lists there are. Every text is written as a text, so nothing in it can run; what a sheet cannot
//! hold is cut and marked, and counted. The same lists give the same bytes.

use crate::domain::programme::Programme;
use crate::report::table::{Cell, List, Shape, legible};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Timelike};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// UTF-16 units that one cell holds: the format's own limit.
pub const LONGEST: usize = 32_767;

/// Columns are at least and at most so wide, in characters; longer text is wrapped.
const WIDTHS: (usize, usize) = (8, 60);

/// Rows are at most so many lines high; the rest of a long text shows where the cell is opened.
const HIGHEST: usize = 20;

/// The height of a line, in points.
const LINE: u16 = 15;

/// What the file says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Its title.
    pub title: String,
    /// Whose it is.
    pub organisation: String,
    /// What the reader should know.
    pub comment: String,
    /// When the last entry in it was recorded.
    pub recorded: Option<DateTime<FixedOffset>>,
}

/// A workbook, and what did not fit into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// Cells whose text was longer than [`LONGEST`]: cut, and marked.
    pub cut: usize,
}

/// The workbook.
///
/// # Errors
/// What the format cannot hold at all: more rows than a sheet has.
pub fn write(lists: &[List], about: &About, programme: &Programme) -> Result<Written, String> {
    let mut writer = Writer::new(programme);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(about));
    for list in lists {
        writer.sheet(workbook.add_worksheet(), list).map_err(|why| format!("{}: {why}", list.words))?;
    }
    let bytes = workbook.save_to_buffer().map_err(|why| why.to_string())?;
    Ok(Written { bytes, cut: writer.cut })
}

/// The moment of making it would make every file another: the last entry's stands in its place.
fn properties(about: &About) -> DocProperties {
    let seconds = about.recorded.map_or(0, |at| at.timestamp());
    let made = ExcelDateTime::from_timestamp(seconds).or_else(|_| ExcelDateTime::from_timestamp(0)).unwrap_or_default();
    DocProperties::new()
        .set_title(legible(&about.title))
        .set_company(legible(&about.organisation))
        .set_comment(legible(&about.comment))
        .set_creation_datetime(&made)
}

/// How cells look.
struct Looks {
    head: Format,
    text: Format,
    day: Format,
    moment: Format,
    number: Format,
    grades: BTreeMap<String, Format>,
}

impl Looks {
    fn new(programme: &Programme) -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let grades = programme.grades.iter().map(|grade| {
            let tint = tint(programme, &grade.id);
            (grade.id.clone(), top().set_background_color(Color::RGB(tint)))
        });
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00E7_E6E6)),
            text: top().set_text_wrap(),
            day: top().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            moment: top().set_num_format("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left),
            number: top(),
            grades: grades.collect(),
        }
    }
}

/// Pale enough for black letters: red for the worst nonconformity, orange for others, then yellow, blue, green for what
/// is to be kept.
fn tint(programme: &Programme, grade: &str) -> u32 {
    let rank = programme.rank(grade);
    let nonconformity = programme.is_nonconformity(grade);
    let first = !programme.grades.iter().take(rank).any(|worse| worse.nonconformity == nonconformity);
    match (nonconformity, first) {
        (true, true) => 0x00F4_B8B8,
        (true, false) => 0x00FB_D8A8,
        (false, _) if programme.steps(grade).is_empty() => 0x00CD_E8CD,
        (false, true) => 0x00FF_F2B3,
        (false, false) => 0x00CF_E2F6,
    }
}

struct Writer {
    looks: Looks,
    cut: usize,
}

impl Writer {
    fn new(programme: &Programme) -> Self {
        Self { looks: Looks::new(programme), cut: 0 }
    }

    fn sheet(&mut self, sheet: &mut Worksheet, list: &List) -> Result<(), XlsxError> {
        sheet.set_name(list.words)?;
        let right = column_number(list.columns.len().saturating_sub(1));
        let bottom = u32::try_from(list.rows.len()).unwrap_or(u32::MAX);
        for (at, column) in list.columns.iter().enumerate() {
            sheet.write_string_with_format(0, column_number(at), column.words, &self.looks.head)?;
        }
        let mut widths: Vec<usize> = list.columns.iter().map(|column| column.words.width() + 3).collect();
        for (row, cells) in (1..).zip(&list.rows) {
            let mut high = 1;
            for (at, cell) in cells.iter().enumerate() {
                let (wide, lines) = self.cell(sheet, (row, column_number(at)), list.columns[at].shape, cell)?;
                widths[at] = widths[at].max(wide);
                high = high.max(lines.min(HIGHEST));
            }
            if high > 1 {
                sheet.set_row_height(row, LINE * u16::try_from(high).unwrap_or(1))?;
            }
        }
        for (at, width) in widths.into_iter().enumerate() {
            let width = u16::try_from(width.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(u16::MAX);
            sheet.set_column_width(column_number(at), f64::from(width) + 1.0)?;
        }
        // The reference stays in view with the header.
        sheet.set_freeze_panes(1, 1)?;
        sheet.autofilter(0, 0, bottom, right)?;
        sheet.set_landscape().set_repeat_rows(0, 0)?;
        // `6.1` is the name of a requirement, whatever the spreadsheet thinks of it.
        sheet.ignore_error_range(0, 0, bottom, right, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }

    /// Writes one cell; returns how wide it wants to be, and how many lines it then has.
    fn cell(
        &mut self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        shape: Shape,
        cell: &Cell,
    ) -> Result<(usize, usize), XlsxError> {
        match cell {
            Cell::Empty => return Ok((0, 1)),
            Cell::Number(n) => {
                #[expect(clippy::cast_precision_loss, reason = "a sheet knows no other numbers")]
                sheet.write_number_with_format(row, column, *n as f64, &self.looks.number)?;
                return Ok((n.to_string().len(), 1));
            }
            Cell::Date(day) => {
                if let Some(day) = sheet_day(*day) {
                    sheet.write_datetime_with_format(row, column, &day, &self.looks.day)?;
                    return Ok(("2026-06-18".len(), 1));
                }
            }
            Cell::Moment(at) => {
                if let Some(at) = sheet_moment(*at) {
                    sheet.write_datetime_with_format(row, column, &at, &self.looks.moment)?;
                    return Ok(("2026-06-18 09:20".len(), 1));
                }
            }
            Cell::Text(_) | Cell::YesNo(_) | Cell::List(_) => {}
        }
        let words = cell.words();
        let text = self.fitting(&words);
        let look = match shape {
            Shape::Grade => self.looks.grades.get(&*text).unwrap_or(&self.looks.text),
            _ => &self.looks.text,
        };
        sheet.write_string_with_format(row, column, &*text, look)?;
        // Only what is wider than the widest column is wrapped, so the lines can be told before the widths are known; a
        // tenth is lost where words end.
        let lines = text.split('\n').take(HIGHEST).map(UnicodeWidthStr::width);
        Ok(lines.fold((0, 0), |(wide, high), line| (line.max(wide), high + (line * 10).div_ceil(WIDTHS.1 * 9).max(1))))
    }

    /// The text as a cell can hold it.
    fn fitting<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let shown = legible(text);
        if shown.len() <= LONGEST || shown.encode_utf16().count() <= LONGEST {
            return shown;
        }
        self.cut += 1;
        Cow::Owned(cut(&shown))
    }
}

fn cut(text: &str) -> String {
    let all = text.chars().count();
    let room = LONGEST - 100;
    let mut units = 0;
    let kept = text.chars().take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    let mut short: String = kept.collect();
    let left = all - short.chars().count();
    let _ = write!(short, "\n[cut here: {left} more characters; export json has all]");
    short
}

/// A sheet has at most 16,384 columns; no list comes near.
fn column_number(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// Sheets know days from 1900 to 9999.
fn sheet_day(day: NaiveDate) -> Option<ExcelDateTime> {
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, month, of_month).ok()
}

fn sheet_moment(at: NaiveDateTime) -> Option<ExcelDateTime> {
    let (hour, minute) = (u16::try_from(at.hour()).ok()?, u8::try_from(at.minute()).ok()?);
    sheet_day(at.date())?.and_hms(hour, minute, 0).ok()
}
