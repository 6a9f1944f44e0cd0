//! What cannot be seen from the other end of a line: recording against the bare system calls, and one key of the find.
//!
//! Must not know: terminals.

use crate::clock::{median, middle};
use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use workpaper::app::model::{Home, Model, Who};
use workpaper::app::screens::find::Find;
use workpaper::domain::entry::{Act, Change};
use workpaper::domain::fold::State;
use workpaper::domain::ident::ObjectId;
use workpaper::store::audits::OpenAudit;
use workpaper::store::workspace::{Homes, Workspace};
use workpaper::store::writer::Author;

fn workspace(folder: &Path) -> Workspace {
    let path = |name: &str| folder.join("homes").join(name);
    let homes = Homes { state: path("state"), config: path("config"), data: path("data") };
    Workspace::open(&folder.join("demo"), homes).expect("a workspace")
}

/// Recording an entry, and appending as many bytes to a bare file with the same call that makes them durable: in pairs,
/// so that a busy disk is busy for both.
pub fn recording(folder: &Path, pairs: usize) -> (Duration, Duration, f64) {
    let author = Author { initials: "BM".into(), ..Author::default() };
    let mut audit = OpenAudit::open(&workspace(folder), "IA-2026-02", author).expect("the audit");
    let journals = folder.join("demo/audits/IA-2026-02/journal");
    let bare = journals.join("bare.tmp");
    let mut file = OpenOptions::new().create(true).append(true).open(&bare).expect("a file");
    let mut times = Vec::new();
    let mut one = |n: usize, length: usize| {
        let act = Act::change(
            Change::on(ObjectId::item("A.8.8")).set("verdict", if n.is_multiple_of(2) { "conforms" } else { "minor" }),
        );
        let begun = Instant::now();
        audit.record(act, workpaper::context::now()).expect("recorded");
        let recorded = begun.elapsed();
        let line = vec![b'x'; length];
        let begun = Instant::now();
        file.write_all(&line).and_then(|()| file.sync_data()).expect("appended");
        (recorded, begun.elapsed())
    };
    // The first makes the journal, and tells how long a line is.
    one(0, 1);
    let before = own_bytes(&journals);
    one(1, 1);
    let length = usize::try_from(own_bytes(&journals) - before).unwrap_or(1);
    for n in 0..pairs {
        times.push(one(n, length));
    }
    let _ = fs::remove_file(&bare);
    let ratios: Vec<u64> = times.iter().map(|(own, bare)| thousandths(*own, *bare)).collect();
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let ratio = middle(ratios) as f64 / 1000.0;
    (middle(times.iter().map(|t| t.0).collect()), middle(times.iter().map(|t| t.1).collect()), ratio)
}

fn thousandths(own: Duration, bare: Duration) -> u64 {
    u64::try_from(own.as_nanos() * 1000 / bare.as_nanos().max(1)).unwrap_or(u64::MAX)
}

fn own_bytes(journals: &Path) -> u64 {
    let files = fs::read_dir(journals).expect("the journals").flatten();
    let own = files.filter(|file| file.file_name().to_string_lossy().starts_with("BM-"));
    own.filter_map(|file| file.metadata().ok()).map(|meta| meta.len()).sum()
}

/// One key of the find over so many items.
pub fn find(folder: &Path, items: usize, query: &str) -> Duration {
    let workspace = workspace(folder);
    let audit = OpenAudit::open(&workspace, "IA-2026-02", Author::default()).expect("the audit");
    let mut list = audit.view().checklist.clone();
    let shipped = list.items.clone();
    list.items = (0..items)
        .map(|n| {
            let mut item = shipped[n % shipped.len()].clone();
            item.id = format!("{}-{n}", item.id);
            item
        })
        .collect();
    let mut view = audit.view();
    view.checklist = &list;
    let (nothing, said, nobody, register) = (Home::default(), HashMap::new(), Who::default(), State::default());
    let model = Model {
        home: &nothing,
        programme: &workspace.programme,
        audit: Some(view),
        register: &register,
        last: &said,
        who: &nobody,
        now: chrono::NaiveDateTime::default(),
        today: chrono::NaiveDate::default(),
        complaints: &[],
    };
    let mut find = Find::default();
    find.editor.insert(query);
    median(31, || drop(black_box(find.results(&model, false, 20))))
}
