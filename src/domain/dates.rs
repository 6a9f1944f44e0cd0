//! Days and minutes as auditors write them: `2026-06-18`, `18 Jun 2026`, `30oct`, `+14d`, `2026-06-18 09:20`.
//!
//! Must not know: what day it is. Whoever needs "today" passes it in.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads a day. `today` allows `30oct` (the next one to come, or one up to half a year ago stays in this year) and
/// `+14d`; without it only full dates are understood. Years outside 1990 to 2199 are typing errors.
#[must_use]
pub fn parse_day(text: &str, today: Option<NaiveDate>) -> Option<NaiveDate> {
    let text = text.trim();
    let sane = |day: &NaiveDate| (1990..2200).contains(&day.year());
    if let Some(day) = iso(text) {
        return Some(day).filter(sane);
    }
    if let (Some(days), Some(today)) = (text.strip_prefix('+').and_then(|rest| rest.strip_suffix('d')), today) {
        return today.checked_add_days(Days::new(days.parse().ok()?)).filter(sane);
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (day, rest) = text.split_at(digits);
    let day: u32 = day.parse().ok()?;
    let rest = rest.trim_start_matches([' ', '-']).to_lowercase();
    let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
    let (name, year) = rest.split_at(letters);
    let short = name.get(..3)?;
    let month = MONTHS.iter().position(|known| *known == short).filter(|_| name.len() <= 9)?;
    let month = u32::try_from(month + 1).ok()?;
    let year = year.trim_start_matches([' ', '-']);
    if year.is_empty() {
        let today = today?;
        let this_year = NaiveDate::from_ymd_opt(today.year(), month, day)?;
        let passed = (today - this_year).num_days();
        return if passed > 182 { this_year.with_year_after() } else { Some(this_year) };
    }
    let year: i32 = if year.len() == 4 { year.parse().ok()? } else { return None };
    NaiveDate::from_ymd_opt(year, month, day).filter(sane)
}

/// Reads `2026-06-18`. A register of ten years reads tens of thousands of these for one list, nearly all in the form that
/// is stored: that is read without the general reader.
fn iso(text: &str) -> Option<NaiveDate> {
    let digits = |part: &[u8]| {
        part.iter().all(u8::is_ascii_digit).then(|| part.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
    };
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes()
        && let (Some(year), Some(month), Some(day)) = (digits(&[y1, y2, y3, y4]), digits(&[m1, m2]), digits(&[d1, d2]))
    {
        return NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

trait YearAfter {
    fn with_year_after(self) -> Option<NaiveDate>;
}

impl YearAfter for NaiveDate {
    fn with_year_after(self) -> Option<NaiveDate> {
        self.with_year(self.year() + 1)
    }
}

/// Reads a day with a time: a full day, a space or `T`, then `HH:MM`.
#[must_use]
pub fn parse_moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.naive_local());
    }
    let split = text.rfind([' ', 'T'])?;
    let time = parse_time(&text[split + 1..])?;
    Some(parse_day(&text[..split], None)?.and_time(time))
}

/// Reads `HH:MM` in the strict two-digit form that the capture language uses.
#[must_use]
pub fn parse_time(text: &str) -> Option<NaiveTime> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 5 && bytes[2] == b':' && [0, 1, 3, 4].iter().all(|i| bytes[*i].is_ascii_digit());
    if shaped { NaiveTime::parse_from_str(text, "%H:%M").ok() } else { None }
}

/// The stored form of a minute: `2026-06-18 09:20`.
#[must_use]
pub fn moment_text(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// The first day found in a text that holds one somewhere: `last line 12 Aug 2025`, `16 Jun 2026 09:20`, `2025-11-20`.
#[must_use]
pub fn day_within(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    (0..words.len())
        .find_map(|start| [3, 1].iter().find_map(|len| parse_day(&words.get(start..start + len)?.join(" "), None)))
}

/// A day for people: `30 Oct 2026`.
#[must_use]
pub fn day_words(day: NaiveDate) -> String {
    let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {} {:04}", day.day(), name[day.month0() as usize], day.year())
}

/// A stored day for people, or the text as it is where it is no day.
#[must_use]
pub fn words_of(text: &str) -> String {
    iso(text).map_or_else(|| text.to_owned(), day_words)
}

/// Reads an offset such as `+02:00`, `-0530`, `Z`.
#[must_use]
pub fn parse_offset(text: &str) -> Option<FixedOffset> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return FixedOffset::east_opt(0);
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("test dates are ISO")
    }

    #[test]
    fn days_are_read_as_written() {
        let today = Some(day("2026-09-09"));
        for (text, want) in [
            ("2026-06-18", "2026-06-18"),
            ("18 Jun 2026", "2026-06-18"),
            ("18 June 2026", "2026-06-18"),
            ("30oct", "2026-10-30"),
            ("15 jan", "2027-01-15"),
            ("1 Sep", "2026-09-01"),
            ("+14d", "2026-09-23"),
        ] {
            assert_eq!(parse_day(text, today), Some(day(want)), "{text}");
        }
        for bad in
            ["", "9999-99-99", "32 Jan 2026", "30", "+d", "-3d", "9999-01-01", "30 octopussies", "2026-6-1 x", "1é"]
        {
            assert_eq!(parse_day(bad, today), None, "{bad:?} is no day");
        }
    }

    #[test]
    fn a_day_is_found_inside_a_text() {
        assert_eq!(day_within("last line 12 Aug 2025"), Some(day("2025-08-12")), "a record's last line");
        assert_eq!(day_within("16 Jun 2026 09:20"), Some(day("2026-06-16")), "with a time");
        assert_eq!(day_within("v3, 2025-11-20"), Some(day("2025-11-20")), "ISO among words");
        assert_eq!(day_within("2025-26"), None, "a season is no day");
    }
}
