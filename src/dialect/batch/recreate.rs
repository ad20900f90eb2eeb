//! `ApplyBatchImpl`: a new table under another name, the rows copied, the old table dropped, the new one renamed.

use std::rc::Rc;

use crate::operation::{AlterColumn, Batch, BatchOperation, Change, Refusal};
use crate::schema::expression::from::{From, TableFrom};
use crate::schema::expression::statement::{DmlColumn, Insert, InsertSource, Select, ValueKey};
use crate::schema::expression::{Cast, ColumnRef, Expr, typing};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::options::{OptionValue, Options};
use crate::schema::table::{
    Autoincrement, Column, Constraint, ConstraintKind, ForeignKey, Index, Table,
};
use crate::schema::types::{Affinity, Type};
use crate::sorting;

use super::super::expressions::{ExprOptions, render_expr};
use super::super::rename::{column_keys, rename_columns};
use super::super::{Dialect, Family, Renderer, identifiers, types};
use super::Call;
use super::elements::{
    constraint_keys, family_of, flagged_key, is_named, is_primary_key, key_error, name_of_type,
    new_default, not_created, refuse_duplicates, take_key, unexpected, value_error,
};
use super::ordering::{self, Pair};

/// A column on its way into the new table.
#[derive(Debug)]
struct Moved {
    /// Its name so far, by which everything refers to it.
    key: Rc<str>,
    /// What it becomes.
    column: Column,
    /// Where its values come from; nowhere for a column that is new.
    value: Option<Rc<Expr>>,
    /// The CHECK that its type brings along.
    check: Option<Constraint>,
    /// UNIQUE and an index, by flags of a column that is new.
    flags: (bool, Option<Index>),
    /// What happens to its type as the table is made.
    type_events: TypeEvents,
}

/// Which types of a column hear of the table being made, and are created with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TypeEvents {
    /// All.
    All,
    /// Those inside of the type, as an array's items; not the type itself.
    Inner,
    /// None.
    None,
}

/// What becomes of a table.
#[derive(Debug)]
struct Apply<'b> {
    dialect: &'static dyn Dialect,
    source: &'b Table,
    reflected: bool,
    temporary: Name,
    columns: Vec<Moved>,
    existing: Vec<Rc<str>>,
    pairs: Vec<Pair>,
    named: Vec<Constraint>,
    unnamed: Vec<Constraint>,
    indexes: Vec<Index>,
    new_indexes: Vec<Index>,
    partial: &'b [Vec<Rc<str>>],
}

