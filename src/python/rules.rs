//! What Python's compiler refuses though it can be parsed: `return` outside a function, an argument given twice.

use std::cell::OnceCell;

use ruff_python_ast::visitor::{Visitor, walk_arguments, walk_expr, walk_stmt};
use ruff_python_ast::{self as ast, Expr, ExprContext, ModModule, Parameters, Pattern, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use rustc_hash::{FxHashMap, FxHashSet};

use super::lower::{Bindings, walk_chain};

/// What is refused, in CPython's words, and where.
type Broken = (String, TextRange);

/// The first thing in a module that Python's compiler refuses. Left out are the rules of names that a pattern or a
/// comprehension binds twice.
pub(super) fn broken(module: &ModModule) -> Option<Broken> {
    let mut walk = Walk { scopes: Vec::new(), head: true, first: true, broken: None };
    walk.inside(Scope::new(Kind::Module, &module.body), |walk| walk.visit_body(&module.body));
    walk.broken
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
}

/// What encloses the place that is looked at.
struct Scope<'a> {
    kind: Kind,
    body: &'a [Stmt],
    parameters: FxHashSet<&'a str>,
    /// What it binds beside its parameters, once that was asked.
    bound: OnceCell<FxHashSet<&'a str>>,
    /// The names that it declares `global`, and where last.
    globals: FxHashMap<&'a str, TextSize>,
    loops: u32,
}

impl<'a> Scope<'a> {
    fn new(kind: Kind, body: &'a [Stmt]) -> Self {
        let mut declared = Globals::default();
        declared.visit_body(body);
        Self {
            kind,
            body,
            parameters: FxHashSet::default(),
            bound: OnceCell::new(),
            globals: declared.0,
            loops: 0,
        }
    }

    fn taking(mut self, parameters: &'a Parameters) -> Self {
        self.parameters = parameters.iter().map(|parameter| parameter.name().as_str()).collect();
        self
    }

    fn binds(&self, name: &str) -> bool {
        let bound = || Bindings::of(self.body).bound.into_iter().collect();
        self.bound.get_or_init(bound).contains(name)
    }

    fn is_function(&self) -> bool {
        matches!(self.kind, Kind::Function | Kind::AsyncFunction)
    }

    /// Whether a function inside of it may declare this name `nonlocal`.
    fn lends(&self, name: &str) -> bool {
        match self.kind {
            Kind::Class => name == "__class__",
            _ if !self.is_function() => false,
            _ => self.parameters.contains(name) || self.binds(name),
        }
    }
}

/// The names that a body declares `global`, not looking into the functions and classes in it.
#[derive(Default)]
struct Globals<'a>(FxHashMap<&'a str, TextSize>);

impl<'a> Visitor<'a> for Globals<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Global(global) => {
                self.0.extend(global.names.iter().map(|name| (name.as_str(), global.start())));
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

struct Walk<'a> {
    scopes: Vec<Scope<'a>>,
    /// Whether there was nothing yet but a docstring and imports from `__future__`.
    head: bool,
    /// Whether there was no statement yet.
    first: bool,
    broken: Option<Broken>,
}

