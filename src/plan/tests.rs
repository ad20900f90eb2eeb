//! A project as a caller sees it: what is read, what is wrong, what is printed.

use super::*;

fn project(files: &[(&str, &str)]) -> Project {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Project::new(files.collect(), Options::default())
}

fn request(dialect: &str, from: &str, to: &str) -> RenderRequest {
    let from = if from.is_empty() { Vec::new() } else { vec![from.into()] };
    RenderRequest { dialect: dialect.into(), mode: Mode::Offline, from, to: to.into() }
}

const A: &str = "\"\"\"First\"\"\"\nrevision = 'aaaa'\ndown_revision = None\ndef upgrade():\n    pass\ndef downgrade():\n    pass\n";
const B: &str = "\"\"\"Second\"\"\"\nrevision = 'bbbb'\ndown_revision = 'aaaa'\ndef upgrade():\n    pass\ndef downgrade():\n    pass\n";

#[test]
fn a_history_is_read() {
    let project = project(&[("bbbb.py", B), ("aaaa.py", A), ("models.py", "x = 1\n")]);
    assert_eq!(project.diagnostics(), []);
    assert_eq!(project.history().heads(), ["bbbb".into()]);
    let order: Vec<_> = project.revisions().iter().map(|entry| entry.revision.id.clone()).collect();
    assert_eq!(order, ["bbbb".into(), "aaaa".into()]);
}

#[test]
fn what_is_wrong_is_said_and_the_rest_works() {
    let mut bytes = b"revision = 'x'\n# \xff".to_vec();
    bytes.extend(b"\n");
    let mut files = vec![("bad.py".to_owned(), bytes), ("aaaa.py".to_owned(), A.into())];
    files.push(("syntax.py".to_owned(), b"revision = (\n".to_vec()));
    let project = Project::new(files, Options::default());
    let codes: Vec<_> = project.diagnostics().iter().map(|found| found.code.name()).collect();
    assert_eq!(codes, ["not-utf8", "syntax-error"]);
    assert_eq!(project.history().heads(), ["aaaa".into()]);
    let error = project.upgrade(&request("db2", "", "head")).unwrap_err();
    assert_eq!(error.code.name(), "unknown-dialect");
    let error = project.upgrade(&request("sqlite", "", "nosuch")).unwrap_err();
    assert_eq!(error.code.name(), "unknown-target");
}

#[test]
fn settings_say_where_revisions_are_and_how_scripts_begin() {
    let env = "from alembic import context\n\ndef run_migrations_offline():\n    context.configure(url='x', literal_binds=True, version_table='mine', transaction_per_migration=True)\n";
    let mut project = project(&[
        ("db/alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n"),
        ("db/migrations/env.py", env),
        ("db/migrations/versions/aaaa.py", A),
        ("other/bbbb.py", B),
    ]);
    assert_eq!(project.history().heads(), ["aaaa".into()]);
    let sql = project.upgrade(&request("postgresql", "", "head")).unwrap().sql;
    assert!(sql.starts_with("BEGIN;\n\nCREATE TABLE mine ("), "{sql}");
    project.update(vec![("db/alembic.ini".into(), None)]);
    assert_eq!(project.history().heads(), ["bbbb".into()]);
    let sql = project.upgrade(&request("postgresql", "", "head")).unwrap().sql;
    assert!(sql.contains("alembic_version"), "{sql}");
}

#[test]
fn an_edit_is_seen() {
    let mut project = project(&[("aaaa.py", A), ("bbbb.py", B)]);
    let print = |project: &Project| project.upgrade(&request("sqlite", "", "head")).unwrap().sql;
    let before = print(&project);
    let edited = B.replace("pass\ndef", "from alembic import op; op.execute('SELECT 1')\ndef");
    project.update(vec![("bbbb.py".into(), Some(edited.into_bytes()))]);
    assert!(print(&project).contains("SELECT 1;"));
    project.update(vec![("bbbb.py".into(), Some(B.into()))]);
    assert_eq!(print(&project), before);
}

#[test]
fn what_a_file_prints_as_it_is_imported_is_a_gap() {
    let early = format!("from alembic import op\nop.execute('SELECT 1')\n{A}");
    let script = project(&[("aaaa.py", &early)]).upgrade(&request("sqlite", "", "head")).unwrap();
    assert!(!script.sql.contains("SELECT 1"), "{}", script.sql);
    let place =
        script.sql.lines().find(|line| line.starts_with("-- limbeck: not rendered")).unwrap();
    assert!(place.contains("aaaa.py:2: what a file prints as it is imported"), "{place}");
}

#[test]
fn an_unknown_argument_is_no_mistake() {
    let calls = [
        "op.bulk_insert(u, [{'a': 1}])",
        "op.create_table('t', sa.Column('a', sa.Integer, sa.ForeignKey(u)))",
        "op.create_table('t', sa.Column('a', sa.Integer), sa.UniqueConstraint(u, name='x'))",
        "op.create_table('t', sa.Column('a', sa.Integer), sa.PrimaryKeyConstraint(u))",
        "op.create_table('t', sa.Column('a', sa.Integer), prefixes=u)",
        "op.bulk_insert(t, [{u: 1}])",
        "op.execute(sa.update(t).values({u: 1}))",
        "sa.Table('t', sa.MetaData(), sa.Column('a', sa.Integer)).create(u)",
        "op.execute(sa.select(c.label(u)))",
        "op.execute(sa.select(t.alias(u)))",
        "op.execute(sa.select(c).with_statement_hint(u))",
        "op.execute(sa.select(sa.column(u)))",
        "op.execute(sa.select(sa.literal_column(u)))",
        "op.execute(sa.table('t', sa.column('a'), schema=u).insert())",
        "op.execute(sa.select(c.op(u)(1)))",
        "op.execute(sa.select(c.collate(u)))",
        "op.execute(sa.select(sa.func.sum(c).over(rows=u)))",
        "op.execute(sa.schema.CreateView(u, 'v'))",
        "op.execute(sa.update(t).where(t.c.a.in_(sa.orm.Session().query(t).subquery().c.a)))",
    ];
    let body = calls.join("\n    ");
    let text = format!(
        "from alembic import op\nimport sqlalchemy as sa\nfrom nowhere import u\n{A}    {body}\n",
    );
    let text = text.replace(
        "    pass\n    op",
        "    c = sa.column('c')\n    t = sa.table('t', sa.column('a'))\n    op",
    );
    let request = request("sqlite", "aaaa", "base");
    let script = project(&[("aaaa.py", &text)]).downgrade(&request).unwrap();
    let gaps = script.sql.lines().filter(|line| line.starts_with("-- limbeck: not rendered"));
    let gaps: Vec<&str> = gaps.collect();
    for line in 12..12 + calls.len() {
        let place = format!("aaaa.py:{line}:");
        assert!(gaps.iter().any(|gap| gap.contains(&place)), "{place} {}", script.sql);
    }
    assert!(gaps.iter().all(|gap| gap.contains("[unknown-value]")), "{}", script.sql);
}
