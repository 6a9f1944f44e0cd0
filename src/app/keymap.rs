//! Which key does what on which screen: the action table, with a shipped set and the user's changes over it.
//!
//! Must not know: files. Mistakes are reported together, each with its line and its remedy; what is wrong is left as it
//! was, the rest counts.

use super::action::{ACTIONS, Action, Do, On};
use super::key::Key;
use crate::domain::programme::Programme;
use foldhash::{HashMap, HashMapExt};

/// A line of a keys file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The action's name.
    pub action: String,
    /// Its keys instead, as they are written.
    pub keys: Vec<String>,
    /// The line, from 1.
    pub line: usize,
}

/// A keys file or a shipped set: it lies over what was there before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// What its mistakes begin with: the file.
    pub name: String,
    /// Its lines.
    pub changes: Vec<Change>,
}

/// Keys to actions.
#[derive(Debug, Clone)]
pub struct Keymap {
    keys: HashMap<(On, Key), &'static Action>,
    shown: Shown,
    /// The actions that footers show, the most wanted first.
    footers: Vec<&'static Action>,
}

/// The keys of every action, by its name.
type Shown = HashMap<&'static str, Vec<Key>>;

/// A line that reads well: the action, its keys, the line's number.
type Taken = (&'static Action, Vec<Key>, usize);

/// Two actions that want one key, and the screens they both belong to.
struct Claim {
    key: Key,
    by: [&'static Action; 2],
    on: Vec<On>,
}

/// Actions whose control keys hold while a text is typed too.
const WHILE_TYPING: [Do; 6] = [Do::NextItem, Do::PreviousItem, Do::FindItem, Do::RecordAll, Do::Suspend, Do::Repaint];

/// Control keys that edit a text.
const EDITING: [char; 5] = ['e', 'g', 'k', 'u', 'w'];

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&[]).0
    }
}

impl Keymap {
    /// The table with layers over it. The second part of the answer says what is wrong: unknown actions, no keys, keys
    /// that never arrive, keys that two actions of one screen claim.
    #[must_use]
    pub fn new(layers: &[Layer]) -> (Self, Vec<String>) {
        let mut shown: Shown = ACTIONS.iter().map(|action| (action.id, action.keys.to_vec())).collect();
        let mistakes = layers.iter().flat_map(|layer| lay(&mut shown, layer)).collect();
        let mut keys = HashMap::with_capacity(2 * ACTIONS.len());
        for (on, action) in everything() {
            keys.extend(shown[action.id].iter().map(|key| ((on, *key), action)));
        }
        let mut footers: Vec<&Action> = ACTIONS.iter().filter(|action| action.footer < 9).collect();
        footers.sort_by_key(|action| action.footer);
        (Self { keys, shown, footers }, mistakes)
    }

    /// What a key does on a screen.
    #[must_use]
    pub fn find(&self, on: On, key: Key) -> Option<&'static Action> {
        self.keys.get(&(on, key)).copied()
    }

    /// What a key does while a text is typed on a screen: only control and function keys do anything there.
    #[must_use]
    pub fn while_typing(&self, on: On, key: Key) -> Option<Do> {
        let does = self.find(on, key).filter(|_| matches!(key, Key::Ctrl(_) | Key::F(_)))?.does;
        WHILE_TYPING.contains(&does).then_some(does)
    }

    /// An action's keys, the first is shown.
    #[must_use]
    pub fn keys(&self, action: &Action) -> &[Key] {
        self.shown.get(action.id).map_or(action.keys, Vec::as_slice)
    }

    /// The key that messages say for an action, by its name.
    #[must_use]
    pub fn key(&self, id: &str) -> String {
        self.shown.get(id).and_then(|keys| keys.first()).map(|key| key.words()).unwrap_or_default()
    }

    /// The same of an action that holds while a text is typed: only control and function keys do anything there.
    #[must_use]
    pub fn typing_key(&self, id: &str) -> String {
        let holds = |key: &&Key| matches!(key, Key::Ctrl(_) | Key::F(_));
        self.shown.get(id).and_then(|keys| keys.iter().find(holds)).map(|key| key.words()).unwrap_or_default()
    }

    /// Grades whose letter is the key of an action in fieldwork, where it would open WRITE with that grade.
    #[must_use]
    pub fn hidden_grades(&self, programme: &Programme) -> Vec<String> {
        let hidden = programme.grades.iter().filter_map(|grade| {
            let action = self.find(On::Field, Key::Char(grade.key))?;
            let (key, grade, id) = (grade.key, &grade.id, action.id);
            let remedy = "give the action another key in keys.toml, or the grade another letter in workpaper.toml";
            Some(format!("on fieldwork the key {key} is claimed by the grade {grade}, and by `{id}`: {remedy}"))
        });
        hidden.collect()
    }

    /// The actions of a screen in the order its footer wants them.
    #[must_use]
    pub fn footer(&self, on: On) -> Vec<(&'static Action, Key)> {
        let shown = self.footers.iter().filter(|action| action.is_on(on));
        shown.filter_map(|action| Some((*action, *self.keys(action).first()?))).collect()
    }
}

