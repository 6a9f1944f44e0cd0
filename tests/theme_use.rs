//! Themes in use: chosen by command line, settings and on screen; the user's own with all their mistakes; and the promise
//! that colour says nothing alone, held against every screen as a terminal shows it.
//!
//! Must not know: which colour a shipped theme gives to what.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod screen;

use screen::{AUDIT, LEAD, Office, Seat};
use serde_json::Value as Json;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

const TODAY: &str = "2026-11-21";

/// The verdicts, grades and lateness, each in a colour that nothing else has.
const APART: [(&str, &str, u8); 9] = [
    ("conforms", "green", 2),
    ("nonconforming", "red", 1),
    ("major", "lightred", 9),
    ("minor", "magenta", 5),
    ("observation", "yellow", 3),
    ("improvement", "lightyellow", 11),
    ("positive", "lightgreen", 10),
    ("excused", "blue", 4),
    ("late", "lightmagenta", 13),
];

/// Ways to every screen that tells a verdict, a grade or lateness; as `--keys` and as a keyboard sends them.
const WAYS: [(&str, &str); 15] = [
    ("", ""),
    ("/A.8.22<enter>", "/A.8.22\r"),
    ("gjjl", "gjjl"),
    ("b", "b"),
    ("f", "f"),
    ("f<enter>", "f\r"),
    ("E", "E"),
    ("S", "S"),
    ("S<enter>", "S\r"),
    ("T", "T"),
    ("w", "w"),
    ("q", "q"),
    ("qr", "qr"),
    ("qr0", "qr0"),
    ("qr<enter>", "qr\r"),
];

fn settings(office: &Office) -> PathBuf {
    office.homes().config
}

fn own_theme(office: &Office, name: &str, text: &str) -> PathBuf {
    let folder = settings(office).join("themes");
    fs::create_dir_all(&folder).expect("a folder for themes");
    let path = folder.join(format!("{name}.toml"));
    fs::write(&path, text).expect("a theme is written");
    path
}

/// A memory of its own for each account that only looks on: else one is offered the line of another.
fn memory(office: &Office) -> PathBuf {
    tempfile::tempdir_in(office.folder()).expect("a folder").keep()
}

/// The screen after these keys, as text without any colour.
fn printed(office: &Office, keys: &str) -> String {
    let root = office.root().display().to_string();
    let arguments = ["--dir", &root, "--as", LEAD, "--today", TODAY, "--print", "--keys", keys, "open", AUDIT];
    let ran = office.command(&arguments).env("XDG_STATE_HOME", memory(office)).output().expect("the binary starts");
    assert!(ran.status.success(), "{keys}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8").trim_end().to_owned()
}

fn shown(seat: &Seat) -> String {
    let rows: Vec<String> = seat.contents().lines().map(|row| row.trim_end().to_owned()).collect();
    rows.join("\n").trim_end().to_owned()
}

/// Sits down, types, and waits until the screen is the printed one, to the letter.
fn seen(office: &Office, options: &[&str], environment: &[(&str, &str)], way: (&str, &str), want: &str) -> Seat {
    let mut command = office.builder(&[], &[options, &["--today", TODAY, "open", AUDIT]].concat());
    command.env("XDG_STATE_HOME", memory(office));
    for (name, value) in environment {
        command.env(name, value);
    }
    let mut seat = Seat::start(command, 80, 24);
    seat.wait_for(AUDIT);
    seat.type_in(way.1);
    seat.wait_until(
        &format!("{options:?} {environment:?} {:?}: the same words as without colours:\n{want}", way.0),
        |seat| shown(seat) == want,
    );
    seat
}

/// The words of one colour on a row, with the meaning it stands for.
fn coloured(seat: &Seat, row: u16) -> Vec<(&'static str, String)> {
    let mut found: Vec<(u8, u16, String)> = Vec::new();
    for column in 0..80 {
        let cell = seat.parser.screen().cell(row, column).expect("inside the screen");
        let vt100::Color::Idx(colour) = cell.fgcolor() else { continue };
        let text = if cell.has_contents() { cell.contents() } else { " " };
        match found.last_mut() {
            Some((last, end, words)) if *last == colour && *end == column => {
                words.push_str(text);
                *end += 1;
            }
            _ => found.push((colour, column + 1, text.to_owned())),
        }
    }
    let meaning = |colour| APART.iter().find(|(.., number)| *number == colour).map(|(name, ..)| *name);
    // A blank has no ink: what colour it was sent in, nobody sees.
    let inked = found.into_iter().filter(|(.., words)| !words.trim().is_empty());
    inked.filter_map(|(colour, _, words)| Some((meaning(colour)?, words.trim().to_owned()))).collect()
}

