//! What the screens show of an issued audit, and what the veil hides: as `--print` gives it.
//!
//! Must not know: how anything is drawn.

mod desk;

use desk::{Desk, issued};

/// The screen after these keys, from fieldwork on. The interview of the sample is open, so the veil is up.
fn after(desk: &Desk, keys: &str, size: &str) -> String {
    desk.ok(&["--today", "2027-01-04", "--print", "--size", size, "--keys", keys, "open", "IA-2026-02"])
}

/// The first row that holds these words.
fn row<'s>(screen: &'s str, words: &str) -> &'s str {
    screen.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("`{words}` is shown: {screen}"))
}

#[test]
fn the_veil_hides_the_register_counts_and_what_samples_say() {
    let desk = issued();
    // Raised by hand it holds at home too, where no interview is open.
    let home = after(&desk, "vvq", "100x24");
    assert!(row(&home, "IA-2026-02").contains("ISMS internal audit"), "the audit is there: {home}");
    assert!(!home.contains("1M") && !home.contains("/5") && !home.contains("overdue"), "nothing is counted: {home}");
    let register = after(&desk, "vvqr", "100x24");
    assert!(!register.contains("F01") && register.contains("Hidden by the veil"), "no finding is named: {register}");
    for keys in ["S", "S<Enter>"] {
        let shown = after(&desk, keys, "100x24");
        assert!(!shown.contains("exception on") && shown.contains("Hidden by the veil"), "{keys}: {shown}");
        assert!(after(&desk, &format!("v{keys}"), "100x24").contains("exception on"), "{keys}: v lifts it");
    }
    assert!(!row(&after(&desk, "S", "100x24"), "S-01").contains(" 9 "), "nor are exceptions counted");
    let review = after(&desk, "w", "100x24");
    assert!(
        review.contains("Hidden by the veil") && !review.contains("Nothing is missing"),
        "not all is well: {review}"
    );
}

#[test]
fn a_withdrawn_finding_is_marked_and_nothing_of_it_is_due() {
    let desk = issued();
    let alive = after(&desk, "vqr", "100x24");
    assert!(row(&alive, "F01").contains("17 Aug"), "due while it stands: {alive}");
    desk.ok(&["withdraw", "IA-2026-02-F01", "--reason", "raised in error"]);
    let open = after(&desk, "vqr", "100x24");
    assert!(!open.lines().skip(3).any(|line| line.contains("F01  ")), "no longer among the open ones: {open}");
    let gone = after(&desk, "vqr0", "100x24");
    let shown = row(&gone, "F01");
    assert!(shown.contains("withdrawn") && !shown.contains("Aug") && !shown.contains(" d"), "and not late: {shown}");
}

#[test]
fn a_narrow_register_still_tells_findings_apart() {
    let narrow = after(&issued(), "vqr", "60x24");
    assert!(row(&narrow, "A.5.18").contains("F01"), "the end of the reference is kept: {narrow}");
}

#[test]
fn the_help_begins_with_the_keys_of_the_screen_it_is_called_from() {
    let help = after(&issued(), "b?", "100x80");
    let at = |words: &str| help.lines().position(|line| line.contains(words)).unwrap_or(usize::MAX);
    assert!(at(" notebook ") < at(" everywhere "), "the notebook's keys first: {help}");
    assert!(at(" everywhere ") < at(" home "), "then those of everywhere, then the rest: {help}");
    let notebook: Vec<&str> = help.lines().take(at(" everywhere ")).collect();
    assert!(notebook.iter().any(|line| line.contains("filter")), "shared keys are among them: {help}");
    assert!(row(&help, "finding of the marked").contains("finding add AUDIT --line ENTRY"), "not cut: {help}");
}

#[test]
fn the_words_below_belong_to_the_screen() {
    let desk = issued();
    let page = after(&desk, "vqr<Enter>z", "100x24");
    assert!(page.contains("Enter close") && !page.contains("read-back"), "a statement is closed: {page}");
    let asked = after(&desk, "vqr/", "100x24");
    assert!(asked.contains("filter (grade:") && !asked.contains("kind:"), "the register knows no kinds: {asked}");
    assert!(after(&desk, "b/", "100x24").contains("kind:"), "the notebook does");
}

#[test]
fn only_what_came_after_the_issue_is_an_addendum() {
    let desk = issued();
    desk.ok_fed(&["capture", "IA-2026-02"], "> one more remark\n");
    let book = after(&desk, "vb", "100x40");
    let mark = |words: &str| row(&book, words).trim_start_matches([' ', '\u{25b8}', '>']).starts_with('+');
    assert!(mark("one more remark"), "recorded after the issue: {book}");
    assert!(!mark("HR sends a form"), "recorded before it: {book}");
}
