//! Packs that somebody tampered with, or made to do harm: refused with words, and nothing written.

use crate::desk::{Desk, ID, follow, line, pack, record, statement, texts, unpacked};
use crate::hostile_zip::{Lie, zip};
use std::fmt::Write as _;
use workpaper::domain::digest::sha256_hex;
use workpaper::domain::entry::Act;
use workpaper::domain::fields::Kind;
use workpaper::exchange::pack::archive::{self, Files, Limits, Wrong};
use workpaper::exchange::pack::{Manifest, seal};
use workpaper::store::evidence;
use workpaper::store::pack::Incoming;

fn refused(bytes: &[u8]) -> Wrong {
    Incoming::read(bytes).expect_err("such a pack is not taken")
}

/// A pack with a bit of everything.
fn sound() -> Files {
    let desk = Desk::new();
    let original = desk.planned("original");
    record(&original, "LA", line("=", "seen with two eyes"), 1);
    record(&original, "LA", line("~", "hush"), 2);
    std::fs::write(desk.path("list.csv"), "a;b\n").expect("a source");
    let kept = evidence::keep(&original, ID, &desk.path("list.csv")).expect("copied");
    let fields = texts(&[("title", "List"), ("file", &kept.file), ("sha256", &kept.sha256)]);
    record(&original, "LA", Act::make(Kind::Evidence, "EV-001", fields), 3);
    follow(&original, "LA", statement(ID, "IA-2026-02-F01"), 4);
    unpacked(&pack(&original))
}

/// These files as an archive that says nothing wrong about them.
fn honest(files: &Files) -> Vec<u8> {
    let lies: Vec<Lie<'_>> = files.iter().map(|(name, bytes)| Lie::plain(name, bytes)).collect();
    zip(&lies)
}

/// Sums and manifest made anew, as somebody would who has changed the files.
fn resealed(mut files: Files) -> Vec<u8> {
    files.remove("MANIFEST.toml");
    files.remove("SHA256SUMS");
    honest(&seal(files, Manifest::new(ID, "Quillhaven")).expect("sealed"))
}

#[test]
fn the_zip_of_this_test_is_one_that_is_taken() {
    Incoming::read(&honest(&sound())).expect("written by hand, and nothing wrong with it");
    Incoming::read(&resealed(sound())).expect("sealed by hand as well");
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let long = "a".repeat(300);
    let names = [
        "../evil.toml",
        "findings/../../evil.toml",
        "/etc/cron.d/evil",
        "C:/evil.toml",
        "findings\\..\\..\\evil.toml",
        "findings/..",
        "findings//x.toml",
        "findings/./x.toml",
        "findings/.hidden.toml",
        "findings/CON.toml",
        "findings/com1.x.toml",
        "lists/NUL",
        "findings/end.",
        "findings/-rf.toml",
        "findings/a\u{202e}b.toml",
        "findings/a\nb.toml",
        "findings/ü.toml",
        &long,
    ];
    for name in names {
        let mut files: Vec<(String, Vec<u8>)> = sound().into_iter().collect();
        files.push((name.to_owned(), b"x".to_vec()));
        let lies: Vec<Lie<'_>> = files.iter().map(|(name, bytes)| Lie::plain(name, bytes)).collect();
        let why = refused(&zip(&lies));
        assert!(matches!(&why, Wrong::Refused(words) if words.contains("it holds the name")), "{name:?}: {why:?}");
        assert!(!why.to_string().contains('\u{202e}'), "what would mislead is escaped: {why}");
    }
}

#[test]
fn links_devices_methods_and_passwords_are_refused() {
    for (mode, words) in [(0o120_777, "link"), (0o020_600, "link or a device"), (0o010_600, "link or a device")] {
        let lie = Lie { mode, ..Lie::plain("findings/x.toml", b"/etc/passwd") };
        let why = refused(&zip(&[lie]));
        assert!(why.to_string().contains(words), "mode {mode:o}: {why}");
    }
    let why = refused(&zip(&[Lie { flags: 1, ..Lie::plain("findings/x.toml", b"x") }]));
    assert!(why.to_string().contains("encrypted"), "a password: {why}");
    let why = refused(&zip(&[Lie { method: 12, ..Lie::plain("findings/x.toml", b"x") }]));
    assert!(why.to_string().contains("method"), "a method that is not ours: {why}");
}

#[test]
fn names_twice_and_names_that_fold_together_are_refused() {
    let twice = [Lie::plain("findings/x.toml", b"good"), Lie::plain("findings/x.toml", b"evil")];
    assert!(refused(&zip(&twice)).to_string().contains("one name"), "which of the two counts?");
    let folded = [Lie::plain("findings/x.toml", b"good"), Lie::plain("findings/X.toml", b"evil")];
    assert!(refused(&zip(&folded)).to_string().contains("but for capitals"), "on other systems they are one");
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let small = Limits { files: 3, file: 1000, all: 1500 };
    let read = |bytes: &[u8]| archive::read(bytes, small).expect_err("too much");
    let many: Vec<String> = (0..4).map(|n| format!("lists/{n}")).collect();
    let many: Vec<Lie<'_>> = many.iter().map(|name| Lie::plain(name, b"x")).collect();
    assert!(read(&zip(&many)).to_string().contains("4 files"), "the number is limited");
    let large = vec![0; 1001];
    assert!(read(&zip(&[Lie::plain("lists/a", &large)])).to_string().contains("larger than"), "each is limited");
    let half = vec![0; 900];
    let both = [Lie::plain("lists/a", &half), Lie::plain("lists/b", &half)];
    assert!(read(&zip(&both)).to_string().contains("unpacked"), "all together are limited");
    // Says that it is small, and is not.
    let zeros = Files::from([("lists/a".to_owned(), vec![0; 900])]);
    let mut lying = archive::write(&zeros, chrono::DateTime::UNIX_EPOCH).expect("a zip");
    let sizes: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..at + 4] == 900_u32.to_le_bytes()).collect();
    assert_eq!(sizes.len(), 2, "the size stands in the head and in the directory");
    for at in sizes {
        lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let why = read(&lying);
    assert!(matches!(why, Wrong::Damaged(_)), "a size that is a lie is found while unpacking: {why:?}");
}

