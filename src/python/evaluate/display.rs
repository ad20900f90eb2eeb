//! `str()`, `repr()` and `format()`.

use std::fmt::Write;

use super::Evaluator;
use super::attributes::settle;
use crate::python::class::Base;
use crate::python::dict::ViewKind;
use crate::python::format;
use crate::python::function::Arguments;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

impl Evaluator {
    /// `str(value)`: a string, or unknown.
    pub fn str(&mut self, value: &Value) -> Outcome {
        if let Value::Str(_) | Value::Unknown(_) = value {
            return Ok(value.clone());
        }
        settle(self.text(value).map(Value::from))
    }

    /// `repr(value)`: a string, or unknown.
    pub fn repr(&mut self, value: &Value) -> Outcome {
        if let Value::Unknown(_) = value {
            return Ok(value.clone());
        }
        settle(self.repr_text(value).map(Value::from))
    }

    /// `str(value)` as text; an error where it is unknown.
    pub fn text(&mut self, value: &Value) -> Outcome<String> {
        if let Value::Str(text) = value {
            return Ok(text.to_string());
        }
        if let Value::Instance(instance) = value {
            let class = instance.class().clone();
            // The nearer of `__str__` and `__repr__` decides; a built-in value's own `str` is far.
            if class.lookup_own("__str__").is_some() {
                return self.special_text(value, "__str__");
            }
            if class.base == Base::Exception {
                return self.exception_text(value);
            }
            if class.lookup_own("__repr__").is_none()
                && let Some(base) = instance.base()
                && matches!(class.base, Base::Str)
            {
                return self.text(&base.clone());
            }
        }
        self.repr_text(value)
    }

    fn special_text(&mut self, value: &Value, method: &str) -> Outcome<String> {
        match self.nested(|evaluator| evaluator.call_special(value, method, Arguments::none()))? {
            Some(Value::Unknown(unknown)) => Err(Raised::from(unknown)),
            Some(text) => match text.as_str() {
                Some(text) => Ok(text.to_string()),
                None => {
                    let given = self.type_name(&text);
                    let text = format!("{method} returned non-string (type {given})");
                    Err(self.type_error(text))
                }
            },
            None => Ok(String::new()),
        }
    }

    /// What `BaseException.__str__` says.
    pub(crate) fn exception_text(&mut self, value: &Value) -> Outcome<String> {
        let Value::Instance(instance) = value else { return Ok(String::new()) };
        let arguments = instance.get("args").and_then(|args| args.as_items()).unwrap_or_default();
        match arguments.as_slice() {
            [] => Ok(String::new()),
            [only] if instance.class().is_subclass(&self.builtins.exception("KeyError")) => {
                self.repr_text(only)
            }
            [only] => self.text(only),
            _ => self.repr_text(&Value::tuple(arguments)),
        }
    }

    /// `repr(value)` as text; an error where it is unknown.
    pub fn repr_text(&mut self, value: &Value) -> Outcome<String> {
        let mut out = String::new();
        self.write_repr(&mut out, value)?;
        Ok(out)
    }

    /// `repr(value)` in a message of our own.
    pub(crate) fn shown(&mut self, value: &Value) -> Outcome<String> {
        let outer = std::mem::replace(&mut self.wording, true);
        let shown = self.repr_text(value);
        self.wording = outer;
        shown
    }

    fn write_repr(&mut self, out: &mut String, value: &Value) -> Outcome<()> {
        self.step()?;
        let before = out.len();
        match value {
            Value::None => out.push_str("None"),
            Value::Bool(flag) => out.push_str(if *flag { "True" } else { "False" }),
            Value::Int(number) => {
                let _ = write!(out, "{number}");
            }
            Value::Big(number) => out.push_str(&self.big_text(number)?),
            Value::Float(number) => out.push_str(&format::float_repr(**number)),
            Value::Str(text) => format::write_str_repr(out, text),
            Value::Bytes(bytes) => format::write_bytes_repr(out, bytes),
            Value::Ellipsis => out.push_str("Ellipsis"),
            Value::NotImplemented => out.push_str("NotImplemented"),
            Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
            Value::Tuple(_) | Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::View(_) => {
                self.write_collection(out, value)?;
            }
            Value::Range(range) => {
                let _ = write!(out, "range({}, {}", range.start, range.stop);
                if range.step != 1 {
                    let _ = write!(out, ", {}", range.step);
                }
                out.push(')');
            }
            Value::Slice(slice) => {
                let parts = [slice.start.clone(), slice.stop.clone(), slice.step.clone()];
                out.push_str("slice(");
                self.write_items(out, &parts)?;
                out.push(')');
            }
            Value::Instance(_) => return self.write_instance(out, value),
            Value::Class(_) if self.class_of(value).lookup_own("__repr__").is_some() => {
                out.push_str(&self.special_text(value, "__repr__")?);
            }
            Value::Class(class) => {
                let _ = write!(out, "<class '{}'>", class.full_name());
            }
            other => self.write_opaque(out, other)?,
        }
        self.spend_bytes((out.len() - before) as u64)
    }

