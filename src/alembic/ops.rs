//! `alembic.operations.ops`: the built-in operations as objects, for `op.invoke` and for those who replace them.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::{Arguments, Class, ClassBuilder, Evaluator, Outcome, Value};

use super::custom;

/// One of the built-in operations.
struct Line {
    /// The class.
    class: &'static str,
    /// The directive that it is invoked by.
    directive: &'static str,
    /// The constructor's parameters.
    constructor: &'static [&'static str],
    /// The directive's positional arguments, by attribute; `*name` is spread out.
    positional: &'static [&'static str],
    /// The directive's keyword arguments: name there, attribute here.
    keyword: &'static [(&'static str, &'static str)],
}

const LINES: &[Line] = &[
    Line {
        class: "CreateTableOp",
        directive: "create_table",
        constructor: &[
            "table_name",
            "columns",
            "*",
            "schema=",
            "if_not_exists=",
            "_namespace_metadata=",
            "_constraints_included=",
            "**kw",
        ],
        positional: &["table_name", "*columns"],
        keyword: &[("schema", "schema"), ("if_not_exists", "if_not_exists")],
    },
    Line {
        class: "DropTableOp",
        directive: "drop_table",
        constructor: &["table_name", "*", "schema=", "if_exists=", "table_kw=", "_reverse="],
        positional: &["table_name"],
        keyword: &[("schema", "schema"), ("if_exists", "if_exists")],
    },
    Line {
        class: "AddColumnOp",
        directive: "add_column",
        constructor: &[
            "table_name",
            "column",
            "*",
            "schema=",
            "if_not_exists=",
            "inline_references=",
            "inline_primary_key=",
            "**kw",
        ],
        positional: &["table_name", "column"],
        keyword: &[
            ("schema", "schema"),
            ("if_not_exists", "if_not_exists"),
            ("inline_references", "inline_references"),
            ("inline_primary_key", "inline_primary_key"),
        ],
    },
    Line {
        class: "DropColumnOp",
        directive: "drop_column",
        constructor: &[
            "table_name",
            "column_name",
            "*",
            "schema=",
            "if_exists=",
            "_reverse=",
            "**kw",
        ],
        positional: &["table_name", "column_name"],
        keyword: &[("schema", "schema"), ("if_exists", "if_exists")],
    },
    Line {
        class: "AlterColumnOp",
        directive: "alter_column",
        constructor: &[
            "table_name",
            "column_name",
            "*",
            "schema=",
            "existing_type=",
            "existing_server_default=",
            "existing_nullable=",
            "existing_comment=",
            "modify_nullable=",
            "modify_comment=",
            "modify_server_default=",
            "modify_name=",
            "modify_type=",
            "**kw",
        ],
        positional: &["table_name", "column_name"],
        keyword: &[
            ("schema", "schema"),
            ("existing_type", "existing_type"),
            ("existing_server_default", "existing_server_default"),
            ("existing_nullable", "existing_nullable"),
            ("existing_comment", "existing_comment"),
            ("nullable", "modify_nullable"),
            ("comment", "modify_comment"),
            ("server_default", "modify_server_default"),
            ("new_column_name", "modify_name"),
            ("type_", "modify_type"),
        ],
    },
    Line {
        class: "CreateIndexOp",
        directive: "create_index",
        constructor: &[
            "index_name",
            "table_name",
            "columns",
            "*",
            "schema=",
            "unique=",
            "if_not_exists=",
            "**kw",
        ],
        positional: &["index_name", "table_name", "columns"],
        keyword: &[("schema", "schema"), ("unique", "unique"), ("if_not_exists", "if_not_exists")],
    },
    Line {
        class: "DropIndexOp",
        directive: "drop_index",
        constructor: &[
            "index_name",
            "table_name=",
            "*",
            "schema=",
            "if_exists=",
            "_reverse=",
            "**kw",
        ],
        positional: &["index_name", "table_name"],
        keyword: &[("schema", "schema"), ("if_exists", "if_exists")],
    },
    Line {
        class: "CreatePrimaryKeyOp",
        directive: "create_primary_key",
        constructor: &["constraint_name", "table_name", "columns", "*", "schema=", "**kw"],
        positional: &["constraint_name", "table_name", "columns"],
        keyword: &[("schema", "schema")],
    },
    Line {
        class: "CreateUniqueConstraintOp",
        directive: "create_unique_constraint",
        constructor: &["constraint_name", "table_name", "columns", "*", "schema=", "**kw"],
        positional: &["constraint_name", "table_name", "columns"],
        keyword: &[("schema", "schema")],
    },
    Line {
        class: "CreateForeignKeyOp",
        directive: "create_foreign_key",
        constructor: &[
            "constraint_name",
            "source_table",
            "referent_table",
            "local_cols",
            "remote_cols",
            "**kw",
        ],
        positional: &[
            "constraint_name",
            "source_table",
            "referent_table",
            "local_cols",
            "remote_cols",
        ],
        keyword: &[],
    },
    Line {
        class: "CreateCheckConstraintOp",
        directive: "create_check_constraint",
        constructor: &["constraint_name", "table_name", "condition", "*", "schema=", "**kw"],
        positional: &["constraint_name", "table_name", "condition"],
        keyword: &[("schema", "schema")],
    },
    Line {
        class: "DropConstraintOp",
        directive: "drop_constraint",
        constructor: &[
            "constraint_name",
            "table_name",
            "type_=",
            "*",
            "schema=",
            "if_exists=",
            "_reverse=",
        ],
        positional: &["constraint_name", "table_name", "constraint_type"],
        keyword: &[("schema", "schema"), ("if_exists", "if_exists")],
    },
    Line {
        class: "RenameTableOp",
        directive: "rename_table",
        constructor: &["old_table_name", "new_table_name", "*", "schema="],
        positional: &["table_name", "new_table_name"],
        keyword: &[("schema", "schema")],
    },
    Line {
        class: "CreateTableCommentOp",
        directive: "create_table_comment",
        constructor: &["table_name", "comment", "*", "schema=", "existing_comment="],
        positional: &["table_name", "comment"],
        keyword: &[("schema", "schema"), ("existing_comment", "existing_comment")],
    },
    Line {
        class: "DropTableCommentOp",
        directive: "drop_table_comment",
        constructor: &["table_name", "*", "schema=", "existing_comment="],
        positional: &["table_name"],
        keyword: &[("schema", "schema"), ("existing_comment", "existing_comment")],
    },
    Line {
        class: "BulkInsertOp",
        directive: "bulk_insert",
        constructor: &["table", "rows", "*", "multiinsert="],
        positional: &["table", "rows"],
        keyword: &[("multiinsert", "multiinsert")],
    },
    Line {
        class: "ExecuteSQLOp",
        directive: "execute",
        constructor: &["sqltext", "*", "execution_options="],
        positional: &["sqltext"],
        keyword: &[("execution_options", "execution_options")],
    },
];

