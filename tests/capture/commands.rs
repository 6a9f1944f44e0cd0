//! The colon commands, with what each refuses.
//!
//! Must not know: marks.

use super::play::{list, texts};
use super::{Room, members, remarks, text};
use workpaper::domain::capture::Captured;
use workpaper::domain::checklist::Item;
use workpaper::domain::entry::Act;
use workpaper::domain::fields::Kind;
use workpaper::domain::ident::ObjectId;

#[test]
fn verdicts_are_given_and_refused_by_command() {
    let mut room = Room::new();
    let (change, go) = room.changed(":c");
    assert_eq!((change.on, go), (ObjectId::item("6.1.2"), None), "the current item");
    assert_eq!(change.set, texts(&[("verdict", "conforms"), ("reason", "")]), "conforms, and needs no reason");
    let (change, _) = room.changed(":C three files looked at");
    assert_eq!(change.set["reason"], "three files looked at".into(), "words behind it are kept");
    let (change, _) = room.changed(":skip no occurrence in the period");
    let wanted = texts(&[("verdict", "not-audited"), ("reason", "no occurrence in the period")]);
    assert_eq!(change.set, wanted, "not audited, with the reason");
    assert!(room.why_not(":skip").contains("why"), "which it needs");
    let way_out = room.why_not(":na no development here");
    assert!(
        way_out.contains("clause") && way_out.contains(":skip"),
        "clauses know no exclusion; the way out: {way_out}"
    );
    room.desk.item = Some("A.8.13".into());
    let (change, _) = room.changed(":na no backups: nothing is kept");
    let wanted = texts(&[("verdict", "not-applicable"), ("reason", "no backups: nothing is kept")]);
    assert_eq!(change.set, wanted, "a control can be excluded, with the reason");
    assert!(room.why_not(":na").contains("Statement of Applicability"), "which it needs");
    let (change, go) = room.changed(":7.5.1 :c");
    assert_eq!((change.on, go.as_deref()), (ObjectId::item("7.5.1"), Some("7.5.1")), "at another item, in one line");
    for line in ["09:41 :c", "09:41 :skip no occurrence", "09:41 :na no such thing"] {
        assert!(
            room.why_not(line).contains("09:41"),
            "`{line}`: a verdict has no field for a time, so it is not dropped"
        );
    }
    room.desk.item = None;
    for line in [":c", ":na none", ":skip none"] {
        assert!(room.why_not(line).contains("current item"), "`{line}`: of nothing there is no verdict");
    }
    let mut fields = texts(&[("grade", "minor"), ("nature", "x")]);
    fields.insert("criteria".into(), list(&["A.8.13"]));
    room.play.make(Kind::Finding, fields);
    room.desk.item = Some("A.8.13".into());
    assert!(remarks(room.hear(":c"))[0].contains("outranks"), "a nonconformity that cites it is not forgotten");
}

