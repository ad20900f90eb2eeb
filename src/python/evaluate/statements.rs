//! Statements.

use std::rc::Rc;

use super::{Evaluator, Flow, Frame};
use crate::python::host::SkippedKind;
use crate::python::raised::{Exception, Outcome, Raised};
use crate::python::tree::{Expr, ExprKind, For, Handler, PostfixKind, Stmt, StmtKind, Try};
use crate::python::value::Value;

impl Evaluator {
    pub(crate) fn block(&mut self, frame: &Frame, block: &[Stmt]) -> Outcome<Flow> {
        for stmt in block {
            match self.statement(frame, stmt)? {
                Flow::Normal => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Normal)
    }

    pub(crate) fn statement(&mut self, frame: &Frame, stmt: &Stmt) -> Outcome<Flow> {
        self.at(stmt.range);
        self.step()?;
        match self.run_statement(frame, stmt) {
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                self.skip(frame, std::slice::from_ref(stmt), &unknown, SkippedKind::Loop)
            }
            other => other,
        }
    }

    fn run_statement(&mut self, frame: &Frame, stmt: &Stmt) -> Outcome<Flow> {
        match &stmt.kind {
            StmtKind::Expr(expr) => self.expression_statement(frame, expr),
            StmtKind::Assign(parts) => {
                let value = self.expr(frame, &parts.1)?;
                for target in &parts.0 {
                    self.assign(frame, target, value.clone())?;
                }
                Ok(Flow::Normal)
            }
            StmtKind::Return(value) => Ok(Flow::Return(match value {
                Some(value) => self.expr(frame, value)?,
                None => Value::None,
            })),
            StmtKind::Pass => Ok(Flow::Normal),
            StmtKind::Break => Ok(Flow::Break),
            StmtKind::Continue => Ok(Flow::Continue),
            StmtKind::If(clauses) => self.nested(|ev| ev.if_statement(frame, clauses)),
            StmtKind::For(parts) => self.nested(|ev| ev.for_statement(frame, parts)),
            StmtKind::While(parts) => {
                self.nested(|ev| ev.while_statement(frame, stmt, &parts.0, &parts.1, &parts.2))
            }
            StmtKind::With(parts) => self.nested(|ev| ev.with_statement(frame, &parts.0, &parts.1)),
            StmtKind::Try(parts) => self.nested(|ev| ev.try_statement(frame, parts)),
            StmtKind::Match(parts) => {
                self.nested(|ev| ev.match_statement(frame, &parts.0, &parts.1))
            }
            _ => self.simple_statement(frame, stmt).map(|()| Flow::Normal),
        }
    }

