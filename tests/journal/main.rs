//! Journals on disk, as people and disks treat them: cut off, changed, exchanged, filled up, shared.
//!
//! Must not know: how lines are encoded, except where a test counts bytes.

#![allow(clippy::expect_used, reason = "in a test, a panic with its words is the report")]

mod cuts;
mod desk;
mod exchanged;
mod limits;
mod redacted;
mod tampered;
mod together;

/// No test of its own: what the others start as a second process. See `desk::child`.
#[test]
fn child() {
    let Ok(task) = std::env::var(desk::TASK) else { return };
    let dir = std::path::PathBuf::from(std::env::var(desk::DIR).expect("the parent names the folder"));
    match task.as_str() {
        "size" => limits::meet_the_size_limit(dir),
        "full" => limits::meet_the_full_disk(dir),
        who => together::write_many(dir, who),
    }
}
