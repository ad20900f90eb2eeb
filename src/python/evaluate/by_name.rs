//! Modules that are followed by name: of their top level only those statements run that a name which is asked
//! for hangs on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::{Evaluator, Frame, Scope};
use crate::python::host::SkippedKind;
use crate::python::module::Module;
use crate::python::raised::Outcome;
use crate::python::tree::{
    Block, Expr, ExprKind, ImportFrom, ModuleCode, Name, PostfixKind, Stmt, StmtKind, Target,
};
use crate::python::value::{Unknown, Value};

/// The top level of a module of which not everything was run.
#[derive(Debug)]
pub(crate) struct Pending {
    code: Rc<ModuleCode>,
    /// The statements that ran, each for every name or for this one.
    done: RefCell<Vec<(usize, Option<Name>)>>,
    /// The statement that is running, or their number where none is: what follows it is yet to come.
    at: Cell<usize>,
    /// The names that were asked for since the module was entered.
    wanted: RefCell<Vec<Name>>,
}

impl Pending {
    pub(crate) fn new(code: &Rc<ModuleCode>) -> Self {
        let count = code.body.len();
        Self {
            code: code.clone(),
            done: RefCell::default(),
            at: Cell::new(count),
            wanted: RefCell::default(),
        }
    }

    /// The first statement from here on that concerns a name and that has not run.
    fn next(&self, from: usize, to: usize, name: &str) -> Option<(usize, &Stmt)> {
        let done = self.done.borrow();
        let statements = self.code.body.iter().enumerate().take(to).skip(from);
        let ran = |index: usize| {
            done.iter().any(|(known, only)| {
                *known == index && only.as_deref().is_none_or(|only| only == name)
            })
        };
        statements.filter(|(index, _)| !ran(*index)).find(|(_, stmt)| concerns(stmt, name))
    }

    fn stars(&self) -> impl Iterator<Item = &ImportFrom> {
        self.code.body.iter().rev().filter_map(|stmt| match &stmt.kind {
            StmtKind::ImportFrom(import) if import.names.is_empty() => Some(&**import),
            _ => None,
        })
    }
}

impl Evaluator {
    /// From here on the given modules that are imported are not run but followed by name.
    pub fn follow_names(&mut self) {
        self.by_name = true;
    }

    /// The member of a module that is followed by name. Where the module itself asks, in the midst of a
    /// statement, it is what the name is by then.
    pub(crate) fn followed(&mut self, module: &Rc<Module>, name: &str) -> Outcome<Option<Value>> {
        let Some(pending) = module.pending.get() else { return Ok(None) };
        let count = pending.code.body.len();
        self.spend_steps(count as u64)?;
        let is_new = !pending.wanted.borrow().iter().any(|known| &**known == name);
        if is_new {
            pending.wanted.borrow_mut().push(name.into());
        }
        let before = pending.at.get();
        self.run_for(module, pending, name, before)?;
        if before == count {
            let mut index = 0;
            loop {
                let wanted = pending.wanted.borrow().get(index).cloned();
                let Some(name) = wanted else { break };
                self.run_for(module, pending, &name, count)?;
                index += 1;
            }
            pending.wanted.borrow_mut().clear();
        }
        match module.get(name) {
            None if !name.starts_with('_') => self.starred(module, pending, name),
            found => Ok(found),
        }
    }

    fn run_for(
        &mut self,
        module: &Rc<Module>,
        pending: &Pending,
        name: &str,
        to: usize,
    ) -> Outcome<()> {
        let mut from = 0;
        while let Some((index, stmt)) = pending.next(from, to, name) {
            let imports = matches!(stmt.kind, StmtKind::ImportFrom(_));
            pending.done.borrow_mut().push((index, imports.then(|| name.into())));
            let outside = pending.at.replace(index);
            let result = self.nested(|evaluator| evaluator.top_level(module, pending, stmt, name));
            pending.at.set(outside);
            result?;
            from = index + 1;
        }
        Ok(())
    }