/// Words and signs by which lateness, or what is still open, is known without colour.
fn says_late(words: &str) -> bool {
    let signs = ["?", "&", "+"];
    let days = words.strip_suffix(" d").is_some_and(|days| days.parse::<u32>().is_ok());
    days || words.contains("late")
        || words.contains("overdue")
        || words.contains("open")
        || signs.iter().any(|sign| words.starts_with(sign))
}

#[test]
fn colour_says_nothing_alone_on_any_screen() {
    let office = Office::demo();
    let theme: String = APART.iter().fold(String::new(), |mut text, (name, colour, _)| {
        let _ = writeln!(text, "{name} = \"{colour}\"");
        text
    });
    own_theme(&office, "apart", &theme);
    let mut told = Vec::new();
    let mut faults = Vec::new();
    for way in WAYS {
        let want = printed(&office, way.0);
        let seat = seen(&office, &["--theme", "apart"], &[], way, &want);
        let mut on_screen: Vec<(&str, String, u16)> = Vec::new();
        for row in 0..24 {
            on_screen.extend(coloured(&seat, row).into_iter().map(|(meaning, words)| (meaning, words, row)));
        }
        for (meaning, words, row) in &on_screen {
            told.push(*meaning);
            if !words.contains(|c: char| c.is_alphanumeric()) && !["?", "&", "+", "==", "!"].contains(&words.as_str()) {
                faults.push(format!("{:?}: {meaning} is told by colour alone, with {words:?}", way.0));
            }
            // A sentence may go on in the next row.
            let goes_on =
                on_screen.iter().any(|(other, more, at)| other == meaning && *at == row + 1 && says_late(more));
            if *meaning == "late" && !says_late(words) && !goes_on {
                faults.push(format!("{:?}: lateness is told by colour alone, with {words:?}", way.0));
            }
            let twin = on_screen.iter().find(|(other, same, _)| same == words && other != meaning);
            if let Some((other, ..)) = twin {
                faults.push(format!("{:?}: {meaning} and {other} are both told by {words:?}", way.0));
            }
        }
        let seat = seen(&office, &[], &[("NO_COLOR", "1")], way, &want);
        let text = String::from_utf8_lossy(&seat.raw).into_owned();
        let colours = text.split("\x1b[").skip(1).filter_map(|code| code.split_once('m')).filter(|(code, _)| {
            code.split(';').any(|part| part.len() == 2 && part.starts_with(['3', '4', '9']) && part != "39")
        });
        assert_eq!(colours.count(), 0, "{:?}: NO_COLOR, and none goes out", way.0);
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "a letter or a word is missing:\n{}", faults.join("\n"));
    for (name, ..) in APART.iter().filter(|(name, ..)| *name != "nonconforming") {
        assert!(told.contains(name), "the sample shows {name} somewhere, else this test looks at nothing");
    }
}

#[test]
fn the_list_names_what_ships_and_what_is_ones_own() {
    let office = Office::new();
    let good = own_theme(&office, "mine", "like = \"light\"\nlate = \"magenta\"\n");
    let bad = own_theme(&office, "odd", "late = \"reddish\"\nlta = \"red\"\n");
    let said = office.run(&["theme", "list", "--json"]);
    let rows: Vec<Json> = serde_json::from_str(&said.out).expect("JSON");
    let row = |name: &str| rows.iter().find(|row| row["name"] == name).expect("it is listed");
    for (name, ground) in
        [("dark", "dark"), ("light", "light"), ("high-contrast", "dark"), ("colour-blind", "dark"), ("mono", "any")]
    {
        assert_eq!(row(name)["background"], ground, "the background of {name}");
        assert_eq!(row(name)["file"], "", "{name} came with the program");
    }
    assert_eq!(row("dark")["in_use"], true, "the one in use without any setting");
    assert_eq!(row("mine")["background"], "light", "the background of the theme it is like");
    assert_eq!(row("mine")["file"], good.display().to_string(), "where it lies");
    let mistakes: Vec<&str> =
        row("odd")["mistakes"].as_array().expect("a list").iter().filter_map(Json::as_str).collect();
    assert_eq!(mistakes.len(), 2, "both at once: {mistakes:?}");
    for (mistake, words) in mistakes.iter().zip([["line 1", "`reddish`", "lightred"], ["line 2", "`lta`", "late"]]) {
        assert!(mistake.starts_with(&bad.display().to_string()), "the file first: {mistake}");
        assert!(words.iter().all(|word| mistake.contains(word)), "line, culprit and what would do: {mistake}");
    }
    let text = office.ok(&["theme"]);
    assert!(text.contains("* dark") && text.contains("line 2"), "the same for people: {text}");
    let unknown = office.run(&["--theme", "drak", "--print", "open", AUDIT]);
    assert_eq!(unknown.code, 5, "a name nobody knows, typed just now, is an error");
    assert!(
        unknown.err.contains("high-contrast, ") && unknown.err.contains("mine"),
        "with those there are: {}",
        unknown.err
    );
}

