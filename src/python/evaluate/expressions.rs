//! Expressions.

use std::rc::Rc;

use super::attributes::{Found, settle};
use super::{Evaluator, Frame};
use crate::python::format;
use crate::python::function::{Arguments, Function, UNKNOWN_KEYWORDS};
use crate::python::live::{Owner, dict_of};
use crate::python::raised::{Outcome, Raised};
use crate::python::tree::{
    CallArguments, Comparison, Expr, ExprKind, FunctionCode, Name, Piece, Postfix, PostfixKind,
};
use crate::python::value::{Slice, Unknown, Value};

impl Evaluator {
    pub(crate) fn expr(&mut self, frame: &Frame, expr: &Expr) -> Outcome {
        match &expr.kind {
            ExprKind::Constant(value) => Ok(value.clone()),
            ExprKind::Local(slot) => match frame.scope.get(*slot) {
                Some(value) => Ok(value),
                None => self.unbound(frame, *slot, expr),
            },
            ExprKind::Global(name) => self.global(frame, name, expr),
            ExprKind::Postfix(parts) => self.nested(|ev| ev.postfix(frame, parts)),
            _ => self.nested(|ev| ev.compound_expr(frame, expr)),
        }
    }

    #[inline(never)]
    fn compound_expr(&mut self, frame: &Frame, expr: &Expr) -> Outcome {
        match &expr.kind {
            ExprKind::List(items) => Ok(match self.items(frame, items)? {
                Ok(items) => Value::list(items),
                Err(unknown) => Value::Unknown(unknown),
            }),
            ExprKind::Tuple(items) => Ok(match self.items(frame, items)? {
                Ok(items) => Value::tuple(items),
                Err(unknown) => Value::Unknown(unknown),
            }),
            ExprKind::Dict(items) => self.dict_display(frame, items),
            ExprKind::Set(items) => self.set_display(frame, items),
            ExprKind::FString(pieces) => self.f_string(frame, pieces).map(|text| match text {
                Ok(text) => Value::from(text),
                Err(unknown) => Value::Unknown(unknown),
            }),
            ExprKind::Compare(parts) => self.comparisons(frame, &parts.0, &parts.1),
            ExprKind::And(values) => self.logic(frame, values, false),
            ExprKind::Or(values) => self.logic(frame, values, true),
            ExprKind::Not(operand) => {
                let value = self.expr(frame, operand)?;
                settle(self.truth(&value).map(|truth| Value::Bool(!truth)))
            }
            ExprKind::If(parts) => self.conditional(frame, &parts.0, &parts.1, &parts.2),
            ExprKind::Binary(parts) => {
                let mut value = self.expr(frame, &parts.0)?;
                for (op, right, range) in &parts.1 {
                    let right = self.expr(frame, right)?;
                    self.at(*range);
                    self.step()?;
                    value = self.binary(*op, &value, &right)?;
                }
                Ok(value)
            }
            ExprKind::Unary(op, operand) => {
                let value = self.expr(frame, operand)?;
                self.at(expr.range);
                self.unary(*op, &value)
            }
            ExprKind::Lambda(code) => self.make_function(frame, code),
            _ => self.rare_expr(frame, expr),
        }
    }

