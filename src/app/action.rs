//! The one table of what keys do: it feeds dispatch, footer, `?`, README and the keymap file.
//!
//! Must not know: how an action is carried out (each screen does that), nor colours. Adding an action is one line here
//! and one arm in its screen.

use super::key::Key;
use Do::{
    AddItem, Back, Bottom, CellOk, Clip, CloseCase, CloseInterview, Conform, Cross, Down, EditOutside, Evidence,
    Extend, Find, FindItem, Findings, Fold, FoldAsk, FoldPitfalls, FoldSee, FoldTest, Help, Interview, Issue, Left,
    Link, MakeEvidence, MakeFinding, MarkLine, Meeting, Metrics, New, NextItem, NotApplicable, NotAudited,
    NoteEvidence, Notebook, Open, PageDown, PageUp, Part, Plan, Present, PreviousItem, ReadBack, RecordAll, Redo,
    Refresh, Register, Repaint, Reverse, Review, Right, SampleNew, Samples, Scroll, Settle, Sort, Suspend, TakeOver,
    Talks, Themes, Top, Track, Unavailable, Undo, Unfold, Up, Veil, View, Withdraw, Zoom,
};
use On::{
    CaseList, Evidences, Field, FindingList, Form, Grid, HelpPage, HomeList, Page, RegisterList, ReviewList,
    SampleList, TalkList,
};

/// The screens an action can belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum On {
    /// The audits.
    HomeList,
    /// Fieldwork: tree, item, lines.
    Field,
    /// All lines in time order.
    NotebookList,
    /// The findings of the audit.
    FindingList,
    /// The evidence register.
    Evidences,
    /// The samples.
    SampleList,
    /// One sample's grid.
    Grid,
    /// Interviews and meetings.
    TalkList,
    /// What is missing.
    ReviewList,
    /// Nonconformities of all sources, and what becomes of them.
    RegisterList,
    /// The follow-up of one nonconformity.
    CaseList,
    /// The figures for the management review.
    FigureList,
    /// An object's fields.
    Form,
    /// A text to read: read-back, a statement.
    Page,
    /// The keys.
    HelpPage,
    /// The themes.
    ThemeList,
}

impl On {
    /// The screen's name, as the keymap file and the help use it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HomeList => "home",
            Self::Field => "fieldwork",
            Self::NotebookList => "notebook",
            Self::FindingList => "findings",
            Self::Evidences => "evidence",
            Self::SampleList => "samples",
            Self::Grid => "grid",
            Self::TalkList => "talks",
            Self::ReviewList => "review",
            Self::RegisterList => "register",
            Self::CaseList => "follow-up",
            Self::FigureList => "figures",
            Self::Form => "form",
            Self::Page => "page",
            Self::HelpPage => "help",
            Self::ThemeList => "themes",
        }
    }

    /// All of them, in the order of the help.
    pub const ALL: [Self; 16] = [
        HomeList,
        Field,
        Self::NotebookList,
        FindingList,
        Evidences,
        SampleList,
        Grid,
        TalkList,
        ReviewList,
        RegisterList,
        CaseList,
        Self::FigureList,
        Form,
        Page,
        HelpPage,
        Self::ThemeList,
    ];
}

/// What an action does, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the table below says each in words")]
pub enum Do {
    Down,
    Up,
    PageDown,
    PageUp,
    Top,
    Bottom,
    Left,
    Right,
    Open,
    Back,
    Fold,
    Unfold,
    Scroll,
    Zoom,
    NextItem,
    PreviousItem,
    Conform,
    NotApplicable,
    NotAudited,
    NoteEvidence,
    SampleNew,
    Interview,
    CloseInterview,
    Undo,
    Redo,
    Find,
    FindItem,
    Veil,
    ReadBack,
    Notebook,
    Findings,
    Evidence,
    Samples,
    Talks,
    Review,
    Plan,
    New,
    Register,
    MarkLine,
    MakeFinding,
    MakeEvidence,
    Settle,
    Link,
    Present,
    Issue,
    Meeting,
    CellOk,
    Cross,
    Unavailable,
    EditOutside,
    TakeOver,
    Withdraw,
    AddItem,
    Track,
    FoldAsk,
    FoldSee,
    FoldTest,
    FoldPitfalls,
    Clip,
    Refresh,
    Repaint,
    Suspend,
    Help,
    Part(char),
    Extend,
    CloseCase,
    View(char),
    Sort,
    Reverse,
    Metrics,
    RecordAll,
    Preview,
    Themes,
}

