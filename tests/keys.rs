//! The keys a user chooses: mistakes in `keys.toml` are told together with their lines and stop nothing; in the set
//! `arrows` an audit is done with arrows and Enter; the menu does on the screen below what is chosen in it.
//!
//! Must not know: how keys are looked up.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails and says what was missing")]

mod screen;

use screen::{AUDIT, Office, Seat};
use std::fs;
use workpaper::app::action::{ACTIONS, Do, On};
use workpaper::app::key::Key;
use workpaper::app::screens::list::List;
use workpaper::config::keys::{self, SETS};

const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const RIGHT: &str = "\x1b[C";
const LEFT: &str = "\x1b[D";

/// Writes a file of the user's.
fn write(office: &Office, name: &str, text: &str) -> String {
    let folder = office.homes().config;
    fs::create_dir_all(&folder).expect("a folder for the settings");
    let path = folder.join(name);
    fs::write(&path, text).expect("written");
    path.display().to_string()
}

/// The words as they stand in a table or a message, however they are broken into rows.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_mistake_is_told_with_its_line_and_the_rest_counts() {
    let office = Office::new();
    let file = write(
        &office,
        "keys.toml",
        "# my keys\nnope = \"x\"\nconforms = \"<a-c>\"\nfindings = []\nzoom = 5\n\nfind = \"b\"\nnotebook = \"B\"\ntalks = \"B\"\n",
    );
    let config = write(&office, "config.toml", "initials = \"LA\"\nkeys = \"emacs\"\n");
    let told = [
        format!("{config}: line 2: there is no set of keys `emacs`: vi or arrows"),
        format!("{file}: line 2: `nope` is no action: `workpaper keys` lists them"),
        format!("{file}: line 3: `conforms`: `<a-c>` is no key: Alt does not arrive whole"),
        format!("{file}: line 4: `findings` is left without a key: give it one, or delete the line"),
        format!("{file}: line 5: `zoom` is no key: write one as \"k\", several as [\"k\", \"<up>\"]"),
        format!("{file}: line 7: on fieldwork the key b is claimed by `find`, and as shipped by `notebook`"),
        format!("{file}: line 9: on fieldwork the key B is claimed by `talks`, and on line 8 by `notebook`"),
    ];
    let loaded = keys::load(&office.homes().config, "emacs");
    for words in &told {
        assert!(loaded.mistakes.iter().any(|why| why.starts_with(words)), "{words}: {:#?}", loaded.mistakes);
    }
    assert_eq!(loaded.mistakes.len(), told.len(), "and nothing else: {:#?}", loaded.mistakes);
    let doctor = office.json(&["doctor"]);
    let wrong: Vec<&str> = doctor
        .as_array()
        .expect("lines")
        .iter()
        .filter(|line| line["about"] == "keys" && line["level"] == "warning")
        .filter_map(|line| line["text"].as_str())
        .collect();
    assert_eq!(wrong, loaded.mistakes, "`doctor` lists them all");

    let screen = office.ok(&["--print", "--keys", "", "open", AUDIT]);
    let shown = unbroken(&screen);
    assert!(shown.contains("emacs") && shown.contains("(and 6 more: `workpaper doctor` lists them)"), "{screen}");
    let home = office.ok(&["--print", "--size", "140x60", "--keys", "q", "open", AUDIT]);
    for words in ["`nope` is no action", "Alt does not arrive", "without a key", "line 9: on fieldwork"] {
        assert!(unbroken(&home).contains(words), "home shows `{words}` as a notice:\n{home}");
    }
    let book = office.ok(&["--print", "--keys", "b", "open", AUDIT]);
    assert!(book.contains("Notebook"), "what is wrong is left as shipped:\n{book}");
}

#[test]
fn a_key_that_is_the_letter_of_a_grade_is_told() {
    let office = Office::new();
    write(&office, "keys.toml", "zoom = \"m\"\n");
    for shown in [office.ok(&["doctor"]), office.ok(&["--print", "--keys", "", "open", AUDIT])] {
        let words = "on fieldwork the key m is claimed by the grade minor, and by `zoom`";
        assert!(unbroken(&shown).contains(words), "by doctor and at the start: {shown}");
    }
}