    /// Runs one statement of a module's top level; an import only for the name. Where it fails, what it would
    /// have made is unknown: another name may not need it.
    fn top_level(
        &mut self,
        module: &Rc<Module>,
        pending: &Pending,
        stmt: &Stmt,
        name: &str,
    ) -> Outcome<()> {
        let frame = Frame { scope: Scope::empty(), module: module.clone(), class: None };
        self.importing += 1;
        let result = self.in_frame(pending.code.file, |evaluator| {
            let block = std::slice::from_ref(stmt);
            let result = match &stmt.kind {
                StmtKind::ImportFrom(import) => {
                    let wanted = |target: &Target| is_target(target, name);
                    evaluator.import_from_statement(&frame, import, &wanted)
                }
                _ => evaluator.body(&frame, block),
            };
            let Err(raised) = result else { return Ok(()) };
            let unknown = match (raised.as_unknown(), raised.as_exception()) {
                (Some(unknown), _) => unknown,
                (None, Some(exception)) => evaluator.doubt(&exception),
                (None, None) => return Err(raised),
            };
            match stmt.kind {
                StmtKind::ImportFrom(_) => {
                    module.set(name, Value::Unknown(unknown));
                    Ok(())
                }
                _ => evaluator.skip(&frame, block, &unknown, SkippedKind::Loop).map(drop),
            }
        });
        self.importing = self.importing.saturating_sub(1);
        result
    }

    /// A name that `from x import *` may have brought.
    fn starred(
        &mut self,
        module: &Rc<Module>,
        pending: &Pending,
        name: &str,
    ) -> Outcome<Option<Value>> {
        for import in pending.stars() {
            let absolute = self.absolute(module, import)?;
            let found = match self.nested(|evaluator| evaluator.import_module(&absolute))? {
                Value::Module(source) => self.module_member(&source, name)?,
                Value::Unknown(unknown) => {
                    let why = format!("'{name}' may come from somewhere else: {}", unknown.why);
                    let unknown = Unknown { why: why.into(), ..(*unknown).clone() };
                    module.set("*", Value::Unknown(Rc::new(unknown)));
                    None
                }
                _ => None,
            };
            if let Some(found) = found {
                module.set(name, found.clone());
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// Whether a statement binds a name, or may change what it is bound to: `name.x = y`, `name.update(...)`.
fn concerns(stmt: &Stmt, name: &str) -> bool {
    let binds = |target: &Target| is_target(target, name);
    let within = |block: &Block| block.iter().any(|stmt| concerns(stmt, name));
    match &stmt.kind {
        StmtKind::Expr(expr) => is_change_of(expr, name),
        StmtKind::Assign(parts) => parts.0.iter().any(binds),
        StmtKind::AugAssign(parts) => binds(&parts.0),
        StmtKind::Annotated(parts) => parts.0.as_ref().is_some_and(binds) && parts.2.is_some(),
        StmtKind::Delete(targets) => targets.iter().any(binds),
        StmtKind::If(clauses) => clauses.iter().any(|(_, body)| within(body)),
        StmtKind::For(parts) => {
            binds(&parts.target) || within(&parts.body) || within(&parts.orelse)
        }
        StmtKind::While(parts) => within(&parts.1) || within(&parts.2),
        StmtKind::With(parts) => {
            within(&parts.1) || parts.0.iter().any(|(_, target)| target.as_ref().is_some_and(binds))
        }
        StmtKind::Try(parts) => {
            [&parts.body, &parts.orelse, &parts.finally].into_iter().any(within)
                || parts.handlers.iter().any(|handler| within(&handler.body))
        }
        StmtKind::Match(parts) => parts.1.iter().any(|case| within(&case.body)),
        StmtKind::Function(parts) => binds(&parts.2),
        StmtKind::Class(class) => binds(&class.target),
        StmtKind::Import(names) => names.iter().any(|(_, _, target)| binds(target)),
        StmtKind::ImportFrom(import) => import.names.iter().any(|(_, target)| binds(target)),
        _ => false,
    }
}

fn is_target(target: &Target, name: &str) -> bool {
    match target {
        Target::Global(bound) => &**bound == name,
        Target::Attribute(owner, ..) => is_from(owner, name),
        Target::Item(owner, ..) => is_from(owner, name),
        Target::Unpack(targets, ..) => targets.iter().any(|target| is_target(target, name)),
        _ => false,
    }
}

/// `name`, `name.x`, `name[0].x`, ...
fn is_from(expr: &Expr, name: &str) -> bool {
    match &expr.kind {
        ExprKind::Global(known) => &**known == name,
        kind => kind.operand().is_some_and(|operand| is_from(operand, name)),
    }
}

/// `name.update(...)`, `name.x.append(...)`: a method that changes a dict or a list.
fn is_change_of(expr: &Expr, name: &str) -> bool {
    const METHODS: &[&str] = &["update", "setdefault", "pop", "clear", "append", "extend"];
    let ExprKind::Postfix(parts) = &expr.kind else { return false };
    let [.., method, call] = parts.as_slice() else { return false };
    let PostfixKind::Attribute(method) = &method.kind else { return false };
    matches!(call.kind, PostfixKind::Call(_)) && METHODS.contains(&&**method) && is_from(expr, name)
}
