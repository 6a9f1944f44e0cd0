//! How long the shipped checklists take: each parsed, all with borrowed words, and every id looked up.
//!
//! Must not know: a goal. It prints medians; `cargo bench --bench checklists`.

mod clock;

use clock::median;
use std::hint::black_box;
use workpaper::store::library::{Library, SHIPPED, parse};

const ROUNDS: usize = 101;

fn main() {
    let bytes: usize = SHIPPED.iter().map(|(_, text)| text.len()).sum();
    println!("{} files, {bytes} bytes; median of {ROUNDS} rounds", SHIPPED.len());
    for (id, text) in SHIPPED {
        let took = median(ROUNDS, || drop(black_box(parse(black_box(text)))));
        let table = median(ROUNDS, || drop(black_box(toml::from_str::<toml::Table>(black_box(text)))));
        println!("{id:<24} {:>7} bytes  {took:>10.2?}  (TOML alone {table:.2?})", text.len());
    }
    let first = median(ROUNDS, || {
        black_box(Library::shipped().get("iso27001-2022").map(|list| list.items.len()));
    });
    println!("{:<24} {first:>26.2?}", "one, as for an audit");
    let all = median(ROUNDS, || {
        let library = Library::shipped();
        let count: usize = library.all().map(|(_, list)| list.items.len()).sum();
        black_box(count);
    });
    println!("{:<24} {all:>26.2?}", "all, words borrowed");
    let library = Library::shipped();
    let ids: Vec<&str> = library.all().flat_map(|(_, list)| list.items.iter().map(|item| item.id.as_str())).collect();
    let index = median(ROUNDS, || {
        for (_, list) in library.all() {
            black_box(ids.iter().filter(|id| list.item(id).is_some()).count());
        }
    });
    println!("{:<24} {index:>26.2?}  ({} ids looked up in every list)", "index", ids.len());
}
