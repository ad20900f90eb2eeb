//! What an env.py gives to `context.configure` for scripts, as code in which each argument has a name of its own.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, ModModule, Stmt};

use crate::python::ModuleCode;
use crate::source::FileId;

/// The arguments of the calls of `context.configure` that are for scripts.
#[derive(Debug)]
pub struct Asked {
    /// The env.py; what the functions do that the calls stand in follows its own statements, and then each
    /// argument is bound to a name.
    pub code: ModuleCode,
    /// The arguments, in order, by their keywords; `**` has none. The name of each is what [`Asked::name`] says.
    pub keywords: Vec<Option<String>>,
}

impl Asked {
    /// The name that an argument is bound to; no code can have it.
    pub fn name(index: usize) -> String {
        format!("configure({index})")
    }
}

/// Reads the calls of `configure` in an env.py; none where it has none for scripts.
///
/// A call is for connections if it has a `connection`, or stands in a function that is called so, and
/// for scripts if it has a `url`; one that tells neither is for both.
pub fn asked(file: FileId, module: &ModModule) -> Option<Asked> {
    let mut reader = Reader { functions: Vec::new(), body: Vec::new(), arguments: Vec::new() };
    for statement in &module.body {
        reader.visit_stmt(statement);
    }
    if reader.arguments.is_empty() {
        return None;
    }
    let (keywords, values): (Vec<_>, Vec<_>) = reader
        .arguments
        .into_iter()
        .enumerate()
        .map(|(index, (keyword, value))| (keyword.map(str::to_owned), (Asked::name(index), value)))
        .unzip();
    Some(Asked { code: ModuleCode::followed_by(file, module, &reader.body, &values), keywords })
}

struct Reader<'a> {
    /// The functions around, the outermost first: their names and their statements.
    functions: Vec<(&'a str, &'a [Stmt])>,
    body: Vec<&'a Stmt>,
    arguments: Vec<(Option<&'a str>, &'a Expr)>,
}

impl<'a> Reader<'a> {
    fn configure(&mut self, call: &'a ExprCall) {
        let keywords = &call.arguments.keywords;
        let has = |name: &str| {
            keywords.iter().any(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg == name))
        };
        let inside =
            |word: &str| self.functions.last().is_some_and(|(name, _)| name.contains(word));
        let online = has("connection") || (!has("url") && inside("online"));
        let offline = has("url") || has("literal_binds") || (!online && inside("offline"));
        if online && !offline {
            return;
        }
        for (_, statements) in &self.functions {
            self.body.extend(statements.iter());
        }
        self.arguments.extend(keywords.iter().map(|keyword| {
            let name = keyword.arg.as_ref().map(|name| name.as_str());
            (name, &keyword.value)
        }));
    }
}

impl<'a> Visitor<'a> for Reader<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::FunctionDef(function) = statement {
            self.functions.push((function.name.as_str(), &function.body));
            walk_stmt(self, statement);
            self.functions.pop();
        } else {
            walk_stmt(self, statement);
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression
            && let Expr::Attribute(function) = &*call.func
            && function.attr.as_str() == "configure"
        {
            self.configure(call);
        }
        walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keywords(text: &str) -> Vec<String> {
        let module = ruff_python_parser::parse_module(text).unwrap().into_syntax();
        let file = crate::source::Sources::default().set("env.py", text);
        let found = asked(file, &module).map(|asked| asked.keywords).unwrap_or_default();
        found.into_iter().map(|keyword| keyword.unwrap_or_else(|| "**".into())).collect()
    }

    #[test]
    fn calls_for_connections_do_not_count() {
        let text = "def run_migrations_offline():\n    context.configure(url=url, version_table=TABLE, **more)\n\
                    def do_run(connection):\n    context.configure(connection=connection, version_table='v2')\n\
                    def run_migrations_online():\n    context.configure(target_metadata=None)\n";
        assert_eq!(keywords(text), ["url", "version_table", "**"]);
        assert_eq!(
            keywords("context.configure(version_table_schema='s')\n"),
            ["version_table_schema"]
        );
        assert!(keywords("x = 1\n").is_empty());
    }
}
