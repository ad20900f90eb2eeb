//! Whether two heads can be merged: what each side's revisions touch, and where that meets.

use limbeck::plan::{Comparison, Options, Project, Verdict};

fn revision(id: &str, down: &str, body: &str) -> (String, Vec<u8>) {
    let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
    let down = if down.is_empty() { "None".to_owned() } else { format!("'{down}'") };
    let text = format!(
        "import sqlalchemy as sa\nfrom alembic import op\nfrom sqlalchemy.dialects import postgresql\n\n\
         revision = '{id}'\ndown_revision = {down}\n\ndef upgrade():\n{body}    pass\n\ndef downgrade():\n    pass\n"
    );
    (format!("{id}.py"), text.into_bytes())
}

fn project(ours: &str, theirs: &str) -> Project {
    let files = vec![
        revision("base", "", "op.create_table('book', sa.Column('id', sa.Integer))"),
        revision("ours", "base", ours),
        revision("theirs", "base", theirs),
    ];
    Project::new(files, Options::default())
}

fn compare(ours: &str, theirs: &str, dialect: &str) -> Comparison {
    let project = project(ours, theirs);
    let mut found = project.compare_heads(&[], Some(dialect)).expect("an answer");
    assert_eq!(found.len(), 1);
    found.remove(0)
}

/// The messages of conflicts and of what is not known.
fn meetings(ours: &str, theirs: &str, dialect: &str) -> (Vec<String>, Vec<String>) {
    let found = compare(ours, theirs, dialect);
    let messages = |list: Vec<limbeck::plan::Meeting>| -> Vec<String> {
        list.into_iter().map(|meeting| meeting.message).collect()
    };
    (messages(found.conflicts), messages(found.unknown))
}

fn conflicts(ours: &str, theirs: &str) -> Vec<String> {
    let (conflicts, unknown) = meetings(ours, theirs, "postgresql");
    assert_eq!(unknown, Vec::<String>::new(), "{ours} / {theirs}");
    conflicts
}

const NONE: [&str; 0] = [];
const TITLE: &str = "op.add_column('book', sa.Column('title', sa.String(50)))";

#[test]
fn columns_of_one_table_are_independent_unless_they_have_one_name() {
    assert_eq!(conflicts(TITLE, "op.add_column('book', sa.Column('isbn', sa.String(50)))"), NONE);
    assert_eq!(conflicts(TITLE, TITLE), ["both add column book.title"]);
    assert_eq!(
        conflicts(TITLE, "op.drop_column('book', 'title')"),
        ["ours adds column book.title, theirs drops column book.title"]
    );
    let alter = "op.alter_column('book', 'title', nullable=False)";
    assert_eq!(
        conflicts(alter, "op.alter_column('book', 'title', type_=sa.Text())"),
        ["both change column book.title"]
    );
    assert_eq!(
        conflicts(alter, "op.alter_column('book', 'id', new_column_name='title')"),
        ["ours changes column book.title, theirs adds column book.title"]
    );
    assert_eq!(
        conflicts(alter, "op.create_index('ix', 'book', ['title'])"),
        ["ours changes column book.title, theirs uses column book.title"]
    );
}

#[test]
fn a_whole_table_meets_everything_in_it() {
    let inside = [
        TITLE,
        "op.create_index('ix', 'book', ['id'])",
        "op.create_foreign_key('fk', 'loan', 'book', ['book_id'], ['id'])",
        "op.create_table('loan', sa.Column('book', sa.Integer, sa.ForeignKey('book.id')))",
        "op.bulk_insert(sa.table('book', sa.column('id', sa.Integer)), [{'id': 1}])",
        "op.drop_table('book')",
        "op.create_table_comment('book', 'x')",
        "with op.batch_alter_table('book') as batch:\n    batch.drop_column('x')",
        "op.execute(sa.update(sa.table('book', sa.column('id'))).values(id=1))",
    ];
    let whole = [
        "op.drop_table('book')",
        "op.rename_table('book', 'books')",
        "op.create_table('book', sa.Column('id', sa.Integer))",
    ];
    for whole in whole {
        for inside in inside {
            assert_eq!(conflicts(whole, inside).len(), 1, "{whole} / {inside}");
            assert_eq!(conflicts(inside, whole).len(), 1, "{inside} / {whole}");
        }
        assert_eq!(conflicts(whole, "op.drop_table('author')"), NONE);
        assert_eq!(
            conflicts(whole, "op.add_column('book', sa.Column('x', sa.Integer), schema='y')"),
            NONE
        );
    }
    assert_eq!(
        conflicts(whole[0], "op.add_column('book', sa.Column('x', sa.Integer), schema='public')")
            .len(),
        1
    );
}