    pub(crate) fn big_text(&mut self, number: &crate::python::number::BigInt) -> Outcome<String> {
        // CPython refuses above 4300 digits, for the same reason that we would.
        if number.bits() > 14_284 {
            return Err(self.value_error(
                "Exceeds the limit (4300 digits) for integer string conversion; use sys.set_int_max_str_digits() to increase the limit",
            ));
        }
        Ok(number.to_radix(10))
    }

    /// What Python shows with its address, which differs from run to run: only a message may have it, without that.
    pub(crate) fn write_opaque(&mut self, out: &mut String, value: &Value) -> Outcome<()> {
        let name = self.type_name(value);
        if self.wording {
            let _ = write!(out, "<{name} object>");
            return Ok(());
        }
        let ours = value.as_instance().is_some_and(|instance| instance.class().native);
        if ours {
            return Err(Raised::from(self.unsupported(&format!("the text of a {name}"))));
        }
        Err(self.not_known(format!("the text of a {name} differs from run to run")))
    }

    fn write_instance(&mut self, out: &mut String, value: &Value) -> Outcome<()> {
        let Value::Instance(instance) = value else { return Ok(()) };
        let class = instance.class().clone();
        if class.lookup_own("__repr__").is_some() {
            out.push_str(&self.special_text(value, "__repr__")?);
            return Ok(());
        }
        if class.base == Base::Exception {
            let arguments =
                instance.get("args").and_then(|args| args.as_items()).unwrap_or_default();
            out.push_str(&class.name);
            out.push('(');
            self.write_items(out, &arguments)?;
            out.push(')');
            return Ok(());
        }
        if let Some(base) = instance.base() {
            let base = base.clone();
            let wraps = matches!(base, Value::Set(_));
            if wraps {
                let _ = write!(out, "{}(", class.name);
            }
            self.write_repr(out, &base)?;
            if wraps {
                out.push(')');
            }
            return Ok(());
        }
        self.write_opaque(out, value)
    }

    fn write_collection(&mut self, out: &mut String, value: &Value) -> Outcome<()> {
        let identity = value.identity();
        if self.showing.contains(&identity) {
            out.push_str(match value {
                Value::List(_) => "[...]",
                Value::Tuple(_) => "(...)",
                Value::Dict(_) => "{...}",
                _ => "...",
            });
            return Ok(());
        }
        self.showing.push(identity);
        let result = self.nested(|evaluator| evaluator.write_parts(out, value));
        self.showing.pop();
        result
    }

    fn write_parts(&mut self, out: &mut String, value: &Value) -> Outcome<()> {
        match value {
            Value::Tuple(items) => {
                out.push('(');
                self.write_items(out, items)?;
                out.push_str(if items.len() == 1 { ",)" } else { ")" });
            }
            Value::List(items) => {
                let items = items.borrow().clone();
                out.push('[');
                self.write_items(out, &items)?;
                out.push(']');
            }
            Value::Dict(dict) => {
                self.check_taint(&dict.taint)?;
                out.push('{');
                for (at, (key, value)) in dict.items().iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    self.write_repr(out, key)?;
                    out.push_str(": ");
                    self.write_repr(out, value)?;
                }
                out.push('}');
            }
            Value::Set(set) => {
                self.check_taint(&set.taint)?;
                let name = if set.frozen { "frozenset" } else { "set" };
                if set.is_empty() {
                    let _ = write!(out, "{name}()");
                    return Ok(());
                }
                out.push_str(if set.frozen { "frozenset({" } else { "{" });
                self.write_items(out, &set.items())?;
                out.push_str(if set.frozen { "})" } else { "}" });
            }
            Value::View(view) => {
                out.push_str(match view.kind {
                    ViewKind::Keys => "dict_keys([",
                    ViewKind::Values => "dict_values([",
                    ViewKind::Items => "dict_items([",
                });
                self.write_items(out, &view.items())?;
                out.push_str("])");
            }
            _ => {}
        }
        Ok(())
    }

    fn write_items(&mut self, out: &mut String, items: &[Value]) -> Outcome<()> {
        for (at, item) in items.iter().enumerate() {
            out.push_str(if at == 0 { "" } else { ", " });
            self.write_repr(out, item)?;
        }
        Ok(())
    }

    /// `format(value, spec)` as text; an error where it is unknown.
    pub fn format_text(&mut self, value: &Value, spec: &str) -> Outcome<String> {
        if let Value::Instance(instance) = value
            && instance.class().lookup_own("__format__").is_some()
        {
            let arguments = Arguments::of([Value::from(spec)]);
            return match self.call_special(value, "__format__", arguments)? {
                Some(Value::Unknown(unknown)) => Err(Raised::from(unknown)),
                Some(text) => Ok(text.as_str().map(ToString::to_string).unwrap_or_default()),
                None => Ok(String::new()),
            };
        }
        if spec.is_empty() {
            return self.text(value);
        }
        let text = format::format_value(self, value, spec)?;
        self.spend_bytes(text.len() as u64)?;
        Ok(text)
    }
}
