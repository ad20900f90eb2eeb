//! What is executed as it stands: statements, and DDL constructs used by themselves.

use crate::operation::{Executable, Refusal};
use crate::schema::name::QualifiedName;
use crate::schema::table::{Constraint, ConstraintKind, Sequence, Table};

use super::constraints::{self, Owner};
use super::expressions::{ExprOptions, render_expr};
use super::{
    Dialect, Family, Renderer, comments, compile_error, identifiers, indexes, named_types,
    sequences, tables,
};

/// `DefaultImpl.execute`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub fn execute(out: &mut Renderer<'_>, executable: &Executable) -> Result<(), Refusal> {
    match executable {
        Executable::CreateType(type_) => named_types::create(out, type_),
        Executable::DropType(type_) => named_types::drop(out, type_),
        Executable::TableCreate(table) => with_own_memo(out, |out| create_table(out, table)),
        Executable::TableDrop(table) => drop_table(out, table),
        Executable::CreateAll(tables) => with_own_memo(out, |out| create_all(out, tables)),
        Executable::DropAll(tables) => with_own_memo(out, |out| drop_all(out, tables)),
        Executable::SequenceCreate(sequence) => create_sequence(out, sequence),
        Executable::SequenceDrop(sequence) => {
            drop_sequence(out, sequence);
            Ok(())
        }
        other => {
            let sql = compile(out.dialect, other, out.settings.literal_binds)?;
            out.exec(&sql);
            Ok(())
        }
    }
}

/// Runs `MetaData.create_all()` and the like, which remember named types for themselves.
fn with_own_memo(
    out: &mut Renderer<'_>,
    run: impl FnOnce(&mut Renderer<'_>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let memo = std::mem::take(&mut out.state.named_types);
    let result = run(out);
    out.state.named_types = memo;
    result
}

/// `SchemaGenerator.visit_metadata`.
fn create_all(out: &mut Renderer<'_>, tables: &[Table]) -> Result<(), Refusal> {
    tables.iter().try_for_each(|table| named_types::before_create_table(out, table))?;
    tables.iter().try_for_each(|table| create_table(out, table))?;
    for (table, constraint) in added_by_alter(out, tables) {
        let owner = Owner { name: &table.name, table: Some(table) };
        let sql = constraints::add_text(out.dialect, owner, constraint)?;
        out.exec(&sql);
    }
    Ok(())
}

/// `SchemaDropper.visit_metadata`.
fn drop_all(out: &mut Renderer<'_>, tables: &[Table]) -> Result<(), Refusal> {
    for (table, constraint) in added_by_alter(out, tables) {
        let sql = constraints::drop_text(out.dialect, &table.name, constraint, false)?;
        out.exec(&sql);
    }
    tables.iter().try_for_each(|table| tables::drop_table(out, table, false))?;
    tables.iter().for_each(|table| drop_sequences(out, table));
    tables.iter().rev().try_for_each(|table| named_types::after_drop_all(out, table))
}

/// Foreign keys that wait until all tables are there.
fn added_by_alter<'t>(out: &Renderer<'_>, tables: &'t [Table]) -> Vec<(&'t Table, &'t Constraint)> {
    let uses_alter = |constraint: &&Constraint| matches!(&constraint.kind, ConstraintKind::ForeignKey(key) if key.use_alter);
    let of = |table: &'t Table| {
        table.constraints.iter().filter(uses_alter).map(move |constraint| (table, constraint))
    };
    let alters = out.facts().supports_alter;
    tables.iter().filter(|_| alters).flat_map(of).collect()
}

/// `SchemaGenerator.visit_table`.
fn create_table(out: &mut Renderer<'_>, table: &Table) -> Result<(), Refusal> {
    named_types::before_create_table(out, table)?;
    for sequence in table.columns.iter().filter_map(|column| column.sequence.as_ref()) {
        create_sequence(out, sequence)?;
    }
    validate(out, &table.name)?;
    tables::create_table(out, table, false)?;
    if out.dialect.family() != Family::Postgresql {
        return Ok(());
    }
    for constraint in &table.constraints {
        if let Some(comment) = &constraint.comment {
            let sql = comments::set_constraint(out.dialect, &table.name, constraint, comment)?;
            out.exec(&sql);
        }
    }
    Ok(())
}