#[test]
fn a_broken_or_missing_theme_in_the_settings_keeps_nobody_out() {
    let office = Office::new();
    let path = own_theme(&office, "odd", "late = \"reddish\"\nlta = \"red\"\n");
    for (name, words) in [("odd", path.display().to_string()), ("gone", "there is no theme `gone`".to_owned())] {
        fs::write(settings(&office).join("config.toml"), format!("theme = \"{name}\"\n")).expect("written");
        let home = office.run(&["--print", "--size", "200x24"]);
        assert_eq!(home.code, 0, "{name}: it opens all the same: {}", home.err);
        assert!(home.out.contains(&words), "{name}: and home says what is wrong: {}", home.out);
        assert!(home.out.contains("Drawn as dark"), "{name}: and what is drawn instead: {}", home.out);
        let audit = office.run(&["--print", "--size", "200x24", "open", AUDIT]);
        assert!(audit.out.contains(&words), "{name}: nor is it kept from who opens an audit: {}", audit.out);
        let doctor = office.run(&["doctor"]);
        assert!(doctor.out.contains("themes") && doctor.out.contains(name), "{name}: doctor knows too: {}", doctor.out);
    }
}

#[test]
fn the_preview_is_text_in_a_file_and_colours_where_they_are_asked_for() {
    let office = Office::new();
    let plain = office.ok(&["theme", "preview", "dark"]);
    assert!(!plain.contains('\x1b'), "to a file: nothing but text: {plain:?}");
    for word in ["dark, made for dark backgrounds", "nonconforming", "22 d late", "MAJOR", "Who may accept a risk"] {
        assert!(plain.contains(word), "the preview shows {word:?}: {plain}");
    }
    let colours = office.ok(&["--color", "always", "theme", "preview", "dark"]);
    assert!(colours.contains("\x1b["), "colours where they are asked for");
    let mut stripped = String::new();
    for (nth, part) in colours.split("\x1b[").enumerate() {
        stripped.push_str(if nth == 0 { part } else { part.split_once('m').expect("only colours are sent").1 });
    }
    let bare = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(bare(&stripped), bare(&plain), "and the same words");
    let ascii = office.ok(&["--ascii", "theme", "preview"]);
    assert!(ascii.is_ascii(), "plain characters where they are asked for: {ascii}");
    assert!(
        ["dark", "light", "high-contrast", "colour-blind", "mono"].iter().all(|name| ascii.contains(name)),
        "all of them"
    );
    own_theme(&office, "odd", "late = \"reddish\"\n");
    let odd = office.run(&["theme", "preview", "odd"]);
    assert!(odd.code == 1 && odd.err.contains("line 1"), "what cannot be read is an error: {}", odd.err);
    let all = office.run(&["theme", "preview"]);
    assert!(all.code == 0 && all.err.contains("line 1"), "but does not hide the others: {}", all.err);
}

const WRITTEN: &str = "# mine\ninitials = \"LA\" # as in the programme\n\nveil = false\n";

#[test]
fn a_theme_is_kept_in_the_settings_and_the_rest_of_the_file_with_it() {
    let office = Office::new();
    let file = settings(&office).join("config.toml");
    fs::write(&file, WRITTEN).expect("written");
    office.ok(&["theme", "use", "Mono"]);
    assert_eq!(fs::read_to_string(&file).expect("there"), format!("theme = \"mono\"\n{WRITTEN}"), "beside the rest");
    office.ok(&["theme", "use", "light"]);
    assert_eq!(fs::read_to_string(&file).expect("there"), format!("theme = \"light\"\n{WRITTEN}"), "and once");
    let unknown = office.run(&["theme", "use", "drak"]);
    assert_eq!(unknown.code, 5, "an unknown one is not written");
    fs::write(&file, "advance = \n").expect("written");
    let broken = office.run(&["theme", "use", "mono"]);
    assert!(broken.code == 1 && broken.err.contains("line 1"), "nor into a file with a mistake: {}", broken.err);
    assert_eq!(fs::read_to_string(&file).expect("there"), "advance = \n", "which stays as it was");
}

