//! Blanking the text of an entry, and what accounts for it.

use crate::desk::{Desk, at, note, notes, record};
use std::fs;
use workpaper::domain::entry::{Act, Fields};
use workpaper::domain::fields::Kind;
use workpaper::store::redact;

#[test]
fn a_blank_body_passes_only_with_its_record() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    record(&mut la, "keep", 0);
    let secret = record(&mut la, "the name of a person", 1);
    la.redact(&secret, "asked for by the person, Art. 17", at(2)).expect("redacted");
    assert_eq!(notes(&la), ["keep"], "the text is gone from the screen");
    record(&mut la, "after", 3);
    assert_eq!(desk.files().len(), 1, "the same session goes on with the same file");
    let path = desk.files().remove(0);
    let text = fs::read_to_string(&path).expect("the journal");
    assert!(!text.contains("a person\""), "the text is gone from the disk");
    desk.assert_sound("LA", "after a redaction");
    assert_eq!(notes(&desk.open("LA")), ["keep", "after"], "another session reads the same");
    assert_eq!(desk.open("LA").complaints(), Vec::<String>::new(), "and the chain and all memories still hold");
    // Blank by hand what nobody recorded.
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let blank = workpaper::store::line::blanked(lines[1].trim_end().as_bytes()).expect("a line");
    let forged = format!("{}{}\n{}", lines[0], String::from_utf8(blank).expect("text"), lines[2..].concat());
    fs::write(&path, forged).expect("the forgery");
    let found = desk.verify("LA").doubts;
    assert_eq!(found.len(), 1, "a blank body without a record is found: {found:?}");
    assert_eq!((found[0].line, found[0].what.contains("blank")), (Some(2), true), "where it stands: {found:?}");
}

#[test]
fn interrupted_after_the_record_the_text_is_reported_and_asking_again_finishes() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    let secret = record(&mut la, "secret", 0);
    let early = redact::blank(&desk.place("LA"), &secret);
    assert!(early.is_err_and(|e| e.to_string().contains("record it first")), "never blank before the record stands");
    let act = Act::Redact { entry: secret.clone(), reason: "asked".to_owned(), labels: Vec::new() };
    la.record(act, at(1)).expect("recorded");
    drop(la);
    assert_eq!(notes(&desk.open("LA")), Vec::<String>::new(), "what is recorded as redacted is not shown any more");
    let found = desk.verify("LA").doubts;
    assert!(found.len() == 1 && found[0].what.contains("its text stands"), "verify does not pass over it: {found:?}");
    let mut la = desk.open("LA");
    la.redact(&secret, "asked", at(2)).expect("finished");
    desk.assert_sound("LA", "once it is finished");
    let records =
        la.entries().expect("readable").iter().filter(|entry| matches!(entry.act, Act::Redact { .. })).count();
    assert_eq!(records, 1, "asking again makes no second record");
}

#[test]
fn what_others_rest_on_or_are_writing_is_not_blanked() {
    let desk = Desk::new();
    let (mut la, mut rb) = (desk.open("LA"), desk.open("RB"));
    let entry = record(&mut la, "text", 0);
    rb.refresh().expect("readable");
    let before = fs::read(&desk.files()[0]).expect("the journal");
    let busy = rb.redact(&entry, "asked", at(1)).expect_err("LA is writing that journal");
    assert!(busy.to_string().contains("another session"), "it says what to do: {busy}");
    assert_eq!(fs::read(&desk.files()[0]).expect("the journal"), before, "nothing is blanked");
    assert_eq!(desk.files().len(), 1, "and nothing recorded");
    let strike = la.record(Act::Strike(entry.clone()), at(2)).expect("struck");
    la.redact(&strike, "x", at(3)).expect_err("a strike stays, or what it struck would come back");
    let header = workpaper::domain::ident::EntryRef { journal: entry.journal.clone(), n: 0 };
    la.redact(&header, "x", at(3)).expect_err("without its header the whole journal could not be read");
    drop(la);
    rb.refresh().expect("readable");
    rb.redact(&entry, "asked", at(4)).expect("once nobody writes it, another auditor may");
    desk.assert_sound("RB", "after somebody else's entry was redacted");
    assert!(fs::read_dir(desk.folder()).expect("listed").count() == 2, "no temporary file is left");
}

#[test]
fn a_redacted_label_is_not_given_out_again_and_an_old_copy_does_not_bring_the_text_back() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    let evidence = Fields::from([("title".to_owned(), "personal file of somebody".into())]);
    let entry = la.record(Act::make(Kind::Evidence, "EV-014", evidence), at(0)).expect("recorded");
    let path = desk.files().remove(0);
    let old = fs::read(&path).expect("the journal");
    drop(la);
    let mut rb = desk.open("RB");
    rb.redact(&entry, "asked", at(1)).expect("redacted");
    assert_eq!(rb.state().next_label("EV-", 3), "EV-015", "reports may quote EV-014: it stays used");
    fs::write(&path, &old).expect("an old copy is restored");
    let again = desk.open("RB");
    assert_eq!(again.state().of(Kind::Evidence).count(), 0, "the text of an old copy does not show up again");
    assert_eq!(again.state().next_label("EV-", 3), "EV-015", "and the number stays used");
    let found = desk.verify("RB").doubts;
    assert!(found.iter().any(|d| d.what.contains("its text stands")), "verify says that the text is back: {found:?}");
}

#[test]
fn entries_appended_again_are_blanked_wherever_they_stand() {
    let desk = Desk::new();
    let mut la = desk.open("LA");
    let secret = record(&mut la, "secret", 0);
    let first = desk.files().remove(0);
    let aside = desk.root.join("aside");
    fs::rename(&first, &aside).expect("taken away");
    record(&mut la, "next", 1);
    fs::rename(&aside, &first).expect("and put back");
    drop(la);
    let holds = |path: &std::path::PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains("secret"));
    assert_eq!(desk.files().iter().filter(|path| holds(path)).count(), 2, "the text stands in two files now");
    let mut rb = desk.open("RB");
    rb.redact(&secret, "asked", at(2)).expect("redacted");
    assert_eq!(desk.files().iter().filter(|path| holds(path)).count(), 0, "and is gone from both");
    desk.assert_sound("LA", "after both copies were blanked");
    rb.record(note("after"), at(3)).expect("recorded");
    assert_eq!(notes(&rb), ["next", "after"], "the rest stands");
}
