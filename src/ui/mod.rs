//! Draws the screen from the app's state and the model.
//!
//! Must not know: keys, files, or what an action does. Drawing changes nothing.

pub mod glyphs;
pub mod look;
pub mod pieces;
pub mod screens;
pub mod swatch;
pub mod theme;
pub mod wrap;

use crate::app::action::On;
use crate::app::editor::Editor;
use crate::app::model::Model;
use crate::app::role::{Role, Span, line, span};
use crate::app::screens::{Screen, find};
use crate::app::{App, Overlay};
use look::Look;
use pieces::{Pen, fit};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The smallest window in which the screens make sense.
pub const SMALLEST: (u16, u16) = (60, 15);

/// Draws one frame on an empty buffer; the answer is where the cursor stands.
pub fn draw(buffer: &mut Buffer, app: &App, model: &Model<'_>, look: &Look) -> Position {
    let area = buffer.area;
    let mut pen = Pen::new(buffer, look);
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let words = format!("workpaper needs a window of {} x {} at least.", SMALLEST.0, SMALLEST.1);
        pen.spans(area.x, area.y, area.width, &[span(Role::Plain, words)]);
        return Position::new(area.x, area.y);
    }
    let veiled = app.veiled(model);
    header(&mut pen, area, app, model, veiled);
    let body = Rect { y: area.y + 1, height: area.height - 3, ..area };
    let place = match (&app.overlay, app.screen()) {
        (Some(Overlay::Find(find)), _) => find_results(&mut pen, body, model, find, veiled),
        (_, Screen::List(list)) => screens::list::draw(&mut pen, body, app, model, list, veiled),
        (_, Screen::Field(field)) => screens::field::draw(&mut pen, body, app, model, field, veiled),
        (_, Screen::Grid(grid)) => screens::grid::draw(&mut pen, body, model, grid, veiled),
        (_, Screen::Form(form)) => screens::form::draw(&mut pen, body, model, form),
        (_, Screen::Page(page)) => screens::page::draw(&mut pen, body, model, page),
    };
    let below = Rect { y: area.y + area.height - 2, height: 2, ..area };
    // The cursor stands in the text being typed, else on the row or field that keys are for: on every screen, for
    // magnifiers and screen readers follow it.
    footer(&mut pen, below, app, model, veiled).unwrap_or(place)
}

/// The first row: where we are, who with, and how far.
fn header(pen: &mut Pen<'_>, area: Rect, app: &App, model: &Model<'_>, veiled: bool) {
    let mut right = model.who.initials.clone();
    let left: Vec<Span> = if let Some(audit) = model.audit {
        if !veiled {
            let all = audit.progress();
            right = format!("{right}  {}/{}", all.looked_at, all.items);
        }
        if let Screen::Field(field) = app.screen()
            && let Some(track) = field.track_words(&audit, veiled)
        {
            right = format!("{track}  {right}");
        }
        let talk =
            audit.open_interview(&model.who.initials).map(|i| format!("  {} {}", i.label, i.list("roles").join(" + ")));
        let place = match (app.screen(), talk) {
            (Screen::Field(_), Some(talk)) => span(Role::Plain, talk),
            (Screen::Field(_), None) => span(Role::Title, format!("  {}", audit.plan_text("title"))),
            _ => span(Role::Title, format!("  {}", screen_title(app, model))),
        };
        vec![span(Role::Reference, format!(" {}", audit.id)), place]
    } else if app.stack.len() > 1 {
        vec![span(Role::Title, format!(" {}", screen_title(app, model)))]
    } else {
        let owner = &model.home.organisation;
        let owner = if owner.is_empty() { String::new() } else { format!("  {owner}") };
        let title = span(Role::Muted, format!("  {}", screen_title(app, model)));
        vec![span(Role::Title, " workpaper"), span(Role::Plain, owner), title]
    };
    if veiled {
        right = format!("{right}  veil");
    }
    let right_width = u16::try_from(right.chars().count()).unwrap_or(0) + 1;
    pen.spans(area.x, area.y, area.width.saturating_sub(right_width + 1), &left);
    pen.spans(area.x + area.width.saturating_sub(right_width), area.y, right_width, &[span(Role::Muted, right)]);
}

fn screen_title(app: &App, model: &Model<'_>) -> String {
    match app.screen() {
        Screen::List(list) => list.title(model),
        Screen::Field(_) => "Fieldwork".to_owned(),
        Screen::Grid(grid) => {
            grid.object(model).map_or_else(String::new, |o| format!("{} {}", o.label, o.text("title")))
        }
        Screen::Form(form) => form.title(model),
        Screen::Page(page) => page.title(model),
    }
}

