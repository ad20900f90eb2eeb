//! Where the touches of two sides meet.
//!
//! Things are the same where their dialect would take them to be: in one namespace, by its rule for letters.
//! Tables and sequences share the names of a schema everywhere. An index's name is one of them on PostgreSQL
//! and SQLite, one among the schema's indexes on Oracle, and one among its table's elsewhere. A constraint's
//! name belongs to its table, and beside that, on PostgreSQL for those with an index and on SQL Server for
//! all, to the names of tables, on Oracle to the schema's constraints, and for foreign keys and checks on
//! MySQL (and foreign keys on MariaDB) to the schema's of their kind. Named types have names of their own.

use rustc_hash::FxHashMap;

use crate::platform;
use crate::sorting;

use super::{Act, Kind, Touch};

/// Two touches that get in each other's way: their places in the lists given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// The one side's.
    pub ours: usize,
    /// The other side's.
    pub theirs: usize,
    /// Both are about the rows of a table: whether these are the same rows is not known.
    pub only_rows: bool,
}

/// For one thing and one side, the first touch of each act.
type Seen = [Option<usize>; 5];

/// Where two lists of touches meet, in the order of the first; once for each thing.
pub fn clashes(dialect: &str, ours: &[&Touch], theirs: &[&Touch]) -> Vec<Clash> {
    let mut seen: FxHashMap<String, (Seen, Seen)> = FxHashMap::default();
    for (place, touch) in ours.iter().enumerate() {
        keys(dialect, touch, &mut |key, act| {
            note(&mut seen.entry(key).or_default().0, act, place);
        });
    }
    for (place, touch) in theirs.iter().enumerate() {
        keys(dialect, touch, &mut |key, act| {
            if let Some((_, theirs)) = seen.get_mut(&key) {
                note(theirs, act, place);
            }
        });
    }
    let mut found: Vec<Clash> = Vec::new();
    for (key, (ours, theirs)) in &seen {
        let (Some((our_act, ours)), Some((their_act, theirs))) = (worst(ours), worst(theirs))
        else {
            continue;
        };
        if our_act != Act::Use || their_act != Act::Use {
            found.push(Clash { ours, theirs, only_rows: key.starts_with(ROWS) });
        }
    }
    sorting::sort(&mut found);
    found.dedup_by_key(|clash| (clash.ours, clash.theirs));
    leave_out_parts(dialect, ours, theirs, &mut found);
    found
}

fn note(seen: &mut Seen, act: Act, place: usize) {
    if let Some(slot) = seen.get_mut(act as usize) {
        slot.get_or_insert(place);
    }
}

/// The act that leaves least as it was.
fn worst(seen: &Seen) -> Option<(Act, usize)> {
    const ACTS: [Act; 5] = [Act::Use, Act::Alter, Act::Add, Act::Rename, Act::Drop];
    ACTS.iter().zip(seen).rev().find_map(|(act, place)| Some((*act, (*place)?)))
}

/// Where two sides meet in a whole table, what they do inside of it need not be told.
fn leave_out_parts(dialect: &str, ours: &[&Touch], theirs: &[&Touch], found: &mut Vec<Clash>) {
    // The table that both sides of a clash are in, and whether it is about the whole of it.
    let shared = |clash: &Clash| {
        let (ours, theirs) = (ours.get(clash.ours)?, theirs.get(clash.theirs)?);
        let table = key(dialect, "", ours, &ours.table, "");
        let is_whole = ours.kind == Kind::Table || theirs.kind == Kind::Table;
        (table == key(dialect, "", theirs, &theirs.table, "")).then_some((table, is_whole))
    };
    let mut whole: FxHashMap<String, Clash> = FxHashMap::default();
    for clash in found.iter() {
        if let Some((table, true)) = shared(clash) {
            whole.entry(table).or_insert(*clash);
        }
    }
    found.retain(|clash| {
        let first = shared(clash).and_then(|(table, _)| whole.get(&table));
        first.is_none_or(|first| first == clash)
    });
}

const ROWS: &str = "rows\0";

/// The things that a touch is met in, each with what it does to that one.
fn keys(dialect: &str, touch: &Touch, add: &mut dyn FnMut(String, Act)) {
    let in_table = |class: &str| key(dialect, class, touch, &touch.table, &touch.name);
    let in_schema = |class: &str| key(dialect, class, touch, "", &touch.name);
    if touch.kind == Kind::Schema {
        add(in_schema("schema"), touch.act);
        return;
    }
    if !touch.schema.is_empty() {
        add(key(dialect, "schema", touch, "", ""), Act::Use);
    }
    if touch.kind == Kind::Table {
        add(key(dialect, "name", touch, "", &touch.table), touch.act);
        return;
    }
    if !touch.table.is_empty() {
        add(key(dialect, "name", touch, "", &touch.table), Act::Use);
    }
    if touch.needs_rows {
        add(key(dialect, "rows", touch, &touch.table, ""), Act::Use);
    }
    match touch.kind {
        Kind::Schema | Kind::Table => {}
        Kind::Rows => add(in_table("rows"), touch.act),
        Kind::Comment => add(in_table("comment"), touch.act),
        Kind::PrimaryKey => add(in_table("primary key"), touch.act),
        Kind::Column => add(in_table("column"), touch.act),
        Kind::Type => add(in_schema("type"), touch.act),
        Kind::Sequence => add(in_schema("name"), touch.act),
        _ if touch.name.is_empty() => {}
        Kind::Index => add(
            match dialect {
                "postgresql" | "sqlite" => in_schema("name"),
                "oracle" => in_schema("index"),
                _ => in_table("index"),
            },
            touch.act,
        ),
        Kind::Key | Kind::ForeignKey | Kind::Check | Kind::Constraint => {
            add(in_table("constraint"), touch.act);
            let shared = match (dialect, touch.kind) {
                ("postgresql", Kind::Key | Kind::Constraint) | ("mssql", _) => Some("name"),
                ("oracle", _) => Some("constraint"),
                ("mysql" | "mariadb", Kind::ForeignKey) => Some("foreign key"),
                ("mysql", Kind::Check) => Some("check"),
                _ => None,
            };
            if let Some(class) = shared {
                add(in_schema(class), touch.act);
            }
            // There a unique constraint is an index.
            if matches!(dialect, "mysql" | "mariadb") && touch.kind == Kind::Key {
                add(in_table("index"), touch.act);
            }
        }
    }
}