/// What may be imported from `__future__`.
const FEATURES: &[&str] = &[
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

impl<'a> Walk<'a> {
    fn refuse(&mut self, node: &dyn Ranged, parts: &[&str]) {
        let range = node.range();
        self.broken.get_or_insert_with(|| (parts.concat(), range));
    }

    fn inside(&mut self, scope: Scope<'a>, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(scope);
        walk(self);
        self.scopes.pop();
    }

    fn kind(&self) -> Kind {
        self.scopes.last().map_or(Kind::Module, |scope| scope.kind)
    }

    /// What awaits what is written here: comprehensions do not.
    fn awaits(&self) -> Kind {
        let mut kinds = self.scopes.iter().rev().map(|scope| scope.kind);
        kinds.find(|kind| *kind != Kind::Comprehension).unwrap_or(Kind::Module)
    }

    fn in_loop(&mut self, body: &'a [Stmt]) {
        self.count_loops(1);
        self.visit_body(body);
        self.count_loops(-1);
    }

    fn count_loops(&mut self, by: i32) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.loops = scope.loops.saturating_add_signed(by);
        }
    }

    fn leave_loop(&mut self, node: &Stmt, text: &str) {
        if self.scopes.last().is_none_or(|scope| scope.loops == 0) {
            self.refuse(node, &[text]);
        }
    }

    fn only_async(&mut self, node: &dyn Ranged, what: &str) {
        if self.awaits() != Kind::AsyncFunction {
            self.refuse(node, &["'", what, "' outside async function"]);
        }
    }

    fn import_from(&mut self, import: &ast::StmtImportFrom) {
        if self.kind() != Kind::Module && import.names.iter().any(|alias| &*alias.name == "*") {
            self.refuse(import, &["import * only allowed at module level"]);
        }
        if !is_future(import) {
            return;
        }
        if !self.head {
            let text = "from __future__ imports must occur at the beginning of the file";
            self.refuse(import, &[text]);
        }
        for alias in &import.names {
            if !FEATURES.contains(&alias.name.as_str()) {
                self.refuse(alias, &["future feature ", &alias.name, " is not defined"]);
            }
        }
    }

    fn declared(&mut self, name: &ast::Identifier, how: &str) {
        if self.scopes.last().is_some_and(|scope| scope.parameters.contains(name.as_str())) {
            self.refuse(name, &["name '", name, "' is parameter and ", how]);
        }
    }

    fn nonlocal(&mut self, name: &ast::Identifier) {
        self.declared(name, "nonlocal");
        let outer = self.scopes.iter().rev().skip(1);
        if self.kind() == Kind::Module {
            self.refuse(name, &["nonlocal declaration not allowed at module level"]);
        } else if !outer.into_iter().any(|scope| scope.lends(name)) {
            self.refuse(name, &["no binding for nonlocal '", name, "' found"]);
        }
    }

    fn parameters(&mut self, parameters: &'a Parameters) {
        let mut seen = FxHashSet::default();
        for parameter in parameters {
            let name = parameter.name().as_str();
            if !seen.insert(name) {
                let parts = ["duplicate argument '", name, "' in function definition"];
                self.refuse(parameter.name(), &parts);
            }
        }
        self.visit_parameters(parameters);
    }

    /// A target that is assigned to: at most one star among others.
    fn target(&mut self, target: &Expr, is_inner: bool) {
        let parts = match target {
            Expr::Starred(starred) if !is_inner => {
                let text = "starred assignment target must be in a list or tuple";
                return self.refuse(starred, &[text]);
            }
            Expr::List(list) => &list.elts,
            Expr::Tuple(tuple) => &tuple.elts,
            _ => return,
        };
        if parts.iter().filter(|part| part.is_starred_expr()).count() > 1 {
            self.refuse(target, &["multiple starred expressions in assignment"]);
        }
        parts.iter().for_each(|part| self.target(part, true));
    }

    /// A case that takes everything has to be the last.
    fn cases(&mut self, cases: &[ast::MatchCase]) {
        let others = cases.split_last().map_or(&[][..], |(_, others)| others);
        for case in others.iter().filter(|case| case.guard.is_none()) {
            if let Pattern::MatchAs(ast::PatternMatchAs { pattern: None, name, .. }) = &case.pattern
            {
                let what = name.as_ref().map_or("_", |name| name.as_str());
                self.refuse(case, &["'", what, "' makes remaining patterns unreachable"]);
            }
        }
    }

    fn name(&mut self, name: &ast::ExprName) {
        if &*name.id == "__debug__" && !matches!(name.ctx, ExprContext::Load) {
            self.refuse(name, &["cannot assign to __debug__"]);
        }
        let declared = self.scopes.last().and_then(|scope| scope.globals.get(name.id.as_str()));
        if declared.is_some_and(|at| name.start() < *at) {
            self.refuse(name, &["name '", &name.id, "' is used prior to global declaration"]);
        }
    }

    fn yields(&mut self, expr: &Expr) {
        match self.kind() {
            Kind::Function | Kind::AsyncFunction | Kind::Lambda => {}
            Kind::Comprehension => self.refuse(expr, &["'yield' inside comprehension"]),
            _ => self.refuse(expr, &["'yield' outside function"]),
        }
    }

    fn comprehension(
        &mut self,
        expr: &'a Expr,
        parts: [Option<&'a Expr>; 2],
        generators: &'a [ast::Comprehension],
    ) {
        // The first iterable is evaluated outside.
        if let Some(first) = generators.first() {
            self.visit_expr(&first.iter);
        }
        let is_async = generators.iter().any(|generator| generator.is_async);
        if is_async && !expr.is_generator_expr() && self.awaits() != Kind::AsyncFunction {
            let text = "asynchronous comprehension outside of an asynchronous function";
            self.refuse(expr, &[text]);
        }
        self.inside(Scope::new(Kind::Comprehension, &[]), |walk| {
            for (at, generator) in generators.iter().enumerate() {
                if at > 0 {
                    walk.visit_expr(&generator.iter);
                }
                walk.target(&generator.target, false);
                walk.visit_expr(&generator.target);
                generator.ifs.iter().for_each(|condition| walk.visit_expr(condition));
            }
            parts.into_iter().flatten().for_each(|part| walk.visit_expr(part));
        });
    }

    fn plain_statement(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Return(_) if !self.scopes.last().is_some_and(Scope::is_function) => {
                self.refuse(statement, &["'return' outside function"]);
            }
            Stmt::Break(_) => self.leave_loop(statement, "'break' outside loop"),
            Stmt::Continue(_) => self.leave_loop(statement, "'continue' not properly in loop"),
            Stmt::ImportFrom(import) => self.import_from(import),
            Stmt::Global(global) => {
                global.names.iter().for_each(|name| self.declared(name, "global"));
            }
            Stmt::Nonlocal(names) => names.names.iter().for_each(|name| self.nonlocal(name)),
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.target(target, false));
            }
            Stmt::With(with) if with.is_async => self.only_async(with, "async with"),
            Stmt::Match(found) => self.cases(&found.cases),
            _ => {}
        }
    }

    fn function(&mut self, def: &'a ast::StmtFunctionDef) {
        def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
        self.parameters(&def.parameters);
        def.returns.iter().for_each(|returns| self.visit_annotation(returns));
        let kind = if def.is_async { Kind::AsyncFunction } else { Kind::Function };
        let scope = Scope::new(kind, &def.body).taking(&def.parameters);
        self.inside(scope, |walk| walk.visit_body(&def.body));
    }
}

