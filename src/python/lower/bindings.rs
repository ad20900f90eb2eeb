//! The names that a function or a class body binds.

use ruff_python_ast::visitor::{Visitor, walk_except_handler, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{self as ast, Expr, ExprContext, Stmt};

use crate::python::tree::Name;

/// Visits what stands beside the links of `a.b(c)[d] + e`, and gives the operand that is left. This is a loop: such
/// chains may be far longer than the stack is deep.
pub(in crate::python) fn walk_chain<'a, V: Visitor<'a>>(
    visitor: &mut V,
    mut expr: &'a Expr,
) -> &'a Expr {
    loop {
        expr = match expr {
            Expr::BinOp(op) => {
                visitor.visit_expr(&op.right);
                &op.left
            }
            Expr::Attribute(attribute) => &attribute.value,
            Expr::Subscript(subscript) => {
                visitor.visit_expr(&subscript.slice);
                &subscript.value
            }
            Expr::Call(call) => {
                visitor.visit_arguments(&call.arguments);
                &call.func
            }
            _ => return expr,
        };
    }
}

/// What a body binds and declares.
#[derive(Default)]
pub(in crate::python) struct Bindings<'a> {
    pub(in crate::python) bound: Vec<&'a str>,
    pub(super) globals: Vec<&'a str>,
    pub(super) nonlocals: Vec<&'a str>,
    comprehensions: u32,
}

impl<'a> Bindings<'a> {
    /// Those of a body, not looking into the functions and classes in it.
    pub(in crate::python) fn of(body: &'a [Stmt]) -> Self {
        let mut bindings = Self::default();
        for statement in body {
            bindings.visit_stmt(statement);
        }
        bindings
    }

    /// Those of an expression: what its walruses bind.
    pub(super) fn of_expr(expr: &'a Expr) -> Self {
        let mut bindings = Self::default();
        bindings.visit_expr(expr);
        bindings
    }

    /// Nothing but these names.
    pub(super) fn to(names: &'a [Name]) -> Self {
        Self { bound: names.iter().map(|name| &**name).collect(), ..Self::default() }
    }

    fn alias(&mut self, alias: &'a ast::Alias) {
        let name = match &alias.asname {
            Some(name) => name.id.as_str(),
            None => alias.name.id.as_str().split('.').next().unwrap_or(""),
        };
        self.bound.push(name);
    }
}

impl<'a> Visitor<'a> for Bindings<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(def) => {
                self.bound.push(def.name.id.as_str());
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
            }
            Stmt::ClassDef(def) => {
                self.bound.push(def.name.id.as_str());
                for decorator in &def.decorator_list {
                    self.visit_expr(&decorator.expression);
                }
            }
            Stmt::Import(import) => import.names.iter().for_each(|alias| self.alias(alias)),
            Stmt::ImportFrom(import) => import.names.iter().for_each(|alias| self.alias(alias)),
            Stmt::Global(global) => {
                self.globals.extend(global.names.iter().map(|name| name.id.as_str()));
            }
            Stmt::Nonlocal(nonlocal) => {
                self.nonlocals.extend(nonlocal.names.iter().map(|name| name.id.as_str()));
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}

    fn visit_expr(&mut self, expr: &'a Expr) {
        let expr = walk_chain(self, expr);
        match expr {
            Expr::Name(name) => {
                let stores = matches!(name.ctx, ExprContext::Store | ExprContext::Del);
                if stores && self.comprehensions == 0 {
                    self.bound.push(name.id.as_str());
                }
            }
            Expr::Named(named) => {
                if let Expr::Name(name) = &*named.target {
                    self.bound.push(name.id.as_str());
                }
                self.visit_expr(&named.value);
            }
            Expr::Lambda(_) => {}
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => {
                self.comprehensions += 1;
                walk_expr(self, expr);
                self.comprehensions -= 1;
            }
            _ => walk_expr(self, expr),
        }
    }

    fn visit_except_handler(&mut self, handler: &'a ast::ExceptHandler) {
        let ast::ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bound.push(name.id.as_str());
        }
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a ast::Pattern) {
        let name = match pattern {
            ast::Pattern::MatchAs(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchStar(pattern) => pattern.name.as_ref(),
            ast::Pattern::MatchMapping(pattern) => pattern.rest.as_ref(),
            _ => None,
        };
        self.bound.extend(name.map(|name| name.id.as_str()));
        walk_pattern(self, pattern);
    }
}