/// One action.
#[derive(Debug)]
pub struct Action {
    /// What it does.
    pub does: Do,
    /// Its name in the keymap file.
    pub id: &'static str,
    /// Its keys, the first is shown.
    pub keys: &'static [Key],
    /// In a few words, for footer and help.
    pub words: &'static str,
    /// The screens it belongs to; none = all.
    pub on: &'static [On],
    /// How much the footer wants it: the lower the earlier, 9 = only in the help.
    pub footer: u8,
    /// Its twin on the command line; empty for moving about.
    pub twin: &'static str,
}

const fn act(
    does: Do,
    id: &'static str,
    keys: &'static [Key],
    footer: u8,
    on: &'static [On],
    words: &'static str,
    twin: &'static str,
) -> Action {
    Action { does, id, keys, words, on, footer, twin }
}

const fn ch(c: char) -> Key {
    Key::Char(c)
}

const AUDIT: &[On] = &[Field, On::NotebookList, FindingList, Evidences, SampleList, Grid, TalkList, ReviewList, Form];
const BOOK: &[On] = &[On::NotebookList];

/// All actions. Grades (`m M o i p` and whatever the programme names) are added to fieldwork from the scale.
pub static ACTIONS: &[Action] = &[
    act(Open, "open", &[Key::Enter], 1, &[HomeList], "open", "workpaper open AUDIT"),
    act(New, "plan-audit", &[ch('n')], 2, &[HomeList], "plan an audit", "workpaper new ID"),
    act(Register, "register", &[ch('r')], 3, &[HomeList], "register", "workpaper nc"),
    act(Themes, "theme", &[ch('T')], 8, &[HomeList], "theme", "workpaper theme use THEME"),
    act(Open, "wear", &[Key::Enter], 1, &[On::ThemeList], "take it", "workpaper theme use THEME"),
    act(Open, "write", &[Key::Enter], 1, &[Field], "write", "workpaper capture AUDIT"),
    act(Conform, "conforms", &[ch('c')], 2, &[Field], "conforms", "workpaper grade AUDIT ITEM conforms"),
    act(NotApplicable, "not-applicable", &[ch('n')], 5, &[Field], "not applicable", "workpaper grade AUDIT ITEM na"),
    act(NotAudited, "not-audited", &[ch('x')], 5, &[Field], "not audited", "workpaper grade AUDIT ITEM skip"),
    act(
        NoteEvidence,
        "evidence-line",
        &[ch('e')],
        4,
        &[Field],
        "evidence",
        "workpaper evidence add AUDIT --title TEXT",
    ),
    act(SampleNew, "sample-new", &[ch('s')], 6, &[Field], "sample", "workpaper sample add AUDIT"),
    act(Interview, "interview", &[ch('I')], 4, &[Field], "interview", "workpaper capture AUDIT (:int)"),
    act(
        CloseInterview,
        "close-interview",
        &[ch('C')],
        7,
        &[Field, TalkList],
        "close the interview",
        "workpaper interview end AUDIT",
    ),
    act(ReadBack, "read-back", &[ch('R')], 5, &[Field], "read back", "workpaper capture AUDIT (==)"),
    act(Find, "find", &[ch('/')], 5, &[Field], "find", "workpaper show REF"),
    act(Notebook, "notebook", &[ch('b')], 6, &[Field], "notebook", "workpaper show AUDIT"),
    act(Findings, "findings", &[ch('f')], 6, &[Field], "findings", "workpaper findings AUDIT"),
    act(Review, "review", &[ch('w')], 6, &[Field], "what is missing", "workpaper review AUDIT"),
    act(Evidence, "evidence", &[ch('E')], 8, &[Field], "evidence register", "workpaper evidence AUDIT"),
    act(Samples, "samples", &[ch('S')], 8, &[Field], "samples", "workpaper sample show SAMPLE"),
    act(Talks, "talks", &[ch('T')], 8, &[Field], "interviews and meetings", "workpaper interview AUDIT"),
    act(Plan, "plan", &[ch('a')], 8, &[Field], "the audit's plan", "workpaper set AUDIT plan FIELD=TEXT"),
    act(Fold, "fold", &[ch('h'), Key::Left], 9, &[Field], "fold the section", ""),
    act(Unfold, "unfold", &[ch('l'), Key::Right], 9, &[Field], "unfold the section", ""),
    act(Track, "role-track", &[ch('r')], 7, &[Field], "track of a role", "workpaper interview tracks AUDIT"),
    act(FoldAsk, "fold-ask", &[ch('1')], 9, &[Field], "fold the questions", ""),
    act(FoldSee, "fold-see", &[ch('2')], 9, &[Field], "fold what to see", ""),
    act(FoldTest, "fold-test", &[ch('3')], 9, &[Field], "fold the tests", ""),
    act(FoldPitfalls, "fold-pitfalls", &[ch('4')], 9, &[Field], "fold the pitfalls", ""),
    act(Scroll, "scroll", &[ch(' ')], 7, &[Field, Page], "scroll the text", ""),
    act(Zoom, "zoom", &[ch('z')], 8, &[Field], "wide item pane", ""),
    act(NextItem, "next-item", &[Key::Ctrl('n')], 9, &[Field], "next item", ""),
    act(PreviousItem, "previous-item", &[Key::Ctrl('p')], 9, &[Field], "previous item", ""),
    act(FindItem, "find-item", &[Key::Ctrl('t')], 9, &[Field], "find an item", ""),
    act(Open, "open-line", &[Key::Enter], 1, BOOK, "open", "workpaper set AUDIT ENTRY FIELD=TEXT"),
    act(MarkLine, "mark", &[ch(' ')], 2, BOOK, "mark", ""),
    act(
        MakeFinding,
        "make-finding",
        &[ch('f')],
        3,
        BOOK,
        "finding of the marked",
        "workpaper finding add AUDIT --line ENTRY",
    ),
    act(
        MakeEvidence,
        "make-evidence",
        &[ch('e')],
        4,
        BOOK,
        "evidence of the marked",
        "workpaper evidence add AUDIT --title TEXT",
    ),
    act(Settle, "settle", &[ch('d')], 5, BOOK, "settle ? or &", "workpaper set AUDIT ENTRY done=TEXT"),
    act(Link, "link", &[ch('l')], 5, BOOK, "link, unlink", "workpaper set AUDIT ENTRY items+=ITEM"),
    act(Open, "open-finding", &[Key::Enter], 1, &[FindingList], "open", "workpaper show REF"),
    act(Present, "present", &[ch('P')], 3, &[FindingList], "give final references", "workpaper present AUDIT"),
    act(
        Meeting,
        "meeting",
        &[ch('K')],
        4,
        &[FindingList, TalkList],
        "new meeting",
        "workpaper meeting add AUDIT closing",
    ),
    act(Issue, "issue", &[ch('X')], 5, &[FindingList], "issue", "workpaper issue AUDIT"),
    act(Do::Preview, "preview", &[ch('p')], 5, &[FindingList, ReviewList], "report", "workpaper report AUDIT"),
    act(Open, "open-evidence", &[Key::Enter], 1, &[Evidences], "open", "workpaper show EV-003 --audit AUDIT"),
    act(New, "new-evidence", &[ch('n')], 2, &[Evidences], "new", "workpaper evidence add AUDIT --title TEXT"),
    act(Open, "open-sample", &[Key::Enter], 1, &[SampleList], "grid", "workpaper sample show SAMPLE"),
    act(New, "new-sample", &[ch('n')], 2, &[SampleList], "new", "workpaper sample add AUDIT"),
    act(
        Plan,
        "sample-fields",
        &[ch('a')],
        3,
        &[SampleList, Grid],
        "population, picks, attributes",
        "workpaper set AUDIT SAMPLE FIELD=TEXT",
    ),
    act(CellOk, "cell-ok", &[ch('y')], 1, &[Grid], "ok", "workpaper sample mark SAMPLE ok ID"),
    act(Cross, "cell-exception", &[ch('x')], 2, &[Grid], "exception", "workpaper sample mark SAMPLE x ID"),
    act(Unavailable, "cell-unavailable", &[ch('.')], 3, &[Grid], "not available", "workpaper sample mark SAMPLE . ID"),
    act(Left, "left", &[ch('h'), Key::Left], 9, &[Grid], "left", ""),
    act(Right, "right", &[ch('l'), Key::Right], 9, &[Grid], "right", ""),
    act(Open, "open-talk", &[Key::Enter], 1, &[TalkList], "open", "workpaper show INT-07 --audit AUDIT"),
    act(Open, "jump", &[Key::Enter], 1, &[ReviewList], "go there", "workpaper show REF"),
    act(Open, "follow-up", &[Key::Enter], 1, &[RegisterList], "follow-up", "workpaper nc show REF"),
    act(
        View('1'),
        "overdue-majors",
        &[ch('1')],
        9,
        &[RegisterList],
        "overdue majors",
        "workpaper nc --overdue --grade major",
    ),
    act(View('2'), "overdue", &[ch('2')], 9, &[RegisterList], "overdue", "workpaper nc --overdue"),
    act(View('3'), "to-check", &[ch('3')], 9, &[RegisterList], "to check", "workpaper nc --stage to-check"),
    act(View('4'), "due-soon", &[ch('4')], 9, &[RegisterList], "due in thirty days", "workpaper nc --soon"),
    act(View('5'), "open-ones", &[ch('5')], 9, &[RegisterList], "open nonconformities", "workpaper nc"),
    act(View('0'), "all-of-them", &[ch('0')], 9, &[RegisterList], "all, observations and closed", "workpaper nc --all"),
    act(Sort, "sort", &[ch('s')], 4, &[RegisterList], "sort", "workpaper nc --sort FIELD"),
    act(
        Reverse,
        "reverse",
        &[ch('S')],
        9,
        &[RegisterList],
        "the other way round",
        "workpaper nc --sort FIELD --reverse",
    ),
    act(New, "add-nonconformity", &[ch('n')], 5, &[RegisterList], "new", "workpaper nc add"),
    act(Metrics, "metrics", &[ch('m')], 5, &[HomeList, RegisterList], "figures", "workpaper metrics"),
    act(Open, "behind", &[Key::Enter], 1, &[On::FigureList], "rows behind it", "workpaper metrics --rows KEY"),
    act(Open, "tell", &[Key::Enter], 1, &[CaseList], "record", "workpaper nc STEP REF TEXT"),
    act(Part('a'), "part-a", &[ch('a')], 2, &[CaseList], "correct", "workpaper nc correct REF TEXT"),
    act(Part('b'), "part-b", &[ch('b')], 2, &[CaseList], "cause, similar", "workpaper nc cause REF TEXT"),
    act(Part('c'), "part-c", &[ch('c')], 2, &[CaseList], "action", "workpaper nc action REF TEXT"),
    act(Part('d'), "part-d", &[ch('d')], 2, &[CaseList], "effect", "workpaper nc effect REF RESULT TEXT"),
    act(Part('e'), "part-e", &[ch('e')], 2, &[CaseList], "ISMS change", "workpaper nc isms REF risk TEXT"),
    act(Extend, "extend", &[ch('x')], 3, &[CaseList], "extend", "workpaper nc extend REF --to DATE"),
    act(CloseCase, "close-case", &[ch('C')], 3, &[CaseList], "close", "workpaper nc close REF"),
    act(Zoom, "whole", &[ch('z')], 5, &[CaseList], "whole text", "workpaper nc show REF"),
    act(
        Withdraw,
        "withdraw",
        &[ch('W')],
        7,
        &[FindingList, RegisterList, CaseList, Form],
        "withdraw",
        "workpaper nc withdraw REF --reason TEXT",
    ),
    act(
        RecordAll,
        "record-all",
        &[Key::Ctrl('x')],
        3,
        &[Form],
        "record what was filled in",
        "workpaper nc STEP REF TEXT",
    ),
    act(AddItem, "add-item", &[ch('A')], 9, &[Field], "add an item", "workpaper capture AUDIT (:add)"),
    act(Open, "edit-field", &[Key::Enter], 1, &[Form], "edit the field", "workpaper set AUDIT OBJECT FIELD=TEXT"),
    act(EditOutside, "edit-outside", &[ch('E')], 2, &[Form], "edit all in $EDITOR", "workpaper edit AUDIT OBJECT"),
    act(Open, "agree", &[Key::Enter], 1, &[Page], "close; on a read-back: agreed", "workpaper capture AUDIT (==)"),
    act(
        Clip,
        "copy",
        &[ch('y')],
        8,
        &[FindingList, Page, RegisterList, CaseList],
        "send to the clipboard",
        "workpaper show REF",
    ),
    act(
        TakeOver,
        "take-over",
        &[ch('t')],
        9,
        &[Field, RegisterList, CaseList],
        "take over a line left behind",
        "workpaper drafts",
    ),
    act(
        Find,
        "filter",
        &[ch('/')],
        6,
        &[
            HomeList,
            On::NotebookList,
            FindingList,
            Evidences,
            SampleList,
            TalkList,
            ReviewList,
            RegisterList,
            CaseList,
            On::FigureList,
            HelpPage,
        ],
        "filter",
        "",
    ),
    act(Undo, "undo", &[ch('u')], 6, AUDIT, "undo", "workpaper undo AUDIT"),
    act(Redo, "redo", &[ch('U')], 9, AUDIT, "redo", "workpaper redo AUDIT ENTRY"),
    act(Veil, "veil", &[ch('v')], 7, AUDIT, "veil", ""),
    act(Down, "down", &[ch('j'), Key::Down], 9, &[], "down", ""),
    act(Up, "up", &[ch('k'), Key::Up], 9, &[], "up", ""),
    act(PageDown, "page-down", &[Key::PageDown, Key::Ctrl('f')], 9, &[], "a page down", ""),
    act(PageUp, "page-up", &[Key::PageUp, Key::Ctrl('y')], 9, &[], "a page up", ""),
    act(Top, "top", &[ch('g'), Key::Home], 9, &[], "to the top", ""),
    act(Bottom, "bottom", &[ch('G'), Key::End], 9, &[], "to the end", ""),
    act(Refresh, "refresh", &[Key::Ctrl('r')], 9, &[], "read what others recorded", ""),
    act(Repaint, "repaint", &[Key::Ctrl('l')], 9, &[], "draw the screen anew", ""),
    act(Suspend, "suspend", &[Key::Ctrl('z')], 9, &[], "stop until `fg`", ""),
    act(Open, "choose", &[Key::Enter], 1, &[HelpPage], "do it on the screen below", ""),
    act(Help, "help", &[ch('?')], 8, &[], "menu", "workpaper --help"),
    act(Back, "back", &[ch('q'), Key::Esc, Key::Ctrl('g')], 8, &[], "back; from home: quit", ""),
];

/// The keys of WRITE mode. Every printable key is text there, and the keys that edit a text are fixed; `next-item`,
/// `previous-item` and `find-item` are on whichever control keys they are bound to.
pub static WRITE_KEYS: &[(&str, &str)] = &[
    ("Enter", "record the line and stay"),
    ("Esc or Ctrl-G", "leave; the line is kept"),
    ("Ctrl-N, Ctrl-P", "next, previous item; the text stays (`next-item`, `previous-item`)"),
    ("Ctrl-T", "find an item (`find-item`)"),
    ("Up", "amend the last line (in an empty line)"),
    ("Ctrl-W, Ctrl-U, Ctrl-K", "delete a word, to the start, to the end"),
];

impl Action {
    /// Whether it belongs to a screen.
    #[must_use]
    pub fn is_on(&self, on: On) -> bool {
        self.on.is_empty() || self.on.contains(&on)
    }
}
