//! Text that would act somewhere, in every field of every object: it stays text, and it can still be read.

use crate::play::{list, texts};
use crate::stage::{Set, Stage};
use unicode_width::UnicodeWidthStr;
use workpaper::domain::entry::{Act, Change, Fields, Value};
use workpaper::domain::fields::{Kind, Shape, spec};
use workpaper::domain::ident::ObjectId;
use workpaper::report::clean::is_unsafe;

/// What would act in a spreadsheet, a browser, a terminal, a reader of Markdown.
const EVIL: &[&str] = &[
    "=HYPERLINK(\"http://x.example\",\"y\")",
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]>",
    "--> <!--",
    "&lt;b&gt; &amp; &#x3c;b>",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "\u{202e}turned\u{202c} \u{2066}isolated\u{2069} \u{200f}",
    "a | b || c \\| d",
    "`code` ```fence``` ~~gone~~ **bold** __bold__",
    "# heading ## heading",
    "- point",
    "1. point",
    "> quote",
    "[a](javascript:alert(1)) ![b](http://x.example/c.png) <http://x.example> http://x.example www.example.org",
    "| --- | --- |",
    "===",
    "---",
    "@import url(http://x.example); } body { display: none }",
    "$x$ {{ y }} {% z %}",
    "line\u{2028}line\u{85}line\r\nline",
    "nul\0nul",
];

/// Every field of a kind with this text, but for those that are links or steer what happens.
fn every_field(kind: Kind, evil: &str) -> Fields {
    let steering = ["mark", "verdict", "which", "dropped", "withdrawn", "of", "step", "ref", "finding", "audit"];
    let mut fields = Fields::new();
    for field in spec(kind).fields {
        let named = format!("begin {evil} end");
        let value = match field.shape {
            _ if steering.contains(&field.name) => continue,
            Shape::Ref(_) | Shape::Refs(_) => continue,
            Shape::List => Value::List(vec![named.clone(), evil.to_owned()]),
            _ => Value::Text(named),
        };
        fields.insert(field.name.to_owned(), value);
    }
    fields
}

/// An audit whose every text is this.
fn staged(evil: &str) -> Stage {
    let mut stage = Stage::new();
    let mut plan = Change::on(ObjectId::plan());
    plan.set = every_field(Kind::Plan, evil);
    stage.play.record("LA", Act::change(plan));
    for item in &mut stage.play.checklist.items {
        item.title = format!("begin {evil} end");
    }
    for section in &mut stage.play.checklist.sections {
        evil.clone_into(&mut section.title);
    }
    for (item, verdict) in [("6.1.2", "conforms"), ("A.5.1", "not-applicable"), ("7.5.1", "not-audited")] {
        stage.verdict(item, verdict, evil);
    }
    let interview = stage.play.make(Kind::Interview, every_field(Kind::Interview, evil));
    let mut line = every_field(Kind::Line, evil);
    line.insert("mark".into(), ">>".into());
    line.insert("interview".into(), interview.as_str().into());
    let line = stage.play.make(Kind::Line, line);
    let mut asked = every_field(Kind::Line, evil);
    asked.insert("mark".into(), "&".into());
    asked.insert("done".into(), "".into());
    stage.play.make(Kind::Line, asked);
    let evidence = stage.play.make(Kind::Evidence, every_field(Kind::Evidence, evil));
    let mut sample = every_field(Kind::Sample, evil);
    sample.insert(format!("cell/{evil}/{evil}"), "x".into());
    let sample = stage.play.make(Kind::Sample, sample);
    let mut meeting = every_field(Kind::Meeting, evil);
    meeting.insert("which".into(), "closing".into());
    meeting.insert("views".into(), list(&[&format!("IA-2026-02-F01 | disputed | | {evil}")]));
    stage.play.make(Kind::Meeting, meeting);
    for grade in ["major", "observation", "positive", evil] {
        let mut fields = every_field(Kind::Finding, evil);
        fields.insert("grade".into(), grade.into());
        fields.insert("lines".into(), list(&[line.as_str()]));
        fields.insert("evidence_items".into(), list(&[evidence.as_str()]));
        fields.insert("samples".into(), list(&[sample.as_str()]));
        stage.play.make(Kind::Finding, fields);
    }
    let issued = stage.finding("minor", &[("title", evil)]);
    let statement = stage.issue(&issued, &[]);
    let mut change = Change::on(statement.clone());
    change.set = every_field(Kind::Statement, evil);
    change.set.insert("grade".into(), "minor".into());
    change.set.insert("revision".into(), "2".into());
    change.set.insert("withdrawn".into(), evil.into());
    stage.register.record("LA", Act::change(change));
    let mut step = every_field(Kind::Step, evil);
    step.extend(texts(&[("step", "correction"), ("when", "2026-06-19"), ("of", statement.as_str())]));
    stage.register.record("LA", Act::make(Kind::Step, "", step));
    stage
}

fn checked(evil: &str) -> Set {
    let set = staged(evil).set();
    for (format, out) in set.each() {
        let acting = out.chars().find(|c| *c != '\n' && is_unsafe(*c));
        assert_eq!(acting, None, "{format}: no character of {evil:?} acts on a terminal or turns the text");
    }
    for line in set.text.lines() {
        assert!(line.width() <= 76, "no line is wider than a mail's: {line}");
        assert!(!line.ends_with(' '), "and none ends in a blank: {line:?}");
    }
    set
}