/// What a class keeps: its line.
#[derive(Clone, Copy)]
struct Kept(&'static Line);

thread_local! {
    static MADE: RefCell<Vec<(&'static str, Rc<Class>)>> = const { RefCell::new(Vec::new()) };
}

/// The class of this name.
pub(super) fn class(name: &str) -> Option<Rc<Class>> {
    let line = LINES.iter().find(|line| line.class == name)?;
    let made = MADE.with_borrow(|made| made.iter().find(|(known, _)| *known == name).cloned());
    if let Some((_, class)) = made {
        return Some(class);
    }
    let class = ClassBuilder::new("alembic.operations.ops", line.class)
        .base(&custom::migrate_operation())
        .method("__init__", init)
        .build();
    class.set_payload(Rc::new(Kept(line)));
    MADE.with_borrow_mut(|made| made.push((line.class, class.clone())));
    Some(class)
}

fn line_of(class: &Rc<Class>) -> Option<&'static Line> {
    class.mro().find_map(|class| class.payload::<Kept>()).map(|kept| kept.0)
}

/// The attribute that a constructor's parameter is kept as.
fn attribute_of(parameter: &str) -> &str {
    match parameter {
        "type_" => "constraint_type",
        "old_table_name" => "table_name",
        other => other,
    }
}

fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let Some(instance) = this.as_instance() else { return Ok(Value::None) };
    let Some(line) = line_of(instance.class()) else { return Ok(Value::None) };
    let name = format!("{}.__init__", line.class);
    let mut bound = arguments.bind(evaluator, &name, line.constructor)?;
    for parameter in line.constructor {
        let parameter = parameter.trim_end_matches('=');
        if parameter.starts_with('*') {
            continue;
        }
        let absent = match parameter {
            "modify_comment" | "modify_server_default" | "existing_server_default" | "unique" => {
                Value::Bool(false)
            }
            "multiinsert" => Value::Bool(true),
            _ => Value::None,
        };
        instance.set(attribute_of(parameter), bound.take(parameter).unwrap_or(absent));
    }
    let extra = std::mem::take(&mut bound.extra);
    let extra = extra.into_iter().map(|(name, value)| (Value::str(name), value));
    let extra = evaluator.dict_from(extra)?;
    instance.set("kw", Value::Dict(extra));
    Ok(Value::None)
}