impl<'a> Visitor<'a> for Walk<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.head &= matches!(statement, Stmt::ImportFrom(_) | Stmt::Expr(_));
        match statement {
            Stmt::FunctionDef(def) => self.function(def),
            Stmt::ClassDef(def) => {
                def.decorator_list.iter().for_each(|decorator| self.visit_decorator(decorator));
                def.arguments.iter().for_each(|arguments| self.visit_arguments(arguments));
                let scope = Scope::new(Kind::Class, &def.body);
                self.inside(scope, |walk| walk.visit_body(&def.body));
            }
            Stmt::For(part) => {
                if part.is_async {
                    self.only_async(part, "async for");
                }
                self.target(&part.target, false);
                self.visit_expr(&part.iter);
                self.visit_expr(&part.target);
                self.in_loop(&part.body);
                self.visit_body(&part.orelse);
            }
            Stmt::While(part) => {
                self.visit_expr(&part.test);
                self.in_loop(&part.body);
                self.visit_body(&part.orelse);
            }
            _ => {
                self.plain_statement(statement);
                walk_stmt(self, statement);
            }
        }
        self.head &= match statement {
            Stmt::ImportFrom(import) => is_future(import),
            Stmt::Expr(expr) => self.first && expr.value.is_string_literal_expr(),
            _ => false,
        };
        self.first = false;
    }

    fn visit_arguments(&mut self, arguments: &'a ast::Arguments) {
        let mut seen = FxHashSet::default();
        for name in arguments.keywords.iter().filter_map(|keyword| keyword.arg.as_ref()) {
            if !seen.insert(name.as_str()) {
                self.refuse(name, &["keyword argument repeated: ", name]);
            }
        }
        walk_arguments(self, arguments);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let expr = walk_chain(self, expr);
        match expr {
            Expr::Name(name) => self.name(name),
            Expr::Lambda(lambda) => {
                lambda.parameters.iter().for_each(|parameters| self.parameters(parameters));
                let mut scope = Scope::new(Kind::Lambda, &[]);
                if let Some(parameters) = &lambda.parameters {
                    scope = scope.taking(parameters);
                }
                self.inside(scope, |walk| walk.visit_expr(&lambda.body));
            }
            Expr::ListComp(found) => {
                self.comprehension(expr, [Some(&found.elt), None], &found.generators);
            }
            Expr::SetComp(found) => {
                self.comprehension(expr, [Some(&found.elt), None], &found.generators);
            }
            Expr::Generator(found) => {
                self.comprehension(expr, [Some(&found.elt), None], &found.generators);
            }
            Expr::DictComp(found) => {
                let parts = [found.key.as_deref(), Some(&*found.value)];
                self.comprehension(expr, parts, &found.generators);
            }
            Expr::Yield(_) | Expr::YieldFrom(_) => {
                self.yields(expr);
                walk_expr(self, expr);
            }
            Expr::Await(_) => {
                // A generator that awaits is an asynchronous one, wherever it stands.
                if self.kind() != Kind::Comprehension {
                    self.only_async(expr, "await");
                }
                walk_expr(self, expr);
            }
            _ => walk_expr(self, expr),
        }
    }
}

