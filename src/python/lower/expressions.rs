//! Expressions and targets.

use std::rc::Rc;

use ruff_python_ast::{self as ast};
use ruff_text_size::{Ranged, TextRange};

use super::bindings::Bindings;
use super::statements::FunctionHead;
use super::{Kind, LOCALS, Lowerer, boxed_names, name_of, text_of};
use crate::python::class::{Binary, Compare, Unary};
use crate::python::number::BigInt;
use crate::python::tree::{
    Block, CallArguments, Clause, Comparison, Comprehension, ComprehensionKind, Expr, ExprKind,
    For, FunctionCode, Piece, Postfix, PostfixKind, Stmt, StmtKind, Target, Yield,
};
use crate::python::value::Value;

/// What the parser has for a character that is written by its name, `\N{...}`: none at all.
const UNNAMED: char = '\u{10fffe}';

/// Such a character.
const BY_NAME: &str = "a character by its name (\\N{...})";

/// Whether such a character is in a text. Most texts are seen not to have one without looking for it.
pub(super) fn is_unnamed(text: &str) -> bool {
    !text.is_ascii() && text.contains(UNNAMED)
}

fn has_unnamed(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Text(text) => is_unnamed(text),
        Piece::Value { spec, .. } => spec.as_deref().is_some_and(has_unnamed),
    })
}

/// The operator.
pub(super) fn binary(op: ast::Operator) -> Binary {
    match op {
        ast::Operator::Add => Binary::Add,
        ast::Operator::Sub => Binary::Sub,
        ast::Operator::Mult => Binary::Mul,
        ast::Operator::MatMult => Binary::MatMul,
        ast::Operator::Div => Binary::Div,
        ast::Operator::Mod => Binary::Mod,
        ast::Operator::Pow => Binary::Pow,
        ast::Operator::LShift => Binary::LShift,
        ast::Operator::RShift => Binary::RShift,
        ast::Operator::BitOr => Binary::Or,
        ast::Operator::BitXor => Binary::Xor,
        ast::Operator::BitAnd => Binary::And,
        ast::Operator::FloorDiv => Binary::FloorDiv,
    }
}

fn comparison(op: ast::CmpOp) -> Comparison {
    match op {
        ast::CmpOp::Eq => Comparison::Ask(Compare::Eq),
        ast::CmpOp::NotEq => Comparison::Ask(Compare::Ne),
        ast::CmpOp::Lt => Comparison::Ask(Compare::Lt),
        ast::CmpOp::LtE => Comparison::Ask(Compare::Le),
        ast::CmpOp::Gt => Comparison::Ask(Compare::Gt),
        ast::CmpOp::GtE => Comparison::Ask(Compare::Ge),
        ast::CmpOp::Is => Comparison::Is,
        ast::CmpOp::IsNot => Comparison::IsNot,
        ast::CmpOp::In => Comparison::In,
        ast::CmpOp::NotIn => Comparison::NotIn,
    }
}

fn number(number: &ast::Number) -> Option<Value> {
    match number {
        ast::Number::Int(int) => Some(match int.as_i64() {
            Some(small) => Value::int(small),
            None => {
                let text = int.to_string().replace('_', "").to_ascii_lowercase();
                let parsed = match text.get(..2) {
                    Some("0x") => BigInt::parse(text.get(2..)?, 16),
                    Some("0o") => BigInt::parse(text.get(2..)?, 8),
                    Some("0b") => BigInt::parse(text.get(2..)?, 2),
                    _ => BigInt::parse(&text, 10),
                };
                parsed?.into_value()
            }
        }),
        ast::Number::Float(float) => Some(Value::float(*float)),
        ast::Number::Complex { .. } => None,
    }
}

/// So many `.b`, `(c)` and `[d]` a chain usually has at most.
const SHORT_CHAIN: usize = 8;