/// What stands before the text being typed: in full, and shorter where there is no room for that.
fn asked<'a>(app: &'a App, model: &Model<'_>, veiled: bool) -> Option<(String, &'static str, &'a Editor)> {
    Some(match &app.overlay {
        Some(Overlay::Ask(ask, editor)) => (ask.words(model), ask.short_words(), editor),
        Some(Overlay::Filter(editor)) => {
            let words = if let Screen::List(list) = app.screen() { list.filter_words() } else { "filter" };
            (words.to_owned(), "filter", editor)
        }
        Some(Overlay::Find(find::Find { editor, items, .. })) => {
            let words = if *items { "find item" } else { "find" };
            (words.to_owned(), words, editor)
        }
        None if app.write.on => {
            let label = app.write.label(model, app.current_item(model).as_deref(), veiled);
            (label, "", &app.write.editor)
        }
        None => return None,
    })
}

/// The two rows below: what happened, and the mode with its keys or the line being typed.
fn footer(pen: &mut Pen<'_>, area: Rect, app: &App, model: &Model<'_>, veiled: bool) -> Option<Position> {
    let row = area.y + 1;
    let asked = asked(app, model, veiled);
    // Half of the row is for the answer: a longer question stands whole above it.
    let half = usize::from(area.width / 2);
    let long = asked.as_ref().filter(|(words, short, _)| !short.is_empty() && wrap::width(words) > half);
    notice(pen, area, app, long.map_or("", |(words, ..)| words));
    let long = long.is_some();
    if let Some((words, short, editor)) = asked {
        let mode = if app.write.on && app.overlay.is_none() { " WRITE " } else { " ASK " };
        let label = if long { short.to_owned() } else { fit(&words, half, pen.look.glyphs.ellipsis) };
        let used =
            pen.spans(area.x, row, area.width, &[span(Role::Mode, mode), span(Role::Label, format!(" {label} > "))]);
        let grade = if veiled && app.write.on && app.overlay.is_none() { grade_key(editor.text()) } else { None };
        let (typed, cursor) = match grade {
            Some(at) => {
                let typed = format!("{}{}", &editor.text()[..at], &editor.text()[at + 1..]);
                (typed, if editor.cursor() > at { editor.cursor() - 1 } else { editor.cursor() })
            }
            None => (editor.text().to_owned(), editor.cursor()),
        };
        let (text, column) =
            pieces::window(&typed, cursor, usize::from(area.width.saturating_sub(used + 1)), pen.look.glyphs.newline);
        pen.spans(area.x + used, row, area.width - used, &[span(Role::Plain, text)]);
        return Some(Position::new(area.x + used + column, row));
    }
    let together = match app.screen() {
        Screen::Form(form) if form.editing.is_some() => Some(form.tell.is_some()),
        _ => None,
    };
    let mode = if together.is_some() { " EDIT " } else { " LIST " };
    // A line that was left half-typed is out of sight here, and it is not recorded.
    let waits = matches!(app.screen(), Screen::Field(_)) && !app.write.is_free();
    let said = span(Role::Wrong, if waits { " a line waits" } else { "" });
    let mut used = pen.spans(area.x, row, area.width, &[span(Role::Mode, mode), said]);
    let keys = together.map_or_else(|| footer_keys(app, model, veiled), |together| typing_keys(app, together));
    for (key, words) in keys {
        let width = u16::try_from(key.chars().count() + words.chars().count() + 3).unwrap_or(u16::MAX);
        if used + width > area.width {
            break;
        }
        used += pen.spans(
            area.x + used,
            row,
            width,
            &[span(Role::Plain, "  "), span(Role::Key, key), span(Role::Muted, format!(" {words}"))],
        );
    }
    None
}

/// Where in a line the letter of a grade stands, behind its mark: the veil hides it. A time may stand before the mark.
fn grade_key(text: &str) -> Option<usize> {
    let timed = text.split_once(' ').filter(|(time, _)| time.starts_with(|c: char| c.is_ascii_digit()));
    let mark = timed.map_or(0, |(time, _)| time.len() + 1);
    let key = text[mark..].strip_prefix('!')?.split(' ').next()?;
    (key.len() == 1).then_some(mark + 1)
}

