//! Texts that people edit by hand and get back: whatever stands in a field comes out of its TOML as it went in.
//!
//! Must not know: editors or files.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod play;

use play::{Ledger, Play, list, texts};
use proptest::prelude::*;
use workpaper::domain::assign::Terms;
use workpaper::domain::entry::{Act, Change, Fields, Value};
use workpaper::domain::fields::{FieldSpec, Kind, SPECS, Shape, spec};
use workpaper::domain::fold::{Object, State};
use workpaper::domain::followup::case::Book;
use workpaper::domain::ident::ObjectId;
use workpaper::domain::issue;
use workpaper::domain::programme::Programme;
use workpaper::exchange::finding_toml::{self, Difference, Found};
use workpaper::exchange::record_toml;

/// The findings file of a statement about which nothing else was recorded.
fn render(statement: &Object, heads: &[String]) -> String {
    let (state, programme) = (State::default(), Programme::default());
    finding_toml::render(&Book::new(&state, &programme).case(statement), heads)
}

/// A findings file held against such a statement.
fn examine(text: &str, base: &Object, now: &Object) -> Found {
    let (state, programme) = (State::default(), Programme::default());
    let book = Book::new(&state, &programme);
    finding_toml::examine(text, &book.case(base), &book.case(now))
}

/// Texts that formats stumble over.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "\"",
        "\"\"\"",
        "'''",
        "\\",
        "\\n",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\u{0}",
        "\u{1b}[31m",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "\u{202e}",
        "e\u{301}",
        "日本",
        "👩‍🚀",
        "#",
        "# comment",
        "=",
        "[file]\n",
        "digest = \"",
        "]",
        "[[x]]",
        "no",
        "yes",
        "<<<<<<< ",
        "\n<<<<<<< a",
        "\n>>>>>>> b",
        " ",
        "  ",
        "two words",
        "ref = \"F99\"\n",
        "a",
        ",",
        "|",
        "A.5.18",
    ]);
    let piece = prop_oneof![6 => odd.prop_map(str::to_owned), 2 => "\\PC{0,6}", 1 => any::<String>()];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn value(shape: Shape) -> BoxedStrategy<Value> {
    let stored = move |text: String| Value::Text(shape.check(&text).unwrap_or_default());
    let day = (2000..2100_i32, 1..13_u32, 1..29_u32);
    let day = day.prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"));
    let some = match shape {
        Shape::List | Shape::Refs(_) => {
            let member = text().prop_filter("blank members are none", |member| !member.trim().is_empty());
            return prop::collection::vec(member, 0..4).prop_map(Value::List).boxed();
        }
        Shape::Date => day.boxed(),
        Shape::Moment => (day, 0..24_u32, 0..60_u32).prop_map(|(day, h, m)| format!("{day} {h:02}:{m:02}")).boxed(),
        Shape::Number => any::<u32>().prop_map(|n| n.to_string()).boxed(),
        Shape::YesNo => prop::sample::select(vec!["yes", "no"]).prop_map(str::to_owned).boxed(),
        Shape::Choice(words) => prop::sample::select(words.to_vec()).prop_map(str::to_owned).boxed(),
        Shape::Line | Shape::Text | Shape::Ref(_) => text().boxed(),
    };
    prop_oneof![4 => some, 1 => Just(String::new())].prop_map(stored).boxed()
}

/// Fields of a kind, as they would be stored.
fn fields(kind: Kind, which: fn(&FieldSpec) -> bool) -> impl Strategy<Value = Fields> {
    let each: Vec<_> = spec(kind)
        .fields
        .iter()
        .filter(|field| which(field))
        .map(|field| (Just(field.name.to_owned()), value(field.shape)))
        .collect();
    each.prop_map(|pairs| pairs.into_iter().collect())
}

/// An object of any kind that people edit.
fn object() -> impl Strategy<Value = (Kind, Fields)> {
    let kinds: Vec<Kind> = SPECS.iter().filter(|spec| spec.edited().next().is_some()).map(|spec| spec.kind).collect();
    prop::sample::select(kinds).prop_flat_map(|kind| (Just(kind), fields(kind, |field| field.edited)))
}

/// The object, recorded.
fn recorded(play: &mut Play, kind: Kind, fields: Fields) -> Object {
    let id = if kind == Kind::Plan {
        let mut change = Change::on(ObjectId::plan());
        change.set = fields;
        play.record("LA", Act::change(change));
        ObjectId::plan()
    } else {
        play.make(kind, fields)
    };
    play.object(&id).clone()
}

