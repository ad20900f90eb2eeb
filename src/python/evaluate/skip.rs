//! Leaving code out that hangs on something unknown: the host is told, and what it would have set becomes unknown.

use std::rc::Rc;

use super::{Evaluator, Flow, Frame};
use crate::python::host::SkippedKind;
use crate::python::raised::{Outcome, Raised};
use crate::python::tree::{Block, Expr, ExprKind, Postfix, PostfixKind, Stmt, StmtKind, Target};
use crate::python::value::{Unknown, Value};

/// What code might do to the flow around it.
#[derive(Default)]
struct Leaves {
    returns: bool,
    breaks: bool,
    continues: bool,
    raises: bool,
    other: bool,
}

impl Evaluator {
    /// Leaves out the clauses of an `if` whose condition is unknown.
    pub(crate) fn skip_clauses(
        &mut self,
        frame: &Frame,
        clauses: &[(Option<Expr>, Block)],
        unknown: &Rc<Unknown>,
    ) -> Outcome<Flow> {
        self.check_library(unknown)?;
        let mut leaves = Leaves::default();
        for (_, body) in clauses {
            self.skim(frame, body, unknown, &mut leaves, false)?;
        }
        let stops = leaves.returns || leaves.breaks || leaves.continues;
        let only_raises = leaves.raises && !stops && !leaves.other;
        self.report(SkippedKind::Branch { returns: stops, only_raises }, unknown);
        Ok(leaves.flow(unknown))
    }