#[test]
fn on_screen_moving_shows_a_theme_enter_keeps_it_and_q_goes_back() {
    let office = Office::new();
    let file = settings(&office).join("config.toml");
    fs::write(&file, WRITTEN).expect("written");
    // The colour of a reference: in the sample below, and in the list itself.
    let colour_of = |seat: &Seat, begins: &str| {
        let rows: Vec<String> = seat.parser.screen().rows(0, 80).collect();
        let at = rows.iter().position(|row| row.trim_start().starts_with(begins))?;
        let column = rows[at].len() - rows[at].trim_start().len();
        Some(seat.parser.screen().cell(u16::try_from(at).ok()?, u16::try_from(column).ok()?)?.fgcolor())
    };
    let ask = |seat: &Seat| colour_of(seat, "6.1.2");
    let mut seat = office.sit_with(&[]);
    seat.wait_for("Audits");
    seat.press("T", "shipped, in use");
    seat.wait_until("dark, cyan", |seat| ask(seat) == Some(vt100::Color::Idx(6)));
    seat.type_in("j");
    seat.wait_until("the next, light, at once: blue", |seat| ask(seat) == Some(vt100::Color::Idx(4)));
    assert_eq!(colour_of(&seat, "mono"), Some(vt100::Color::Idx(6)), "the list stays in the theme that is worn");
    seat.press("q", "Audits");
    seat.press("T", "shipped, in use");
    seat.wait_until("q went back to dark", |seat| ask(seat) == Some(vt100::Color::Idx(6)));
    assert_eq!(fs::read_to_string(&file).expect("there"), WRITTEN, "and nothing was written");
    seat.press("j\r", "theme light, from now on");
    let ended = seat.leave_with("q");
    assert_eq!(ended.code, 0, "and it ends as ever");
    assert_eq!(fs::read_to_string(&file).expect("there"), format!("theme = \"light\"\n{WRITTEN}"), "Enter keeps it");
    let path = own_theme(&office, "odd", "late = \"reddish\"\n");
    let odd = office.run(&["--print", "--keys", "TG", "--size", "160x24"]);
    assert!(
        odd.out.contains(&path.display().to_string()) && odd.out.contains("line 1"),
        "mistakes are shown: {}",
        odd.out
    );
    let refused = office.run(&["--print", "--keys", "TG<enter>"]);
    assert!(refused.out.contains("odd has mistakes"), "and it is not taken: {}", refused.out);
}

#[test]
fn reading_anew_where_nothing_is_new_says_so_and_keeps_the_theme_and_the_rows() {
    let office = Office::demo();
    let home = printed(&office, "q<c-r>");
    assert!(home.contains("nothing new"), "nobody recorded anything: {home}");
    let themes = printed(&office, "q<c-r>T");
    assert!(themes.contains("in use"), "the theme that is worn is still known: {themes}");
    let register = printed(&office, "qr<c-r>");
    assert!(register.contains("nothing new"), "nor in the register: {register}");
    assert!(register.contains("IA-2026-02-F05"), "whose rows are still there: {register}");
}

#[test]
fn without_a_setting_the_terminals_word_on_its_background_counts() {
    let office = Office::new();
    let list = |ground: &str| {
        let mut command = office.command(&["theme"]);
        let said = command.env("COLORFGBG", ground).output().expect("the binary starts");
        String::from_utf8(said.stdout).expect("UTF-8")
    };
    assert!(list("0;15").contains("* light"), "a light one");
    assert!(list("15;0").contains("* dark"), "a dark one");
    office.ok(&["theme", "use", "high-contrast"]);
    assert!(list("0;15").contains("* high-contrast"), "a setting comes first");
}

#[test]
fn where_colours_are_off_the_theme_without_colours_is_worn_unless_another_is_asked_for() {
    let office = Office::new();
    let root = office.root().display().to_string();
    let said = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = office.command(&[&["--dir", &root, "--as", LEAD], arguments].concat());
        let said = command.envs(environment.iter().copied()).output().expect("the binary starts");
        String::from_utf8(said.stdout).expect("UTF-8")
    };
    for (options, environment, why) in [
        (&[][..], &[("NO_COLOR", "1"), ("COLORFGBG", "0;15")][..], "NO_COLOR"),
        (&["--color", "never"][..], &[][..], "--color never"),
        (&[][..], &[("TERM", "vt220")][..], "TERM"),
    ] {
        let worn = said(&[options, &["theme"]].concat(), environment);
        assert!(worn.contains("* mono"), "{why}: nobody asked for one: {worn}");
        let list = said(&[options, &["--print", "--keys", "T"]].concat(), environment);
        assert!(list.contains(&format!("Themes (colours are off: {why})")), "{why}: the list says so: {list}");
        let asked = said(&[options, &["--theme", "dark", "theme"]].concat(), environment);
        assert!(asked.contains("* dark"), "{why}: the command line comes first: {asked}");
    }
    let list = said(&["--print", "--keys", "T"], &[]);
    assert!(!list.contains("colours are off"), "with colours nothing is said: {list}");
    office.ok(&["theme", "use", "light"]);
    assert!(said(&["theme"], &[("NO_COLOR", "1")]).contains("* light"), "and so does a setting");
}