/// What an attribute, a call or an item is taken of.
fn operand(expr: &ast::Expr) -> Option<&ast::Expr> {
    match expr {
        ast::Expr::Attribute(attribute) => Some(&attribute.value),
        ast::Expr::Call(call) => Some(&call.func),
        ast::Expr::Subscript(subscript) => Some(&subscript.value),
        _ => None,
    }
}

impl Lowerer {
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Expr {
        Expr { range: self.place(expr.range()), kind: self.expr_kind(expr) }
    }

    fn exprs(&mut self, exprs: &[ast::Expr]) -> Vec<Expr> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn expr_kind(&mut self, expr: &ast::Expr) -> ExprKind {
        match expr {
            ast::Expr::Name(name) => self.read(name.id.as_str()),
            ast::Expr::StringLiteral(literal) if is_unnamed(literal.value.to_str()) => {
                ExprKind::Unsupported(BY_NAME)
            }
            ast::Expr::StringLiteral(literal) => {
                let said = self.said(literal.value.to_str(), literal.range);
                ExprKind::Constant(Value::Str(text_of(&said)))
            }
            ast::Expr::NumberLiteral(literal) => match number(&literal.value) {
                Some(value) => ExprKind::Constant(value),
                None => ExprKind::Unsupported("complex numbers"),
            },
            ast::Expr::BooleanLiteral(literal) => ExprKind::Constant(Value::Bool(literal.value)),
            ast::Expr::NoneLiteral(_) => ExprKind::Constant(Value::None),
            ast::Expr::EllipsisLiteral(_) => ExprKind::Constant(Value::Ellipsis),
            ast::Expr::BytesLiteral(literal) => {
                let bytes: Vec<u8> = literal.value.bytes().collect();
                ExprKind::Constant(Value::bytes(bytes.into()))
            }
            ast::Expr::Attribute(_) | ast::Expr::Call(_) | ast::Expr::Subscript(_) => {
                self.postfix(expr)
            }
            ast::Expr::BinOp(_) => self.chain(expr),
            ast::Expr::List(list) => ExprKind::List(self.exprs(&list.elts)),
            ast::Expr::Tuple(tuple) => ExprKind::Tuple(self.exprs(&tuple.elts)),
            ast::Expr::Set(set) => ExprKind::Set(self.exprs(&set.elts)),
            ast::Expr::Dict(dict) => ExprKind::Dict(
                dict.items
                    .iter()
                    .map(|item| {
                        (item.key.as_ref().map(|key| self.expr(key)), self.expr(&item.value))
                    })
                    .collect(),
            ),
            other => self.other_expr(other),
        }
    }