    #[inline(never)]
    fn simple_statement(&mut self, frame: &Frame, stmt: &Stmt) -> Outcome<()> {
        match &stmt.kind {
            StmtKind::AugAssign(parts) => {
                let (target, op, value) = &**parts;
                let old = self.read_target(frame, target)?;
                let value = self.expr(frame, value)?;
                self.at(stmt.range);
                let new = self.binary_in_place(*op, &old, &value)?;
                self.assign(frame, target, new)
            }
            StmtKind::Annotated(parts) => {
                let (target, annotation, value) = &**parts;
                if let Some((name, annotation)) = annotation {
                    self.annotate(frame, name, annotation)?;
                }
                if let (Some(target), Some(value)) = (target, value) {
                    let value = self.expr(frame, value)?;
                    self.assign(frame, target, value)?;
                }
                Ok(())
            }
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(frame, target)?;
                }
                Ok(())
            }
            StmtKind::Raise(parts) => Err(self.raise_statement(frame, stmt, &parts.0, &parts.1)),
            StmtKind::Assert(parts) => {
                self.assert_statement(frame, stmt, &parts.0, parts.1.as_ref())
            }
            StmtKind::Function(parts) => {
                let (code, decorators, target) = &**parts;
                let decorators = self.decorators(frame, decorators)?;
                let mut value = self.make_function(frame, code)?;
                for decorator in decorators.into_iter().rev() {
                    value = self.call(&decorator, crate::python::Arguments::of([value]))?;
                }
                self.assign(frame, target, value)
            }
            StmtKind::Class(code) => self.nested(|ev| ev.class_statement(frame, code)),
            StmtKind::Import(names) => self.import_statement(frame, names),
            StmtKind::ImportFrom(import) => self.import_from_statement(frame, import, &|_| true),
            StmtKind::Unsupported(what) => Err(Raised::from(self.unsupported(what))),
            _ => Ok(()),
        }
    }

    pub(crate) fn decorators(&mut self, frame: &Frame, exprs: &[Expr]) -> Outcome<Vec<Value>> {
        exprs.iter().map(|expr| self.expr(frame, expr)).collect()
    }

    /// An expression as a statement. If it calls something unknown, nobody knows what that does.
    fn expression_statement(&mut self, frame: &Frame, expr: &Expr) -> Outcome<Flow> {
        let value = self.expr(frame, expr)?;
        if let (Value::Unknown(unknown), ExprKind::Postfix(parts)) = (&value, &expr.kind)
            && matches!(parts.last().map(|part| &part.kind), Some(PostfixKind::Call(_)))
        {
            self.at(expr.range);
            let unknown = unknown.clone();
            self.report(SkippedKind::Call, &unknown);
        }
        Ok(Flow::Normal)
    }

    fn if_statement(
        &mut self,
        frame: &Frame,
        clauses: &[(Option<Expr>, crate::python::tree::Block)],
    ) -> Outcome<Flow> {
        for (at, (test, body)) in clauses.iter().enumerate() {
            let Some(test) = test else { return self.block(frame, body) };
            let value = self.expr(frame, test)?;
            self.at(test.range);
            match self.truth(&value) {
                Ok(true) => return self.block(frame, body),
                Ok(false) => {}
                Err(raised) if let Some(unknown) = raised.as_unknown() => {
                    let open = clauses.get(at..).unwrap_or_default();
                    return self.skip_clauses(frame, open, &unknown);
                }
                Err(raised) => return Err(raised),
            }
        }
        Ok(Flow::Normal)
    }

    fn for_statement(&mut self, frame: &Frame, parts: &For) -> Outcome<Flow> {
        let value = self.expr(frame, &parts.iter)?;
        self.at(parts.iter.range);
        let iterator = self.iter(&value)?;
        while let Some(item) = self.next(&iterator)? {
            self.step()?;
            self.assign(frame, &parts.target, item)?;
            match self.block(frame, &parts.body)? {
                Flow::Normal | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Normal),
                Flow::Return(value) => return Ok(Flow::Return(value)),
            }
            self.at(parts.iter.range);
        }
        self.block(frame, &parts.orelse)
    }

    fn while_statement(
        &mut self,
        frame: &Frame,
        stmt: &Stmt,
        test: &Expr,
        body: &[Stmt],
        orelse: &[Stmt],
    ) -> Outcome<Flow> {
        loop {
            self.step()?;
            let value = self.expr(frame, test)?;
            self.at(test.range);
            match self.truth(&value) {
                Ok(true) => {}
                Ok(false) => return self.block(frame, orelse),
                Err(raised) if let Some(unknown) = raised.as_unknown() => {
                    let kind = SkippedKind::Loop;
                    return self.skip(frame, std::slice::from_ref(stmt), &unknown, kind);
                }
                Err(raised) => return Err(raised),
            }
            match self.block(frame, body)? {
                Flow::Normal | Flow::Continue => {}
                Flow::Break => return Ok(Flow::Normal),
                Flow::Return(value) => return Ok(Flow::Return(value)),
            }
        }
    }

    fn try_statement(&mut self, frame: &Frame, parts: &Try) -> Outcome<Flow> {
        let mut result = match self.block(frame, &parts.body) {
            Ok(Flow::Normal) => self.block(frame, &parts.orelse),
            Err(raised) if let Some(exception) = raised.as_exception() => {
                self.handle(frame, &parts.handlers, &exception)
            }
            other => other,
        };
        if !parts.finally.is_empty() && !result.as_ref().is_err_and(Raised::is_limit) {
            match self.block(frame, &parts.finally) {
                Ok(Flow::Normal) => {}
                other => result = other,
            }
        }
        result
    }

    /// Runs the handler that fits; the exception goes on where none does.
    fn handle(
        &mut self,
        frame: &Frame,
        handlers: &[Handler],
        exception: &Rc<Exception>,
    ) -> Outcome<Flow> {
        match self.find_handler(frame, handlers, &exception.value)? {
            // Nobody knows whether the handler would run.
            Some(_) if self.is_doubtful(exception) => Err(Raised::from(self.doubt(exception))),
            Some(handler) => self.run_handler(frame, handler, exception),
            None => Err(Raised::from(exception.clone())),
        }
    }

    pub(crate) fn find_handler<'a>(
        &mut self,
        frame: &Frame,
        handlers: &'a [Handler],
        exception: &Value,
    ) -> Outcome<Option<&'a Handler>> {
        for handler in handlers {
            let Some(class) = &handler.class else { return Ok(Some(handler)) };
            let classes = self.expr(frame, class)?;
            self.at(handler.range);
            match self.exception_matches(exception, &classes) {
                Ok(true) => return Ok(Some(handler)),
                Ok(false) => {}
                Err(raised) if let Some(unknown) = raised.as_unknown() => {
                    self.report(SkippedKind::Handler, &unknown)
                }
                Err(raised) => return Err(raised),
            }
        }
        Ok(None)
    }

    fn run_handler(
        &mut self,
        frame: &Frame,
        handler: &Handler,
        exception: &Rc<Exception>,
    ) -> Outcome<Flow> {
        if let Some(target) = &handler.target {
            self.assign(frame, target, exception.value.clone())?;
        }
        self.handling.push(exception.value.clone());
        let result = self.block(frame, &handler.body);
        self.handling.pop();
        if let Some(target) = &handler.target {
            let _ = self.delete(frame, target);
        }
        result
    }

    fn raise_statement(
        &mut self,
        frame: &Frame,
        stmt: &Stmt,
        exception: &Option<Expr>,
        cause: &Option<Expr>,
    ) -> Raised {
        let Some(exception) = exception else {
            return match self.handling.last() {
                Some(value) => self.raised(value.clone()),
                None => self.raise("RuntimeError", "No active exception to reraise"),
            };
        };
        let made = self.expr(frame, exception).and_then(|value| {
            self.at(stmt.range);
            self.make_exception(value)
        });
        let value = match made {
            Ok(value) => value,
            Err(raised) => return raised,
        };
        if let Some(cause) = cause {
            let cause = match self.expr(frame, cause) {
                Ok(Value::Class(class)) => {
                    self.make_exception(Value::Class(class)).unwrap_or(Value::None)
                }
                Ok(cause) => cause,
                Err(raised) => return raised,
            };
            if let Value::Instance(instance) = &value {
                instance.set("__cause__", cause);
                instance.set("__suppress_context__", Value::Bool(true));
            }
        }
        if let (Value::Instance(instance), Some(context)) = (&value, self.handling.last())
            && !value.is(context)
        {
            instance.set("__context__", context.clone());
        }
        self.at(stmt.range);
        let raised = self.raised(value);
        if self.in_library() { raised } else { raised.certainly() }
    }

    fn assert_statement(
        &mut self,
        frame: &Frame,
        stmt: &Stmt,
        test: &Expr,
        message: Option<&Expr>,
    ) -> Outcome<()> {
        let value = self.expr(frame, test)?;
        match self.truth(&value) {
            Ok(true) => Ok(()),
            Err(raised) if raised.as_unknown().is_some() => Ok(()),
            Ok(false) => {
                let arguments = match message {
                    Some(message) => vec![self.expr(frame, message)?],
                    None => Vec::new(),
                };
                self.at(stmt.range);
                Err(self.exception(&self.builtins.exception("AssertionError"), &arguments))
            }
            Err(raised) => Err(raised),
        }
    }

    /// Reads what an augmented assignment is about to write.
    fn read_target(&mut self, frame: &Frame, target: &crate::python::tree::Target) -> Outcome {
        use crate::python::tree::Target;
        let read = |kind| Expr { range: Default::default(), kind };
        let here = self.place();
        let expr = match target {
            Target::Local(slot) => read(ExprKind::Local(*slot)),
            Target::Outer(depth, slot) => read(ExprKind::Outer(*depth, *slot)),
            Target::Global(name) => Expr { range: here, kind: ExprKind::Global(name.clone()) },
            Target::Class(name) => {
                let own =
                    frame.class.as_ref().and_then(|(names, _)| names.borrow().get(name).cloned());
                if let Some(value) = own {
                    return Ok(value);
                }
                Expr { range: here, kind: ExprKind::Global(name.clone()) }
            }
            Target::Attribute(object, name, range) => {
                let object = self.expr(frame, object)?;
                self.at(*range);
                return self.getattr(&object, name);
            }
            Target::Item(object, key, range) => {
                let object = self.expr(frame, object)?;
                let key = self.expr(frame, key)?;
                self.at(*range);
                return self.getitem(&object, &key);
            }
            Target::Unpack(..) => return Err(self.raise("SyntaxError", "illegal target")),
        };
        self.expr(frame, &Expr { range: here, kind: expr.kind })
    }
}