    #[inline(never)]
    fn rare_expr(&mut self, frame: &Frame, expr: &Expr) -> Outcome {
        match &expr.kind {
            ExprKind::Outer(depth, slot) => {
                let scope = frame.scope.outer(*depth);
                match scope.get(*slot) {
                    Some(value) => Ok(value),
                    None => {
                        self.at(expr.range);
                        let name = scope.name(*slot);
                        Err(self.raise(
                            "NameError",
                            format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope"),
                        ))
                    }
                }
            }
            ExprKind::Class(name, outside) => {
                let own =
                    frame.class.as_ref().and_then(|(names, _)| names.borrow().get(name).cloned());
                match own {
                    Some(value) => Ok(value),
                    None => match &outside.kind {
                        ExprKind::Global(_) => self.global(frame, name, expr),
                        _ => self.expr(frame, outside),
                    },
                }
            }
            ExprKind::Named(parts) => {
                let value = self.expr(frame, &parts.1)?;
                self.assign(frame, &parts.0, value.clone())?;
                Ok(value)
            }
            ExprKind::Comprehension(comprehension) => {
                settle(self.comprehension(frame, comprehension))
            }
            ExprKind::Generator(code, first) => self.generator_expr(frame, code, first),
            ExprKind::Slice(parts) => {
                let mut part = |part: &Option<Expr>| match part {
                    Some(expr) => self.expr(frame, expr),
                    None => Ok(Value::None),
                };
                let (start, stop, step) = (part(&parts.0)?, part(&parts.1)?, part(&parts.2)?);
                Ok(Value::Slice(Rc::new(Slice { start, stop, step })))
            }
            ExprKind::Await(inner) => {
                self.expr(frame, inner)?;
                self.at(expr.range);
                Ok(Value::Unknown(self.unsupported("await")))
            }
            ExprKind::Starred(_) => {
                self.at(expr.range);
                Err(self.raise("SyntaxError", "can't use starred expression here"))
            }
            ExprKind::Unsupported(what) => {
                self.at(expr.range);
                Ok(Value::Unknown(self.unsupported(what)))
            }
            _ => Ok(Value::None),
        }
    }

    fn unbound(&mut self, frame: &Frame, slot: usize, expr: &Expr) -> Outcome {
        self.at(expr.range);
        let name = frame.scope.name(slot);
        let text = format!(
            "cannot access local variable '{name}' where it is not associated with a value"
        );
        Err(self.raise("UnboundLocalError", text))
    }

    fn global(&mut self, frame: &Frame, name: &Name, expr: &Expr) -> Outcome {
        if let Some(value) = frame.module.names.borrow().get(name) {
            return Ok(value.clone());
        }
        if frame.module.pending.get().is_some()
            && let Some(value) = self.followed(&frame.module, name)?
        {
            return Ok(value);
        }
        if let Some(value) = self.builtins.names.get(&**name) {
            return Ok(value.clone());
        }
        self.at(expr.range);
        self.missing_name(frame, name)
    }

    #[inline(never)]
    fn missing_name(&mut self, frame: &Frame, name: &Name) -> Outcome {
        if &**name == "__class__"
            && let Some(class) = self.class_of_code(frame)
        {
            return Ok(Value::Class(class));
        }
        if let Some(unknown) = frame.module.get("*") {
            return Ok(unknown);
        }
        match &**name {
            "__builtins__" | "__spec__" | "__loader__" | "aiter" | "anext" | "breakpoint"
            | "bytearray" | "complex" | "exit" | "help" | "memoryview" | "quit" => {
                Ok(Value::Unknown(self.unsupported(name)))
            }
            _ => Err(self.raise("NameError", format!("name '{name}' is not defined"))),
        }
    }

    /// Evaluates items with `*` spread; the reason instead where one that is spread is unknown.
    pub(crate) fn items(
        &mut self,
        frame: &Frame,
        exprs: &[Expr],
    ) -> Outcome<Result<Vec<Value>, Rc<Unknown>>> {
        self.spend_values(exprs.len())?;
        let mut items = Vec::with_capacity(exprs.len());
        let mut open = None;
        for expr in exprs {
            if let ExprKind::Starred(inner) = &expr.kind {
                let value = self.expr(frame, inner)?;
                self.at(inner.range);
                if !self.is_iterable(&value) {
                    let class = self.type_name(&value);
                    let text = format!("Value after * must be an iterable, not {class}");
                    return Err(self.type_error(text));
                }
                match self.collect(&value) {
                    Ok(more) => items.extend(more),
                    Err(raised) if let Some(unknown) = raised.as_unknown() => open = Some(unknown),
                    Err(raised) => return Err(raised),
                }
            } else {
                items.push(self.expr(frame, expr)?);
            }
        }
        Ok(match open {
            Some(unknown) => Err(unknown),
            None => Ok(items),
        })
    }