#[test]
fn whatever_bytes_come_it_answers_with_words() {
    let good = honest(&sound());
    for bytes in [&b""[..], b"PK", b"not a zip at all", &good[..good.len() / 2], &good[10..]] {
        assert!(!refused(bytes).to_string().is_empty(), "{} bytes", bytes.len());
    }
    assert!(refused(&[b"#!/bin/sh\n", &good[..]].concat()).to_string().len() > 10, "something before the zip");
}

#[test]
fn a_flipped_byte_is_named_with_its_file() {
    let files = sound();
    for name in files.keys().filter(|name| *name != "SHA256SUMS") {
        for at in [0, files[name].len() / 2, files[name].len() - 1] {
            let mut changed = files.clone();
            if let Some(byte) = changed.get_mut(name).and_then(|bytes| bytes.get_mut(at)) {
                *byte ^= 1;
            }
            let why = refused(&honest(&changed));
            assert!(matches!(&why, Wrong::Damaged(words) if words.contains(name)), "{name}, byte {at}: {why:?}");
        }
    }
    // The same in the zip itself: its own check sums see it first.
    let bytes = archive::write(&files, chrono::DateTime::UNIX_EPOCH).expect("a zip");
    let mut missed = Vec::new();
    for at in (0..bytes.len()).step_by(97) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x10;
        // A flipped clock or comment does no harm; what is taken in must be what was packed.
        if archive::read(&flipped, archive::LIMITS).is_ok_and(|read| read != files) && Incoming::read(&flipped).is_ok()
        {
            missed.push(at);
        }
    }
    assert_eq!(missed, Vec::<usize>::new(), "no flip passes");
}

#[test]
fn whoever_makes_new_sums_is_found_by_the_chain() {
    let files = sound();
    let journal = files.keys().find(|name| name.starts_with("audits") && name.contains("journal")).expect("a journal");
    let text = String::from_utf8(files[journal].clone()).expect("text");
    let with = |name: &str, bytes: Vec<u8>| {
        let mut changed = files.clone();
        changed.insert(name.to_owned(), bytes);
        refused(&resealed(changed)).to_string()
    };
    let why = with(journal, text.replace("two eyes", "one eyes").into_bytes());
    assert!(why.contains(journal) && why.contains("line 3") && why.contains("body was changed"), "a word: {why}");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let why = with(journal, [lines[0], lines[1], lines[3], lines[4]].concat().into_bytes());
    assert!(why.contains(journal) && why.contains("line 3"), "a line taken out: {why}");
    let hidden = workpaper::store::line::blanked(lines[2].trim_end().as_bytes()).expect("a line");
    let hidden =
        format!("{}{}{}\n{}", lines[0], lines[1], String::from_utf8(hidden).expect("text"), lines[3..].concat());
    assert!(with(journal, hidden.into_bytes()).contains("blank"), "a line blanked without a record");
    let why = with(&format!("audits/{ID}/checklist.toml"), b"id = \"other\"\ntitle = \"Other\"\n".to_vec());
    assert!(why.contains("checklist.toml"), "another checklist: {why}");
    let copy = files.keys().find(|name| name.contains("evidence/")).expect("a copy");
    assert!(with(copy, b"forged".to_vec()).contains(copy.as_str()), "another copy");
    assert!(
        with(&format!("audits/{ID}/evidence/000000000000-x"), b"x".to_vec()).contains("000000000000-x"),
        "one more copy"
    );
    assert!(
        with("workpaper.toml", b"format = ???".to_vec()).contains("workpaper.toml"),
        "conventions that cannot be read"
    );
}

#[test]
fn what_belongs_in_no_pack_is_refused() {
    let with = |name: &str, bytes: &[u8]| {
        let mut files = sound();
        files.insert(name.to_owned(), bytes.to_vec());
        let mut sums = String::new();
        for (name, bytes) in files.iter().filter(|(name, _)| *name != "SHA256SUMS") {
            let _ = writeln!(sums, "{}  {name}", sha256_hex(bytes));
        }
        files.insert("SHA256SUMS".to_owned(), sums.into_bytes());
        refused(&honest(&files)).to_string()
    };
    for name in
        ["evil.sh", "audits/IA-2025-01/checklist.toml", "register/other/x.jsonl", "findings/x.sh", "checklists/x.toml"]
    {
        assert!(with(name, b"x").contains(name), "{name} is named");
    }
    assert!(
        with("MANIFEST.toml", b"format = 99\nprogram = \"workpaper 9\"\naudit = \"IA-2026-02\"\n").contains("newer")
    );
    assert!(with("MANIFEST.toml", b"format = 1\nprogram = \"x\"\naudit = \"../x\"\n").contains("names no audit"));
    let mut added = sound();
    added.insert("lists/extra.csv".to_owned(), b"=cmd".to_vec());
    assert!(refused(&honest(&added)).to_string().contains("lists/extra.csv"), "a file without a sum is named");
    let mut taken = sound();
    taken.remove("workpaper.toml");
    assert!(refused(&honest(&taken)).to_string().contains("workpaper.toml is missing"), "and a sum without its file");
}