#[test]
fn names_meet_where_the_dialect_has_them_in_one_place() {
    let index = |table: &str| format!("op.create_index('ix', '{table}', ['id'])");
    let count = |a: &str, b: &str, dialect: &str| meetings(a, b, dialect).0.len();
    assert_eq!(count(&index("a"), &index("b"), "postgresql"), 1);
    assert_eq!(count(&index("a"), &index("b"), "mysql"), 0);
    let type_ = "op.create_table('TABLE', sa.Column('s', sa.Enum('a', name='state')))";
    let (a, b) = (type_.replace("TABLE", "a"), type_.replace("TABLE", "b"));
    assert_eq!(meetings(&a, &b, "postgresql").0, ["both add type state"]);
    assert_eq!(count(&a, &b, "mysql"), 0);
    let uses = "op.create_table('b', sa.Column('s', postgresql.ENUM('a', name='state', create_type=False)))";
    assert_eq!(count(uses, uses, "postgresql"), 1);
    assert_eq!(
        meetings(&a, uses, "postgresql").0,
        ["ours adds type state, theirs uses type state"]
    );
    let sequence = "op.execute(sa.schema.CreateSequence(sa.Sequence('numbers')))";
    assert_eq!(count(sequence, "op.create_table('numbers')", "postgresql"), 1);
    let schema = "op.execute(sa.schema.DropSchema('shop'))";
    assert_eq!(count(schema, "op.create_table('a', schema='shop')", "postgresql"), 1);
    assert_eq!(count(schema, "op.create_table('a')", "postgresql"), 0);
    let key = "op.create_primary_key('NAME', 'book', ['id'])";
    let (a, b) = (key.replace("NAME", "x"), key.replace("NAME", "y"));
    assert_eq!(meetings(&a, &b, "postgresql").0, ["both add the primary key of book"]);
}

#[test]
fn what_is_not_known_is_said() {
    let (found, unknown) = meetings("op.execute('UPDATE book SET id = 1')", TITLE, "postgresql");
    assert_eq!(found, NONE);
    assert_eq!(unknown, ["ours: what SQL text does is not known"]);
    let (_, unknown) = meetings("op.add_column(unheard_of(), 1)", TITLE, "postgresql");
    assert_eq!(unknown.len(), 1);
    let (_, unknown) = meetings("raise NotImplementedError('no')", TITLE, "postgresql");
    assert_eq!(unknown.len(), 1);
    // What does nothing meets nothing.
    assert_eq!(compare("op.execute('SELECT 1')", "", "postgresql").verdict, Verdict::Independent);
}

#[test]
fn rows_are_not_known_to_be_the_same() {
    let insert = "op.bulk_insert(sa.table('book', sa.column('id', sa.Integer)), [{'id': 1}])";
    let (found, unknown) = meetings(insert, insert, "postgresql");
    assert_eq!(found, NONE);
    assert_eq!(unknown, ["both add rows of book, and whether that matters depends on the rows"]);
    assert_eq!(conflicts(insert, TITLE), NONE);
    let must = "op.add_column('book', sa.Column('title', sa.String(50), nullable=False))";
    assert_eq!(meetings(insert, must, "postgresql").1.len(), 1);
    let select = "op.execute(sa.insert(sa.table('log', sa.column('n'))).from_select(['n'], sa.select(sa.table('book', sa.column('id')).c.id)))";
    assert_eq!(meetings(select, insert, "postgresql").1.len(), 1);
    assert_eq!(conflicts(select, "op.drop_column('book', 'id')").len(), 1);
}

#[test]
fn a_finding_names_both_places() {
    let found = compare(TITLE, TITLE, "postgresql");
    assert_eq!(found.verdict, Verdict::Conflict);
    assert_eq!(found.ancestor.as_deref(), Some("base"));
    assert_eq!(found.revisions, [vec!["ours".into()], vec!["theirs".into()]]);
    let finding = &found.diagnostics[0];
    assert_eq!(finding.code.name(), "conflicting-heads");
    assert_eq!(
        finding.message,
        "ours and theirs get in each other's way since base: both add column book.title"
    );
    assert_eq!(finding.revision.as_deref(), Some("ours"));
    assert!(finding.span.is_some());
    assert_eq!(finding.related.len(), 1);
    assert_eq!(finding.related[0].message, "theirs adds column book.title");
    assert!(finding.related[0].span.is_some());
    let calm = compare(TITLE, "", "postgresql");
    assert_eq!(calm.diagnostics[0].code.name(), "independent-heads");
}

#[test]
fn only_what_is_not_shared_counts_and_an_edit_is_seen() {
    let mut project = project(TITLE, TITLE);
    let merge = revision("upon", "theirs", "op.drop_table('author')");
    project.update(vec![(merge.0, Some(merge.1))]);
    let found = project.compare_heads(&[], Some("sqlite")).expect("an answer");
    assert_eq!(found[0].revisions[1], ["theirs".into(), "upon".into()]);
    assert_eq!(found[0].conflicts.len(), 1);
    let edited = revision("ours", "base", "op.create_table('author')");
    project.update(vec![(edited.0, Some(edited.1))]);
    let found = project.compare_heads(&[], Some("sqlite")).expect("an answer");
    assert_eq!(found[0].conflicts[0].message, "ours adds table author, upon drops table author");
    let same = project.compare_heads(&["upon".into(), "theirs".into()], None).expect("an answer");
    assert_eq!(same[0].verdict, Verdict::Independent);
    assert!(project.compare_heads(&["nothing".into()], None).is_err());
    assert!(project.compare_heads(&[], Some("db2")).is_err());
}