    fn dict_display(&mut self, frame: &Frame, items: &[(Option<Expr>, Expr)]) -> Outcome {
        let dict = self.dict_from([])?;
        for (key, value) in items {
            match key {
                Some(key) => {
                    let key = self.expr(frame, key)?;
                    let value = self.expr(frame, value)?;
                    self.dict_set(&dict, key, value)?;
                }
                None => {
                    let more = self.expr(frame, value)?;
                    self.at(value.range);
                    match self.mapping_items(&more) {
                        Ok(entries) => {
                            for (key, value) in entries {
                                self.dict_set(&dict, key, value)?;
                            }
                        }
                        Err(raised) if let Some(unknown) = raised.as_unknown() => {
                            *dict.taint.borrow_mut() = Some(unknown);
                        }
                        Err(raised) => return Err(raised),
                    }
                }
            }
        }
        Ok(Value::Dict(dict))
    }

    /// The entries of a mapping, as `**mapping` takes them.
    pub(crate) fn mapping_items(&mut self, value: &Value) -> Outcome<Vec<(Value, Value)>> {
        if let Some(dict) = value.as_dict() {
            self.check_taint(&dict.taint)?;
            return Ok(dict.items());
        }
        if let Value::Unknown(unknown) = value {
            return Err(Raised::from(unknown.clone()));
        }
        let Some(keys) = self.getattr_opt(value, "keys")? else {
            let class = self.type_name(value);
            return Err(self.type_error(format!("'{class}' object is not a mapping")));
        };
        let keys = self.call(&keys, Arguments::none())?;
        let mut items = Vec::new();
        for key in self.collect(&keys)? {
            let item = self.getitem(value, &key)?;
            items.push((key, item));
        }
        Ok(items)
    }

    fn set_display(&mut self, frame: &Frame, items: &[Expr]) -> Outcome {
        match self.items(frame, items)? {
            Ok(items) => Ok(Value::Set(self.set_from(items, false)?)),
            Err(unknown) => Ok(Value::Unknown(unknown)),
        }
    }

    fn logic(&mut self, frame: &Frame, values: &[Expr], stop_at: bool) -> Outcome {
        let Some((last, first)) = values.split_last() else { return Ok(Value::Bool(!stop_at)) };
        for expr in first {
            let value = self.expr(frame, expr)?;
            match self.truth(&value) {
                Ok(truth) if truth == stop_at => return Ok(value),
                Ok(_) => {}
                Err(raised) if let Some(unknown) = raised.as_unknown() => {
                    return Ok(Value::Unknown(unknown));
                }
                Err(raised) => return Err(raised),
            }
        }
        self.expr(frame, last)
    }

    fn conditional(&mut self, frame: &Frame, test: &Expr, body: &Expr, orelse: &Expr) -> Outcome {
        let value = self.expr(frame, test)?;
        match self.truth(&value) {
            Ok(true) => self.expr(frame, body),
            Ok(false) => self.expr(frame, orelse),
            Err(raised) if let Some(unknown) = raised.as_unknown() => Ok(Value::Unknown(unknown)),
            Err(raised) => Err(raised),
        }
    }

    fn comparisons(&mut self, frame: &Frame, left: &Expr, rest: &[(Comparison, Expr)]) -> Outcome {
        let mut left = self.expr(frame, left)?;
        let mut answer = Value::Bool(true);
        for (at, (op, right)) in rest.iter().enumerate() {
            if at > 0 {
                match self.truth(&answer) {
                    Ok(true) => {}
                    Ok(false) => return Ok(answer),
                    Err(raised) if let Some(unknown) = raised.as_unknown() => {
                        return Ok(Value::Unknown(unknown));
                    }
                    Err(raised) => return Err(raised),
                }
            }
            let right_value = self.expr(frame, right)?;
            self.at(right.range);
            self.step()?;
            answer = self.comparison(*op, &left, &right_value)?;
            left = right_value;
        }
        Ok(answer)
    }

