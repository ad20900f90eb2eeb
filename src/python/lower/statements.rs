//! Statements.

use std::rc::Rc;

use ruff_python_ast::{self as ast};
use ruff_text_size::Ranged;

use super::bindings::Bindings;
use super::expressions::binary;
use super::{Kind, LOCALS, Lowerer, boxed_names, name_of};
use crate::python::tree::{
    Block, CallArguments, ClassCode, For, FunctionCode, Handler, ImportFrom, Name, Parameter,
    Signature, Stmt, StmtKind, Target, Try, Yield,
};

impl Lowerer {
    /// Lets the names of `def f[T]` and `class C[T]` be known; they are left by cutting the list to this length.
    fn enter_type_parameters(&mut self, parameters: Option<&ast::TypeParams>) -> usize {
        let outside = self.type_parameters.len();
        for parameter in parameters.into_iter().flatten() {
            self.type_parameters.push(parameter.name().id.as_str().into());
        }
        outside
    }

    /// The text of a docstring.
    pub(super) fn docstring(&self, body: &[ast::Stmt]) -> Option<Rc<str>> {
        match body.first() {
            Some(ast::Stmt::Expr(statement)) => match &*statement.value {
                ast::Expr::StringLiteral(literal) => {
                    let text = self.said(literal.value.to_str(), literal.range);
                    (!super::expressions::is_unnamed(&text)).then(|| (*text).into())
                }
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn statement(&mut self, statement: &ast::Stmt) -> Stmt {
        let before = self.level().yields;
        let kind = self.statement_kind(statement);
        let yields = self.level().yields != before;
        Stmt { range: self.place(statement.range()), kind, yields }
    }

    fn statement_kind(&mut self, statement: &ast::Stmt) -> StmtKind {
        match statement {
            ast::Stmt::Expr(statement) => self.expression_statement(&statement.value),
            ast::Stmt::Assign(assign) => self.assign(assign),
            ast::Stmt::AugAssign(assign) => {
                let target = self.target(&assign.target);
                let value = self.expr(&assign.value);
                StmtKind::AugAssign(Box::new((target, binary(assign.op), value)))
            }
            ast::Stmt::AnnAssign(assign) => self.annotated(assign),
            ast::Stmt::Return(statement) => match statement.value.as_deref() {
                Some(ast::Expr::Yield(_) | ast::Expr::YieldFrom(_)) => {
                    self.yield_statement(statement.value.as_deref(), None, true)
                }
                value => StmtKind::Return(value.map(|value| self.expr(value))),
            },
            ast::Stmt::Delete(delete) => {
                StmtKind::Delete(delete.targets.iter().map(|target| self.target(target)).collect())
            }
            ast::Stmt::Pass(_) | ast::Stmt::Global(_) | ast::Stmt::Nonlocal(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
            ast::Stmt::FunctionDef(def) => {
                let outside = self.enter_type_parameters(def.type_params.as_deref());
                let kind = self.function_statement(def);
                self.type_parameters.truncate(outside);
                kind
            }
            ast::Stmt::ClassDef(def) => {
                let outside = self.enter_type_parameters(def.type_params.as_deref());
                let kind = self.class_statement(def);
                self.type_parameters.truncate(outside);
                kind
            }
            ast::Stmt::Import(import) => self.import(import),
            ast::Stmt::ImportFrom(import) => self.import_from(import),
            ast::Stmt::TypeAlias(alias) => {
                let target = self.target(&alias.name);
                let outside = self.enter_type_parameters(alias.type_params.as_deref());
                let value = self.expr(&alias.value);
                self.type_parameters.truncate(outside);
                StmtKind::Assign(Box::new((vec![target], value)))
            }
            ast::Stmt::Raise(raise) => {
                let exception = raise.exc.as_deref().map(|exception| self.expr(exception));
                let cause = raise.cause.as_deref().map(|cause| self.expr(cause));
                StmtKind::Raise(Box::new((exception, cause)))
            }
            ast::Stmt::Assert(assert) => {
                let test = self.expr(&assert.test);
                let message = assert.msg.as_deref().map(|message| self.expr(message));
                StmtKind::Assert(Box::new((test, message)))
            }
            ast::Stmt::IpyEscapeCommand(_) => StmtKind::Unsupported("IPython commands"),
            compound => self.compound(compound),
        }
    }

    fn compound(&mut self, statement: &ast::Stmt) -> StmtKind {
        match statement {
            ast::Stmt::If(statement) => self.if_statement(statement),
            ast::Stmt::For(statement) => {
                if statement.is_async {
                    return StmtKind::Unsupported("async for");
                }
                let iter = self.expr(&statement.iter);
                let target = self.target(&statement.target);
                let body = self.block(&statement.body);
                let orelse = self.block(&statement.orelse);
                StmtKind::For(Box::new(For { target, iter, body, orelse }))
            }
            ast::Stmt::While(statement) => {
                let test = self.expr(&statement.test);
                let body = self.block(&statement.body);
                let orelse = self.block(&statement.orelse);
                StmtKind::While(Box::new((test, body, orelse)))
            }
            ast::Stmt::With(statement) => {
                if statement.is_async {
                    return StmtKind::Unsupported("async with");
                }
                let mut items = Vec::new();
                for item in &statement.items {
                    let context = self.expr(&item.context_expr);
                    let target = item.optional_vars.as_deref().map(|target| self.target(target));
                    items.push((context, target));
                }
                StmtKind::With(Box::new((items, self.block(&statement.body))))
            }
            ast::Stmt::Try(statement) => self.try_statement(statement),
            ast::Stmt::Match(statement) => self.match_statement(statement),
            _ => StmtKind::Pass,
        }
    }

    fn expression_statement(&mut self, value: &ast::Expr) -> StmtKind {
        match value {
            ast::Expr::Yield(_) | ast::Expr::YieldFrom(_) => {
                self.yield_statement(Some(value), None, false)
            }
            _ => StmtKind::Expr(self.expr(value)),
        }
    }

    fn yield_statement(
        &mut self,
        value: Option<&ast::Expr>,
        target: Option<Target>,
        returns: bool,
    ) -> StmtKind {
        self.level().yields += 1;
        let (value, from) = match value {
            Some(ast::Expr::Yield(expr)) => (expr.value.as_deref(), false),
            Some(ast::Expr::YieldFrom(expr)) => (Some(&*expr.value), true),
            _ => (None, false),
        };
        let value = value.map(|value| self.expr(value));
        StmtKind::Yield(Box::new(Yield { value, from, target, returns }))
    }

    /// A yield in the middle of an expression: it is made a statement before, its result kept in a slot.
    pub(super) fn inner_yield(&mut self, value: &ast::Expr) -> crate::python::tree::ExprKind {
        let number = self.level().yields;
        let name = name_of(&format!("<yield {number}>"));
        let slot = self.level().slot(&name);
        let kind = self.yield_statement(Some(value), Some(Target::Local(slot)), false);
        self.pending.push(Stmt { range: self.place(value.range()), kind, yields: true });
        crate::python::tree::ExprKind::Local(slot)
    }

    fn assign(&mut self, assign: &ast::StmtAssign) -> StmtKind {
        if let (ast::Expr::Yield(_) | ast::Expr::YieldFrom(_), [target]) =
            (&*assign.value, assign.targets.as_slice())
        {
            let target = self.target(target);
            return self.yield_statement(Some(&assign.value), Some(target), false);
        }
        let value = self.expr(&assign.value);
        let targets = assign.targets.iter().map(|target| self.target(target)).collect();
        StmtKind::Assign(Box::new((targets, value)))
    }

    fn annotated(&mut self, assign: &ast::StmtAnnAssign) -> StmtKind {
        let value = assign.value.as_deref().map(|value| self.expr(value));
        let target = value.is_some().then(|| self.target(&assign.target));
        let annotation = match &*assign.target {
            ast::Expr::Name(name) if self.level().kind == Kind::Class => {
                Some((name_of(name.id.as_str()), self.expr(&assign.annotation)))
            }
            _ => None,
        };
        StmtKind::Annotated(Box::new((target, annotation, value)))
    }

    fn if_statement(&mut self, statement: &ast::StmtIf) -> StmtKind {
        let mut clauses = vec![(Some(self.expr(&statement.test)), self.block(&statement.body))];
        for clause in &statement.elif_else_clauses {
            let test = clause.test.as_ref().map(|test| self.expr(test));
            clauses.push((test, self.block(&clause.body)));
        }
        StmtKind::If(clauses.into())
    }

    fn try_statement(&mut self, statement: &ast::StmtTry) -> StmtKind {
        if statement.is_star {
            return StmtKind::Unsupported("except*");
        }
        let body = self.block(&statement.body);
        let mut handlers = Vec::new();
        for ast::ExceptHandler::ExceptHandler(handler) in &statement.handlers {
            let class = handler.type_.as_deref().map(|class| self.expr(class));
            let target = handler.name.as_ref().map(|name| self.write(name.id.as_str()));
            let body = self.block(&handler.body);
            handlers.push(Handler { range: self.place(handler.range), class, target, body });
        }
        let orelse = self.block(&statement.orelse);
        let finally = self.block(&statement.finalbody);
        StmtKind::Try(Box::new(Try { body, handlers, orelse, finally }))
    }

    fn import(&mut self, import: &ast::StmtImport) -> StmtKind {
        let names = import.names.iter().map(named);
        StmtKind::Import(names.map(|(module, name)| self.imported(module, name)).collect())
    }

    /// One part of `import module as name, ...`.
    pub(super) fn imported(
        &mut self,
        module: &str,
        name: Option<&str>,
    ) -> (Name, Option<Target>, Target) {
        let code = name_of(module);
        let top = module.split('.').next().unwrap_or("");
        let target = self.write(name.unwrap_or(top));
        // Marks that the top package is bound, not the module itself.
        let is_top = name.is_none() && module.contains('.');
        (code, is_top.then(|| self.write(top)), target)
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) -> StmtKind {
        let module = import.module.as_ref().map_or("", |module| module.id.as_str());
        let names = import.names.iter().map(named).take_while(|(name, _)| *name != "*");
        self.imported_from(module, import.level, names)
    }

    pub(super) fn imported_from<'n>(
        &mut self,
        module: &str,
        level: u32,
        names: impl Iterator<Item = (&'n str, Option<&'n str>)>,
    ) -> StmtKind {
        let module = name_of(module);
        let names =
            names.map(|(name, new)| (name_of(name), self.write(new.unwrap_or(name)))).collect();
        StmtKind::ImportFrom(Box::new(ImportFrom { module, level, names }))
    }

    fn declare(&mut self, bindings: &Bindings<'_>) {
        for name in &bindings.globals {
            let name = name_of(name);
            self.level().globals.insert(name);
        }
        for name in &bindings.nonlocals {
            let name = name_of(name);
            self.level().nonlocals.insert(name);
        }
        for name in &bindings.bound {
            let name = name_of(name);
            let level = self.level();
            if level.globals.contains(&name) || level.nonlocals.contains(&name) {
                continue;
            }
            match level.kind {
                Kind::Class => {
                    level.bound.insert(name);
                }
                _ => {
                    level.slot(&name);
                }
            }
        }
    }

    fn function_statement(&mut self, def: &ast::StmtFunctionDef) -> StmtKind {
        let decorators =
            def.decorator_list.iter().map(|decorator| self.expr(&decorator.expression)).collect();
        let target = self.write(def.name.id.as_str());
        StmtKind::Function(Box::new((self.definition(def), decorators, target)))
    }

    /// The code of a function that has a name.
    pub(super) fn definition(&mut self, def: &ast::StmtFunctionDef) -> Rc<FunctionCode> {
        let head = FunctionHead {
            name: def.name.id.as_str(),
            is_async: def.is_async,
            doc: self.docstring(&def.body),
        };
        self.function(head, Some(&def.parameters), &Bindings::of(&def.body), |lowerer| {
            lowerer.block(&def.body)
        })
    }

    /// Lowers a function: its parameters take the first slots.
    pub(super) fn function(
        &mut self,
        head: FunctionHead<'_>,
        parameters: Option<&ast::Parameters>,
        bindings: &Bindings<'_>,
        body: impl FnOnce(&mut Self) -> Block,
    ) -> Rc<FunctionCode> {
        let (parameters, mut signature, variadic) = self.parameters(parameters);
        let qualname = self.qualname(head.name);
        let name = name_of(head.name);
        self.push(Kind::Function, (qualname.clone(), LOCALS));
        for parameter in &parameters {
            self.level().slot(&parameter.name);
        }
        signature.rest = variadic.0.map(|name| self.level().slot(&name));
        signature.extra = variadic.1.map(|name| self.level().slot(&name));
        self.declare(bindings);
        let body = body(self);
        let level = self.pop();
        Rc::new(FunctionCode {
            name,
            qualname,
            file: self.file,
            parameters,
            signature,
            slots: boxed_names(level.slots),
            body,
            doc: head.doc,
            generator: level.yields > 0,
            is_async: head.is_async,
            has_inner: level.has_inner,
            later: None,
        })
    }

    fn parameters(
        &mut self,
        parameters: Option<&ast::Parameters>,
    ) -> (Vec<Parameter>, Signature, (Option<Name>, Option<Name>)) {
        let Some(parameters) = parameters else {
            return (Vec::new(), Signature::default(), (None, None));
        };
        let by_position = parameters.posonlyargs.len() + parameters.args.len();
        let signature = Signature {
            position_only: parameters.posonlyargs.len(),
            by_position,
            rest: None,
            extra: None,
        };
        let all =
            parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        let lowered = all
            .map(|parameter| Parameter {
                name: name_of(parameter.parameter.name.id.as_str()),
                default: parameter.default.as_deref().map(|default| self.expr(default)),
                annotation: parameter.parameter.annotation.as_deref().map(|a| self.expr(a)),
            })
            .collect();
        let rest = parameters.vararg.as_ref().map(|rest| name_of(rest.name.id.as_str()));
        let extra = parameters.kwarg.as_ref().map(|extra| name_of(extra.name.id.as_str()));
        (lowered, signature, (rest, extra))
    }

    fn class_statement(&mut self, def: &ast::StmtClassDef) -> StmtKind {
        let decorators =
            def.decorator_list.iter().map(|decorator| self.expr(&decorator.expression)).collect();
        let arguments = match def.arguments.as_deref() {
            Some(arguments) => self.arguments(arguments),
            None => CallArguments::default(),
        };
        let target = self.write(def.name.id.as_str());
        let qualname = self.qualname(def.name.id.as_str());
        let name = name_of(def.name.id.as_str());
        self.push(Kind::Class, (qualname.clone(), "."));
        self.declare(&Bindings::of(&def.body));
        let body = self.block(&def.body);
        self.pop();
        StmtKind::Class(Box::new(ClassCode {
            name,
            qualname,
            decorators,
            arguments,
            body,
            doc: self.docstring(&def.body),
            target,
        }))
    }
}

/// What is imported, and as what.
fn named(alias: &ast::Alias) -> (&str, Option<&str>) {
    (alias.name.id.as_str(), alias.asname.as_ref().map(|name| name.id.as_str()))
}

/// What a function is called and where it stands.
pub(super) struct FunctionHead<'a> {
    pub(super) name: &'a str,
    pub(super) is_async: bool,
    pub(super) doc: Option<Rc<str>>,
}
