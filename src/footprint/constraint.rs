//! What constraints touch: the columns that they are about, the tables that they refer to.

use crate::schema::name::Name;
use crate::schema::table::{Constraint, ConstraintKind};

use super::touch::{Of, Reader};
use super::{Act, Kind};

impl Reader<'_> {
    pub(super) fn add_constraint(&mut self, of: &Of, constraint: &Constraint) {
        if constraint.type_bound.is_some() && constraint.name.is_none() {
            return;
        }
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns } => {
                if columns.is_empty() {
                    return;
                }
                self.columns(of, columns);
                self.touch(Act::Add, Kind::PrimaryKey, of, "");
                self.needs_rows();
            }
            ConstraintKind::Unique { columns } => self.columns(of, columns),
            ConstraintKind::ForeignKey(key) => {
                self.columns(of, &key.columns);
                let referred = self.of(&key.referred);
                self.touch(Act::Use, Kind::Table, &referred, "");
                self.columns(&referred, &key.referred_columns);
            }
            ConstraintKind::Check { sqltext } => self.columns_in(of, sqltext),
            ConstraintKind::Exclude(exclude) => {
                for (element, _) in &exclude.elements {
                    self.columns_in(of, element);
                }
            }
            ConstraintKind::Bare => {}
        }
        self.named_constraint(Act::Add, of, constraint);
        self.needs_rows();
    }

    pub(super) fn drop_constraint(&mut self, of: &Of, constraint: &Constraint) {
        if matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }) {
            self.touch(Act::Drop, Kind::PrimaryKey, of, "");
        }
        self.named_constraint(Act::Drop, of, constraint);
    }

    /// Without a name a constraint can be met only in what it is about, which is its table.
    fn named_constraint(&mut self, act: Act, of: &Of, constraint: &Constraint) {
        let kind = match constraint.kind {
            ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::Exclude(_) => Kind::Key,
            ConstraintKind::ForeignKey(_) => Kind::ForeignKey,
            ConstraintKind::Check { .. } => Kind::Check,
            ConstraintKind::Bare => Kind::Constraint,
        };
        match &constraint.name {
            Some(name) => self.touch(act, kind, of, &name.text),
            None => self.touch(Act::Use, Kind::Table, of, ""),
        }
    }

    fn columns(&mut self, of: &Of, columns: &[Name]) {
        for column in columns {
            self.column(Act::Use, of, column, false);
        }
    }

    fn needs_rows(&mut self) {
        if let Some(touch) = self.out.touches.last_mut() {
            touch.needs_rows = true;
        }
    }
}
