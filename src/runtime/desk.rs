//! The workspace as a session has it open: home's lists, the audit, the register, the draft.
//!
//! Must not know: keys, screens or the terminal.

use super::drafts::Drafts;
use super::{last, themes};
use crate::app::effect::{Effect, Offer, Outcome, Typed};
use crate::app::model::{Home, Last, Model, Who};
use crate::cli::{earlier, new};
use crate::config;
use crate::context::progress::Bar;
use crate::context::{author, in_zone_of, now};
use crate::domain::audit::Audit;
use crate::domain::entry::Act;
use crate::domain::fields::Kind;
use crate::domain::fold::{Object, State};
use crate::domain::followup::case::Book;
use crate::domain::followup::likeness;
use crate::domain::followup::record::{self, Given};
use crate::domain::followup::tell::Tell;
use crate::domain::ident::ObjectId;
use crate::domain::issue::{self, Issue};
use crate::domain::tailor::Tailoring;
use crate::domain::{summary, undo};
use crate::report::followup;
use crate::store::area::Area;
use crate::store::audits::OpenAudit;
use crate::store::watch::{self, Watch};
use crate::store::workspace::{Homes, Workspace};
use crate::store::writer::Author;
use crate::store::{findings, snapshot};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
use std::collections::HashMap;
use std::iter;

/// Where drafts are kept that belong to no audit.
pub(super) const HOME: &str = "home";
pub(super) const REGISTER: &str = "register";

/// Everything a session has open.
#[derive(Debug)]
pub(super) struct Desk {
    workspace: Workspace,
    homes: Homes,
    author: Author,
    today: NaiveDate,
    home: Home,
    /// The open audit's findings are issued, and home's rows that say as what are not read yet.
    owes_rows: bool,
    settings_notices: Vec<String>,
    pub(super) audit: Option<OpenAudit>,
    /// Opened on its first use: home itself shows what its own snapshot holds.
    register: Option<Area>,
    /// What is shown of the register until then.
    unread: State,
    last: HashMap<String, Last>,
    who: Who,
    clock: NaiveDateTime,
    complaints: Vec<String>,
    drafts: Option<Drafts>,
}

impl Desk {
    /// Opens a workspace for a session.
    pub fn new(
        workspace: Workspace,
        author: Author,
        homes: Homes,
        today: NaiveDate,
        notices: Vec<String>,
    ) -> crate::error::Result<Self> {
        let mut desk = Self {
            workspace,
            homes,
            who: Who { initials: author.initials.clone(), letter: String::new(), name: author.name.clone() },
            author,
            today,
            home: Home::default(),
            owes_rows: false,
            settings_notices: notices,
            audit: None,
            register: None,
            unread: State::default(),
            last: HashMap::new(),
            clock: now().naive_local(),
            complaints: Vec::new(),
            drafts: None,
        };
        // The screen is not open yet: a workspace whose snapshot has to be made anew shows how far that is.
        let mut bar = Bar::begin();
        desk.load_home_watched(&mut |done, of, what| bar.step(done, of, what))?;
        Ok(desk)
    }

    fn load_home(&mut self) -> crate::error::Result<()> {
        self.load_home_watched(&mut watch::nobody)
    }

    fn load_home_watched(&mut self, watch: &mut Watch<'_>) -> crate::error::Result<()> {
        let look = if self.home.whole { snapshot::home_watched } else { snapshot::front_watched };
        let found = look(&self.workspace, &self.author, self.register.as_ref(), watch)?;
        let mut notices = self.settings_notices.clone();
        notices.extend(found.notices);
        self.home = Home {
            organisation: self.workspace.programme.organisation.clone(),
            root: self.workspace.root.display().to_string(),
            audits: found.audits,
            brief: found.brief,
            rows: found.rows,
            whole: self.home.whole,
            notices,
            themes: std::mem::take(&mut self.home.themes),
            ..Home::default()
        };
        Ok(())
    }