/// `ApplyBatchImpl`, from its calls to `_create`.
///
/// # Errors
/// What Alembic or SQLAlchemy would raise.
pub(super) fn recreate(
    out: &mut Renderer<'_>,
    batch: &Batch,
    source: &Table,
    calls: &[Call<'_>],
) -> Result<(), Refusal> {
    let mut apply = Apply::new(out.dialect, batch, source);
    for call in calls {
        apply.call(call)?;
    }
    apply.create(out, batch)
}

impl<'b> Apply<'b> {
    fn new(dialect: &'static dyn Dialect, batch: &'b Batch, source: &'b Table) -> Self {
        let from = table_from(source);
        let temporary: String =
            format!("_alembic_tmp_{}", source.name.name.text).chars().take(50).collect();
        let columns: Vec<Moved> =
            source.columns.iter().map(|column| moved(source, column, &from)).collect();
        let kept = |constraint: &&Constraint| {
            let unknown = batch.reflected
                && constraint.name.is_none()
                && matches!(constraint.kind, ConstraintKind::Check { .. });
            constraint.type_bound.is_none() && !unknown
        };
        let (named, unnamed) = source
            .constraints
            .iter()
            .filter(kept)
            .cloned()
            .partition(|constraint| constraint.name.is_some());
        Self {
            dialect,
            source,
            reflected: batch.reflected,
            temporary: Name::new(temporary),
            existing: columns.iter().map(|column| column.key.clone()).collect(),
            columns,
            pairs: Vec::new(),
            named,
            unnamed,
            indexes: source.indexes.clone(),
            new_indexes: Vec::new(),
            partial: &batch.partial_reordering,
        }
    }

    fn call(&mut self, call: &Call<'_>) -> Result<(), Refusal> {
        match call {
            Call::AddColumn(table, column, operation) => self.add_column(table, column, operation),
            Call::DropColumn(column, options) => self.drop_column(column, options),
            Call::AlterColumn(change) => self.alter_column(change),
            Call::AddConstraint(constraint) => self.add_constraint(constraint),
            Call::DropConstraint(constraint) => self.drop_constraint(constraint),
            Call::CreateIndex(_, true) => Err(unexpected("create_index", "if_not_exists")),
            Call::DropIndex(_, true) => Err(unexpected("drop_index", "if_exists")),
            Call::CreateIndex(index, false) => {
                self.create_index(index);
                Ok(())
            }
            Call::DropIndex(index, false) => self.drop_index(index),
            Call::Comment => Ok(()),
        }
    }

    fn column_mut(&mut self, key: &str) -> Result<&mut Moved, Refusal> {
        self.columns.iter_mut().find(|column| *column.key == *key).ok_or_else(|| key_error(key))
    }

    /// `alter_column`.
    fn alter_column(&mut self, change: &AlterColumn) -> Result<(), Refusal> {
        let dialect = self.dialect;
        let moved = self.column_mut(&change.column.text)?;
        let mut renamed = false;
        if let Some(name) = change.new_name.as_ref().filter(|name| name.text != change.column.text)
        {
            moved.column.name = name.clone();
            renamed = true;
        }
        if let Some(type_) = &change.type_ {
            moved.check = None;
            cast_for_migration(dialect, moved, type_)?;
            moved.column.type_ = type_.clone();
            moved.type_events = TypeEvents::None;
        }
        if let Some(nullable) = change.nullable {
            moved.column.nullable = nullable;
        }
        if let Change::To(default) = &change.server_default {
            moved.column.server_default = new_default(default.as_ref())?;
        }
        if let Some(autoincrement) = change.autoincrement {
            moved.column.autoincrement =
                if autoincrement { Autoincrement::Yes } else { Autoincrement::No };
        }
        if let Change::To(comment) = &change.comment {
            moved.column.comment = comment.clone();
        }
        if let (true, Some(type_)) = (renamed, &change.existing_type) {
            self.forget_check_of(types::variant(self.dialect, type_))?;
        }
        Ok(())
    }

    /// A CHECK that is named like the type of its column is made again by the type.
    fn forget_check_of(&mut self, type_: &Type) -> Result<(), Refusal> {
        if let Some(name) = name_of_type(type_)? {
            self.named.retain(|constraint| !is_named(constraint.name.as_ref(), name));
        }
        Ok(())
    }

    /// `add_column`.
    fn add_column(
        &mut self,
        table: &Table,
        column: &Column,
        operation: &BatchOperation,
    ) -> Result<(), Refusal> {
        let key = column.name.text.clone();
        ordering::place(
            &key,
            operation.insert_before.as_ref(),
            operation.insert_after.as_ref(),
            &self.existing,
            !self.partial.is_empty(),
            &mut self.pairs,
        )?;
        let unique =
            table.constraints.iter().any(|c| matches!(c.kind, ConstraintKind::Unique { .. }));
        let index = table.indexes.iter().find(|index| index.column_flag).cloned();
        let added = Moved {
            key: key.clone(),
            column: column.clone(),
            value: None,
            check: None,
            flags: (unique, index),
            type_events: TypeEvents::Inner,
        };
        match self.columns.iter_mut().find(|moved| moved.key == key) {
            Some(moved) => *moved = added,
            None => self.columns.push(added),
        }
        Ok(())
    }

    /// `drop_column`.
    fn drop_column(&mut self, column: &Column, options: &Options) -> Result<(), Refusal> {
        let key = &column.name.text;
        for constraint in self.named.iter_mut().chain(&mut self.unnamed) {
            if let ConstraintKind::PrimaryKey { columns } = &mut constraint.kind {
                columns.retain(|name| name.text != *key);
            }
        }
        let Some(at) = self.columns.iter().position(|moved| moved.key == *key) else {
            return Err(key_error(key));
        };
        self.columns.remove(at);
        let Some(at) = self.existing.iter().position(|existing| existing == key) else {
            return Err(Refusal::new("ValueError", "list.remove(x): x not in list".into()));
        };
        self.existing.remove(at);
        match options.get("existing_type") {
            Some(OptionValue::Type(type_)) => self.forget_check_of(type_),
            _ => Ok(()),
        }
    }

    /// `add_constraint`.
    fn add_constraint(&mut self, constraint: &Constraint) -> Result<(), Refusal> {
        if constraint.name.is_none() && constraint.type_bound.is_none() {
            return Err(value_error("Constraint must have a name"));
        }
        if is_primary_key(constraint) {
            self.unnamed.retain(|unnamed| !is_primary_key(unnamed));
        }
        match &constraint.name {
            Some(name) => {
                let same = |named: &Constraint| is_named(named.name.as_ref(), &name.text);
                match self.named.iter_mut().find(|named| same(named)) {
                    Some(named) => *named = constraint.clone(),
                    None => self.named.push(constraint.clone()),
                }
            }
            None => self.unnamed.push(constraint.clone()),
        }
        Ok(())
    }

    /// `drop_constraint`.
    fn drop_constraint(&mut self, constraint: &Constraint) -> Result<(), Refusal> {
        let Some(name) = &constraint.name else {
            // a type's CHECK without a name goes with its type
            let bound = constraint.type_bound.is_some();
            return if bound { Ok(()) } else { Err(value_error("Constraint must have a name")) };
        };
        if !self.reflected && self.drop_from_column(&name.text) {
            return Ok(());
        }
        let found = self.named.iter().position(|named| is_named(named.name.as_ref(), &name.text));
        let Some(at) = found else {
            if constraint.type_bound.is_some() {
                return Ok(());
            }
            return Err(value_error(format!("No such constraint: '{}'", name.text)));
        };
        if let ConstraintKind::PrimaryKey { columns } = self.named.remove(at).kind {
            for name in columns {
                self.column_mut(&name.text)?.column.primary_key = false;
            }
        }
        Ok(())
    }

    /// A constraint that is written beside its column.
    fn drop_from_column(&mut self, name: &str) -> bool {
        let mut found = false;
        for moved in &mut self.columns {
            let before = moved.column.constraints.len();
            moved.column.constraints.retain(|own| !is_named(own.name.as_ref(), name));
            found |= moved.column.constraints.len() != before;
        }
        found
    }

    fn create_index(&mut self, index: &Index) {
        let same = |other: &Index| match (&other.name, &index.name) {
            (Some(ours), Some(theirs)) => ours.text == theirs.text,
            (ours, theirs) => ours.is_none() && theirs.is_none(),
        };
        match self.new_indexes.iter_mut().find(|other| same(other)) {
            Some(other) => *other = index.clone(),
            None => self.new_indexes.push(index.clone()),
        }
    }

    fn drop_index(&mut self, index: &Index) -> Result<(), Refusal> {
        let name = index.name.as_ref().map_or("None", |name| &name.text);
        let found = self.indexes.iter().position(|other| is_named(other.name.as_ref(), name));
        let Some(at) = found else {
            return Err(value_error(format!("No such index: '{name}'")));
        };
        self.indexes.remove(at);
        Ok(())
    }

    /// `_create`.
    fn create(mut self, out: &mut Renderer<'_>, batch: &Batch) -> Result<(), Refusal> {
        self.reorder()?;
        let table = self.new_table(batch)?;
        if self.dialect.family() == Family::Postgresql {
            self.drop_taken_names(out)?;
        }
        let dialect = self.dialect;
        dialect.create_table(out, &self.without_type_events(&table), false)?;
        refuse_keys(&self.columns)?;
        let copy = render_expr(dialect, &self.copy_rows(&table), &ExprOptions::STATEMENT)?;
        out.exec(&copy);
        dialect.drop_table(out, self.source, false)?;
        dialect.rename_table(out, &table.name, &self.source.name.name)?;
        for index in self.gathered_indexes()? {
            dialect.create_index(out, &index, false)?;
        }
        Ok(())
    }

    /// The new table whose types are not created where the batch brought them.
    fn without_type_events(&self, table: &Table) -> Table {
        let mut table = table.clone();
        for (column, moved) in table.columns.iter_mut().zip(&self.columns) {
            match moved.type_events {
                TypeEvents::All => {}
                TypeEvents::Inner => column.type_ = not_created(&column.type_, false),
                TypeEvents::None => column.type_ = not_created(&column.type_, true),
            }
        }
        table
    }

    /// `_adjust_self_columns_for_partial_reordering`.
    fn reorder(&mut self) -> Result<(), Refusal> {
        if self.partial.is_empty() && self.pairs.is_empty() {
            return Ok(());
        }
        let keys: Vec<Rc<str>> = self.columns.iter().map(|moved| moved.key.clone()).collect();
        let sorted = ordering::sorted(&keys, self.existing.len(), self.partial, &self.pairs)?;
        let place = |moved: &Moved| sorted.iter().position(|key| *key == moved.key);
        sorting::sort_by(&mut self.columns, |a, b| place(a).cmp(&place(b)));
        Ok(())
    }

    /// `PostgresqlImpl.prep_table_for_batch`: names that the new table takes over must be free.
    fn drop_taken_names(&self, out: &mut Renderer<'_>) -> Result<(), Refusal> {
        for constraint in &self.source.constraints {
            let Some(name) = &constraint.name else { continue };
            if self.named.iter().any(|named| is_named(named.name.as_ref(), &name.text)) {
                self.dialect.drop_constraint(out, &self.source.name, constraint, false)?;
            }
        }
        Ok(())
    }

    /// `_transfer_elements_to_new_table`.
    fn new_table(&self, batch: &Batch) -> Result<Table, Refusal> {
        let name =
            QualifiedName { schema: self.source.name.schema.clone(), name: self.temporary.clone() };
        let mut table = Table::new(name);
        table.columns = self.columns.iter().map(|moved| moved.column.clone()).collect();
        table.columns.extend(batch.additions.columns.iter().cloned());
        refuse_duplicates(&table)?;
        table.options = batch.additions.options.clone();
        for (key, value) in &self.source.options.0 {
            if table.options.get(key).is_none() {
                table.options.0.push((key.clone(), value.clone()));
            }
        }
        table.comment = batch.additions.comment.clone();
        table.prefixes = batch.additions.prefixes.clone();
        table.indexes = self.flagged_indexes(&table.name);
        for constraint in &batch.additions.constraints {
            self.check_addition(&table, constraint)?;
            let implicit = constraint.implicit;
            table.constraints.push(Constraint { implicit, ..self.renamed(constraint) });
        }
        for moved in &self.columns {
            table.constraints.extend(self.constraints_of(moved));
        }
        let mut key = flagged_key(&table);
        for constraint in self.named.iter().chain(&self.unnamed) {
            if !self.has_all_columns(constraint) {
                continue;
            }
            let copied = self.copied(constraint)?;
            match &copied.kind {
                ConstraintKind::PrimaryKey { columns } if columns.is_empty() => {}
                ConstraintKind::PrimaryKey { .. } => key = Some(copied),
                _ => table.constraints.push(copied),
            }
        }
        take_key(&mut table, key);
        Ok(table)
    }

    /// A constraint of `table_args` is of the new table's columns, and refers to tables that others refer to.
    fn check_addition(&self, table: &Table, constraint: &Constraint) -> Result<(), Refusal> {
        let class = match &constraint.kind {
            ConstraintKind::ForeignKey(key) => {
                let known = self.named.iter().chain(&self.unnamed).any(|other| {
                    matches!(&other.kind, ConstraintKind::ForeignKey(other) if other.referred == key.referred)
                });
                if !known {
                    return Err(self.no_table(key, key.referred.name.text.to_string()));
                }
                "ForeignKeyConstraint"
            }
            ConstraintKind::Unique { .. } => "UniqueConstraint",
            ConstraintKind::PrimaryKey { .. } => "PrimaryKeyConstraint",
            _ => return Ok(()),
        };
        let has = |key: &str| {
            self.new_name(key).is_some()
                || table.columns.iter().any(|column| *column.name.text == *key)
        };
        match constraint_keys(constraint).iter().find(|key| !has(key)) {
            None => Ok(()),
            Some(key) => Err(Refusal::new(
                "sqlalchemy.exc.ConstraintColumnNotFoundError",
                format!(
                    "Can't create {class} on table '{}': no column named '{key}' is present.",
                    self.temporary.text
                ),
            )),
        }
    }

    /// The CHECK of the column's type, and the UNIQUE of a new column's flag.
    fn constraints_of(&self, moved: &Moved) -> Vec<Constraint> {
        let mut made = Vec::new();
        if let Some(check) = &moved.check {
            made.push(self.renamed(check));
        }
        if moved.flags.0 {
            let columns = vec![moved.column.name.clone()];
            made.push(Constraint::new(None, ConstraintKind::Unique { columns }));
        }
        made
    }

    /// The index that `index=True` of a new column makes on the table while it has its temporary name.
    fn flagged_indexes(&self, table: &QualifiedName) -> Vec<Index> {
        let flagged = self.columns.iter().filter_map(|moved| {
            let index = moved.flags.1.as_ref()?;
            let schema = identifiers::effective_schema(table)
                .map_or_else(String::new, |schema| format!("{}_", schema.text));
            let name = format!("ix_{schema}{}_{}", table.name.text, moved.column.name.text);
            let name = Name { text: name.into(), quote: None, truncatable: true };
            Some(Index { name: Some(name), table: table.clone(), ..index.clone() })
        });
        flagged.collect()
    }

    fn has_all_columns(&self, constraint: &Constraint) -> bool {
        constraint_keys(constraint)
            .iter()
            .all(|key| self.columns.iter().any(|moved| moved.key == *key))
    }

    /// A copy of a constraint for the new table, where its columns may have other names.
    fn copied(&self, constraint: &Constraint) -> Result<Constraint, Refusal> {
        if let ConstraintKind::ForeignKey(key) = &constraint.kind {
            self.check_schema(key)?;
        }
        Ok(self.renamed(constraint))
    }

    /// SQLAlchemy puts the copied foreign key into the table's own schema, where Alembic has put no table.
    fn check_schema(&self, key: &ForeignKey) -> Result<(), Refusal> {
        let Some(schema) = identifiers::effective_schema(&self.source.name) else { return Ok(()) };
        let theirs = identifiers::effective_schema(&key.referred).map(|name| &*name.text);
        if theirs == Some(&*schema.text) {
            return Ok(());
        }
        Err(self.no_table(key, format!("{}.{}", schema.text, key.referred.name.text)))
    }

    fn no_table(&self, key: &ForeignKey, referred: String) -> Refusal {
        let text =
            |names: &[Name]| names.first().map_or_else(String::new, |name| name.text.to_string());
        Refusal::new(
            "sqlalchemy.exc.NoReferencedTableError",
            format!(
                "Foreign key associated with column '{}.{}' could not find table '{referred}' with \
                 which to generate a foreign key to target column '{}'",
                self.temporary.text,
                text(&key.columns),
                text(&key.referred_columns)
            ),
        )
    }

    fn renamed(&self, constraint: &Constraint) -> Constraint {
        let mut constraint = Constraint { implicit: false, ..constraint.clone() };
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey { columns } | ConstraintKind::Unique { columns } => {
                self.rename_all(columns);
            }
            ConstraintKind::ForeignKey(key) => self.rename_all(&mut key.columns),
            ConstraintKind::Check { sqltext } => *sqltext = self.rename_in(sqltext),
            ConstraintKind::Exclude(exclude) => {
                for (expr, _) in &mut exclude.elements {
                    *expr = self.rename_in(expr);
                }
            }
            ConstraintKind::Bare => {}
        }
        if let Some(bound) = &mut constraint.type_bound
            && let Some(name) = self.new_name(&bound.column.text)
        {
            bound.column = name;
        }
        constraint
    }

    fn new_name(&self, key: &str) -> Option<Name> {
        self.columns.iter().find(|moved| *moved.key == *key).map(|moved| moved.column.name.clone())
    }

    fn rename_all(&self, names: &mut [Name]) {
        for name in names {
            if let Some(new) = self.new_name(&name.text) {
                *name = new;
            }
        }
    }

    fn rename_in(&self, expr: &Rc<Expr>) -> Rc<Expr> {
        rename_columns(expr, &|key| self.new_name(key))
    }

    /// INSERT ... SELECT from the old table into the new one.
    fn copy_rows(&self, table: &Table) -> Expr {
        let copied: Vec<(&Moved, &Rc<Expr>)> = self
            .columns
            .iter()
            .filter_map(|moved| moved.value.as_ref().map(|value| (moved, value)))
            .collect();
        let names = copied.iter().map(|(moved, _)| ValueKey::Name(moved.key.clone())).collect();
        let columns = copied.iter().map(|(_, value)| (*value).clone()).collect();
        let select = Expr::Select(Rc::new(Select { columns, ..Select::default() }));
        Expr::Insert(Rc::new(Insert {
            table: table_from(table),
            columns: self.columns.iter().map(dml_column).collect(),
            source: InsertSource::Select { names, select: Rc::new(select), include_defaults: true },
            conflict: None,
            returning: Vec::new(),
            prefixes: Vec::new(),
            inline: true,
            implicit_returning: false,
            excluded: None,
            dialect: None,
            ctes: Vec::new(),
        }))
    }

    /// `_gather_indexes_from_both_tables`.
    fn gathered_indexes(&self) -> Result<Vec<Index>, Refusal> {
        let mut gathered = Vec::new();
        for index in self.indexes.iter().filter(|index| !index.column_flag) {
            let mut copy = index.clone();
            copy.table = self.source.name.clone();
            copy.expressions = index.expressions.iter().map(|expr| self.rename_in(expr)).collect();
            gathered.push(copy);
        }
        for index in &self.new_indexes {
            let mut copy = index.clone();
            copy.table = self.source.name.clone();
            copy.expressions = self.plain_columns(index)?;
            gathered.push(copy);
        }
        Ok(gathered)
    }

    /// A new index keeps its plain columns alone, by the names that they had before the batch.
    fn plain_columns(&self, index: &Index) -> Result<Vec<Rc<Expr>>, Refusal> {
        let mut columns = Vec::new();
        for expr in &index.expressions {
            if let Expr::Text(text) = &**expr {
                return Err(key_error(&text.sql));
            }
            for key in column_keys(expr) {
                let name = self.new_name(&key).ok_or_else(|| key_error(&key))?;
                columns.push(Rc::new(Expr::column(name, typing::null())));
            }
        }
        Ok(columns)
    }
}

