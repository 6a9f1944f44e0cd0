//! Into a workspace that has something already: longer chains, better bodies, forks and strangers.

use crate::desk::{
    Desk, ID, add, assert_sound, at, audit, bytes, follow, line, made, pack, plan_audit, record, register, statement,
    step, unpacked,
};
use workpaper::domain::entry::Act;
use workpaper::domain::fields::Kind;
use workpaper::exchange::pack::archive::Wrong;
use workpaper::store::pack::Trouble;

#[test]
fn the_longer_chain_wins_whichever_way_it_comes() {
    let desk = Desk::new();
    let original = desk.planned("original");
    record(&original, "LA", line("=", "one"), 1);
    let early = pack(&original);
    let copy = desk.begin("copy", &early);
    record(&original, "LA", line("=", "two"), 2);
    follow(&original, "LA", statement(ID, "IA-2026-02-F01"), 3);
    let late = pack(&original);
    add(&copy, &late).expect("the same chain, further on");
    assert_eq!(audit(&copy, "LA").area.state().of(Kind::Line).count(), 2, "the copy has caught up");
    assert!(copy.root.join("findings/IA-2026-02-F01.toml").is_file(), "with the findings file");
    assert!(pack(&copy) == late, "and is the same again");
    let before = bytes(&copy.root);
    add(&copy, &early).expect("an old one");
    assert!(bytes(&copy.root) == before, "takes nothing away");
    assert_sound(&copy, "after both");
}

#[test]
fn other_audits_share_the_register_and_each_brings_its_part() {
    let desk = Desk::new();
    let original = desk.planned("original");
    let first = follow(&original, "LA", statement(ID, "IA-2026-02-F01"), 1);
    let other = follow(&original, "LA", statement("IA-2026-01", "IA-2026-01-F01"), 2);
    follow(&original, "RB", step(&made(&other), "another cause"), 3);
    follow(&original, "LA", step(&made(&first), "a cause"), 4);
    let one = pack(&original);
    let copy = desk.begin("copy", &one);
    assert!(register(&copy, "LA").state().get(&made(&other)).is_none(), "the other audit's statement stays behind");
    // The same workspace, seen from the other audit: its entries are real there, and the first one's are not.
    plan_audit(&original, "IA-2026-01");
    let open = workpaper::store::audits::OpenAudit::open(&original, "IA-2026-01", crate::desk::author("LA"));
    let packed = workpaper::store::pack::gather(&original, &open.expect("opens"), &register(&original, "LA"));
    let packed = packed.expect("packed");
    let files = workpaper::exchange::pack::seal(packed.files, packed.manifest).expect("sealed");
    let two = workpaper::exchange::pack::archive::write(&files, packed.latest.to_utc()).expect("a zip");
    add(&copy, &two).expect("the same register");
    let state = register(&copy, "LA").state().clone();
    assert_eq!(state.of(Kind::Statement).count(), 2, "a real body is preferred over a withheld one, both ways");
    assert_eq!(state.parts(&made(&first)).count(), 1, "what was there stays");
    assert_eq!(state.parts(&made(&other)).count(), 1, "what was missing came");
    assert_sound(&copy, "with both audits");
    assert!(pack(&copy) == one, "and the first pack is still the same");
}

#[test]
fn what_is_redacted_here_does_not_come_back_from_an_older_pack() {
    let desk = Desk::new();
    let original = desk.planned("original");
    let name = record(&original, "LA", line("=", "the name of a person"), 1);
    let old = pack(&original);
    audit(&original, "LA").area.redact(&name, "asked, Art. 17", at(2)).expect("redacted");
    add(&original, &old).expect("the same chain");
    assert_eq!(audit(&original, "LA").area.state().of(Kind::Line).count(), 0, "the text stays away");
    assert_sound(&original, "after the old pack");
    let copy = desk.begin("copy", &old);
    add(&copy, &pack(&original)).expect("and the redaction travels");
    assert_eq!(audit(&copy, "LA").area.state().of(Kind::Line).count(), 0, "to where the text still stood");
    assert!(!crate::desk::holds(&unpacked(&pack(&copy)), "the name of a person"), "and goes out no more");
}