/// One thing as a text. PostgreSQL and Oracle tell small letters from capitals in the names that SQLAlchemy writes.
fn key(dialect: &str, class: &str, touch: &Touch, table: &str, name: &str) -> String {
    let text = [class, "\0", &touch.schema, "\0", table, "\0", name].concat();
    if matches!(dialect, "postgresql" | "oracle") { text } else { platform::lower(&text) }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    fn touch(act: Act, kind: Kind, table: &str, name: &str) -> Touch {
        Touch {
            act,
            kind,
            schema: Rc::from(""),
            table: table.into(),
            name: name.into(),
            needs_rows: false,
            span: None,
        }
    }

    fn count(dialect: &str, ours: &[Touch], theirs: &[Touch]) -> usize {
        let (ours, theirs): (Vec<_>, Vec<_>) = (ours.iter().collect(), theirs.iter().collect());
        clashes(dialect, &ours, &theirs).len()
    }

    #[test]
    fn only_use_meets_use_in_peace() {
        let acts = [Act::Use, Act::Alter, Act::Add, Act::Rename, Act::Drop];
        for ours in acts {
            for theirs in acts {
                let peace = ours == Act::Use && theirs == Act::Use;
                let (a, b) = (
                    touch(ours, Kind::Column, "book", "title"),
                    touch(theirs, Kind::Column, "book", "title"),
                );
                assert_eq!(count("postgresql", &[a], &[b]), usize::from(!peace));
            }
        }
    }

    #[test]
    fn a_table_is_met_in_everything_inside_of_it_and_told_once() {
        let add = touch(Act::Add, Kind::Table, "book", "");
        let inside = [
            touch(Act::Add, Kind::Column, "book", "title"),
            touch(Act::Add, Kind::Index, "book", "ix"),
            touch(Act::Alter, Kind::Comment, "book", ""),
        ];
        assert_eq!(count("postgresql", std::slice::from_ref(&add), &inside), 1);
        let ours = [add.clone(), touch(Act::Add, Kind::Key, "book", "uq")];
        assert_eq!(count("postgresql", &ours, &ours), 1);
        let other = [touch(Act::Add, Kind::Column, "author", "name")];
        assert_eq!(count("postgresql", &[add], &other), 0);
    }

    #[test]
    fn names_count_in_their_dialects_namespace() {
        let index = |table: &str| touch(Act::Add, Kind::Index, table, "ix_name");
        let check = |table: &str| touch(Act::Add, Kind::Check, table, "ck_name");
        let key = |table: &str| touch(Act::Add, Kind::Key, table, "uq_name");
        let meets = |dialect: &str, make: &dyn Fn(&str) -> Touch| {
            count(dialect, &[make("a")], &[make("b")]) > 0
        };
        let dialects = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];
        let of = |make: &dyn Fn(&str) -> Touch| dialects.map(|dialect| meets(dialect, make));
        assert_eq!(of(&index), [true, false, false, true, false, true]);
        assert_eq!(of(&check), [false, true, false, false, true, true]);
        assert_eq!(of(&key), [true, false, false, false, true, true]);
        for dialect in dialects {
            assert_eq!(count(dialect, &[key("a")], &[key("a")]), 1, "{dialect}");
        }
        let capital = [touch(Act::Add, Kind::Column, "a", "Name")];
        let small = [touch(Act::Add, Kind::Column, "a", "name")];
        assert_eq!(count("postgresql", &capital, &small), 0);
        assert_eq!(count("mysql", &capital, &small), 1);
    }

    #[test]
    fn rows_are_told_apart_from_things() {
        let ours = [touch(Act::Add, Kind::Rows, "a", "")];
        let column = touch(Act::Add, Kind::Column, "a", "c");
        assert_eq!(count("sqlite", &ours, std::slice::from_ref(&column)), 0);
        let needy = [Touch { needs_rows: true, ..column }];
        let (ours, theirs): (Vec<_>, Vec<_>) = (ours.iter().collect(), needy.iter().collect());
        let found = clashes("sqlite", &ours, &theirs);
        assert_eq!(found, [Clash { ours: 0, theirs: 0, only_rows: true }]);
    }
}
