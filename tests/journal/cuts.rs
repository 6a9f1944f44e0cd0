//! Files that end too early, or are damaged in the middle.

use crate::desk::{Desk, at, note, notes, record};
use std::fs;
use workpaper::domain::entry::Seen;
use workpaper::domain::ident::JournalName;
use workpaper::store::journal;
use workpaper::store::local::Memory;

#[test]
fn a_journal_cut_at_every_byte_keeps_what_stands_before_the_cut_and_goes_on() {
    let desk = Desk::new();
    let mut area = desk.open("LA");
    for n in 0..3 {
        record(&mut area, &format!("n{n}"), n);
    }
    drop(area);
    let path = desk.files().remove(0);
    let name = JournalName::new(path.file_stem().and_then(|s| s.to_str()).expect("a name"));
    let bytes = fs::read(&path).expect("the journal");
    let whole = journal::read(&path).expect("the journal").1;
    for cut in 0..=bytes.len() {
        let desk = Desk::new();
        let path = desk.folder().join(format!("{name}.jsonl"));
        fs::write(&path, &bytes[..cut]).expect("the cut copy");
        let lines = bytes[..cut].split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n")).count();
        let torn = bytes[..cut].rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        // What the account remembers if the program was killed in the middle of that write.
        if let Some(last) = lines.checked_sub(1).map(|last| &whole[last]) {
            let memory = Memory { head: Seen(last.head.n, last.h.clone()), mine: true };
            let place = desk.place("LA");
            place.local.remember(&place.name, &name, &memory).expect("the memory");
        }
        let mut area = desk.open("LA");
        assert!(
            area.entries().expect("readable") == whole[..lines],
            "cut at {cut}: the whole lines are kept, nothing else"
        );
        let complaints = area.complaints().join("\n");
        assert_eq!(complaints.is_empty(), torn.is_empty(), "cut at {cut}: a torn line is named: {complaints}");
        if !torn.is_empty() {
            let (bytes, file) = (format!("{} bytes", torn.len()), path.display().to_string());
            assert!(complaints.contains(&bytes) && complaints.contains(&file), "cut at {cut}: {complaints}");
        }
        assert_eq!(fs::read(&path).expect("the file"), &bytes[..cut], "cut at {cut}: reading changes nothing");

        area.record(note("after"), at(60)).unwrap_or_else(|fault| panic!("cut at {cut}: {fault}"));
        let mut expected: Vec<String> = (0..lines.saturating_sub(1)).map(|n| format!("n{n}")).collect();
        expected.push("after".to_owned());
        assert_eq!(notes(&area), expected, "cut at {cut}: the session shows what was kept and what it recorded");
        drop(area);
        desk.assert_sound("LA", &format!("cut at {cut}, then recorded"));
        assert_eq!(notes(&desk.open("LA")), expected, "cut at {cut}: another session reads the same");
        let kept = fs::read(path.with_extension("torn-1")).unwrap_or_default();
        let beside = if lines == 0 { &[][..] } else { torn };
        assert_eq!(kept, beside, "cut at {cut}: the torn bytes are kept beside, for whoever wants to look at them");
        assert_eq!(
            desk.files().len(),
            if lines == 0 { 2 } else { 1 },
            "cut at {cut}: the same file where it has a head"
        );
    }
}

#[test]
fn damage_in_the_middle_keeps_the_good_beginning_and_recording_goes_on_in_a_new_file() {
    let desk = Desk::new();
    let mut area = desk.open("LA");
    for n in 0..4 {
        record(&mut area, &format!("n{n}"), n);
    }
    drop(area);
    let path = desk.files().remove(0);
    let mut bytes = fs::read(&path).expect("the journal");
    let third = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).expect("a third line").0 + 1;
    bytes[third] = b'#';
    fs::write(&path, &bytes).expect("the damage");
    let mut area = desk.open("LA");
    assert_eq!(notes(&area), ["n0"], "what stands before the damage is kept");
    let complaints = area.complaints().join("\n");
    assert!(complaints.contains("line 3") && complaints.contains("left out"), "it says where: {complaints}");
    record(&mut area, "after", 60);
    assert_eq!(notes(&area), ["n0", "after"], "recording goes on");
    assert_eq!(fs::read(&path).expect("the journal"), bytes, "the damaged file is left as it is");
    assert_eq!(desk.files().len(), 2, "a new file takes what comes");
    let doubts = desk.verify("LA").doubts;
    assert!(doubts.iter().all(|doubt| doubt.file == path), "only the damaged file is in doubt: {doubts:?}");
    assert!(doubts.iter().any(|doubt| doubt.line == Some(3)), "and the line is named: {doubts:?}");
}

#[test]
fn a_live_unfinished_line_is_neither_cut_nor_lost_by_a_reader() {
    let desk = Desk::new();
    let mut writer = desk.open("LA");
    record(&mut writer, "first", 0);
    let path = desk.files().remove(0);
    let before = fs::read(&path).expect("the journal");
    record(&mut writer, "second", 1);
    let after = fs::read(&path).expect("the journal");
    fs::write(&path, &after[..before.len() + 40]).expect("as if the write were under way");
    let mut reader = desk.open("RB");
    assert_eq!(notes(&reader), ["first"], "the unfinished line is not read yet");
    fs::write(&path, &after).expect("the write is done");
    assert!(reader.refresh().expect("readable"), "there is news");
    assert_eq!(notes(&reader), ["first", "second"], "the finished line is read");
    assert!(reader.complaints().is_empty(), "and nothing is wrong any more: {:?}", reader.complaints());
}

#[test]
fn a_head_that_this_account_does_not_remember_is_never_gone_on_with() {
    let desk = Desk::new();
    let mut area = desk.open("LA");
    record(&mut area, "n0", 0);
    let path = desk.files().remove(0);
    let short = fs::read(&path).expect("the journal");
    record(&mut area, "n1", 1);
    drop(area);
    let long = fs::read(&path).expect("the journal");
    fs::write(&path, &short).expect("an older copy is restored");
    let mut area = desk.open("LA");
    assert!(
        area.complaints().join("\n").contains("entry 2 had been seen"),
        "the loss is named: {:?}",
        area.complaints()
    );
    record(&mut area, "n2", 2);
    assert_eq!(fs::read(&path).expect("the journal"), short, "the restored file is left alone");
    drop(area);
    // Somebody else appends to a file of ours: opening it must not make that head one of ours either.
    fs::write(&path, &long).expect("the newer copy");
    let place = desk.place("LA");
    let name = JournalName::new(path.file_stem().and_then(|s| s.to_str()).expect("a name"));
    let shorter = journal::parse(name.clone(), &path, &short).0.head().expect("a head");
    place.local.remember(&place.name, &name, &Memory { head: shorter, mine: true }).expect("the memory");
    let opened = desk.open("LA");
    let memory = place.local.recall(&place.name).expect("the memory").remove(&name).expect("of that journal");
    assert!(memory.mine && memory.head.0 == 1, "looking at it does not change what is remembered of one's own");
    drop(opened);
    record(&mut desk.open("LA"), "n3", 3);
    record(&mut desk.open("LA"), "n4", 4);
    assert_eq!(fs::read(&path).expect("the journal"), long, "a head further on than ours is not gone on with");
}