/// `Dialect.validate_identifier`, of a table and its schema.
fn validate(out: &Renderer<'_>, table: &QualifiedName) -> Result<(), Refusal> {
    for name in std::iter::once(&table.name).chain(&table.schema) {
        identifiers::validate(out.facts(), name)?;
    }
    Ok(())
}

/// `SchemaDropper.visit_table`.
fn drop_table(out: &mut Renderer<'_>, table: &Table) -> Result<(), Refusal> {
    validate(out, &table.name)?;
    tables::drop_table(out, table, false)?;
    drop_sequences(out, table);
    Ok(())
}

fn drop_sequences(out: &mut Renderer<'_>, table: &Table) {
    for sequence in table.columns.iter().filter_map(|column| column.sequence.as_ref()) {
        drop_sequence(out, sequence);
    }
}

/// `SchemaGenerator.visit_sequence`.
fn create_sequence(out: &mut Renderer<'_>, sequence: &Sequence) -> Result<(), Refusal> {
    if has_sequence(out, sequence) {
        let sql = sequences::create(out.dialect, sequence, false)?;
        out.exec(&sql);
    }
    Ok(())
}

/// `SchemaDropper.visit_sequence`.
fn drop_sequence(out: &mut Renderer<'_>, sequence: &Sequence) {
    if has_sequence(out, sequence) {
        let sql = sequences::drop(out.dialect, sequence, false);
        out.exec(&sql);
    }
}

/// `_can_create_sequence`, without looking.
fn has_sequence(out: &Renderer<'_>, sequence: &Sequence) -> bool {
    let facts = out.facts();
    facts.supports_sequences && !(facts.sequences_optional && sequence.optional)
}