/// Every screen with each of its actions.
fn everything() -> impl Iterator<Item = (On, &'static Action)> {
    On::ALL.into_iter().flat_map(|on| ACTIONS.iter().filter(move |action| action.is_on(on)).map(move |a| (on, a)))
}

/// Lays a layer over what is there. Whoever claims a key that is taken keeps what it had; that may free or take another
/// key, so it is tried until nothing collides.
fn lay(shown: &mut Shown, layer: &Layer) -> Vec<String> {
    if layer.changes.is_empty() {
        return Vec::new();
    }
    let mut wrong: Vec<(usize, String)> = Vec::new();
    let mut taken: Vec<Taken> = Vec::new();
    for change in &layer.changes {
        match read(change) {
            Ok((action, keys)) => taken.push((action, keys, change.line)),
            Err(mistakes) => wrong.extend(mistakes.into_iter().map(|words| (change.line, words))),
        }
    }
    loop {
        let mut tried = shown.clone();
        tried.extend(taken.iter().map(|(action, keys, _)| (action.id, keys.clone())));
        let claims = claims(&tried);
        let before = taken.len();
        wrong.extend(claims.iter().map(|claim| blame(claim, &taken)));
        taken.retain(|(action, _, _)| claims.iter().all(|claim| claim.by.iter().all(|by| by.id != action.id)));
        if taken.len() == before {
            *shown = tried;
            break;
        }
    }
    wrong.sort();
    wrong.into_iter().map(|(line, words)| format!("{}: line {line}: {words}", layer.name)).collect()
}

/// A line's action and keys, or everything that is wrong about it.
fn read(change: &Change) -> Result<(&'static Action, Vec<Key>), Vec<String>> {
    let id = &change.action;
    let Some(action) = ACTIONS.iter().find(|action| action.id == id) else {
        return Err(vec![format!("`{id}` is no action: `workpaper keys` lists them")]);
    };
    let mut keys: Vec<Key> = Vec::new();
    let mut wrong = Vec::new();
    for text in &change.keys {
        match text.parse::<Key>().map_err(|why| why.to_string()).and_then(|key| bindable(key, action, text)) {
            Ok(key) if keys.contains(&key) => {}
            Ok(key) => keys.push(key),
            Err(why) => wrong.push(format!("`{id}`: {why}")),
        }
    }
    if change.keys.is_empty() {
        wrong.push(format!("`{id}` is left without a key: give it one, or delete the line"));
    }
    if wrong.is_empty() && keys.iter().all(|key| matches!(key, Key::Esc | Key::F(_))) {
        let why = "is slow or taken in tmux and screen";
        wrong.push(format!("`{id}`: {} alone {why}: give it a second key", change.keys.join(" ")));
    }
    if wrong.is_empty() { Ok((action, keys)) } else { Err(wrong) }
}