    fn other_expr(&mut self, expr: &ast::Expr) -> ExprKind {
        match expr {
            ast::Expr::BoolOp(op) => {
                let values = self.exprs(&op.values);
                match op.op {
                    ast::BoolOp::And => ExprKind::And(values),
                    ast::BoolOp::Or => ExprKind::Or(values),
                }
            }
            ast::Expr::UnaryOp(op) => {
                let operand = Box::new(self.expr(&op.operand));
                match op.op {
                    ast::UnaryOp::Not => ExprKind::Not(operand),
                    ast::UnaryOp::USub => ExprKind::Unary(Unary::Neg, operand),
                    ast::UnaryOp::UAdd => ExprKind::Unary(Unary::Pos, operand),
                    ast::UnaryOp::Invert => ExprKind::Unary(Unary::Invert, operand),
                }
            }
            ast::Expr::Compare(compare) => {
                let left = self.expr(&compare.left);
                let rest = compare.ops.iter().zip(&compare.comparators);
                let rest = rest.map(|(op, right)| (comparison(*op), self.expr(right))).collect();
                ExprKind::Compare(Box::new((left, rest)))
            }
            ast::Expr::If(expr) => {
                let test = self.expr(&expr.test);
                let body = self.expr(&expr.body);
                ExprKind::If(Box::new((test, body, self.expr(&expr.orelse))))
            }
            ast::Expr::Named(named) => {
                let value = self.expr(&named.value);
                let target = match &*named.target {
                    ast::Expr::Name(name) => self.write_named(name.id.as_str()),
                    other => self.target(other),
                };
                ExprKind::Named(Box::new((target, value)))
            }
            ast::Expr::Lambda(lambda) => ExprKind::Lambda(self.lambda(lambda)),
            ast::Expr::FString(string) => match self.f_string(&string.value) {
                pieces if has_unnamed(&pieces) => ExprKind::Unsupported(BY_NAME),
                pieces => ExprKind::FString(pieces),
            },
            ast::Expr::Starred(starred) => ExprKind::Starred(Box::new(self.expr(&starred.value))),
            ast::Expr::Slice(slice) => {
                let mut part =
                    |part: &Option<Box<ast::Expr>>| part.as_deref().map(|expr| self.expr(expr));
                let parts = (part(&slice.lower), part(&slice.upper), part(&slice.step));
                ExprKind::Slice(Box::new(parts))
            }
            ast::Expr::Await(expr) => ExprKind::Await(Box::new(self.expr(&expr.value))),
            ast::Expr::Yield(_) | ast::Expr::YieldFrom(_) => self.inner_yield(expr),
            ast::Expr::ListComp(comp) => {
                self.comprehension(ComprehensionKind::List, &comp.elt, None, &comp.generators)
            }
            ast::Expr::SetComp(comp) => {
                self.comprehension(ComprehensionKind::Set, &comp.elt, None, &comp.generators)
            }
            ast::Expr::DictComp(comp) => {
                let key = comp.key.as_deref().unwrap_or(&comp.value);
                let value = Some(&*comp.value);
                self.comprehension(ComprehensionKind::Dict, key, value, &comp.generators)
            }
            ast::Expr::Generator(generator) => self.generator(generator),
            ast::Expr::TString(_) => ExprKind::Unsupported("template strings"),
            _ => ExprKind::Unsupported("this expression"),
        }
    }

    /// `a.b(c)[d]`, in a loop: such chains may be far longer than the stack is deep.
    fn postfix(&mut self, expr: &ast::Expr) -> ExprKind {
        let mut inner = expr;
        let mut count = 0;
        while let Some(operand) = operand(inner) {
            inner = operand;
            count += 1;
        }
        let base = self.expr(inner);
        // Most chains are short, and need no list of what they are made of.
        let mut few = [expr; SHORT_CHAIN];
        let mut many = Vec::new();
        let parts = match few.get_mut(..count) {
            Some(few) => few,
            None => {
                many.resize(count, expr);
                &mut many[..]
            }
        };
        let mut inner = expr;
        for part in parts.iter_mut().rev() {
            *part = inner;
            inner = operand(inner).unwrap_or(inner);
        }
        let mut postfixes = Vec::with_capacity(count + 1);
        postfixes.push(Postfix { range: base.range, kind: PostfixKind::Operand(base) });
        for part in parts.iter() {
            let kind = match part {
                ast::Expr::Attribute(attribute) => {
                    PostfixKind::Attribute(name_of(attribute.attr.id.as_str()))
                }
                ast::Expr::Call(call) => PostfixKind::Call(self.arguments(&call.arguments)),
                ast::Expr::Subscript(subscript) => {
                    PostfixKind::Item(Box::new(self.expr(&subscript.slice)))
                }
                _ => continue,
            };
            postfixes.push(Postfix { range: self.place(part.range()), kind });
        }
        ExprKind::Postfix(postfixes)
    }

    /// `a + b - c`, in a loop for the same reason.
    fn chain(&mut self, expr: &ast::Expr) -> ExprKind {
        let mut parts = Vec::new();
        let mut inner = expr;
        while let ast::Expr::BinOp(op) = inner {
            parts.push(op);
            inner = &op.left;
        }
        let first = self.expr(inner);
        let mut rest = Vec::new();
        for op in parts.into_iter().rev() {
            rest.push((binary(op.op), self.expr(&op.right), self.place(op.range)));
        }
        ExprKind::Binary(Box::new((first, rest)))
    }