/// The tags of a page: the text between `<` and `>`.
fn tags(html: &str) -> Vec<&str> {
    html.match_indices('<').map(|(at, _)| html[at + 1..].split('>').next().unwrap_or_default()).collect()
}

#[test]
fn html_holds_only_its_own_tags() {
    let mut plain: Vec<String> = tags(&checked("plain").html).into_iter().map(str::to_owned).collect();
    for evil in EVIL {
        let set = checked(evil);
        let mut found: Vec<String> = tags(&set.html).into_iter().map(str::to_owned).collect();
        // Captions stand in an attribute too; a name that is not to be broken depends on its words.
        for tag in plain.iter_mut().chain(&mut found) {
            if let Some((before, rest)) = tag.split_once("aria-label=\"") {
                let after = rest.split_once('"').map_or("", |(_, after)| after);
                assert!(after.is_empty(), "nothing comes behind the label: {tag}");
                *tag = before.to_owned();
            }
            *tag = tag.replace(" class=\"k\"", "").replace(" class=\"w\"", "");
        }
        let unknown = found.iter().find(|tag| !plain.contains(tag));
        assert_eq!(unknown, None, "{evil:?} adds no tag and no attribute");
        // A bar and a line feed part what is written in a field: there may be more of the page's own tags.
        if !evil.contains(['|', '\n']) {
            assert_eq!(found, plain, "{evil:?} moves nothing");
        }
        assert_eq!(set.html.matches("</style>").count(), 1, "nor does it end the style");
    }
    assert!(checked("<script>x</script>").html.contains("&lt;script&gt;x&lt;/script&gt;"), "and it can be read");
}

/// Bars that part the cells of a row.
fn bars(row: &str) -> usize {
    let bytes = row.as_bytes();
    let escaped = |at: usize| bytes[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
    (0..bytes.len()).filter(|at| bytes[*at] == b'|' && !escaped(*at)).count()
}

#[test]
fn markdown_keeps_its_shape() {
    let shape = |set: &Set| {
        let begins = |line: &str| {
            let of = ["# ", "## ", "### ", "> ", "- ", "  - ", "| ", ""];
            of.into_iter().find(|begin| line.starts_with(begin)).unwrap_or_default()
        };
        let lines = set.markdown.lines();
        lines.map(|line| (begins(line), if line.starts_with('|') { bars(line) } else { 0 })).collect::<Vec<_>>()
    };
    let plain = shape(&checked("plain"));
    for evil in EVIL {
        let set = checked(evil);
        if !evil.contains(['|', '\n']) {
            assert_eq!(shape(&set), plain, "{evil:?} makes no heading, list, quote or cell");
        }
        for table in set.markdown.split("\n\n").filter(|part| part.starts_with('|')) {
            let counts: Vec<usize> = table.lines().map(bars).collect();
            assert!(counts.iter().all(|count| *count == counts[0]), "every row has the cells of its head: {table}");
        }
        let own = set.markdown.lines().map(|line| line.trim_start_matches(['>', ' ']));
        for line in own {
            assert!(!line.contains(['<', '>']), "no HTML and no address: {line}");
            let bare = line.match_indices(['`', '[', ']']).find(|(at, _)| !line[..*at].ends_with('\\'));
            assert_eq!(bare, None, "no code and no link: {line}");
            let address = line.match_indices("://").find(|(at, _)| !line[..*at].ends_with('\\'));
            assert_eq!(address, None, "nothing that becomes a link by itself: {line}");
            assert!(!line.contains("www."), "nor so: {line}");
        }
    }
    let read = checked("a | b `c` <d>").markdown;
    assert!(read.contains("a \\| b \\`c\\` &lt;d&gt;"), "and it can be read");
}

#[test]
fn ten_thousand_characters_are_all_there() {
    let word: String = "0123456789".repeat(1_000);
    let words = "many words ".repeat(910);
    for long in [word.as_str(), words.trim()] {
        let set = checked(long);
        for (format, out) in [("markdown", &set.markdown), ("html", &set.html)] {
            assert!(out.contains(long), "{format}: the whole of it");
        }
        let kept: String = set.text.chars().filter(|c| !c.is_whitespace()).collect();
        let wanted: String = long.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(kept.contains(&wanted), "text: the whole of it, broken into lines");
    }
}

#[test]
fn other_scripts_and_wide_characters_survive() {
    for text in ["Prüfung – naïve Ελληνικά Русский العربية עברית", "漢字かな交じり文", "e\u{301} ☃ 👩"]
    {
        let set = checked(text);
        for (format, out) in set.each() {
            assert!(out.contains(text.split(' ').next().unwrap_or_default()), "{format} keeps {text}");
        }
    }
}

#[test]
fn a_screen_gets_lines_of_its_own_width() {
    let document = checked(EVIL[0]).document;
    for width in [24, 40, 60, 80, 132] {
        let lines = workpaper::report::text::lines(&document, width);
        let widest = lines.iter().map(|line| line.width()).max().unwrap_or_default();
        assert!(widest <= width, "{widest} columns, where {width} are there");
    }
}