fn is_future(import: &ast::StmtImportFrom) -> bool {
    import.module.as_deref() == Some("__future__")
}

#[cfg(test)]
mod tests {
    use crate::python::outline::outline;
    use crate::python::parse::parse;
    use crate::source::FileId;

    fn is_python(text: &str) -> bool {
        let is_python = parse(FileId(0), text).is_ok();
        assert!(is_python || outline(text).is_none(), "{text}");
        is_python
    }

    #[test]
    fn what_python_s_compiler_refuses_is_refused() {
        for text in [
            "return 1\n",
            "yield 1\n",
            "await x\n",
            "break\n",
            "nonlocal x\n",
            "x = 1\nfrom __future__ import annotations\n",
            "def f():\n    from __future__ import annotations\n",
            "def f(): from __future__ import annotations\n",
            "...\nfrom __future__ import annotations\n",
            "pass\nfrom __future__ import annotations\n",
            "from __future__ import nonsense\n",
            "if x:\n    from __future__ import annotations\n",
            "*a = 1\n",
            "f(a=1, a=2)\n",
            "class A(metaclass=B, metaclass=C): pass\n",
            "__debug__ = 1\n",
            "class A:\n    return 1\n",
            "def f():\n    break\n",
            "def f():\n    for x in y:\n        def g():\n            continue\n",
            "def f():\n    await x\n",
            "def f():\n    async with x: pass\n",
            "def f():\n    [x async for x in y]\n",
            "def f():\n    [(yield x) for x in y]\n",
            "def f(a, a): pass\n",
            "lambda a, a: 1\n",
            "def f(a):\n    global a\n",
            "def f():\n    x = 1\n    global x\n",
            "def f():\n    nonlocal y\n",
            "def f():\n    from x import *\n",
            "def f():\n    sa.Column('x', sa.Integer, nullable=False, unique=True, nullable=True)\n",
            "match x:\n    case y: pass\n    case 1: pass\n",
        ] {
            assert!(!is_python(text), "{text}");
        }
    }

    #[test]
    fn what_python_takes_is_taken() {
        for text in [
            "from __future__ import annotations\nimport a\nfrom b import *\n",
            "'doc'\nfrom __future__ import annotations\n",
            "def f():\n    for x in y:\n        break\n    else:\n        return\n    yield x\n",
            "while x:\n    if y:\n        continue\n    try:\n        break\n    finally:\n        pass\n",
            "async def f():\n    await x\n    async for a in b: pass\n    return [x async for x in y]\n",
            "async def f():\n    return [await x for x in y]\n",
            "def f(x):\n    def g():\n        nonlocal x\n        x = 1\n    return lambda: (yield)\n",
            "def f():\n    y = 1\n    def g(a, *b, c=1, **d):\n        nonlocal y\n        y = a\n",
            "def f():\n    global x\n    x = 1\n    def g():\n        x = 2\n",
            "x = [y := f(z) for z in w]\n",
            "(*a, b) = c\na, *b = c\nprint(*a, *b, **c, **d)\n",
            "class A(B, metaclass=C):\n    x = [y for y in z]\n    def f(self):\n        return {**self.a}\n",
            "match x:\n    case 1 | 2: pass\n    case [a, *b]: pass\n    case {'x': c, **d}: pass\n    case _: pass\n",
            "lambda a, *b, c=1: [a for a in b]\n",
            "global x\nx = 1\n",
            "def f():\n    return (await x for x in y)\n",
            "class A:\n    def f(self):\n        nonlocal __class__\n",
            "def f():\n    lambda: (yield)\n    return [z for z in (lambda: 1)()]\n",
        ] {
            assert!(is_python(text), "{text}");
        }
    }

    #[test]
    fn many_names_are_not_compared_with_one_another() {
        let names: Vec<String> = (0..50_000).map(|at| format!("a{at}")).collect();
        let [given, taken] = ["=1, ", ", "].map(|between| names.join(between));
        let since = std::time::Instant::now();
        for text in [
            format!("f({given}=1)\n"),
            format!("def f({taken}):\n    pass\n"),
            format!("def f():\n    global {taken}\n    ({taken})\n"),
            format!("def f({taken}):\n    def g():\n        nonlocal {taken}\n"),
        ] {
            assert!(is_python(&text));
        }
        assert!(since.elapsed().as_secs() < 20, "{:?}", since.elapsed());
    }
}