/// The directive and the arguments that perform an operation; `None` for one that is not built in.
///
/// # Errors
/// What reading its attributes raises.
pub(super) fn performed(
    evaluator: &mut Evaluator,
    operation: &Value,
) -> Outcome<Option<(&'static str, Arguments)>> {
    let Some(instance) = operation.as_instance() else { return Ok(None) };
    let Some(line) = line_of(instance.class()) else { return Ok(None) };
    let mut arguments = Arguments::none();
    for name in line.positional {
        match name.strip_prefix('*') {
            Some(rest) => {
                let items = evaluator.getattr(operation, rest)?;
                arguments.positional.extend(evaluator.collect(&items)?);
            }
            None => arguments.positional.push(evaluator.getattr(operation, name)?),
        }
    }
    for (name, attribute) in line.keyword {
        let value = evaluator.getattr(operation, attribute)?;
        arguments.keyword.push(((*name).into(), value));
    }
    for attribute in ["kw", "table_kw"] {
        let held = instance.get(attribute);
        let Some(dict) = held.as_ref().and_then(Value::as_dict) else { continue };
        for (name, value) in dict.items() {
            if let Some(name) = name.as_str() {
                arguments.keyword.push((name.clone(), value));
            }
        }
    }
    Ok(Some((line.directive, arguments)))
}

/// The operation that a call of a directive makes, for an implementation that replaces Alembic's.
///
/// # Errors
/// Python's TypeError where the arguments do not fit.
pub(super) fn from_call(
    evaluator: &mut Evaluator,
    directive: &str,
    arguments: &mut Arguments,
) -> Outcome<Option<Value>> {
    let Some(line) = LINES.iter().find(|line| line.directive == directive) else {
        return Ok(None);
    };
    let Some(class) = class(line.class) else { return Ok(None) };
    let mut arguments = arguments.take_all();
    if let Some(at) = line.positional.iter().position(|name| name.starts_with('*')) {
        let rest = arguments.positional.split_off(at.min(arguments.positional.len()));
        arguments.positional.push(Value::list(rest));
    }
    for (name, _) in &mut arguments.keyword {
        let renamed = line.keyword.iter().find(|(known, _)| **known == **name);
        if let Some((_, attribute)) = renamed.filter(|_| &**name != "schema") {
            *name = (*attribute).into();
        }
    }
    if directive == "drop_table" {
        let own = ["schema", "if_exists"];
        let (own, table): (Vec<_>, Vec<_>) =
            arguments.keyword.into_iter().partition(|(name, _)| own.contains(&&**name));
        let table = table.into_iter().map(|(name, value)| (Value::str(name), value));
        let table = Value::Dict(evaluator.dict_from(table)?);
        arguments.keyword = own;
        arguments = arguments.with("table_kw", table);
    }
    evaluator.instantiate(&class, arguments).map(Some)
}

/// The class whose operations a directive makes.
pub(super) fn class_for(directive: &str) -> Option<Rc<Class>> {
    LINES.iter().find(|line| line.directive == directive).and_then(|line| class(line.class))
}