/// What happened, and below it a question too long for the last row. They take as many rows upwards as their words need,
/// for the place and the remedy stand at their end; where there is no room for both, the question stays whole.
fn notice(pen: &mut Pen<'_>, area: Rect, app: &App, question: &str) {
    let room = usize::from(area.y / 2);
    let role = if app.notice.bad { Role::Wrong } else { Role::Plain };
    let wrapped = |role, text: &str| wrap::wrap(&line(role, text), usize::from(area.width - 2));
    let asked = if question.is_empty() { Vec::new() } else { wrapped(Role::Label, question) };
    let mut rows =
        if question.is_empty() || !app.notice.text.is_empty() { wrapped(role, &app.notice.text) } else { Vec::new() };
    rows.truncate(room.saturating_sub(asked.len()));
    rows.extend(asked);
    let tall = u16::try_from(rows.len()).unwrap_or(u16::MAX).min(area.y);
    for (y, row) in (area.y + 1 - tall..).zip(&rows) {
        pen.spans(area.x, y, area.width, &[span(Role::Plain, " ".repeat(usize::from(area.width)))]);
        pen.spans(area.x + 1, y, area.width - 1, row);
    }
}

/// The keys the footer shows: menu and back, then the most wanted of the screen; grades stay hidden by the veil.
fn footer_keys(app: &App, model: &Model<'_>, veiled: bool) -> Vec<(String, String)> {
    let on = app.screen().on();
    let (always, own): (Vec<_>, Vec<_>) =
        app.keymap.footer(on).into_iter().partition(|(action, _)| matches!(action.id, "help" | "back"));
    let always = |id: &str, words: &str| {
        let found = always.iter().find(|(action, _)| action.id == id);
        found.map(|(_, key)| (key.words(), words.to_owned()))
    };
    let mut keys: Vec<(String, String)> = Vec::new();
    keys.extend(always("help", "menu").filter(|_| on != On::HelpPage));
    keys.extend(always("back", if on == On::HomeList { "quit" } else { "back" }));
    for (action, key) in own {
        if app.screen().without().contains(&action.id) {
            continue;
        }
        let words = match app.screen() {
            Screen::Page(page) if action.id == "agree" => page.enter_words(),
            _ => action.words,
        };
        keys.push((key.words(), words.to_owned()));
        if action.id == "conforms" && !veiled {
            let grades: Vec<String> = model.programme.grades.iter().map(|grade| grade.key.to_string()).collect();
            keys.push((grades.join(" "), "finding".to_owned()));
        }
    }
    keys
}

/// The keys while a field is typed, whether the form's fields are recorded together or one by one.
fn typing_keys(app: &App, together: bool) -> Vec<(String, String)> {
    let [onward, save, leave] = if together {
        ["next field", "records it all", "leaves the field"]
    } else {
        ["saves and goes on", "saves", "leaves without saving"]
    };
    let all = [("Tab".to_owned(), onward), (app.keymap.typing_key("record-all"), save), ("Esc".to_owned(), leave)];
    // The keys in force may hold none that acts while a text is typed.
    all.into_iter().filter(|(key, _)| !key.is_empty()).map(|(key, words)| (key, words.to_owned())).collect()
}

/// What was found. The cursor stands in the words typed below.
fn find_results(pen: &mut Pen<'_>, area: Rect, model: &Model<'_>, find: &find::Find, veiled: bool) -> Position {
    let rows = usize::from(area.height.saturating_sub(1));
    let (results, count) = find.results(model, veiled, rows);
    for (nth, found) in results.iter().enumerate() {
        let y = area.y + u16::try_from(nth).unwrap_or(0);
        let chosen = nth == find.cursor;
        pen.cursor_mark(area.x, y, chosen);
        // The first word is the reference or the time, and is reversed where it is chosen, as in lists.
        let first = found.text.find(' ').map_or(usize::MAX, |end| found.text[..end].chars().count());
        let (mut name, mut rest): (Vec<Span>, Vec<Span>) = (Vec::new(), Vec::new());
        for (at, c) in found.text.chars().enumerate() {
            let role = if found.places.binary_search(&at).is_ok() { Role::Match } else { Role::Plain };
            let spans = if at < first { &mut name } else { &mut rest };
            match spans.last_mut() {
                Some(last) if last.role == role => last.text.push(c),
                _ => spans.push(span(role, c.to_string())),
            }
        }
        let (x, wide) = (area.x + 2, area.width - 2);
        let used = if chosen { pen.selected(x, y, wide, &name) } else { pen.spans(x, y, wide, &name) };
        pen.spans(x + used, y, wide - used, &rest);
    }
    let words =
        if count > results.len() { format!("{} of {count} shown", results.len()) } else { format!("{count} found") };
    pen.spans(area.x + 1, area.y + area.height - 1, area.width - 1, &[span(Role::Muted, words)]);
    Position::new(area.x, area.y)
}