fn bindable(key: Key, action: &Action, text: &str) -> Result<Key, String> {
    if let Some(why) = key.never_arrives() {
        return Err(format!("`{text}` {why}: choose another key"));
    }
    if matches!(key, Key::Ctrl(letter) if EDITING.contains(&letter)) && WHILE_TYPING.contains(&action.does) {
        return Err(format!("`{text}` edits the text while you type, and this holds there too: choose another key"));
    }
    Ok(key)
}

/// Keys that two actions of one screen want, each pair once.
fn claims(shown: &Shown) -> Vec<Claim> {
    let mut owner: HashMap<(On, Key), &'static Action> = HashMap::new();
    let mut claims: Vec<Claim> = Vec::new();
    for (on, action) in everything() {
        for key in &shown[action.id] {
            let Some(other) = owner.insert((on, *key), action) else { continue };
            let same = |claim: &&mut Claim| claim.key == *key && claim.by.map(|by| by.id) == [other.id, action.id];
            match claims.iter_mut().find(same) {
                Some(known) => known.on.push(on),
                None => claims.push(Claim { key: *key, by: [other, action], on: vec![on] }),
            }
        }
    }
    claims
}

/// Which line is to be changed, and why: the later one of the two.
fn blame(claim: &Claim, taken: &[Taken]) -> (usize, String) {
    let line = |action: &Action| taken.iter().find(|(known, ..)| known.id == action.id).map(|(_, _, line)| *line);
    let [first, second] = claim.by;
    let (late, early) = if line(first) > line(second) { (first, second) } else { (second, first) };
    let place = match claim.on.as_slice() {
        [on] => on.name().to_owned(),
        [on, more @ ..] => format!("{} and {} more screens", on.name(), more.len()),
        [] => String::new(),
    };
    let other = line(early).map_or_else(|| "as shipped".to_owned(), |line| format!("on line {line}"));
    let remedy = "give one of them another key";
    let words = format!(
        "on {place} the key {} is claimed by `{}`, and {other} by `{}`: {remedy}",
        claim.key, late.id, early.id
    );
    (line(late).unwrap_or_default(), words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(lines: &[(&str, &[&str])]) -> Layer {
        let changes = lines.iter().zip(1..).map(|((action, keys), line)| Change {
            action: (*action).to_owned(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            line,
        });
        Layer { name: "keys.toml".to_owned(), changes: changes.collect() }
    }

    #[test]
    fn the_shipped_table_has_no_conflict() {
        let shown: Shown = ACTIONS.iter().map(|action| (action.id, action.keys.to_vec())).collect();
        let claims = claims(&shown);
        let words: Vec<String> = claims.iter().map(|claim| blame(claim, &[]).1).collect();
        assert!(words.is_empty(), "shipped keys must not collide: {words:?}");
    }

    #[test]
    fn every_shipped_key_may_be_bound_by_a_user_too() {
        for action in ACTIONS {
            let keys = action.keys.iter().map(ToString::to_string).collect();
            let read = read(&Change { action: action.id.to_owned(), keys, line: 1 });
            assert!(read.is_ok(), "Esc and function keys have a second one, and no link eats a key: {read:?}");
        }
    }

    #[test]
    fn mistakes_are_reported_together_with_their_lines_and_the_rest_counts() {
        let (map, mistakes) = Keymap::new(&[layer(&[
            ("nope", &["x"]),
            ("conforms", &["<what>", "<a-c>", "<c-s>"]),
            ("find", &["c"]),
            ("zoom", &[]),
            ("samples", &["<f2>"]),
            ("talks", &["w"]),
            ("review", &["w"]),
            ("notebook", &["B"]),
            ("suspend", &["<c-u>"]),
        ])]);
        for (line, words) in [
            (1, "`nope` is no action: `workpaper keys` lists them"),
            (2, "`conforms`: `<what>` is no key"),
            (2, "`conforms`: `<a-c>` is no key: Alt does not arrive"),
            (2, "`conforms`: `<c-s>` is taken by screen, tmux or flow control"),
            (3, "on fieldwork the key c is claimed by `find`, and as shipped by `conforms`"),
            (4, "`zoom` is left without a key"),
            (5, "`samples`: <f2> alone"),
            (7, "on fieldwork the key w is claimed by `review`, and on line 6 by `talks`"),
            (9, "`suspend`: `<c-u>` edits the text"),
        ] {
            let begins = format!("keys.toml: line {line}: {words}");
            assert!(mistakes.iter().any(|why| why.starts_with(&begins)), "{begins}: {mistakes:#?}");
        }
        assert_eq!(mistakes.len(), 9, "nothing else is wrong: {mistakes:#?}");
        let lines: Vec<&String> = mistakes.iter().collect();
        assert!(lines.is_sorted(), "in the order of the file: {lines:#?}");
        for (key, action) in [('B', "notebook"), ('w', "review"), ('T', "talks"), ('c', "conforms"), ('/', "find")] {
            let found = map.find(On::Field, Key::Char(key)).map(|action| action.id);
            assert_eq!(found, Some(action), "{key}: what is wrong is left as shipped, the rest counts");
        }
        assert!(map.find(On::Field, Key::Char('b')).is_none(), "and a key that was given away is free");
    }

    #[test]
    fn two_actions_may_change_places_and_one_left_as_it_was_may_stand_in_the_way_of_another() {
        let (map, mistakes) = Keymap::new(&[layer(&[("conforms", &["w"]), ("review", &["c"])])]);
        assert!(mistakes.is_empty(), "both give away what the other takes: {mistakes:?}");
        assert_eq!(map.find(On::Field, Key::Char('w')).map(|a| a.id), Some("conforms"), "they changed places");
        let (map, mistakes) = Keymap::new(&[layer(&[("conforms", &["w"]), ("review", &["z"])])]);
        assert_eq!(mistakes.len(), 2, "z is taken, so w is not given away: {mistakes:?}");
        assert_eq!(map.find(On::Field, Key::Char('c')).map(|a| a.id), Some("conforms"), "all as shipped");
    }

    #[test]
    fn a_layer_lies_over_the_one_below_and_falls_back_to_it() {
        let set = layer(&[("help", &["<tab>", "?"])]);
        let (map, mistakes) = Keymap::new(&[set, layer(&[("help", &["<tab>", "q"]), ("zoom", &["Z"])])]);
        assert_eq!(mistakes.len(), 1, "q is taken: {mistakes:?}");
        assert_eq!(map.find(On::Field, Key::Tab).map(|a| a.id), Some("help"), "the set's keys are left");
        assert_eq!(map.find(On::Field, Key::Char('Z')).map(|a| a.id), Some("zoom"), "and the rest counts");
    }

    #[test]
    fn a_grade_whose_letter_is_taken_is_told() {
        let programme = Programme::default();
        let letters: Vec<String> = programme.grades.iter().map(|grade| grade.key.to_string()).collect();
        assert!(Keymap::default().hidden_grades(&programme).is_empty(), "shipped keys leave them free: {letters:?}");
        let (map, _) = Keymap::new(&[layer(&[("zoom", &[letters[0].as_str()])])]);
        let hidden = map.hidden_grades(&programme);
        assert!(matches!(hidden.as_slice(), [why] if why.contains("`zoom`")), "the action is named: {hidden:?}");
    }

    #[test]
    fn while_a_text_is_typed_only_control_keys_act_and_they_follow_the_table() {
        let (map, mistakes) = Keymap::new(&[layer(&[("next-item", &["<c-o>", "J"]), ("repaint", &["<c-v>"])])]);
        assert!(mistakes.is_empty(), "all of these are free: {mistakes:?}");
        assert_eq!(map.while_typing(On::Field, Key::Ctrl('o')), Some(Do::NextItem), "as bound");
        assert_eq!(map.while_typing(On::Field, Key::Ctrl('v')), Some(Do::Repaint), "as bound");
        for key in [Key::Ctrl('n'), Key::Ctrl('l'), Key::Char('J'), Key::Enter, Key::Ctrl('r')] {
            assert_eq!(map.while_typing(On::Field, key), None, "{key} is text, or for the text");
        }
    }
}