    /// The rows of the register, of which the first screen needs none.
    pub fn read_rows(&mut self) {
        if !self.home.whole {
            let found = snapshot::register(&self.workspace, &self.author);
            (self.home.whole, self.home.brief, self.home.rows) = (true, found.brief, found.rows);
            self.home.asked.take();
        }
    }

    /// The theme that is worn to begin with, and why there are no colours, where there are none.
    pub fn wears(&mut self, name: String, colourless: String) {
        (self.home.themes.worn, self.home.themes.colourless) = (name, colourless);
    }

    /// The themes to choose from, as their files are now.
    pub fn offer_themes(&mut self) {
        self.home.themes.all = themes::rows(&self.homes.config);
    }

    /// Remembers a theme, for the next time too.
    pub fn keep_theme(&mut self, name: &str) -> Result<(), String> {
        name.clone_into(&mut self.home.themes.worn);
        config::save(&self.homes.config, &[("theme", name)]).map_err(|why| why.to_string())
    }

    /// Where the settings lie.
    pub fn config(&self) -> &std::path::Path {
        &self.homes.config
    }

    /// What the screens may look at.
    pub fn model(&self) -> Model<'_> {
        Model {
            home: &self.home,
            programme: &self.workspace.programme,
            audit: self.audit.as_ref().map(OpenAudit::view),
            register: self.register.as_ref().map_or(&self.unread, Area::state),
            last: &self.last,
            who: &self.who,
            now: self.clock,
            today: self.today,
            complaints: &self.complaints,
        }
    }

    /// Before an input is taken in: reads what the first picture of an audit did without, and the clock.
    pub fn tick(&mut self) {
        if std::mem::take(&mut self.owes_rows) {
            self.read_rows();
        }
        let at = now();
        self.clock = self.audit.as_ref().map_or(at, |audit| in_zone_of(audit, at)).naive_local();
    }

    /// The register, opened on its first use.
    ///
    /// # Errors
    /// The system's answer.
    pub fn open_register(&mut self) -> Result<&mut Area, String> {
        let register = match self.register.take() {
            Some(open) => open,
            None => self.workspace.register(self.author.clone()).map_err(|why| why.to_string())?,
        };
        Ok(self.register.insert(register))
    }

    /// The register as it stands on disk now.
    fn fresh_register(&mut self) -> Result<&mut Area, String> {
        let register = self.open_register()?;
        register.refresh().map_err(|why| why.to_string())?;
        Ok(register)
    }

    /// Carries out an effect; several outcomes where it comes in steps.
    pub fn perform(&mut self, effect: Effect) -> Vec<Outcome> {
        let done = match effect {
            Effect::Record(act) => self.record(act).map(|name| vec![Outcome::Recorded(name)]),
            Effect::Undo => self.undo().map(|words| vec![Outcome::Done(words)]),
            Effect::Redo => self.redo().map(|words| vec![Outcome::Done(words)]),
            Effect::Refresh => self.refresh_all().map(|news| {
                vec![Outcome::Done(if news { "others have recorded something" } else { "nothing new" }.to_owned())]
            }),
            Effect::Open(id) => self.open(&id),
            Effect::Close => self.close().map(|()| Vec::new()),
            Effect::Plan(text) => self.plan(&text),
            Effect::Revise(id, fields, reason) => self
                .amend(&id, |_, found| issue::revise(found, &fields, &reason))
                .map(|()| vec![Outcome::Recorded(id.clone())]),
            Effect::Withdraw(id, reason) => self
                .amend(&id, |book, found| record::withdraw(&book.case(found), &reason).map(|said| said.act))
                .map(|()| vec![Outcome::Done("withdrawn; the statement and the reason stay".to_owned())]),
            Effect::Tell(tell, on, given) => {
                self.tell(&tell, on.as_ref(), &given).map(|words| vec![Outcome::Told(words)])
            }
            Effect::Issue(reason) => self.issue(&reason).map(|words| vec![Outcome::Done(words)]),
            Effect::Identify(who) => Ok(vec![Outcome::Done(self.identify(&who))]),
            Effect::TakeOver(offer) => self
                .take_over(&offer)
                .map(|taken| vec![taken.map_or_else(|| Outcome::Gone(offer.clone()), Outcome::TakenOver)]),
            Effect::Edit(_)
            | Effect::Try(_)
            | Effect::Wear(_)
            | Effect::Copy(_)
            | Effect::Repaint
            | Effect::Suspend
            | Effect::Quit => Ok(Vec::new()),
        };
        done.unwrap_or_else(|why| vec![Outcome::Failed(why)])
    }

    /// Records an act in the open audit; the answer is the first object it made, or the one it changed.
    pub fn record(&mut self, act: Act) -> Result<ObjectId, String> {
        self.unissued(&act)?;
        let audit = self.audit.as_mut().ok_or("no audit is open")?;
        let changed = match &act {
            Act::Record { make, set } if make.is_empty() => set.first().map(|change| change.on.clone()),
            _ => None,
        };
        let at = in_zone_of(audit, now());
        let name = audit.record(act, at).map_err(|why| why.to_string())?;
        self.who.letter = audit.area.own_letter();
        Ok(changed.unwrap_or_else(|| ObjectId::made(&name, 0)))
    }

    /// Refuses to change a finding that is issued: only a revision does that, with its reason. Whichever screen asks.
    fn unissued(&mut self, act: &Act) -> Result<(), String> {
        let Act::Record { set, .. } = act else { return Ok(()) };
        let audit = self.audit.as_ref().ok_or("no audit is open")?;
        let is_finding = |id: &ObjectId| audit.view().state.get(id).is_some_and(|found| found.kind == Kind::Finding);
        let changed: Vec<ObjectId> = set.iter().map(|change| change.on.clone()).filter(is_finding).collect();
        if changed.is_empty() {
            return Ok(());
        }
        let id = audit.id.clone();
        let register = self.fresh_register()?;
        match changed.iter().find_map(|finding| issue::statement_of(register.state(), &id, finding)) {
            None => Ok(()),
            Some(statement) => Err(format!(
                "{} is issued: in the findings list, Enter on it revises it, W withdraws it",
                statement.label
            )),
        }
    }

    fn undo(&mut self) -> Result<String, String> {
        const NOTHING: &str = "nothing of this session is left to undo";
        let last = |audit: Option<&OpenAudit>| audit.and_then(|audit| audit.area.last_own()).map(undo::may_be_issued);
        if last(self.audit.as_ref()).ok_or(NOTHING)? {
            self.fresh_register()?;
        }
        let audit = self.audit.as_ref().ok_or("no audit is open")?;
        let register = self.register.as_ref().map_or(&self.unread, Area::state);
        let entry = audit.area.last_own().ok_or(NOTHING)?;
        undo::check(&audit.id, entry, audit.area.state(), register)?;
        let (name, words) = (entry.name(), in_words(&audit.view(), &entry.act));
        self.record(Act::Strike(name))?;
        Ok(format!("struck out: {words}. U brings it back"))
    }

    fn redo(&mut self) -> Result<String, String> {
        let audit = self.audit.as_ref().ok_or("no audit is open")?;
        let name = audit.area.last_strike().ok_or("nothing was struck out last")?.name();
        self.record(Act::Strike(name))?;
        Ok("brought back".to_owned())
    }

    /// Reads everything anew that is on the screen, home's lists too.
    fn refresh_all(&mut self) -> Result<bool, String> {
        if self.audit.is_some() {
            return self.refresh();
        }
        let said = |home: &Home| (home.audits.clone(), home.brief.clone(), home.rows.clone(), home.notices.clone());
        let before = said(&self.home);
        let news = self.refresh()?;
        self.load_home().map_err(|why| why.to_string())?;
        Ok(news || said(&self.home) != before)
    }

    /// Reads what other sessions recorded, in the audit and in the register.
    pub fn refresh(&mut self) -> Result<bool, String> {
        let issued = match self.register.as_mut() {
            Some(register) => register.refresh().map_err(|why| why.to_string())?,
            None => false,
        };
        let Some(audit) = self.audit.as_mut() else { return Ok(issued) };
        let news = audit.refresh().map_err(|why| why.to_string())? || issued;
        if news {
            self.complaints = audit.complaints();
        }
        Ok(news)
    }

    fn open(&mut self, id: &str) -> Result<Vec<Outcome>, String> {
        let fault = |why: crate::store::Fault| why.to_string();
        let id = id.to_ascii_uppercase();
        let audit = OpenAudit::open_to_work(&self.workspace, &id, self.author.clone()).map_err(fault)?;
        self.complaints = audit.complaints();
        self.last = last::said(&self.workspace, &self.author, &self.home.audits, &audit);
        self.who.letter = audit.area.own_letter();
        let area = format!("audits/{id}");
        // Whatever was typed at home led here.
        self.keep(Vec::new())?;
        self.finish();
        self.audit = Some(audit);
        self.tick();
        if self.home.brief.issued.contains(&id) {
            // Which of its findings are issued: the rows say so, long before a large register is read.
            self.owes_rows = true;
        }
        let (offers, taken) = self.begin_draft(area)?;
        if taken.is_some() || !offers.is_empty() {
            // What was left may be about something in it.
            self.open_register()?;
        }
        let mut outcomes = vec![Outcome::Opened(offers)];
        outcomes.extend(taken);
        Ok(outcomes)
    }

    /// Whether what is typed would be kept elsewhere than in this area. That of an open audit is kept there, whatever is
    /// on the screen.
    pub fn is_elsewhere(&self, area: &str) -> bool {
        self.audit.is_none() && self.drafts.as_ref().is_none_or(|drafts| drafts.area() != area)
    }

    /// Home has the screen: the plan of an audit that was left there comes back. Nobody takes one over from a session
    /// that lives.
    pub fn enter_home(&mut self) -> Result<Vec<Outcome>, String> {
        self.finish();
        let (_, taken) = self.begin_draft(HOME.to_owned())?;
        Ok(iter::once(Outcome::Offered(Vec::new())).chain(taken).collect())
    }

    /// The register has the screen: from home, texts that were left in it come back. Its list needs home's rows alone.
    pub fn enter_register(&mut self, whole: bool) -> Result<Vec<Outcome>, String> {
        let (mut outcomes, mut left) = (Vec::new(), false);
        if self.is_elsewhere(REGISTER) {
            self.finish();
            let (offers, taken) = self.begin_draft(REGISTER.to_owned())?;
            left = taken.is_some() || !offers.is_empty();
            outcomes.push(Outcome::Offered(offers));
            outcomes.extend(taken);
        }
        if whole || left {
            self.open_register()?;
        }
        Ok(outcomes)
    }

    fn close(&mut self) -> Result<(), String> {
        self.finish();
        self.audit = None;
        self.last.clear();
        self.complaints.clear();
        self.load_home().map_err(|why| why.to_string())
    }

    /// Begins to keep what is typed in an area.
    fn begin_draft(&mut self, area: String) -> Result<(Vec<Offer>, Option<Outcome>), String> {
        let at = self.audit.as_ref().map_or_else(now, |audit| in_zone_of(audit, now()));
        let last = self.last_line();
        let drafts = self.drafts.insert(Drafts::begin(self.workspace.local.clone(), area, at)?);
        let taken = drafts.of_the_dead(&last).map(Outcome::TakenOver);
        Ok((drafts.offers(), taken))
    }

    /// The last line this person recorded, and when: a draft may hold it still.
    fn last_line(&self) -> Option<(String, DateTime<FixedOffset>)> {
        let audit = self.audit.as_ref()?.view();
        let line = audit.state.of(Kind::Line).rev().find(|line| line.made.by == self.who.initials)?;
        Some((line.text("text").to_owned(), line.made.at))
    }

    /// Ends the draft in good order.
    pub fn finish(&mut self) {
        if let Some(drafts) = self.drafts.take() {
            drafts.finish();
        }
    }

    /// Keeps what is typed.
    pub fn keep(&mut self, texts: Vec<Typed>) -> Result<(), String> {
        self.drafts.as_mut().map_or(Ok(()), |drafts| drafts.keep(texts, now()))
    }

    fn take_over(&mut self, offered: &Offer) -> Result<Option<Offer>, String> {
        let last = self.last_line();
        self.drafts.as_mut().map_or(Ok(None), |drafts| drafts.take_over(offered, &last))
    }

    fn plan(&mut self, text: &str) -> Result<Vec<Outcome>, String> {
        let mut parts = text.split('|').map(str::trim);
        let mut next = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
        let wish = new::Wish {
            id: next().unwrap_or_default(),
            title: next(),
            tailoring: Tailoring { items: next(), ..Tailoring::default() },
            from: next().map(|from| from.trim_start_matches("from ").to_owned()),
            today: Some(self.today),
            ..new::Wish::default()
        };
        let planned =
            new::plan(&self.workspace, &self.homes.config, &self.author, &wish).map_err(|why| why.to_string())?;
        let id = planned.id.clone();
        drop(planned);
        self.load_home().map_err(|why| why.to_string())?;
        let mut outcomes = self.open(&id)?;
        let clock = self.clock.format("%H:%M");
        let zone = self.audit.as_ref().map_or("", |audit| audit.view().plan_text("offset"));
        let earlier = self.audit.as_ref().map_or(String::new(), |audit| earlier::in_words(&audit.view()));
        outcomes.push(Outcome::Done(format!(
            "planned{earlier}. Times here: {clock} ({zone}); a opens the plan, to change the zone too"
        )));
        Ok(outcomes)
    }

    fn issue(&mut self, reason: &str) -> Result<String, String> {
        self.fresh_register()?;
        let audit = self.audit.as_ref().ok_or("no audit is open")?;
        let register = self.register.as_mut().ok_or("the register is not open")?;
        let with = Issue {
            now: self.clock,
            initials: &self.who.initials,
            heads: audit.heads(),
            override_reason: reason,
            register: register.state(),
        };
        let act = issue::issue(&audit.view(), &with).map_err(|missing| missing.join("; "))?;
        let at = in_zone_of(audit, now());
        let entry = register.record(act, at).map_err(|why| why.to_string())?;
        let book = Book::new(register.state(), &self.workspace.programme);
        let made: Vec<&Object> = book.statements().filter(|statement| statement.made.entry == entry).collect();
        let alike = made.iter().filter(|made| !likeness::likenesses(&book, &book.case(made)).is_empty()).count();
        let issued: Vec<String> = made.iter().map(|statement| statement.label.clone()).collect();
        let count = issued.len();
        let written = findings::write(&self.workspace, register, Some(&issued), false);
        let kept = match written {
            Ok(outcomes) => {
                outcomes.iter().filter(|(_, outcome)| matches!(outcome, findings::Outcome::Kept(_))).count()
            }
            Err(why) => {
                return Ok(format!(
                    "{count} findings issued, but their files are not written: {why}. `workpaper rebuild` makes good"
                ));
            }
        };
        let edited =
            if kept > 0 { format!("; {kept} files edited by hand are left as they are") } else { String::new() };
        let alike =
            if alike > 0 { format!("; {alike} may repeat earlier ones: confirm or reject") } else { String::new() };
        Ok(format!("{count} findings issued{alike}{edited}"))
    }

    /// Records what was told about a nonconformity, and writes its file anew.
    fn tell(&mut self, tell: &Tell, on: Option<&ObjectId>, given: &Given<'_>) -> Result<String, String> {
        self.fresh_register()?;
        let register = self.register.as_mut().ok_or("the register is not open")?;
        let programme = &self.workspace.programme;
        let book = Book::new(register.state(), programme);
        let case = on.and_then(|on| register.state().get(on)).map(|statement| book.case(statement));
        let name = if self.author.name.is_empty() { &self.author.initials } else { &self.author.name };
        let said = tell.said(&book, case.as_ref(), given, record::Desk { today: self.today, name })?;
        let remarks = said.remarks.join("; ");
        let entry = register.record(said.act, now()).map_err(|why| why.to_string())?;
        let id = on.cloned().unwrap_or_else(|| ObjectId::made(&entry, 0));
        let statement = register.state().get(&id).ok_or("it is not in the register")?;
        let (label, row) =
            (statement.label.clone(), summary::row(&Book::new(register.state(), programme).case(statement)));
        let standing = followup::standing(&row, self.today);
        self.home.put(row);
        findings::write(&self.workspace, register, Some(std::slice::from_ref(&label)), false)
            .map_err(|why| format!("recorded, but its file is not written: {why}. `workpaper rebuild` makes good"))?;
        Ok([format!("{label}: {standing}"), remarks]
            .iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(". "))
    }

    /// Changes an issued statement, and writes its file anew.
    fn amend(&mut self, id: &ObjectId, act: impl Fn(&Book<'_>, &Object) -> Result<Act, String>) -> Result<(), String> {
        self.fresh_register()?;
        let at = self.audit.as_ref().map_or_else(now, |audit| in_zone_of(audit, now()));
        let register = self.register.as_mut().ok_or("the register is not open")?;
        let statement = register.state().get(id).ok_or("it is not in the register")?;
        let book = Book::new(register.state(), &self.workspace.programme);
        let (act, name) = (act(&book, statement)?, statement.label.clone());
        register.record(act, at).map_err(|why| why.to_string())?;
        let written = findings::write(&self.workspace, register, Some(&[name]), false);
        written
            .map(drop)
            .map_err(|why| format!("recorded, but its file is not written: {why}. `workpaper rebuild` makes good"))?;
        if self.audit.is_none() {
            self.load_home().map_err(|why| why.to_string())?;
        }
        Ok(())
    }

    fn identify(&mut self, who: &str) -> String {
        self.author = author(Some(who), &config::Settings::default());
        self.who.initials.clone_from(&self.author.initials);
        self.who.name.clone_from(&self.author.name);
        if let Some(register) = &mut self.register {
            register.set_author(self.author.clone());
        }
        if let Some(audit) = &mut self.audit {
            audit.area.set_author(self.author.clone());
        }
        // Whoever wants to record now must get in, whatever is wrong with the settings.
        match config::save_identity(&self.homes.config, &self.author.initials, &self.author.name) {
            Ok(()) => format!("recording as {}", self.author.initials),
            Err(why) => format!("recording as {}, this time only: {why}", self.author.initials),
        }
    }

    /// The folder for texts that are being edited outside: this workspace's own, for two may hold audits of one name.
    pub fn edit_folder(&self) -> std::path::PathBuf {
        self.workspace.local.folder().join("editing")
    }
}

/// What an entry did, in a few words.
fn in_words(view: &Audit<'_>, act: &Act) -> String {
    let Act::Record { make, set } = act else { return "an entry".to_owned() };
    if let Some(made) = make.first() {
        let text = ["text", "title", "which", "place"]
            .iter()
            .find_map(|field| made.fields.get(*field))
            .map_or("", |v| v.text());
        return format!("{} {} {text}", crate::domain::fields::spec(made.object).name, made.label)
            .replace("  ", " ")
            .trim()
            .to_owned();
    }
    let Some(change) = set.first() else { return "an entry".to_owned() };
    let name = change.on.as_item().map_or_else(
        || {
            view.state.get(&change.on).map_or_else(
                || change.on.to_string(),
                |o| {
                    if o.label.is_empty() {
                        crate::domain::fields::spec(o.kind).name.to_owned()
                    } else {
                        o.label.clone()
                    }
                },
            )
        },
        str::to_owned,
    );
    let fields: Vec<&str> =
        change.set.keys().chain(change.add.keys()).chain(change.remove.keys()).map(String::as_str).collect();
    format!("{name}: {}", fields.join(", "))
}