/// `str(construct.compile(dialect=...))`, line feeds at its ends included.
///
/// # Errors
/// What SQLAlchemy would raise.
pub fn compile(
    dialect: &dyn Dialect,
    executable: &Executable,
    literal_binds: bool,
) -> Result<String, Refusal> {
    let if_exists = |flag: bool| if flag { "IF EXISTS " } else { "" };
    Ok(match executable {
        Executable::Statement(statement) => {
            let options = ExprOptions { literal_binds, ..ExprOptions::STATEMENT };
            render_expr(dialect, statement, &options)?
        }
        Executable::CreateType(type_) => named_types::create_text(dialect, type_)?,
        Executable::DropType(type_) => named_types::drop_text(dialect, type_)?,
        // these are calls of methods, which nobody can compile
        Executable::TableCreate(_)
        | Executable::TableDrop(_)
        | Executable::CreateAll(_)
        | Executable::DropAll(_)
        | Executable::SequenceCreate(_)
        | Executable::SequenceDrop(_) => return Err(compile_error("not a construct")),
        Executable::CreateTable(table, if_not_exists) => {
            format!("\n{}\n\n", tables::create_text(dialect, table, *if_not_exists)?)
        }
        Executable::DropTable(table, exists) => {
            format!("\n{}", tables::drop_text(dialect, table, *exists))
        }
        Executable::CreateIndex(index, if_not_exists) => {
            indexes::create_index(dialect, index, *if_not_exists)?
        }
        Executable::DropIndex(index, exists) => {
            format!("\n{}", indexes::drop_index(dialect, index, *exists)?)
        }
        Executable::AddConstraint(table, constraint) => {
            constraints::add_text(dialect, Owner { name: table, table: None }, constraint)?
        }
        Executable::DropConstraint(table, constraint, exists) => {
            constraints::drop_text(dialect, table, constraint, *exists)?
        }
        Executable::CreateSequence(sequence, if_not_exists) => {
            sequences::create(dialect, sequence, *if_not_exists)?
        }
        Executable::DropSequence(sequence, exists) => sequences::drop(dialect, sequence, *exists),
        Executable::CreateSchema(name, if_not_exists) => {
            let if_not_exists = if *if_not_exists { "IF NOT EXISTS " } else { "" };
            format!("CREATE SCHEMA {if_not_exists}{}", identifiers::quote(dialect, name))
        }
        Executable::DropSchema { name, cascade, if_exists: exists } => {
            let cascade = if *cascade { " CASCADE" } else { "" };
            let name = identifiers::quote(dialect, name);
            format!("DROP SCHEMA {}{name}{cascade}", if_exists(*exists))
        }
        Executable::Ddl(text) => text.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::{RenderState, Settings, find, render};
    use crate::operation::{Executable, Operation, OperationKind};
    use crate::schema::literal::Literal;
    use crate::schema::name::{Name, QualifiedName};
    use crate::schema::options::Options;
    use crate::schema::table::{
        Column, Constraint, ConstraintKind, Sequence, SequenceOptions, Table,
    };
    use crate::schema::type_table;
    use crate::schema::types::{Type, TypeArg};

    fn named(name: &str) -> QualifiedName {
        QualifiedName { schema: None, name: Name::new(name) }
    }

    /// A table with a sequence and an enum.
    fn table(name: &str) -> Table {
        let mut id =
            Column::new("id".into(), Type::of(type_table::core("Integer").unwrap()).into());
        (id.primary_key, id.nullable) = (true, false);
        id.sequence = Some(Box::new(Sequence {
            name: named("sq"),
            data_type: None,
            optional: false,
            options: SequenceOptions::default(),
            dialect_options: Options::default(),
        }));
        let mut mood = Type::of(type_table::core("Enum").unwrap());
        let labels = Literal::List(vec![Literal::Str("a".into()), Literal::Str("b".into())]);
        mood.args = vec![
            ("enums", TypeArg::Literal(labels)),
            ("name", TypeArg::Literal(Literal::Str("en".into()))),
        ];
        let mut table = Table::new(named(name));
        table.columns = vec![id, Column::new("e".into(), Rc::new(mood))];
        let key = ConstraintKind::PrimaryKey { columns: vec!["id".into()] };
        table.constraints.push(Constraint::new(None, key));
        table
    }

    fn printed(dialect: &str, executables: Vec<Executable>) -> String {
        let mut state = RenderState::default();
        let mut all = Vec::new();
        for executable in executables {
            let kind = OperationKind::Execute(executable);
            let operation = Operation { kind, directive: "execute", span: None };
            let dialect = find(dialect).unwrap();
            all.extend(render(dialect, &Settings::default(), &mut state, &operation).unwrap());
        }
        all.join("\n")
    }

    #[test]
    fn a_table_made_by_its_method() {
        let made = || Executable::TableCreate(Box::new(table("t")));
        let dropped = || Executable::TableDrop(Box::new(table("t")));
        let create =
            "CREATE TABLE t (\n    id INTEGER NOT NULL, \n    e en, \n    PRIMARY KEY (id)\n)";
        assert_eq!(
            printed("postgresql", vec![made(), dropped(), made()]),
            format!(
                "CREATE TYPE en AS ENUM ('a', 'b')\nCREATE SEQUENCE sq\n{create}\nDROP TABLE t\n\
                 DROP SEQUENCE sq\nCREATE TYPE en AS ENUM ('a', 'b')\nCREATE SEQUENCE sq\n{create}"
            )
        );
        assert_eq!(
            printed("sqlite", vec![made(), dropped()]),
            "CREATE TABLE t (\n    id INTEGER NOT NULL, \n    e VARCHAR(1), \n    PRIMARY KEY (id)\n)\n\
             DROP TABLE t"
        );
    }

    #[test]
    fn all_tables_of_a_metadata() {
        let tables = || vec![table("t"), table("u")];
        let create = |name: &str| {
            format!(
                "CREATE SEQUENCE sq\nCREATE TABLE {name} (\n    id INTEGER NOT NULL, \n    e en, \n    \
                 PRIMARY KEY (id)\n)"
            )
        };
        assert_eq!(
            printed("postgresql", vec![Executable::CreateAll(tables())]),
            format!("CREATE TYPE en AS ENUM ('a', 'b')\n{}\n{}", create("t"), create("u"))
        );
        assert_eq!(
            printed("postgresql", vec![Executable::DropAll(tables())]),
            "DROP TABLE t\nDROP TABLE u\nDROP SEQUENCE sq\nDROP SEQUENCE sq\nDROP TYPE en"
        );
    }
}