    pub(super) fn arguments(&mut self, arguments: &ast::Arguments) -> CallArguments {
        let positional = self.exprs(&arguments.args);
        let keyword = arguments
            .keywords
            .iter()
            .map(|keyword| {
                let name = keyword.arg.as_ref().map(|name| name_of(name.id.as_str()));
                (name, self.expr(&keyword.value))
            })
            .collect();
        CallArguments { positional, keyword }
    }

    fn lambda(&mut self, lambda: &ast::ExprLambda) -> Rc<FunctionCode> {
        let head = FunctionHead { name: "<lambda>", is_async: false, doc: None };
        let bindings = Bindings::of_expr(&lambda.body);
        self.function(head, lambda.parameters.as_deref(), &bindings, |lowerer| {
            let value = lowerer.expr(&lambda.body);
            let kind = StmtKind::Return(Some(value));
            Block::from([Self::stmt(lowerer.place(lambda.body.range()), kind)])
        })
    }

    fn comprehension(
        &mut self,
        kind: ComprehensionKind,
        element: &ast::Expr,
        value: Option<&ast::Expr>,
        generators: &[ast::Comprehension],
    ) -> ExprKind {
        if generators.iter().any(|generator| generator.is_async) {
            return ExprKind::Unsupported("async comprehensions");
        }
        let Some(first) = generators.first() else {
            return ExprKind::Unsupported("this expression");
        };
        let first = self.expr(&first.iter);
        let prefix = self.level().prefix.clone();
        let outside = std::mem::take(&mut self.pending);
        self.push(Kind::Comprehension, prefix);
        let mut clauses = Vec::new();
        for (at, generator) in generators.iter().enumerate() {
            let iter = (at > 0).then(|| self.expr(&generator.iter));
            let target = self.target(&generator.target);
            let conditions = generator.ifs.iter().map(|test| self.expr(test)).collect();
            clauses.push(Clause { target, iter, conditions });
        }
        let element = self.expr(element);
        let value = value.map(|value| self.expr(value));
        let level = self.pop();
        self.pending = outside;
        ExprKind::Comprehension(Box::new(Comprehension {
            kind,
            slots: boxed_names(level.slots),
            has_inner: level.has_inner,
            first,
            clauses,
            element,
            value,
        }))
    }

    /// A generator expression is a generator over its first iterable.
    fn generator(&mut self, generator: &ast::ExprGenerator) -> ExprKind {
        if generator.generators.iter().any(|clause| clause.is_async) {
            return ExprKind::Unsupported("async comprehensions");
        }
        let Some(first) = generator.generators.first() else {
            return ExprKind::Unsupported("this expression");
        };
        let first = self.expr(&first.iter);
        let range = self.place(generator.range);
        let outside = std::mem::take(&mut self.pending);
        let qualname = self.qualname("<genexpr>");
        let name = name_of("<genexpr>");
        self.push(Kind::Comprehension, (qualname.clone(), LOCALS));
        let argument = name_of(".0");
        self.level().slot(&argument);
        let body = self.generator_clauses(generator, 0, range);
        let level = self.pop();
        self.pending = outside;
        let parameter =
            crate::python::tree::Parameter { name: argument, default: None, annotation: None };
        let code = FunctionCode {
            name,
            qualname,
            file: self.file,
            parameters: vec![parameter],
            signature: crate::python::tree::Signature { by_position: 1, ..Default::default() },
            slots: boxed_names(level.slots),
            body,
            doc: None,
            generator: true,
            is_async: false,
            has_inner: level.has_inner,
            later: None,
        };
        ExprKind::Generator(Rc::new(code), Box::new(first))
    }