#[test]
fn a_file_that_is_no_toml_is_told_with_its_line_and_stops_nothing() {
    let office = Office::new();
    let file = write(&office, "keys.toml", "conforms = \"C\"\nfind = \n");
    let loaded = keys::load(&office.homes().config, "");
    let [why] = loaded.mistakes.as_slice() else { panic!("one mistake: {:#?}", loaded.mistakes) };
    assert!(why.starts_with(&format!("{file}: line 2: ")) && why.contains("mend or delete"), "line and remedy: {why}");
    let screen = office.ok(&["--print", "--keys", "b", "open", AUDIT]);
    assert!(screen.contains("Notebook"), "the program starts all the same:\n{screen}");
}

#[test]
fn a_mistake_in_the_settings_themselves_is_told_on_the_screen_first() {
    let office = Office::new();
    write(&office, "keys.toml", "nope = \"x\"\n");
    write(&office, "config.toml", "initials = \"LA\"\nthem = \"dark\"\n");
    let shown = unbroken(&office.ok(&["--print", "--keys", "", "open", AUDIT]));
    // The path is as long as the folder for this test, so the words may be cut behind it.
    assert!(shown.contains("config.toml: line 2"), "standard error is hidden by the screen: {shown}");
    assert!(shown.contains("unknown field `them`"), "it says what: {shown}");
    let home = unbroken(&office.ok(&["--print", "--size", "140x60", "--keys", "q", "open", AUDIT]));
    assert!(home.contains("config.toml: line 2") && home.contains("`nope` is no action"), "home shows both: {home}");
}

#[test]
fn all_actions_can_be_bound_anew_and_control_keys_hold_while_a_text_is_typed() {
    let office = Office::new();
    // Every action to a key of its own at once: none is wired to the one it is shipped with.
    let spare = |nth: usize| char::from_u32(0x4e00 + u32::try_from(nth).expect("few")).expect("a character");
    let lines: Vec<String> =
        ACTIONS.iter().enumerate().map(|(nth, action)| format!("{} = \"{}\"\n", action.id, spare(nth))).collect();
    write(&office, "keys.toml", &lines.concat());
    let loaded = keys::load(&office.homes().config, "");
    assert!(loaded.mistakes.is_empty(), "any key will do: {:?}", loaded.mistakes);
    for (nth, action) in ACTIONS.iter().enumerate() {
        for on in On::ALL.into_iter().filter(|on| action.is_on(*on)) {
            let found = loaded.map.find(on, Key::Char(spare(nth))).map(|found| found.id);
            assert_eq!(found, Some(action.id), "{} on {}", action.id, on.name());
            for key in action.keys {
                assert!(loaded.map.find(on, *key).is_none(), "{}: {key} is free on {}", action.id, on.name());
            }
        }
    }

    write(&office, "keys.toml", "next-item = \"<c-o>\"\nfind-item = \"<c-y>\"\npage-up = \"<pgup>\"\nback = \"Q\"\n");
    let moved = office.ok(&["--print", "--keys", "/4.1<enter><enter>words<c-o>", "open", AUDIT]);
    assert!(moved.contains("4.2 > words"), "Ctrl-O is the next item in WRITE:\n{moved}");
    let stayed = office.ok(&["--print", "--keys", "<c-u><esc>/4.1<enter><enter>words<c-n>", "open", AUDIT]);
    assert!(stayed.contains("4.1 > words"), "and Ctrl-N is not any more:\n{stayed}");
    let find = office.ok(&["--print", "--keys", "<c-y>", "open", AUDIT]);
    assert!(find.contains("ASK  find item >"), "Ctrl-Y finds an item in WRITE:\n{find}");
    let footer = office.ok(&["--print", "--keys", "<c-u><esc>", "open", AUDIT]);
    assert!(footer.contains("? menu  Q back  Enter write"), "the footer shows the keys that count:\n{footer}");
}

