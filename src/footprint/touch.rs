//! What one operation touches, as its dialect would have it.

use std::rc::Rc;

use crate::operation::{
    AlterColumn, Batch, Change, Executable, Operation, OperationKind, Recreate,
};
use crate::schema::name::{Name, QualifiedName};
use crate::schema::table::{Autoincrement, Column, Index, Sequence, ServerDefault, Table};
use crate::schema::types::{Type, TypeKind};
use crate::source::Span;

use super::{Act, Footprint, Kind, Touch, Unclear};

/// Adds what an operation touches when it runs on this dialect.
pub fn read(operation: &Operation, dialect: &'static str, into: &mut Footprint) {
    let mut reader = Reader { dialect, span: operation.span, out: into, budget: BUDGET };
    reader.operation(&operation.kind);
}

/// How many expressions of one operation are looked at.
const BUDGET: u32 = 100_000;

/// Reads one operation.
pub(super) struct Reader<'a> {
    pub(super) dialect: &'static str,
    pub(super) span: Option<Span>,
    pub(super) out: &'a mut Footprint,
    pub(super) budget: u32,
}

/// A table by schema and name.
#[derive(Clone)]
pub(super) struct Of {
    schema: Rc<str>,
    table: Rc<str>,
}

impl Reader<'_> {
    fn operation(&mut self, kind: &OperationKind) {
        match kind {
            OperationKind::CreateTable { table, .. } => self.create_table(table),
            OperationKind::DropTable { table, .. } => self.table(Act::Drop, &table.name),
            OperationKind::RenameTable { table, to } => {
                self.table(Act::Rename, table);
                let name = QualifiedName { schema: table.schema.clone(), name: to.clone() };
                self.table(Act::Add, &name);
            }
            OperationKind::AddColumn { table, .. } => self.add_column(table),
            OperationKind::DropColumn { table, column, .. } => {
                let of = self.of(table);
                self.column(Act::Drop, &of, &column.name, false);
            }
            OperationKind::AlterColumn(change) => self.alter_column(change),
            OperationKind::CreateIndex { index, .. } => self.create_index(index),
            OperationKind::DropIndex { index, table_missing, .. } => {
                self.drop_index(index, *table_missing);
            }
            OperationKind::AddConstraint { table, constraint } => {
                let of = self.of(table);
                self.add_constraint(&of, constraint);
            }
            OperationKind::DropConstraint { table, constraint, .. } => {
                let of = self.of(table);
                self.drop_constraint(&of, constraint);
            }
            OperationKind::TableComment { table, .. } => {
                let of = self.of(table);
                self.touch(Act::Alter, Kind::Comment, &of, "");
            }
            OperationKind::Execute(executable) => self.execute(executable),
            OperationKind::BulkInsert { table, rows } => {
                let of = self.of(&table.name);
                self.touch(Act::Add, Kind::Rows, &of, "");
                let mut seen: Vec<&str> = Vec::new();
                for (column, _) in rows.iter().flatten() {
                    if !seen.contains(&&**column) {
                        seen.push(column);
                        self.touch(Act::Use, Kind::Column, &of, column);
                    }
                }
            }
            OperationKind::AutocommitBegin | OperationKind::AutocommitEnd => {}
            OperationKind::Batch(batch) => self.batch(batch),
            OperationKind::Gap(gap) => self.out.unclear.push(Unclear {
                why: gap.message.clone(),
                file: gap.file,
                span: gap.span,
            }),
        }
    }

    fn execute(&mut self, executable: &Executable) {
        match executable {
            Executable::Statement(statement) => self.statement(statement),
            Executable::CreateType(type_) => self.named_type(Act::Add, type_),
            Executable::DropType(type_) => self.named_type(Act::Drop, type_),
            Executable::TableCreate(table) | Executable::CreateTable(table, _) => {
                self.create_table(table);
                if matches!(executable, Executable::TableCreate(_)) {
                    self.sequences(Act::Add, table);
                }
            }
            Executable::TableDrop(table) | Executable::DropTable(table, _) => {
                self.table(Act::Drop, &table.name);
                if matches!(executable, Executable::TableDrop(_)) {
                    self.sequences(Act::Drop, table);
                }
            }
            Executable::CreateAll(tables) => {
                for table in tables {
                    self.create_table(table);
                    self.sequences(Act::Add, table);
                }
            }
            Executable::DropAll(tables) => {
                for table in tables {
                    self.table(Act::Drop, &table.name);
                    self.sequences(Act::Drop, table);
                    for column in &table.columns {
                        self.column_type(Act::Drop, &column.type_);
                    }
                }
            }
            Executable::SequenceCreate(sequence) | Executable::CreateSequence(sequence, _) => {
                self.sequence(Act::Add, sequence);
            }
            Executable::SequenceDrop(sequence) | Executable::DropSequence(sequence, _) => {
                self.sequence(Act::Drop, sequence);
            }
            Executable::CreateIndex(index, _) => self.create_index(index),
            Executable::DropIndex(index, _) => self.drop_index(index, false),
            Executable::AddConstraint(table, constraint) => {
                let of = self.of(table);
                self.add_constraint(&of, constraint);
            }
            Executable::DropConstraint(table, constraint, _) => {
                let of = self.of(table);
                self.drop_constraint(&of, constraint);
            }
            Executable::CreateSchema(name, _) => self.schema(Act::Add, name),
            Executable::DropSchema { name, .. } => self.schema(Act::Drop, name),
            Executable::Ddl(_) => self.text(),
        }
    }

    fn create_table(&mut self, table: &Table) {
        let of = self.of(&table.name);
        self.touch(Act::Add, Kind::Table, &of, "");
        for column in &table.columns {
            self.column_type(Act::Add, &column.type_);
        }
        self.sequences(Act::Use, table);
        let own = table.columns.iter().flat_map(|column| &column.constraints);
        for constraint in table.constraints.iter().chain(own) {
            self.add_constraint(&of, constraint);
        }
        for index in &table.indexes {
            self.create_index(index);
        }
    }

    fn add_column(&mut self, table: &Table) {
        let of = self.of(&table.name);
        for column in &table.columns {
            self.column(Act::Add, &of, &column.name, must_be_filled(column));
            self.column_type(Act::Use, &column.type_);
            for constraint in &column.constraints {
                self.add_constraint(&of, constraint);
            }
        }
        self.sequences(Act::Use, table);
        for constraint in &table.constraints {
            self.add_constraint(&of, constraint);
        }
        for index in &table.indexes {
            self.create_index(index);
        }
    }

    fn alter_column(&mut self, change: &AlterColumn) {
        let of = self.of(&change.table);
        let must_be_filled = change.nullable == Some(false);
        if let Some(name) = &change.new_name {
            self.column(Act::Rename, &of, &change.column, must_be_filled);
            self.column(Act::Add, &of, name, false);
        } else {
            self.column(Act::Alter, &of, &change.column, must_be_filled);
        }
        if let Some(type_) = &change.type_ {
            self.column_type(Act::Use, type_);
        }
        if let Change::To(Some(ServerDefault::Expr(default))) = &change.server_default {
            self.expression(default);
        }
        for constraint in &change.drop_constraints {
            self.drop_constraint(&of, constraint);
        }
        for constraint in &change.add_constraints {
            self.add_constraint(&of, constraint);
        }
    }

    fn create_index(&mut self, index: &Index) {
        let of = self.of(&index.table);
        for expression in &index.expressions {
            self.columns_in(&of, expression);
        }
        let name = index.name.as_ref().map_or("", |name| &name.text);
        self.touch(Act::Add, Kind::Index, &of, name);
        if let Some(touch) = self.out.touches.last_mut() {
            touch.needs_rows = index.unique;
        }
    }

    fn drop_index(&mut self, index: &Index, table_missing: bool) {
        let mut of = self.of(&index.table);
        if table_missing {
            of.table = Rc::from("");
        }
        let name = index.name.as_ref().map_or("", |name| &name.text);
        self.touch(Act::Drop, Kind::Index, &of, name);
    }

    fn batch(&mut self, batch: &Batch) {
        // A table that is made anew from what the revision says it is loses what others gave it.
        let anew = batch.recreate == Recreate::Always
            || (batch.recreate == Recreate::Auto && self.dialect == "sqlite");
        if batch.copy_from.is_some() && anew {
            self.table(Act::Alter, &batch.table);
        }
        let outer = self.span;
        for each in &batch.operations {
            self.span = each.operation.span.or(outer);
            self.operation(&each.operation.kind);
        }
        self.span = outer;
        let additions = Table { name: batch.table.clone(), ..(*batch.additions).clone() };
        if anew {
            self.add_column(&additions);
        }
    }

    fn sequences(&mut self, act: Act, table: &Table) {
        for sequence in table.columns.iter().filter_map(|column| column.sequence.as_ref()) {
            self.sequence(act, sequence);
        }
    }

    pub(super) fn sequence(&mut self, act: Act, sequence: &Sequence) {
        // The other dialects number without: there it is not created.
        if !matches!(self.dialect, "mysql" | "sqlite") {
            let mut of = self.of(&sequence.name);
            let name = std::mem::replace(&mut of.table, Rc::from(""));
            self.touch(act, Kind::Sequence, &of, &name);
        }
    }

    fn schema(&mut self, act: Act, name: &Name) {
        let of = Of { schema: self.schema_name(&name.text), table: Rc::from("") };
        self.touch(act, Kind::Schema, &of, "");
    }

    fn table(&mut self, act: Act, name: &QualifiedName) {
        let of = self.of(name);
        self.touch(act, Kind::Table, &of, "");
    }

    pub(super) fn column(&mut self, act: Act, of: &Of, name: &Name, needs_rows: bool) {
        self.touch(act, Kind::Column, of, &name.text);
        if let Some(touch) = self.out.touches.last_mut() {
            touch.needs_rows = needs_rows;
        }
    }

    /// What a column's type brings along with its table, or needs.
    fn column_type(&mut self, act: Act, type_: &Type) {
        let type_ = self.on_dialect(type_);
        match &type_.kind {
            TypeKind::Class(class) if class.is_a("ARRAY") => {
                if let Some(item) = type_.inner("item_type") {
                    self.column_type(act, item);
                }
            }
            _ if type_.flag("create_type") == Some(false) => self.named_type(Act::Use, type_),
            _ => self.named_type(act, type_),
        }
    }

    fn named_type(&mut self, act: Act, type_: &Type) {
        let type_ = self.on_dialect(type_);
        let Some(class) = type_.class() else { return };
        let native = class.is_a("Enum") && type_.flag("native_enum") != Some(false);
        if self.dialect != "postgresql" || class.name == "SET" {
            return;
        }
        if let Some(name) = type_.text("name").filter(|_| native || class.is_a("NamedType")) {
            let schema = self.schema_name(type_.text("schema").unwrap_or(""));
            let of = Of { schema, table: Rc::from("") };
            self.touch(act, Kind::Type, &of, name);
        }
    }

    /// The type that stands for this one on the dialect, without its decorators.
    fn on_dialect<'t>(&self, type_: &'t Type) -> &'t Type {
        let mut type_ = type_;
        loop {
            let variant = type_.variants.iter().find(|(name, _)| **name == *self.dialect);
            match (variant, &type_.kind) {
                (Some((_, variant)), _) => type_ = variant,
                (None, TypeKind::Decorator { implementation, .. }) => type_ = implementation,
                _ => return type_,
            }
        }
    }

    /// SQL text may touch anything.
    pub(super) fn text(&mut self) {
        self.out.unclear.push(Unclear {
            why: "what SQL text does is not known".to_owned(),
            file: self.span.map(|span| span.file),
            span: self.span,
        });
    }

    pub(super) fn of(&self, name: &QualifiedName) -> Of {
        let schema = name.schema.as_ref().map_or("", |schema| &schema.text);
        Of { schema: self.schema_name(schema), table: name.name.text.clone() }
    }

    /// The schema; empty where it is the one that the dialect takes when none is named.
    fn schema_name(&self, name: &str) -> Rc<str> {
        let usual = match self.dialect {
            "postgresql" => "public",
            "mssql" => "dbo",
            "sqlite" => "main",
            _ => "",
        };
        Rc::from(if name == usual { "" } else { name })
    }

    pub(super) fn touch(&mut self, act: Act, kind: Kind, of: &Of, name: &str) {
        self.out.touches.push(Touch {
            act,
            kind,
            schema: of.schema.clone(),
            table: of.table.clone(),
            name: name.into(),
            needs_rows: false,
            span: self.span,
        });
    }
}

/// A new column that rows which are there already have nothing for.
fn must_be_filled(column: &Column) -> bool {
    let numbered = column.primary_key && column.autoincrement != Autoincrement::No;
    !column.nullable && column.server_default.is_none() && !numbered
}