    fn generator_clauses(
        &mut self,
        generator: &ast::ExprGenerator,
        at: usize,
        range: TextRange,
    ) -> Block {
        let Some(clause) = generator.generators.get(at) else {
            let value = Some(self.expr(&generator.elt));
            let kind = StmtKind::Yield(Box::new(Yield {
                value,
                from: false,
                target: None,
                returns: false,
            }));
            return Block::from([Stmt { range, kind, yields: true }]);
        };
        let iter = match at {
            0 => Expr { range: self.place(clause.iter.range()), kind: ExprKind::Local(0) },
            _ => self.expr(&clause.iter),
        };
        let target = self.target(&clause.target);
        let tests: Vec<Expr> = clause.ifs.iter().map(|test| self.expr(test)).collect();
        let mut body = self.generator_clauses(generator, at + 1, range);
        for test in tests.into_iter().rev() {
            let kind = StmtKind::If(Box::new([(Some(test), body)]));
            body = Block::from([Stmt { range, kind, yields: true }]);
        }
        let kind = StmtKind::For(Box::new(For { target, iter, body, orelse: Block::from([]) }));
        Block::from([Stmt { range, kind, yields: true }])
    }

    fn f_string(&mut self, value: &ast::FStringValue) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for part in value {
            match part {
                ast::FStringPart::Literal(literal) => {
                    pieces.push(Piece::Text((*self.said(&literal.value, literal.range)).into()));
                }
                ast::FStringPart::FString(string) => self.elements(&string.elements, &mut pieces),
            }
        }
        pieces
    }

    fn elements(&mut self, elements: &[ast::InterpolatedStringElement], pieces: &mut Vec<Piece>) {
        for element in elements {
            match element {
                ast::InterpolatedStringElement::Literal(literal) => {
                    pieces.push(Piece::Text((*self.said(&literal.value, literal.range)).into()));
                }
                ast::InterpolatedStringElement::Interpolation(value) => {
                    let mut conversion = match value.conversion {
                        ast::ConversionFlag::None => None,
                        ast::ConversionFlag::Str => Some('s'),
                        ast::ConversionFlag::Ascii => Some('a'),
                        ast::ConversionFlag::Repr => Some('r'),
                    };
                    if let Some(debug) = &value.debug_text {
                        pieces.push(Piece::Text(debug.as_str().into()));
                        if conversion.is_none() && value.format_spec.is_none() {
                            conversion = Some('r');
                        }
                    }
                    let expr = self.expr(&value.expression);
                    let spec = value.format_spec.as_deref().map(|spec| {
                        let mut inner = Vec::new();
                        self.elements(&spec.elements, &mut inner);
                        inner
                    });
                    pieces.push(Piece::Value { expr, conversion, spec });
                }
            }
        }
    }

    pub(super) fn target(&mut self, expr: &ast::Expr) -> Target {
        match expr {
            ast::Expr::Name(name) => self.write(name.id.as_str()),
            ast::Expr::Attribute(attribute) => {
                let value = Box::new(self.expr(&attribute.value));
                let name = name_of(attribute.attr.id.as_str());
                Target::Attribute(value, name, self.place(attribute.range))
            }
            ast::Expr::Subscript(subscript) => {
                let value = Box::new(self.expr(&subscript.value));
                let key = Box::new(self.expr(&subscript.slice));
                Target::Item(value, key, self.place(subscript.range))
            }
            ast::Expr::Tuple(tuple) => self.unpack(&tuple.elts, self.place(tuple.range)),
            ast::Expr::List(list) => self.unpack(&list.elts, self.place(list.range)),
            ast::Expr::Starred(starred) => self.target(&starred.value),
            other => Target::Unpack(Vec::new(), None, self.place(other.range())),
        }
    }

    fn unpack(&mut self, targets: &[ast::Expr], range: TextRange) -> Target {
        let star = targets.iter().position(|target| matches!(target, ast::Expr::Starred(_)));
        let targets = targets.iter().map(|target| self.target(target)).collect();
        Target::Unpack(targets, star, range)
    }
}