/// The rows are copied by names that are looked up as keys, which none of the columns may have of its own.
fn refuse_keys(columns: &[Moved]) -> Result<(), Refusal> {
    match columns.iter().find(|moved| moved.value.is_some() && moved.column.key.is_some()) {
        Some(moved) => Err(key_error(&moved.column.name.text)),
        None => Ok(()),
    }
}

/// A column of the old table, with the CHECK that its type brings along.
fn moved(source: &Table, column: &Column, from: &Rc<From>) -> Moved {
    let key = column.name.text.clone();
    let bound = |constraint: &&Constraint| {
        constraint.type_bound.as_ref().is_some_and(|bound| bound.column.text == key)
    };
    let value = Expr::Column(ColumnRef {
        table: Some(from.clone()),
        name: column.name.clone(),
        key: None,
        type_: column.type_.clone(),
        is_literal: false,
        anonymous: None,
    });
    Moved {
        check: source.constraints.iter().find(bound).cloned(),
        column: column.clone(),
        value: Some(Rc::new(value)),
        flags: (false, None),
        type_events: TypeEvents::All,
        key,
    }
}

fn table_from(table: &Table) -> Rc<From> {
    Rc::new(From::Table(TableFrom {
        of_metadata: false,
        name: table.name.clone(),
        foreign_keys: Vec::new(),
        columns: Vec::new(),
    }))
}

fn dml_column(moved: &Moved) -> DmlColumn {
    let renamed = moved.column.name.text != moved.key;
    DmlColumn {
        name: moved.column.name.clone(),
        key: renamed.then(|| moved.key.clone()),
        attribute: None,
        type_: moved.column.type_.clone(),
        default: None,
        onupdate: None,
        primary_key: moved.column.primary_key,
        autoincrement: false,
        server_default: false,
    }
}

/// `cast_for_batch_migrate`: a CAST where the two types are of different families.
fn cast_for_migration(
    dialect: &dyn Dialect,
    moved: &mut Moved,
    type_: &Rc<Type>,
) -> Result<(), Refusal> {
    let json = dialect.family() == Family::Sqlite && type_.affinity() == Affinity::Json;
    if json || family_of(&moved.column.type_) == family_of(type_) {
        return Ok(());
    }
    // a column that is new in this batch has no values to convert
    let Some(inner) = moved.value.take() else { return Err(key_error("expr")) };
    moved.value = Some(Rc::new(Expr::Cast(Cast { inner, type_: type_.clone(), try_: false })));
    Ok(())
}
