//! What is typed and not recorded, kept on disk for one session; and what other sessions of the account left.
//!
//! Must not know: what the texts mean, or which screen they go to.

use crate::app::effect::{Offer, Typed};
use crate::domain::capture;
use crate::store::local::{self, DraftFile, LeftDraft, Local};
use chrono::{DateTime, FixedOffset};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use std::time::{Duration, Instant};

/// The draft of this session and those of the others in one area: home, an audit, or the register.
#[derive(Debug)]
pub(super) struct Drafts {
    local: Local,
    area: String,
    own: DraftFile,
    left: Vec<LeftDraft>,
    /// What was left and handed on, until it is kept as our own.
    taken: Option<LeftDraft>,
}

/// The last line recorded by whoever sits here, and when.
pub(super) type LastLine = Option<(String, DateTime<FixedOffset>)>;

impl Drafts {
    /// Begins a draft.
    pub fn begin(local: Local, area: String, at: DateTime<FixedOffset>) -> Result<Self, String> {
        let left = local.left_drafts(&area).unwrap_or_default();
        let own = local.begin_draft(&area, tty(), at).map_err(|why| why.to_string())?;
        Ok(Self { local, area, own, left, taken: None })
    }

    /// The area it belongs to.
    pub fn area(&self) -> &str {
        &self.area
    }

    /// What other living sessions are typing, and what was typed on other machines, of which nobody here knows.
    pub fn offers(&self) -> Vec<Offer> {
        self.left.iter().filter(|left| !is_dead(left)).map(offer).collect()
    }

    /// What the latest dead session left, to go on with; it is ours from here on.
    pub fn of_the_dead(&mut self, last: &LastLine) -> Option<Offer> {
        self.taken = self.left.iter().rfind(|left| is_dead(left)).cloned();
        self.taken.as_ref().map(|left| unrecorded(left, last)).filter(|offer| !offer.texts.is_empty())
    }

    /// Ends in good order.
    pub fn finish(self) {
        self.own.finish();
    }

    /// Keeps what is typed. A draft taken over from a dead session goes away once ours is written, whatever has become of
    /// its words by then: else it would come back when they are long recorded.
    pub fn keep(&mut self, texts: Vec<Typed>, at: DateTime<FixedOffset>) -> Result<(), String> {
        let typed = |Typed { place, item, text }| local::Typed { place, item, text };
        let texts: Vec<local::Typed> = texts.into_iter().map(typed).collect();
        self.own.keep(&texts, at).map_err(|why| why.to_string())?;
        if let Some(taken) = self.taken.take() {
            taken.clear();
            self.left.retain(|left| *left != taken);
        }
        Ok(())
    }

    /// Ends the session that types a text, in good order, and takes the text; nothing where it is gone. One that is deaf to
    /// hang-ups is asked to end; one that writes to a line that takes nothing any more goes at the second request (see
    /// `term::signals`), for all it ever showed is kept. A stopped one is let go on, so that it hears.
    pub fn take_over(&mut self, offered: &Offer, last: &LastLine) -> Result<Option<Offer>, String> {
        const BLOWS: [(u64, Signal); 3] = [(0, Signal::HUP), (500, Signal::TERM), (2_500, Signal::TERM)];
        const PATIENCE: Duration = Duration::from_secs(4);
        let Some(left) = self.left.iter().find(|left| !is_dead(left) && left.draft.tty == offered.tty) else {
            return Ok(None);
        };
        if !left.draft.is_of_this_host() {
            return Err(format!("it was typed on {}: end that session there", left.draft.host));
        }
        let Some(pid) = Pid::from_raw(left.draft.pid).filter(|_| left.draft.is_its_process()) else { return Ok(None) };
        let (began, mut blows) = (Instant::now(), BLOWS.iter().peekable());
        loop {
            let now_left = self.local.left_drafts(&self.area).map_err(|why| why.to_string())?;
            let found = now_left.iter().find(|left| left.draft.pid == pid.as_raw_nonzero().get());
            match found {
                // Whoever left in good order left nothing: the line is recorded or emptied, and must not come twice.
                None => return Ok(None),
                Some(ended) if !ended.alive => {
                    let ended = ended.clone();
                    self.left = now_left;
                    let offer = unrecorded(&ended, last);
                    self.taken = Some(ended);
                    return Ok(Some(offer));
                }
                Some(_) if began.elapsed() > PATIENCE => {
                    return Err(format!("the session on {} does not answer", offered.tty));
                }
                Some(_) => {}
            }
            if let Some((_, signal)) = blows.next_if(|(after, _)| began.elapsed() >= Duration::from_millis(*after)) {
                match kill_process(pid, *signal) {
                    // It ended by itself a moment ago.
                    Err(Errno::SRCH) => {}
                    Err(why) => return Err(format!("cannot end the session on {}: {why}", offered.tty)),
                    Ok(()) => drop(kill_process(pid, Signal::CONT).ok()),
                }
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn is_dead(left: &LeftDraft) -> bool {
    !left.alive && left.draft.is_of_this_host()
}

/// What is left to go on with: a line that was recorded in the moment between its entry and the emptying of its draft
/// does not come twice.
fn unrecorded(left: &LeftDraft, last: &LastLine) -> Offer {
    let mut offered = offer(left);
    // A draft changed later than that holds another line. The keys that completed the line may have come together with
    // the one that recorded it: then only its beginning was ever kept.
    let last = last.as_ref().filter(|(text, at)| *at >= left.draft.at && !text.trim().is_empty());
    let recorded = |typed: &str| {
        last.is_some_and(|(text, _)| {
            let words = capture::take_apart(typed).text;
            typed.trim_end().ends_with(text.trim_end()) || text.starts_with(words)
        })
    };
    offered.texts.retain(|typed| typed.place != "write" || !recorded(&typed.text));
    offered
}

fn offer(left: &LeftDraft) -> Offer {
    Offer {
        tty: left.draft.tty.clone(),
        since: left.draft.at.format("%H:%M").to_string(),
        alive: left.alive,
        texts: left
            .draft
            .texts
            .iter()
            .filter(|typed| !typed.text.trim().is_empty())
            .map(|typed| Typed { place: typed.place.clone(), item: typed.item.clone(), text: typed.text.clone() })
            .collect(),
    }
}

fn tty() -> String {
    let name = rustix::termios::ttyname(std::io::stdin(), Vec::new()).ok().and_then(|name| name.into_string().ok());
    name.map_or_else(|| "no terminal".to_owned(), |name| name.trim_start_matches("/dev/").to_owned())
}