fn held(object: &Object, field: &FieldSpec) -> Value {
    if field.shape.is_list() { Value::List(object.list(field.name).to_vec()) } else { object.text(field.name).into() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_object_comes_out_of_its_form_as_it_went_in((kind, fields) in object()) {
        let mut play = Play::new();
        let object = recorded(&mut play, kind, fields);
        let terms = Terms::of(play.view());
        let text = record_toml::render(&terms, kind, Some(&object), "IA-2026-02 object");
        let read = record_toml::parse(kind, &text).map_err(|why| TestCaseError::fail(format!("{why:?} in {text}")))?;
        for field in spec(kind).edited() {
            let read = read.get(field.name).cloned().unwrap_or_else(|| panic!("{} is offered", field.name));
            prop_assert_eq!(read, held(&object, field), "{} of a {} reads back", field.name, spec(kind).name);
        }
        prop_assert_eq!(read.len(), spec(kind).edited().count(), "and nothing else is there");
        for saved in [text.clone(), text.replace('\n', "\r\n"), format!("{text}\n# seen\n\n"), text.replace(" = ", "   =  ")] {
            // A blank widened inside a text is an edit; elsewhere it is none.
            if saved.contains("   =  ") && text.matches(" = ").count() > spec(kind).edited().count() {
                continue;
            }
            if saved.contains("\r\n") && text.contains("\"\"\"") {
                continue;
            }
            let change = record_toml::change(&terms, &object, &text, &saved);
            prop_assert!(change.as_ref().is_ok_and(Change::is_empty), "nothing was said: {change:?} for {saved}");
        }
    }

    #[test]
    fn an_edit_of_one_field_changes_that_field((kind, before) in object(), (_, after) in object(), at in any::<prop::sample::Index>()) {
        let texts: Vec<&FieldSpec> = spec(kind).edited().filter(|f| matches!(f.shape, Shape::Text)).collect();
        prop_assume!(!texts.is_empty());
        let field = at.get(&texts);
        let words = after.values().map(Value::text).find(|text| text.len() > 3).unwrap_or("other words").trim_end().to_owned();
        let mut play = Play::new();
        let object = recorded(&mut play, kind, before);
        let mut edited = object.clone();
        edited.apply_unrecorded(&Change::on(object.id.clone()).set(field.name, words.as_str()));
        let terms = Terms::of(play.view());
        let offered = record_toml::render(&terms, kind, Some(&object), "object");
        let saved = record_toml::render(&terms, kind, Some(&edited), "object");
        let change = record_toml::change(&terms, &object, &offered, &saved).expect("a good edit");
        let mut wanted = Change::on(object.id.clone());
        if object.text(field.name) != words {
            wanted = wanted.set(field.name, words.as_str());
        }
        prop_assert_eq!(change, wanted, "{} and nothing else", field.name);
    }

    #[test]
    fn a_statement_is_untouched_until_a_hand_is_in_it(fields in fields(Kind::Statement, |_| true), heads in prop::collection::vec(text(), 0..3)) {
        let statement = statement(fields);
        let file = render(&statement, &heads);
        prop_assert_eq!(examine(&file, &statement, &statement), Found::Untouched, "as it was written");
        prop_assert_eq!(finding_toml::heads(&file), heads, "its seal names the journals it was made from");
        let crlf = file.replace('\n', "\r\n");
        prop_assert_eq!(examine(&crlf, &statement, &statement), Found::Untouched, "other line ends are no edit");
        let read = finding_toml::read(&file).map_err(|why| TestCaseError::fail(format!("{why} in {file}")))?;
        for field in spec(Kind::Statement).fields.iter().filter(|field| !field.shape.is_list() && field.name != "finding") {
            let read = read.get(field.name).map_or("", Value::text);
            let stored = if field.name == "ref" { &statement.label } else { statement.text(field.name) };
            let same = read == stored || (stored.is_empty() && read == "no") || stored.trim().is_empty();
            prop_assert!(same, "{}: others read {read:?} for {stored:?}", field.name);
        }
    }

    #[test]
    fn any_single_edit_is_found_as_that_difference(
        before in fields(Kind::Statement, |_| true), after in fields(Kind::Statement, |_| true), at in any::<prop::sample::Index>()
    ) {
        let base = statement(before);
        let open: Vec<&FieldSpec> = spec(Kind::Statement).edited().collect();
        let field = at.get(&open);
        let wanted = after[field.name].clone();
        let mut edited = base.clone();
        edited.apply_unrecorded(&Change::on(base.id.clone()).set(field.name, wanted.clone()));
        let (old, new) = (render(&base, &[]), render(&edited, &[]));
        // The hand changes the statement, not what is derived from it below, nor the seal.
        let parts = |text: &str| {
            let at = text.rfind("\n# The follow-up (10.2)").expect("a follow-up");
            (text[..at].to_owned(), text[at..].to_owned())
        };
        let saved = parts(&new).0 + &parts(&old).1;
        let found = examine(&saved, &base, &base);
        // Who writes a merge's marks into a file has a merge in it.
        prop_assume!(found != Found::Conflicted || !["<<<<<<< ", ">>>>>>> "].iter().any(|mark| wanted.text().contains(mark)));
        let same = if field.shape.is_list() {
            base.list(field.name) == wanted.list()
        } else {
            base.text(field.name).trim_end() == wanted.text().trim_end()
        };
        if same {
            prop_assert_eq!(found, Found::Untouched, "{} is as it was", field.name);
        } else {
            let Found::Edited(differences) = found else {
                return Err(TestCaseError::fail(format!("{} was edited: {found:?}", field.name)));
            };
            prop_assert_eq!(differences.len(), 1, "{} alone: {:?}", field.name, &differences);
            let Difference { field: name, register, file, since } = &differences[0];
            prop_assert_eq!((name.as_str(), since), (field.name, &None), "the field that was edited");
            let was = held(&base, field);
            prop_assert_eq!((register.text(), register.list()), (was.text(), was.list()), "as it was");
            let blank = wanted.text().trim().is_empty() && file.text().is_empty();
            prop_assert!(file.list() == wanted.list() || blank, "as it is: {file:?} for {wanted:?}");
        }
    }
}

/// A statement in a register.
fn statement(fields: Fields) -> Object {
    let mut register = Ledger::default();
    let entry = register.record("LA", Act::make(Kind::Statement, "IA-2026-02-F01", fields));
    register.made(&entry).clone()
}

fn edit(base: &Object, from: &str, to: &str) -> Found {
    let file = render(base, &[]);
    assert!(file.contains(from), "{from:?} stands in {file}");
    examine(&file.replacen(from, to, 1), base, base)
}

fn plain() -> Object {
    let mut fields = texts(&[
        ("grade", "minor"),
        ("title", "Leavers keep accounts"),
        ("evidence", "9 of 22\nsampled from 61"),
        ("raised", "2026-06-18"),
        ("revision", "1"),
    ]);
    fields.insert("criteria".into(), list(&["A.5.18", "ACP 4.3"]));
    statement(fields)
}

#[test]
fn small_words_are_edits_too() {
    let base = plain();
    for word in ["no", "yes", "0", "-", "\\\\"] {
        let Found::Edited(found) = edit(&base, "auditee_view = \"\"", &format!("auditee_view = \"{word}\"")) else {
            panic!("auditee_view = {word:?} is an edit")
        };
        assert_eq!(found.len(), 1, "one field: {found:?}");
        assert_eq!(found[0].field, "auditee_view", "`{word}` is what the auditee says now");
    }
}

#[test]
fn marks_of_a_merge_are_told_from_words_of_a_finding() {
    let mut base = plain();
    let quoted = "the file held\n<<<<<<< HEAD\nfor a year";
    base.apply_unrecorded(&Change::on(base.id.clone()).set("evidence", quoted));
    let found = edit(&base, "Leavers keep accounts", "Leavers keep their accounts");
    assert!(matches!(&found, Found::Edited(found) if found.len() == 1), "a quotation of such marks is none: {found:?}");
    let found = edit(&plain(), "9 of 22\n", "<<<<<<< HEAD\n9 of 22\n=======\n10 of 22\n>>>>>>> theirs\n");
    assert_eq!(found, Found::Conflicted, "marks that nobody issued are a merge's");
    assert!(
        matches!(edit(&plain(), "title = ", "title : "), Found::Unreadable(why) if why.contains("line ")),
        "with its line"
    );
    assert_eq!(
        edit(&plain(), "[file]", "# seen by RB\n[file]"),
        Found::Edited(vec![]),
        "a comment is kept for its reader"
    );
}

#[test]
fn a_date_that_is_none_does_not_spoil_the_file() {
    let mut base = plain();
    for bad in ["soon", "2026-06-18\ntitle = \"x\"", "1_000", "true"] {
        base.apply_unrecorded(&Change::on(base.id.clone()).set("due", bad).set("revision", bad));
        let read = finding_toml::read(&render(&base, &[])).expect("others can still read it");
        assert_eq!((read["due"].text(), read["revision"].text()), (bad, bad), "{bad:?} is shown as it is");
        assert_eq!(read["title"].text(), "Leavers keep accounts", "and says nothing about other fields");
    }
}

#[test]
fn a_form_says_everything_that_is_wrong_at_once() {
    let play = Play::new();
    let before = play.object(&ObjectId::plan()).clone();
    let terms = Terms::of(play.view());
    let offered = record_toml::render(&terms, Kind::Plan, Some(&before), "plan");
    let saved = offered
        .replace("\nfrom = \"\"", "\nfrom = \"soon\"")
        .replace("period_to = \"\"", "period_to = 31\nsurprise = \"x\"")
        .replace("title = \"\"", "title = \"ISMS audit\"");
    let wrong = record_toml::change(&terms, &before, &offered, &saved).expect_err("three mistakes");
    assert_eq!(wrong.len(), 3, "all of them, nothing recorded: {wrong:?}");
    for (words, field) in [("soon", "from"), ("31", "period_to"), ("surprise", "surprise")] {
        assert!(
            wrong.iter().any(|w| w.contains(words) && w.contains(field) && w.starts_with("line ")),
            "{field}: {wrong:?}"
        );
    }
    let gone: String = offered.lines().filter(|line| !line.starts_with("criteria")).collect::<Vec<_>>().join("\n");
    let gone = gone
        .replace("  \"ACP | Access Control Procedure | v3.1\",\n  \"SoA | Statement of Applicability | v7\",\n]\n", "");
    let change = record_toml::change(&terms, &before, &offered, &gone).expect("a good text");
    assert!(change.is_empty(), "a line taken away leaves its field as it is: {change:?}");
}

#[test]
fn links_are_edited_by_label() {
    let mut play = Play::new();
    for title in ["Leavers export", "Account list"] {
        play.make(Kind::Evidence, texts(&[("title", title)]));
    }
    let (one, two) =
        (play.view().find("EV-001").expect("there").id.clone(), play.view().find("EV-002").expect("there").id.clone());
    let mut fields = texts(&[("nature", "x")]);
    fields.insert("evidence_items".into(), list(&[one.as_str()]));
    let id = play.make(Kind::Finding, fields);
    let (terms, object) = (Terms::of(play.view()), play.object(&id).clone());
    let offered = record_toml::render(&terms, Kind::Finding, Some(&object), "LA-1");
    assert!(offered.contains("\"EV-001\"") && !offered.contains(one.as_str()), "people see labels: {offered}");
    let saved = offered.replace("  \"EV-001\",\n", "  \"ev-002\",\n  \"EV-001\",\n");
    let change = record_toml::change(&terms, &object, &offered, &saved).expect("both are there");
    let mut edited = object.clone();
    edited.apply_unrecorded(&change);
    assert_eq!(
        edited.list("evidence_items"),
        [two.as_str(), one.as_str()],
        "and entries link by entry, in the order given"
    );
    let saved = offered.replace("EV-001", "EV-009");
    let wrong = record_toml::change(&terms, &object, &offered, &saved).expect_err("there is none");
    assert!(
        wrong[0].contains("EV-009") && wrong[0].contains("evidence_items"),
        "what is not there is named: {wrong:?}"
    );
}

#[test]
fn issued_words_are_covered_by_the_seal_to_the_letter() {
    let base = plain();
    let file = render(&base, &["LA-7f3k2m9q 4 ab12".to_owned()]);
    for name in issue::FROZEN {
        assert!(
            file.lines().any(|line| line.starts_with(&format!("{name} = "))) || base.lacks(name),
            "{name} is in the file"
        );
    }
    assert!(
        file.contains("raised = 2026-06-18\n") && file.contains("revision = 1\n"),
        "days and numbers are TOML's own"
    );
    for (at, _) in file.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).step_by(7) {
        let mut other = file.clone();
        other.replace_range(at..=at, if &file[at..=at] == "z" { "y" } else { "z" });
        let comment = file[..at].rsplit('\n').next().is_some_and(|line| line.starts_with('#'));
        let sealed = file[..at].contains("[file]\n");
        let found = examine(&other, &base, &base);
        assert!(comment || sealed || found != Found::Untouched, "a letter changed at {at} is noticed: {other}");
    }
}