    /// Leaves out the cases of a `match` on something unknown.
    pub(crate) fn skip_blocks<'a>(
        &mut self,
        frame: &Frame,
        blocks: impl Iterator<Item = &'a Block>,
        unknown: &Rc<Unknown>,
    ) -> Outcome<Flow> {
        self.check_library(unknown)?;
        let mut leaves = Leaves::default();
        for body in blocks {
            self.skim(frame, body, unknown, &mut leaves, false)?;
        }
        let stops = leaves.returns || leaves.breaks || leaves.continues;
        self.report(SkippedKind::Branch { returns: stops, only_raises: false }, unknown);
        Ok(leaves.flow(unknown))
    }

    /// Leaves out statements.
    pub(crate) fn skip(
        &mut self,
        frame: &Frame,
        statements: &[Stmt],
        unknown: &Rc<Unknown>,
        kind: SkippedKind,
    ) -> Outcome<Flow> {
        self.check_library(unknown)?;
        let mut leaves = Leaves::default();
        self.skim(frame, statements, unknown, &mut leaves, false)?;
        self.report(kind, unknown);
        Ok(leaves.flow(unknown))
    }

    /// Code of the standard library is not left out in part: the call of it is unknown.
    fn check_library(&self, unknown: &Rc<Unknown>) -> Outcome<()> {
        if self.in_library() { Err(Raised::from(unknown.clone())) } else { Ok(()) }
    }

    fn skim(
        &mut self,
        frame: &Frame,
        statements: &[Stmt],
        unknown: &Rc<Unknown>,
        leaves: &mut Leaves,
        in_loop: bool,
    ) -> Outcome<()> {
        for stmt in statements {
            self.step()?;
            self.skim_statement(frame, stmt, unknown, leaves, in_loop)?;
        }
        Ok(())
    }

    fn skim_statement(
        &mut self,
        frame: &Frame,
        stmt: &Stmt,
        unknown: &Rc<Unknown>,
        leaves: &mut Leaves,
        in_loop: bool,
    ) -> Outcome<()> {
        let value = Value::Unknown(unknown.clone());
        let mut blocks: Vec<(&[Stmt], bool)> = Vec::new();
        let mut targets: Vec<&Target> = Vec::new();
        match &stmt.kind {
            StmtKind::Return(_) => leaves.returns = true,
            StmtKind::Break => leaves.breaks |= !in_loop,
            StmtKind::Continue => leaves.continues |= !in_loop,
            StmtKind::Raise(_) => leaves.raises = true,
            StmtKind::Pass => {}
            StmtKind::Expr(expr) => {
                leaves.other = true;
                self.forget_receiver(frame, expr, value.clone())?;
            }
            StmtKind::Assign(parts) => targets.extend(&parts.0),
            StmtKind::AugAssign(parts) => targets.push(&parts.0),
            StmtKind::Annotated(parts) => targets.extend(&parts.0),
            StmtKind::Delete(deleted) => targets.extend(deleted),
            StmtKind::Function(parts) => targets.push(&parts.2),
            StmtKind::Class(code) => targets.push(&code.target),
            StmtKind::Import(names) => targets.extend(names.iter().map(|name| &name.2)),
            StmtKind::ImportFrom(import) => targets.extend(import.names.iter().map(|name| &name.1)),
            StmtKind::Yield(parts) => targets.extend(&parts.target),
            StmtKind::If(clauses) => {
                blocks.extend(clauses.iter().map(|(_, body)| (&**body, in_loop)))
            }
            StmtKind::For(parts) => {
                targets.push(&parts.target);
                blocks.extend([(&*parts.body, true), (&*parts.orelse, in_loop)]);
            }
            StmtKind::While(parts) => blocks.extend([(&*parts.1, true), (&*parts.2, in_loop)]),
            StmtKind::With(parts) => {
                targets.extend(parts.0.iter().filter_map(|(_, target)| target.as_ref()));
                blocks.push((&parts.1, in_loop));
            }
            StmtKind::Try(parts) => {
                blocks
                    .extend([&parts.body, &parts.orelse, &parts.finally].map(|b| (&**b, in_loop)));
                blocks.extend(parts.handlers.iter().map(|handler| (&*handler.body, in_loop)));
            }
            StmtKind::Match(parts) => {
                blocks.extend(parts.1.iter().map(|case| (&*case.body, in_loop)));
            }
            StmtKind::Assert(_) | StmtKind::Unsupported(_) => leaves.other = true,
        }
        leaves.other |= !targets.is_empty();
        for target in targets {
            self.forget_target(frame, target, &value)?;
        }
        for (block, in_loop) in blocks {
            self.nested(|ev| ev.skim(frame, block, unknown, leaves, in_loop))?;
        }
        Ok(())
    }

    fn forget_target(&mut self, frame: &Frame, target: &Target, unknown: &Value) -> Outcome<()> {
        match target {
            Target::Attribute(object, name, _) if is_name(object) => {
                if let Ok(object) = self.expr(frame, object) {
                    let _ = self.setattr(&object, name, unknown.clone());
                }
                Ok(())
            }
            Target::Attribute(..) => Ok(()),
            Target::Item(object, _, _) => self.forget(frame, object, unknown.clone()),
            Target::Unpack(targets, _, _) => {
                for target in targets {
                    self.forget_target(frame, target, unknown)?;
                }
                Ok(())
            }
            _ => self.assign(frame, target, unknown.clone()),
        }
    }

    /// `names.append(...)`: after it, nobody knows what is in `names`.
    fn forget_receiver(&mut self, frame: &Frame, expr: &Expr, unknown: Value) -> Outcome<()> {
        let ExprKind::Postfix(parts) = &expr.kind else { return Ok(()) };
        let [Postfix { kind: PostfixKind::Operand(object), .. }, first, .., last] =
            parts.as_slice()
        else {
            return Ok(());
        };
        let is_method = matches!(first.kind, PostfixKind::Attribute(_))
            && matches!(last.kind, PostfixKind::Call(_));
        if !is_method || !is_name(object) {
            return Ok(());
        }
        match self.expr(frame, object) {
            Ok(value)
                if matches!(value.plain(), Value::List(_) | Value::Dict(_) | Value::Set(_)) =>
            {
                self.forget(frame, object, unknown)
            }
            _ => Ok(()),
        }
    }
}

fn is_name(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Local(_) | ExprKind::Outer(..) | ExprKind::Global(_))
}

impl Leaves {
    /// The rest of what the code might leave is left out too.
    fn flow(&self, unknown: &Rc<Unknown>) -> Flow {
        if self.returns {
            Flow::Return(Value::Unknown(unknown.clone()))
        } else if self.breaks {
            Flow::Break
        } else if self.continues {
            Flow::Continue
        } else {
            Flow::Normal
        }
    }
}