#[test]
fn messages_name_the_keys_in_force() {
    let office = Office::new();
    let own = [
        "back = \"Q\"",
        "veil = \"V\"",
        "interview = \"O\"",
        "present = \"Y\"",
        "issue = \"Z\"",
        "scroll = \"<c-d>\"",
        "record-all = \"<c-o>\"",
        "write = \"+\"",
        "role-track = \"%\"",
    ];
    write(&office, "keys.toml", &own.join("\n"));
    for (keys, said) in [
        ("", "more lines: Ctrl-D"),
        ("b/zzz<enter>", "Nothing matches the filter; Q clears it."),
        ("Vf", "Hidden by the veil: V lifts it."),
        ("R", "there is no interview to read back: O opens one"),
        ("C", "there is no interview open: O opens one"),
        ("fZ", "no finding has its reference yet: Y first, then Z"),
        ("%hr<enter>", "; % shows all again"),
        ("+words<esc>O", "\"words\" waits and is not recorded: + on an item goes on with it"),
        ("<c-u><esc>a<enter>", "Ctrl-O saves"),
    ] {
        let screen = office.ok(&["--print", "--keys", keys, "open", AUDIT]);
        assert!(unbroken(&screen).contains(said), "{keys}: {said}:\n{screen}");
    }
    let empty = tempfile::tempdir().expect("a folder");
    let root = empty.path().display().to_string();
    let there = |args: &[&str]| {
        let output = office.command(&[&["--dir", root.as_str()], args].concat()).output().expect("the binary starts");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    there(&["init", "--organisation", "Somebody", "--as", "LA, Lead auditor"]);
    write(&office, "keys.toml", "plan-audit = \"N\"\nadd-nonconformity = \"M\"\nreview = \"W\"\n");
    let home = there(&["--print", "--keys", ""]);
    assert!(home.contains("No audit yet: N plans one."), "the action of this screen, not another's:\n{home}");
    let register = there(&["--print", "--keys", "r"]);
    assert!(unbroken(&register).contains("M enters one from elsewhere"), "likewise:\n{register}");
}

#[test]
fn stopping_and_drawing_anew_follow_their_keys_while_a_text_is_typed() {
    let office = Office::new();
    write(&office, "keys.toml", "repaint = \"<c-v>\"\nsuspend = \"<c-x>\"\nrecord-all = \"<c-d>\"\n");
    let mut seat = office.sit();
    seat.press("\rhalf a line", "half a line");
    let before = seat.raw.len();
    seat.type_in("\x0c!");
    seat.wait_for("half a line!");
    let quiet = seat.raw.len() - before;
    let before = seat.raw.len();
    seat.type_in("\x16");
    seat.wait_until("the whole screen once more", |seat| seat.raw.len() - before > 10 * quiet);
    assert!(seat.typed().is_some_and(|typed| typed == "half a line!"), "and nothing of it is text");
    seat.leave_with("\x15\x07qq");
}

#[test]
fn the_sets_have_no_mistakes_and_moving_in_arrows_needs_no_letter() {
    for set in SETS {
        let (map, mistakes) = keys::shipped(set);
        assert!(mistakes.is_empty(), "{}: {mistakes:?}", set.name);
        for action in ACTIONS {
            assert!(!map.keys(action).is_empty(), "{}: {} has a key", set.name, action.id);
        }
    }
    let (map, _) = keys::shipped(keys::set("arrows").expect("shipped"));
    let moves = [Do::Down, Do::Up, Do::PageDown, Do::PageUp, Do::Top, Do::Bottom, Do::Left, Do::Right];
    for action in
        ACTIONS.iter().filter(|action| moves.contains(&action.does) || [Do::Fold, Do::Unfold].contains(&action.does))
    {
        let odd: Vec<&Key> = map.keys(action).iter().filter(|key| matches!(key, Key::Char(_) | Key::Ctrl(_))).collect();
        assert!(odd.is_empty(), "{}: {odd:?} is no arrow", action.id);
    }
    for on in On::ALL {
        assert_eq!(map.find(on, Key::Tab).map(|a| a.id), Some("help"), "Tab opens the menu on {}", on.name());
        assert_eq!(map.find(on, Key::Esc).map(|a| a.id), Some("back"), "Esc goes back from {}", on.name());
        for letter in ['j', 'k', 'g', 'G', 'h'] {
            assert!(map.find(on, Key::Char(letter)).is_none(), "{letter} is nothing on {}", on.name());
        }
    }
}

#[test]
fn the_printed_set_is_the_one_that_is_chosen() {
    let office = Office::new();
    let vi = office.ok(&["keys"]);
    assert!(vi.contains("#down = [\"j\", \"<down>\"]"), "vi where nothing else is said: {vi}");
    write(&office, "config.toml", "keys = \"arrows\"\n");
    let own = office.ok(&["keys"]);
    assert!(own.contains("#down = \"<down>\"") && own.contains("#help = [\"<tab>\", \"?\"]"), "the one chosen: {own}");
    assert_eq!(own, office.ok(&["keys", "--set", "arrows"]), "and it can be named");
    assert_eq!(vi, office.ok(&["keys", "--set", "vi"]), "so can the other");
    let wrong = office.run(&["keys", "--set", "emacs"]);
    assert!(wrong.code == 2 && wrong.err.contains("vi or arrows"), "those there are, are named: {}", wrong.err);
    let doctor = office.ok(&["doctor"]);
    assert!(unbroken(&doctor).contains("the set arrows, as shipped"), "doctor names it: {doctor}");
}

#[test]
fn in_every_footer_the_menu_and_the_way_back_come_first() {
    let office = Office::demo();
    write(&office, "config.toml", "initials = \"LA\"\nname = \"Lead auditor\"\nkeys = \"arrows\"\n");
    for keys in
        ["", "b", "f", "f<enter>", "E", "S", "S<enter>", "T", "w", "wp", "a", "<esc>r", "<esc>r<enter>", "<esc>m"]
    {
        let screen = office.ok(&["--print", "--keys", keys, "open", AUDIT]);
        assert!(screen.contains(" LIST   Tab menu  Esc back  "), "{keys:?}:\n{screen}");
    }
    let home = office.ok(&["--print", "--keys", "<esc>", "open", AUDIT]);
    assert!(home.contains(" LIST   Tab menu  Esc quit  Enter open  "), "home:\n{home}");
    let field = office.ok(&["--print", "--keys", "", "open", AUDIT]);
    assert!(field.contains("Tab menu  Esc back  Enter write  c conforms"), "it reads well:\n{field}");
}

/// The row that the cursor stands in.
fn row(seat: &Seat) -> String {
    let screen = seat.parser.screen();
    let (at, _) = screen.cursor_position();
    screen.rows(0, screen.size().1).nth(usize::from(at)).unwrap_or_default()
}

/// Goes down until the cursor's row holds these words.
fn down_to(seat: &mut Seat, words: &str) {
    for _ in 0..200 {
        let before = row(seat);
        if before.contains(words) {
            return;
        }
        seat.type_in(DOWN);
        seat.wait_until(&format!("a row further, on the way to `{words}`"), |seat| row(seat) != before);
    }
    panic!("`{words}` is not among the rows:\n{}", seat.contents());
}

/// Chooses from the menu, and waits for what comes of it.
fn choose(seat: &mut Seat, words: &str, then: &str) {
    seat.press("\t", "Menu: ");
    down_to(seat, words);
    seat.type_in("\r");
    seat.wait_while("Menu: ");
    seat.wait_for(then);
}

#[test]
fn a_small_audit_is_done_with_arrows_and_enter() {
    let office = Office::demo();
    let today = ["--today", "2026-11-21"];
    write(&office, "config.toml", "initials = \"LA\"\nname = \"Lead auditor\"\nkeys = \"arrows\"\n");
    office.ok(&[today.as_slice(), &["new", "IA-2027-01", "--items", "4.1 4.2 4.3", "--without-earlier"]].concat());
    let mut seat = office.sit_with(&today);
    seat.wait_for("Tab menu");
    down_to(&mut seat, "IA-2027-01");
    seat.press("\r", "Tab menu  Esc back  Enter write");

    // The tree: down to an item, up again, folded and unfolded by the arrows.
    down_to(&mut seat, "4.3");
    seat.type_in(UP);
    seat.wait_until("an item up", |seat| row(seat).contains("4.2"));
    seat.type_in(LEFT);
    seat.wait_while("4.3");
    seat.type_in(RIGHT);
    seat.wait_for("4.3");
    down_to(&mut seat, "4.2");
    choose(&mut seat, " conforms ", "4.2 conforms");
    assert!(row(&seat).contains("4.2"), "the menu leaves the cursor where it was: {}", row(&seat));

    // A grade is chosen from the menu as well; the finding is typed.
    down_to(&mut seat, "4.3");
    choose(&mut seat, "minor nonconformity", " WRITE ");
    seat.type_in("three sites are missing from the scope");
    seat.wait_for("!m three sites are missing");
    seat.press("\r", "recorded ");
    seat.press("\x1b", " LIST ");
    assert!(office.root().join("audits/IA-2027-01").is_dir(), "the audit is where it belongs");
    choose(&mut seat, " findings ", "three sites are missing");
    choose(&mut seat, "back; from home", "Tab menu  Esc back  Enter write");
    seat.press("\x1b", "Esc quit");

    // The register, from home: what is to be done is recorded, and stands in the journal.
    choose(&mut seat, " register ", "Register: open");
    down_to(&mut seat, "IA-2026-02-F05");
    seat.press("\r", "follow-up, 10.2");
    choose(&mut seat, "cause, similar", " EDIT ");
    seat.type_in("\x1b");
    seat.wait_for(" LIST ");
    choose(&mut seat, "back; from home", "follow-up, 10.2");
    choose(&mut seat, " ISMS change ", " EDIT ");
    seat.type_in("policy");
    seat.press("\x1b", "filled in, not recorded");
    seat.type_in(DOWN);
    seat.press("\r", " EDIT ");
    seat.type_in("the scope lists every site");
    seat.wait_for("the scope lists every site");
    seat.press("\x1b", " LIST ");
    choose(&mut seat, "record what was filled in", "follow-up, 10.2");
    let told = office.ok(&["nc", "show", "IA-2026-02-F05"]);
    assert!(told.contains("the scope lists every site"), "it is recorded: {told}");
    seat.press("\x1b", "Register: open");
    seat.press("\x1b", "Esc quit");
    let ended = seat.leave_with("\x1b");
    assert_eq!(ended.code, 0, "Esc from home leaves in good order");
    let findings = office.ok(&["findings", "IA-2027-01"]);
    assert!(findings.contains("three sites are missing"), "the finding is recorded: {findings}");
    let item = office.ok(&["show", "4.2", "--audit", "IA-2027-01"]);
    assert!(item.contains("conforms"), "and so is the verdict: {item}");
    office.assert_verifies("after an audit with arrows");
}

#[test]
fn the_menu_does_on_the_screen_below_what_is_chosen_in_either_set() {
    let office = Office::new();
    let at = |keys: &str| office.ok(&["--print", "--keys", keys, "open", AUDIT]);
    let place = |id: &str| {
        let own = ACTIONS.iter().filter(|action| action.on.contains(&On::Field));
        own.take_while(|action| action.id != id).count()
    };
    let to = |id: &str| format!("?{}<enter>", "j".repeat(place(id)));
    let book = at(&to("notebook"));
    assert!(book.contains("Notebook") && book.contains("q back"), "the notebook lies over fieldwork:\n{book}");
    let back = at(&format!("{}q", to("notebook")));
    assert!(back.contains("LIST   ? menu  q back  Enter write"), "and under it there is no menu:\n{back}");
    let plain = at("j");
    assert_eq!(at("j?jjq"), plain, "out of the menu all is as it was");
    assert_eq!(at("j??"), plain, "the key that opens it closes it");
    let filtered = at("?/notebook<enter><enter>");
    assert!(filtered.contains("Notebook"), "what is filtered is chosen too:\n{filtered}");
    let elsewhere = at("?/overdue majors<enter><enter>");
    assert!(elsewhere.contains("this belongs to another screen"), "another screen's is only named:\n{elsewhere}");
    let told = at("b?");
    assert!(told.contains("Menu: notebook") && told.contains("finding of the marked"), "its own first:\n{told}");
}

#[test]
fn under_the_veil_the_menu_names_no_grade() {
    let office = Office::new();
    let seen = |keys: &str| office.ok(&["--print", "--size", "140x180", "--keys", keys, "open", AUDIT]);
    let lifted = seen("?");
    for words in ["minor nonconformity", "major nonconformity", "`!M !m"] {
        assert!(lifted.contains(words), "without the veil `{words}` is there:\n{lifted}");
    }
    let veiled = seen("v?");
    for words in ["minor nonconformity", "major nonconformity", "`!M !m"] {
        assert!(!veiled.contains(words), "under the veil `{words}` is not:\n{veiled}");
    }
    assert!(veiled.contains("conforms"), "the rest of the menu is");
}

#[test]
fn a_form_s_menu_has_only_what_applies_to_it() {
    let names = |without: &'static [&'static str]| List::menu(On::Form, without).below;
    assert_eq!(names(&["record-all"]), Some((On::Form, ["record-all"].as_slice())), "what does not apply is known");
    let office = Office::demo();
    let at = |keys: &str| office.ok(&["--print", "--size", "120x60", "--keys", keys, "open", AUDIT]);
    let own = |screen: &str| -> String {
        screen.lines().skip(2).take_while(|line| !line.contains(" everywhere ")).collect::<Vec<_>>().join("\n")
    };
    let fields = own(&at("a?"));
    assert!(fields.contains("$EDITOR") && !fields.contains("record what was filled in"), "one by one:\n{fields}");
    let told = own(&at("qr<enter>e<esc>?"));
    assert!(told.contains("record what was filled in") && !told.contains("$EDITOR"), "together:\n{told}");
}