    fn comparison(&mut self, op: Comparison, left: &Value, right: &Value) -> Outcome {
        match op {
            Comparison::Ask(op) => self.compare(op, left, right),
            Comparison::Is | Comparison::IsNot => {
                if let Value::Unknown(_) = left {
                    return Ok(left.clone());
                }
                if let Value::Unknown(_) = right {
                    return Ok(right.clone());
                }
                Ok(Value::Bool(left.is(right) == matches!(op, Comparison::Is)))
            }
            Comparison::In => settle(self.contains(right, left).map(Value::Bool)),
            Comparison::NotIn => {
                settle(self.contains(right, left).map(|within| Value::Bool(!within)))
            }
        }
    }

    fn f_string(
        &mut self,
        frame: &Frame,
        pieces: &[Piece],
    ) -> Outcome<Result<String, Rc<Unknown>>> {
        let mut out = String::new();
        let mut open = None;
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Value { expr, conversion, spec } => {
                    let value = self.expr(frame, expr)?;
                    self.at(expr.range);
                    match self.formatted(frame, &value, *conversion, spec.as_deref()) {
                        Ok(text) => out.push_str(&text),
                        Err(raised) if let Some(unknown) = raised.as_unknown() => {
                            open = open.or(Some(unknown))
                        }
                        Err(raised) => return Err(raised),
                    }
                }
            }
        }
        self.spend_bytes(out.len() as u64)?;
        Ok(match open {
            Some(unknown) => Err(unknown),
            None => Ok(out),
        })
    }

    fn formatted(
        &mut self,
        frame: &Frame,
        value: &Value,
        conversion: Option<char>,
        spec: Option<&[Piece]>,
    ) -> Outcome<String> {
        let spec = match spec {
            None => String::new(),
            Some(pieces) => match self.nested(|ev| ev.f_string(frame, pieces))? {
                Ok(spec) => spec,
                Err(unknown) => return Err(Raised::from(unknown)),
            },
        };
        let converted = match conversion {
            None => return self.format_text(value, &spec),
            Some('s') => self.text(value)?,
            Some('a') => format::ascii_only(&self.repr_text(value)?),
            Some(_) => self.repr_text(value)?,
        };
        if spec.is_empty() {
            return Ok(converted);
        }
        self.format_text(&Value::from(converted), &spec)
    }

    fn postfix(&mut self, frame: &Frame, parts: &[Postfix]) -> Outcome {
        let mut value = Value::None;
        let mut at = 0;
        while let Some(part) = parts.get(at) {
            at += 1;
            value = match &part.kind {
                PostfixKind::Operand(operand) => self.expr(frame, operand)?,
                PostfixKind::Attribute(name) => {
                    self.at(part.range);
                    self.step()?;
                    match parts.get(at) {
                        Some(Postfix { range, kind: PostfixKind::Call(arguments) }) => {
                            at += 1;
                            let found = match self.find_attribute(&value, name)? {
                                Some(found) => found,
                                None => return Err(self.no_attribute(&value, name)),
                            };
                            self.call_expr(frame, found, arguments, *range)?
                        }
                        _ => self.getattr(&value, name)?,
                    }
                }
                PostfixKind::Call(arguments) => {
                    let found = Found { function: value, receiver: None };
                    self.call_expr(frame, found, arguments, part.range)?
                }
                PostfixKind::Item(key) => {
                    let key = self.expr(frame, key)?;
                    self.at(part.range);
                    self.step()?;
                    self.getitem(&value, &key)?
                }
            };
        }
        Ok(value)
    }

    fn call_expr(
        &mut self,
        frame: &Frame,
        found: Found,
        arguments: &CallArguments,
        range: ruff_text_size::TextRange,
    ) -> Outcome {
        if let Value::Class(class) = &found.function
            && arguments.positional.is_empty()
            && Rc::ptr_eq(class, &self.builtins.types.super_)
        {
            self.at(range);
            return self.bare_super(frame);
        }
        if let Value::Native(native) = &found.function
            && matches!(&*native.name, "locals" | "globals" | "vars" | "dir")
            && arguments.positional.is_empty()
        {
            return self.names_here(frame, &native.name);
        }
        let arguments = self.call_arguments(frame, arguments)?;
        self.at(range);
        let outcome = self.call_with(&found.function, found.receiver, arguments);
        if outcome.is_ok() {
            self.at(range);
        }
        outcome
    }

    pub(crate) fn call_arguments(
        &mut self,
        frame: &Frame,
        given: &CallArguments,
    ) -> Outcome<Arguments> {
        let mut arguments = Arguments {
            positional: Vec::with_capacity(given.positional.len() + 1),
            keyword: Vec::with_capacity(given.keyword.len()),
        };
        for expr in &given.positional {
            if let ExprKind::Starred(inner) = &expr.kind {
                let value = self.expr(frame, inner)?;
                self.at(inner.range);
                match self.collect(&value) {
                    Ok(more) => arguments.positional.extend(more),
                    // What is spread is not known: the callee is given something unknown in its place.
                    Err(raised) if let Some(unknown) = raised.as_unknown() => {
                        arguments.positional.push(Value::Unknown(unknown));
                    }
                    Err(raised) => return Err(raised),
                }
            } else {
                arguments.positional.push(self.expr(frame, expr)?);
            }
        }
        for (name, expr) in &given.keyword {
            let value = self.expr(frame, expr)?;
            match name {
                Some(name) => arguments.keyword.push((name.clone(), value)),
                None => self.spread_keywords(&mut arguments, &value)?,
            }
        }
        Ok(arguments)
    }

    fn spread_keywords(&mut self, arguments: &mut Arguments, value: &Value) -> Outcome<()> {
        match self.mapping_items(value) {
            Ok(entries) => {
                for (key, value) in entries {
                    match key.as_str() {
                        Some(name) => arguments.keyword.push((name.clone(), value)),
                        None => return Err(self.type_error("keywords must be strings")),
                    }
                }
                Ok(())
            }
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                let name = UNKNOWN_KEYWORDS.into();
                arguments.keyword.push((name, Value::Unknown(unknown)));
                Ok(())
            }
            Err(raised) => Err(raised),
        }
    }

    /// `locals()`, `globals()`, `vars()`, `dir()` without arguments.
    fn names_here(&mut self, frame: &Frame, what: &str) -> Outcome {
        let mut dict = self.dict_from([])?;
        if what == "globals" || frame.scope.names.is_empty() && frame.class.is_none() {
            dict = dict_of(Owner::Module(Rc::downgrade(&frame.module)));
        } else if let Some((names, _)) = &frame.class {
            for (name, value) in names.borrow().iter() {
                dict.set_str(name, value.clone());
            }
        } else {
            for (name, value) in frame.scope.names.iter().zip(frame.scope.slots.borrow().iter()) {
                if let Some(value) = value {
                    dict.set_str(name, value.clone());
                }
            }
        }
        if what == "dir" {
            let mut names = dict.keys();
            crate::python::builtins::sort_values(self, &mut names, None, false)?;
            return Ok(Value::list(names));
        }
        Ok(Value::Dict(dict))
    }

    /// A function object of this code, with its defaults evaluated here.
    pub(crate) fn make_function(&mut self, frame: &Frame, code: &Rc<FunctionCode>) -> Outcome {
        let mut defaults = Vec::with_capacity(code.parameters.len());
        for parameter in &code.parameters {
            defaults.push(match &parameter.default {
                Some(default) => Some(self.expr(frame, default)?),
                None => None,
            });
        }
        self.spend_bytes(128)?;
        let class_cell = frame.class.as_ref().map(|(_, cell)| cell.clone());
        Ok(Value::Function(Rc::new(Function {
            code: code.clone(),
            defaults: defaults.into(),
            scope: Some(frame.scope.clone()),
            module: frame.module.clone(),
            class_cell,
            attributes: Default::default(),
        })))
    }
}
