//! What somebody at the other end of a slow line feels, ours beside other programs' in one run: first picture, bytes and
//! writes of a key, how long until it settles, silence, memory; and what recording costs over the bare system calls.
//!
//! Must not know: a goal. It prints a table in Markdown: `cargo bench --bench terminal`, with the seconds of silence to
//! listen to behind it, as in `-- 60` (10 where none is said). It measures the release binary on a pseudo-terminal of
//! its own; vim, nano, fzf, visidata and taskwarrior-tui stand beside it where they are installed. Machines differ and
//! are shared: what counts is the ratio of two numbers of one run.

#![expect(clippy::expect_used, reason = "a measurement that cannot go on says what was missing")]
#![expect(clippy::cast_precision_loss, reason = "numbers for people")]

#[path = "../clock/mod.rs"]
mod clock;
mod inner;
mod line;
mod programs;

use clock::middle;
use line::Line;
use programs::Program;
use std::thread;
use std::time::Duration;

/// Starts of each program, one after the other in turns.
const STARTS: usize = 15;
/// Steps of the cursor, a screenful down and up again.
const STEPS: usize = 320;
/// How far down before it goes up again: no list scrolls.
const STRETCH: usize = 8;

/// What was measured of one program.
struct Measured {
    name: &'static str,
    own: bool,
    first: f64,
    first_bytes: usize,
    step_bytes: usize,
    p50: f64,
    p99: f64,
    writes: f64,
    idle_bytes: usize,
    wakes: u64,
    memory: (u64, u64),
}

fn main() {
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(10);
    let folder = tempfile::tempdir().expect("a folder");
    programs::invent(folder.path());
    let mut all = programs::own(folder.path());
    all.extend(programs::others(folder.path()));

    let mut firsts = vec![Vec::new(); all.len()];
    for _ in 0..STARTS {
        for (program, firsts) in all.iter().zip(&mut firsts) {
            let first = Line::dial(program.command()).first(program.before);
            firsts.push((micros(first.took), first.bytes));
        }
    }
    let mut lines: Vec<Line> = all.iter().map(|program| Line::dial(program.command())).collect();
    let mut measured: Vec<Measured> =
        all.iter().zip(&mut lines).zip(firsts).map(|((program, line), firsts)| step(program, line, firsts)).collect();
    listen(&lines, &mut measured, Duration::from_secs(seconds));
    for (line, measured) in lines.iter().zip(&mut measured) {
        measured.memory = line.memory();
    }
    drop(lines);

    table(&measured, seconds);
    ratios(&measured);
    let (own, bare, ratio) = inner::recording(folder.path(), 400);
    println!(
        "\nRecording an entry {own:.1?}, the same bytes appended and made durable {bare:.1?}: {ratio:.2} times, in pairs."
    );
    for query in ["a", "acc ri", "zzz"] {
        println!("Find, one key over 10,000 items, `{query}`: {:.1?}.", inner::find(folder.path(), 10_000, query));
    }
    let binary = std::fs::metadata(env!("CARGO_BIN_EXE_workpaper")).map_or(0, |meta| meta.len());
    println!("The binary: {:.2} MB.", binary as f64 / 1e6);
}

/// Walks down and up, measuring each step.
fn step(program: &Program, line: &mut Line, firsts: Vec<(u64, usize)>) -> Measured {
    line.first(program.before);
    let before = line.writes();
    let mut answers = Vec::new();
    for n in 0..STEPS {
        answers.push(line.press(program.step[n / STRETCH % 2]));
        // A list of one row: there is nowhere to go.
        if answers.len() == 3 && answers.iter().all(|answer| answer.bytes == 0) {
            break;
        }
    }
    let writes = (line.writes() - before) as f64 / answers.len() as f64;
    let mut times: Vec<u64> =
        answers.iter().filter(|answer| answer.bytes > 0).map(|answer| micros(answer.took)).collect();
    times.sort_unstable();
    let at = |hundredth: usize| times.get(times.len() * hundredth / 100).map_or(0.0, |time| *time as f64 / 1e3);
    let (mut first, bytes): (Vec<u64>, Vec<usize>) = firsts.into_iter().unzip();
    first.sort_unstable();
    Measured {
        name: program.name,
        own: program.own,
        first: first[first.len() / 2] as f64 / 1e3,
        first_bytes: middle(bytes),
        step_bytes: middle(answers.iter().map(|answer| answer.bytes).collect()),
        p50: at(50),
        p99: at(99),
        writes,
        idle_bytes: 0,
        wakes: 0,
        memory: (0, 0),
    }
}

/// All of them sit on their lines, and nobody presses anything.
fn listen(lines: &[Line], measured: &mut [Measured], silence: Duration) {
    thread::sleep(Duration::from_secs(1));
    let before: Vec<u64> = lines.iter().map(|line| (line.uncalled_for(), line.wakes()).1).collect();
    thread::sleep(silence);
    for ((line, measured), before) in lines.iter().zip(measured).zip(before) {
        measured.idle_bytes = line.uncalled_for();
        measured.wakes = line.wakes() - before;
    }
}

fn table(measured: &[Measured], seconds: u64) {
    println!(
        "| 80 x 24, xterm-256color | first picture | its bytes | bytes of a step | step p50 | p99 | writes a key | bytes in {seconds} s of silence | wake-ups | memory | of it own |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for m in measured {
        let name = if m.own { format!("workpaper: {}", m.name) } else { m.name.to_owned() };
        println!(
            "| {name} | {:.1} ms | {} | {} | {:.2} ms | {:.2} ms | {:.2} | {} | {} | {:.1} MB | {:.1} MB |",
            m.first,
            m.first_bytes,
            m.step_bytes,
            m.p50,
            m.p99,
            m.writes,
            m.idle_bytes,
            m.wakes,
            m.memory.0 as f64 / 1024.0,
            m.memory.1 as f64 / 1024.0,
        );
    }
}

fn ratios(measured: &[Measured]) {
    let first = |name: &str| measured.iter().find(|m| m.name == name).map(|m| m.first);
    let Some(vim) = first("vim") else {
        println!("\nvim is not installed here, so there is nothing to divide by.");
        return;
    };
    println!();
    for name in ["home", "open AUDIT", "home, large", "register, large"] {
        println!("First picture of {name}: {:.2} times that of vim.", first(name).unwrap_or(0.0) / vim);
    }
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}
