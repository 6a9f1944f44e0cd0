//! Writing the journals of whole years at once: the same lines and the same chains that appending makes, without a wait
//! for the disk after each.
//!
//! Must not know: what is written. Only for workspaces that are invented as a whole: names and salts come from a seed, so
//! that the same seed gives the same bytes, and nothing is made durable, because all of it can be made again. A salt that
//! can be worked out keeps no secret; there is none in fiction.

use super::files;
use super::line;
use super::place::Place;
use super::writer::{Author, Pending, Progress, letters};
use super::{Fault, Result};
use crate::domain::digest::sha256_hex;
use crate::domain::entry::{Act, FORMAT, Header, Seen};
use crate::domain::ident::{EntryRef, JournalName};
use chrono::{DateTime, FixedOffset};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// One journal as it grows.
#[derive(Debug)]
struct Growing {
    name: JournalName,
    by: String,
    path: PathBuf,
    file: BufWriter<File>,
    chain: Progress,
}

/// The journals of one new area.
#[derive(Debug)]
pub struct Bulk {
    seed: u64,
    growing: Vec<Growing>,
    heads: BTreeMap<JournalName, Seen>,
    last_key: i64,
}

impl Bulk {
    /// Begins a journal for each author, all at this moment. The folder is made.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn begin(place: &Place, authors: &[Author], seed: u64, at: DateTime<FixedOffset>) -> Result<Self> {
        files::make_folder(&place.folder, place.access)?;
        let mut bulk = Self { seed, growing: Vec::new(), heads: BTreeMap::new(), last_key: 0 };
        for (nth, author) in authors.iter().enumerate() {
            let chance = sha256_hex(format!("{seed} {} {nth}", place.name).as_bytes());
            let name = JournalName::new(&format!("{}-{}", author.initials, letters(&chance.as_bytes()[..16])));
            let path = place.folder.join(format!("{name}.jsonl"));
            let file = files::begin_plain(&path, place.access)?;
            let chain = Progress { head: Seen(0, String::new()), key: 0, told: BTreeMap::new() };
            bulk.growing.push(Growing { name, by: author.initials.clone(), path, file, chain });
            let letter = nth.checked_sub(1).and_then(|n| char::from_u32('B' as u32 + u32::try_from(n).ok()?));
            let header = Header {
                format: FORMAT,
                program: format!("workpaper {}", env!("CARGO_PKG_VERSION")),
                area: place.name.clone(),
                writer: author.name.clone(),
                os_user: author.os_user.clone(),
                host: author.host.clone(),
                letter: letter.map(String::from).unwrap_or_default(),
            };
            bulk.append(nth, Act::Header(header), at)?;
        }
        Ok(bulk)
    }

    /// Appends to the journal of that author, who has seen all that was appended so far.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn append(&mut self, author: usize, act: Act, at: DateTime<FixedOffset>) -> Result<EntryRef> {
        let growing = &mut self.growing[author];
        let one = Pending { was: None, at, by: growing.by.clone(), seen: self.heads.clone(), act };
        let head = growing.chain.head(&one, self.last_key, &growing.name);
        let n = head.n;
        let salt = sha256_hex(format!("{} {} {n}", self.seed, growing.name).as_bytes())[..32].to_owned();
        let fault = |why| Fault::new("cannot write", &growing.path, why);
        let (line, h) = line::encode(head, one.act, salt).map_err(|why| fault(why.into()))?;
        growing.file.write_all(&line).map_err(fault)?;
        growing.chain.head = Seen(n, h);
        self.last_key = growing.chain.key;
        self.heads.insert(growing.name.clone(), growing.chain.head.clone());
        Ok(EntryRef { journal: growing.name.clone(), n })
    }

    /// How far each journal goes.
    #[must_use]
    pub const fn heads(&self) -> &BTreeMap<JournalName, Seen> {
        &self.heads
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// The system's answer, with the path.
    pub fn finish(self) -> Result<()> {
        for mut growing in self.growing {
            growing.file.flush().map_err(|why| Fault::new("cannot write", &growing.path, why))?;
        }
        Ok(())
    }
}
