//! `match` statements.

use ruff_python_ast as ast;

use super::{Lowerer, name_of};
use crate::python::tree::{Case, Pattern, StmtKind};
use crate::python::value::Value;

impl Lowerer {
    pub(super) fn match_statement(&mut self, statement: &ast::StmtMatch) -> StmtKind {
        let subject = self.expr(&statement.subject);
        let mut cases = Vec::new();
        for case in &statement.cases {
            let pattern = self.pattern(&case.pattern);
            let guard = case.guard.as_deref().map(|guard| self.expr(guard));
            cases.push(Case { pattern, guard, body: self.block(&case.body) });
        }
        StmtKind::Match(Box::new((subject, cases)))
    }

    fn pattern(&mut self, pattern: &ast::Pattern) -> Pattern {
        match pattern {
            ast::Pattern::MatchValue(pattern) => Pattern::Value(self.expr(&pattern.value)),
            ast::Pattern::MatchSingleton(pattern) => Pattern::Singleton(match pattern.value {
                ast::Singleton::None => Value::None,
                ast::Singleton::True => Value::Bool(true),
                ast::Singleton::False => Value::Bool(false),
            }),
            ast::Pattern::MatchSequence(pattern) => {
                Pattern::Sequence(pattern.patterns.iter().map(|p| self.pattern(p)).collect())
            }
            ast::Pattern::MatchMapping(pattern) => {
                let keys = pattern.keys.iter().zip(&pattern.patterns);
                let entries = keys.map(|(key, p)| (self.expr(key), self.pattern(p))).collect();
                let rest = pattern.rest.as_ref().map(|name| self.write(name.id.as_str()));
                Pattern::Mapping(entries, rest)
            }
            ast::Pattern::MatchClass(pattern) => {
                let class = self.expr(&pattern.cls);
                let arguments = &pattern.arguments;
                let positional = arguments.patterns.iter().map(|p| self.pattern(p)).collect();
                let keywords = arguments
                    .keywords
                    .iter()
                    .map(|keyword| {
                        (name_of(keyword.attr.id.as_str()), self.pattern(&keyword.pattern))
                    })
                    .collect();
                Pattern::Class(Box::new((class, positional, keywords)))
            }
            ast::Pattern::MatchStar(pattern) => {
                Pattern::Star(pattern.name.as_ref().map(|name| self.write(name.id.as_str())))
            }
            ast::Pattern::MatchAs(pattern) => {
                let inner = pattern.pattern.as_deref().map(|p| Box::new(self.pattern(p)));
                let name = pattern.name.as_ref().map(|name| self.write(name.id.as_str()));
                Pattern::As(inner, name)
            }
            ast::Pattern::MatchOr(pattern) => {
                Pattern::Or(pattern.patterns.iter().map(|p| self.pattern(p)).collect())
            }
        }
    }
}