#[test]
fn interviews_are_opened_joined_and_closed_by_command() {
    let room = Room::interviewing();
    let open = room.desk.interview.clone().expect("it is open");
    let line = ":int Room 3 | Administrator, HR; Desk | A.5.18 7.5.1 | 10:00";
    let Captured::Record { act: Act::Record { make, set }, go, .. } = room.hear(line) else { panic!("`{line}`") };
    let made = &make[0];
    assert_eq!((made.object, made.label.as_str(), make.len()), (Kind::Interview, "INT-02", 1), "one new interview");
    let found = (text(made, "place"), members(made, "roles").join("/"), members(made, "items").join(" "));
    assert_eq!(found, ("Room 3", "Administrator/HR/Desk".into(), "A.5.18 7.5.1".into()), "place | roles | items");
    assert_eq!(
        (text(made, "started"), go.as_deref()),
        ("2026-06-16 10:00", Some("A.5.18")),
        "start, and on to the first"
    );
    assert_eq!((set.len(), &set[0].on), (1, &open), "the same entry closes the one that was open");
    for (line, start) in [
        (":int", "2026-06-16 10:30"),
        (":int Room 3", "2026-06-16 10:30"),
        ("10:10 :int Room 3", "2026-06-16 10:10"),
        (":int Room 3 | | | 2026-06-15 16:00", "2026-06-15 16:00"),
        (":int remote: video call | Administrator", "2026-06-16 10:30"),
    ] {
        assert_eq!(text(&Room::nowhere().made(line), "started"), start, "`{line}`: every part may be left out");
    }
    for (line, what) in [
        (":int Room 3 | HR | A.99", "A.99"),
        (":int Room 3 | HR | A.5.18 | soon", "soon"),
        (":int Room 3 | HR | A.5.18 | 10:00 | and more", "and more"),
        ("09:00 :int Room 3 | HR | A.5.18 | 10:00", "09:00"),
        (":with", "roles"),
        (":with , ;", "roles"),
        ("09:41 :with HR", "09:41"),
        (":end when they had to go", "when they had to go"),
        ("10:20 :end 10:25", "10:25"),
    ] {
        assert!(room.why_not(line).contains(what), "`{line}` is refused and names {what}: {}", room.why_not(line));
    }
    let (change, _) = room.changed(":with HR, Works council");
    assert_eq!((&change.on, change.add["roles"].join("/")), (&open, "HR/Works council".into()), "roles are added");
    for (line, ended) in
        [(":end", "2026-06-16 10:30"), (":end 10:20", "2026-06-16 10:20"), ("10:20 :end", "2026-06-16 10:20")]
    {
        let (change, _) = room.changed(line);
        assert_eq!((&change.on, change.set), (&open, texts(&[("ended", ended)])), "`{line}` closes it");
    }
    for line in [":with HR", ":end"] {
        assert!(Room::new().why_not(line).contains("no interview"), "`{line}` needs one that is open");
    }
}

#[test]
fn items_of_ones_own_are_added_by_command() {
    let room = Room::new();
    let Captured::Record { act: Act::Record { make, .. }, go, .. } =
        room.hear(":add own.1 Visitor badges | Who hands them out? | | Who counts them?")
    else {
        panic!("recorded")
    };
    assert_eq!(
        (make[0].object, make[0].label.as_str(), go.as_deref()),
        (Kind::Item, "OWN.1", Some("OWN.1")),
        "made, and there"
    );
    assert_eq!((text(&make[0], "title"), text(&make[0], "section")), ("Visitor badges", "6"), "in the current section");
    assert_eq!(members(&make[0], "ask"), ["Who hands them out?", "Who counts them?"], "with its questions");
    for (line, what) in [
        (":add", "title"),
        (":add OWN.1", "title"),
        (":add OWN.1 | Who?", "title"),
        (":add A.8.13 Backups", "already"),
        (":add a/b Title", "id"),
        ("09:41 :add OWN.1 Visitor badges", "09:41"),
    ] {
        assert!(room.why_not(line).contains(what), "`{line}` is refused and says `{what}`: {}", room.why_not(line));
    }
    // A command stays one, whatever somebody calls an item.
    let mut room = Room::new();
    for id in ["ADD", "C", "END"] {
        room.play.checklist.items.push(Item { id: id.into(), ..Item::default() });
    }
    assert!(
        matches!(room.hear(":add OWN.1 Visitor badges"), Captured::Record { go: Some(to), .. } if to == "OWN.1"),
        ":add"
    );
    assert_eq!(room.changed(":c").0.on, ObjectId::item("6.1.2"), ":c");
}

#[test]
fn a_time_before_an_item_goes_with_the_text() {
    let room = Room::new();
    for line in [":A.8.13 09:41 = tapes", "09:41 :A.8.13 = tapes"] {
        let made = room.made(line);
        let found = (text(&made, "observed"), text(&made, "mark"), text(&made, "text"));
        assert_eq!(found, ("2026-06-16 09:41", "=", "tapes"), "`{line}`: the time typed is the line's");
    }
    let many = ":A.8.13 ".repeat(50_000) + "tapes";
    assert_eq!(text(&room.made(&many), "text"), "tapes", "items may be named as often as one likes");
}
