//! The manual: a page for the program and for every command, nested ones too, and what only stands there.

mod desk;

use clap::{Command, CommandFactory};
use desk::Desk;
use workpaper::cli::Cli;
use workpaper::error::EXIT_CODES;

/// The text of a page without what roff needs.
fn plain(roff: &str) -> String {
    roff.replace("\\fB", "").replace("\\fI", "").replace("\\fR", "").replace("\\-", "-").replace("\\*(Aq", "'")
}

#[test]
fn the_page_of_the_program_has_all_that_a_page_of_help_has_no_room_for() {
    let page = plain(&Desk::new().ok(&["man"]));
    for section in
        ["NAME", "SYNOPSIS", "EXAMPLES", "COMMANDS", "FILES", "ENVIRONMENT", "\"EXIT STATUS\"", "KEYS", "\"SEE ALSO\""]
    {
        assert!(page.contains(&format!("\n.SH {section}\n")), "it has a section {section}:\n{page}");
    }
    assert!(page.find(".SH EXAMPLES") < page.find(".SH COMMANDS"), "examples come first");
    for command in Cli::command().get_subcommands() {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let entry = format!("\n.TP\n{}\n{about}\n", command.get_name());
        assert!(page.contains(&entry), "`{}` is named with what it does:\n{page}", command.get_name());
    }
    for (code, words) in EXIT_CODES {
        assert!(page.contains(&format!("\n.TP\n{code}\n{words}\n")), "exit code {code} is told:\n{page}");
    }
    for name in ["WORKPAPER_DIR", "NO_COLOR", "EDITOR", "workpaper.toml", "keys.toml", "soa.toml"] {
        assert!(page.contains(name), "{name} is explained:\n{page}");
    }
}

#[test]
fn every_command_has_a_page_nested_ones_too() {
    fn look(desk: &Desk, command: &Command, path: &[&str]) {
        let page = plain(&desk.ok(&[&["man"], path].concat()));
        let name = format!("\nworkpaper-{} - ", path.join("-"));
        assert!(page.contains(&name), "{path:?} is the page's own name:\n{page}");
        assert!(
            page.contains(&format!("\nworkpaper {}", path.join(" "))),
            "its usage and an example stand in it:\n{page}"
        );
        for section in ["SYNOPSIS", "EXAMPLES", "\"EXIT STATUS\""] {
            assert!(page.contains(&format!("\n.SH {section}\n")), "{path:?} has a section {section}:\n{page}");
        }
        for inner in command.get_subcommands() {
            assert!(page.contains(&format!("\n.TP\n{}\n", inner.get_name())), "{path:?} names {}", inner.get_name());
            look(desk, inner, &[path, &[inner.get_name()]].concat());
        }
    }
    let desk = Desk::new();
    for command in Cli::command().get_subcommands() {
        look(&desk, command, &[command.get_name()]);
    }
    desk.refused(&["man", "nc", "nonsense"], 5, "there are: show");
}