#[test]
fn a_fork_is_refused_with_file_and_line_and_nothing_is_written() {
    let desk = Desk::new();
    let original = desk.planned("original");
    let copy_root = desk.path("fork");
    copy_folder(&original.root, &copy_root);
    let fork = workpaper::store::workspace::Workspace::open(&copy_root, desk.homes()).expect("a copy");
    // Two accounts go on with one journal, each thinking it alone: the local memory is carried over.
    record(&original, "LA", line("=", "here"), 1);
    let journal = original.root.join("audits").join(ID).join("journal");
    let name = std::fs::read_dir(journal).expect("listed").next().expect("a journal").expect("its name").file_name();
    let path = fork.root.join("audits").join(ID).join("journal").join(&name);
    let entry = forked(&path);
    std::fs::write(&path, entry).expect("the other way on");
    let before = bytes(&original.root);
    let why = add(&original, &pack(&fork)).expect_err("two chains of one name");
    assert!(matches!(&why, Trouble::Pack(Wrong::Refused(_))), "refused: {why:?}");
    let words = why.to_string();
    let file = name.to_string_lossy().into_owned();
    assert!(words.contains(&file) && words.contains("line 3"), "file and line: {words}");
    assert!(bytes(&original.root) == before, "nothing is written");
}

/// The journal with one more line than it has, made as the program makes it.
fn forked(path: &std::path::Path) -> Vec<u8> {
    use workpaper::domain::entry::Head;
    use workpaper::store::{journal, line as wire};
    let mut bytes = std::fs::read(path).expect("the journal");
    let (_, entries) = journal::read(path).expect("readable");
    let last = entries.last().expect("an entry");
    let head = Head {
        n: last.head.n + 1,
        prev: last.h.clone(),
        at: at(1),
        key: None,
        by: "LA".into(),
        seen: std::collections::BTreeMap::new(),
        was: None,
        body: String::new(),
    };
    let (more, _) = wire::encode(head, line("=", "there"), wire::new_salt()).expect("a line");
    bytes.extend(more);
    bytes
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    for (path, bytes) in bytes(from) {
        let path = to.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, bytes).expect("copied");
    }
}

#[test]
fn another_audit_of_the_same_id_is_no_place_for_it() {
    let desk = Desk::new();
    let (original, other) = (desk.planned("original"), desk.planned("other"));
    let before = bytes(&other.root);
    let why = add(&other, &pack(&original)).expect_err("two audits of one id");
    assert!(why.to_string().contains("another audit IA-2026-02 is there already"), "it says so: {why}");
    assert!(bytes(&other.root) == before, "nothing is written");
    let empty = desk.workspace("empty");
    add(&empty, &pack(&original)).expect("a workspace without it takes it");
    assert_sound(&empty, "after that");
}

#[test]
fn a_journal_that_somebody_writes_at_this_moment_is_left_alone() {
    let desk = Desk::new();
    let original = desk.planned("original");
    let early = pack(&original);
    let mut session = audit(&original, "LA");
    session.record(line("=", "typing"), at(5)).expect("recorded");
    let why = add(&original, &early).expect_err("the session holds the lock");
    assert!(why.to_string().contains("another session"), "it says what to do: {why}");
    session.record(Act::make(Kind::Line, "", crate::desk::texts(&[("text", "on")])), at(6)).expect("goes on");
}

#[test]
fn a_folder_with_other_things_in_it_is_refused() {
    let desk = Desk::new();
    let original = desk.planned("original");
    let first = pack(&original);
    let incoming = workpaper::store::pack::Incoming::read(&first).expect("sound");
    std::fs::create_dir(desk.path("photos")).expect("a folder");
    std::fs::write(desk.path("photos/cat.jpg"), "meow").expect("a photo");
    let nobody = &mut workpaper::store::watch::nobody;
    let begun =
        workpaper::store::pack::begin(&desk.path("photos"), &incoming, desk.homes(), crate::desk::author("LA"), nobody);
    assert!(begun.is_err_and(|why| why.to_string().contains("not empty")), "it says why");
    assert_eq!(bytes(&desk.path("photos")).len(), 1, "nothing is written");
}
