//! Writing JSON.

use std::rc::Rc;

use crate::python::builtins::sort_values;
use crate::python::class::{Class, ClassBuilder};
use crate::python::dict::Dict;
use crate::python::evaluate::Evaluator;
use crate::python::format::float_repr;
use crate::python::function::{Arguments, Bound};
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// How JSON is written.
struct Options {
    skip_keys: bool,
    ascii: bool,
    allow_nan: bool,
    sort_keys: bool,
    indent: Option<String>,
    item_separator: String,
    key_separator: String,
    /// What is asked about an object that has no JSON form.
    default: Option<Value>,
}

/// Options, and those of the encoder class that is used.
const NAMES: &[&str] = &[
    "*",
    "skipkeys=",
    "ensure_ascii=",
    "check_circular=",
    "allow_nan=",
    "sort_keys=",
    "indent=",
    "separators=",
    "default=",
];

/// The same with what is written and with `cls`.
const PARAMETERS: &[&str] = &[
    "obj",
    "*",
    "skipkeys=",
    "ensure_ascii=",
    "check_circular=",
    "allow_nan=",
    "cls=",
    "sort_keys=",
    "indent=",
    "separators=",
    "default=",
    "**extra",
];

impl Options {
    fn of(evaluator: &mut Evaluator, bound: &Bound) -> Outcome<Self> {
        let mut flag = |name: &str, default: bool| match bound.get(name) {
            Some(value) => evaluator.truth(value),
            None => Ok(default),
        };
        let skip_keys = flag("skipkeys", false)?;
        let ascii = flag("ensure_ascii", true)?;
        let allow_nan = flag("allow_nan", true)?;
        let sort_keys = flag("sort_keys", false)?;
        let indent = match bound.given("indent") {
            Some(indent) => Some(indentation(evaluator, indent)?),
            None => None,
        };
        let (item, key) = match bound.given("separators").and_then(|pair| pair.as_items()) {
            Some(pair) => {
                let text = |at: usize| pair.get(at).and_then(|text| text.as_str().cloned());
                let (Some(item), Some(key)) = (text(0), text(1)) else {
                    return Err(evaluator.value_error("not enough values to unpack (expected 2)"));
                };
                (item.to_string(), key.to_string())
            }
            None if indent.is_some() => (",".into(), ": ".into()),
            None => (", ".into(), ": ".into()),
        };
        Ok(Self {
            skip_keys,
            ascii,
            allow_nan,
            sort_keys,
            indent,
            item_separator: item,
            key_separator: key,
            default: bound.given("default").cloned(),
        })
    }
}

fn indentation(evaluator: &mut Evaluator, indent: &Value) -> Outcome<String> {
    match indent.as_int() {
        Some(width) => {
            let width = usize::try_from(width.max(0)).unwrap_or(0);
            evaluator.spend_bytes(width as u64)?;
            Ok(" ".repeat(width))
        }
        None => Ok(indent.as_str().map(ToString::to_string).unwrap_or_default()),
    }
}

/// `json.dumps`.
pub(super) fn dumps(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    if let Some((_, Value::Unknown(unknown))) = arguments
        .keyword
        .iter()
        .find(|(name, value)| &**name != "obj" && value.as_unknown().is_some())
    {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let mut bound = arguments.bind(evaluator, "dumps", PARAMETERS)?;
    let object = bound.take_or_none("obj");
    let mut options = Options::of(evaluator, &bound)?;
    if let Some(class) = bound.given("cls").cloned() {
        let mut to_encoder = Arguments::none();
        for name in NAMES.iter().filter_map(|name| name.strip_suffix('=')) {
            if let Some(value) = bound.get(name) {
                to_encoder = to_encoder.with(name, value.clone());
            }
        }
        to_encoder.keyword.append(&mut bound.extra);
        let encoder = evaluator.call(&class, to_encoder)?;
        if overrides_encode(evaluator, &encoder) {
            return evaluator.call_method(&encoder, "encode", Arguments::of([object]));
        }
        options.default = Some(evaluator.getattr(&encoder, "default")?);
    }
    write(evaluator, &options, &object)
}

/// Whether a class derived in Python writes in its own way.
fn overrides_encode(evaluator: &Evaluator, encoder: &Value) -> bool {
    let class = evaluator.class_of(encoder);
    ["encode", "iterencode"]
        .iter()
        .any(|name| matches!(class.lookup_own(name), Some(Value::Function(_))))
}

fn write(evaluator: &mut Evaluator, options: &Options, object: &Value) -> Outcome {
    let mut writer = Writer { options, out: String::new(), open: Vec::new(), levels: 0 };
    writer.value(evaluator, object)?;
    evaluator.spend_bytes(writer.out.len() as u64)?;
    Ok(Value::from(writer.out))
}

/// `JSONEncoder`.
pub(super) fn encoder_class() -> Rc<Class> {
    ClassBuilder::new("json.encoder", "JSONEncoder")
        .method("__init__", |ev, this, arguments| {
            let bound = arguments.bind(ev, "JSONEncoder.__init__", NAMES)?;
            let options = Options::of(ev, &bound)?;
            if let Some(default) = &options.default {
                ev.setattr(this, "default", default.clone())?;
            }
            if let Value::Instance(instance) = this {
                instance.set_payload(Rc::new(options));
            }
            Ok(Value::None)
        })
        .method("default", |ev, _, arguments| {
            let mut bound = arguments.bind(ev, "default", &["o"])?;
            let given = bound.take_or_none("o");
            Err(not_serializable(ev, &given))
        })
        .method("encode", encode)
        .build()
}

fn encode(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "encode", &["o"])?;
    let object = bound.take_or_none("o");
    let default = Some(evaluator.getattr(this, "default")?);
    let options = match this.payload::<Options>() {
        Some(options) => Options {
            indent: options.indent.clone(),
            item_separator: options.item_separator.clone(),
            key_separator: options.key_separator.clone(),
            default,
            ..*options
        },
        None => {
            let none = Arguments::none().bind(evaluator, "encode", NAMES)?;
            Options { default, ..Options::of(evaluator, &none)? }
        }
    };
    write(evaluator, &options, &object)
}

fn not_serializable(evaluator: &Evaluator, value: &Value) -> Raised {
    if let Value::Unknown(unknown) = value {
        return Raised::from(unknown.clone());
    }
    let given = evaluator.type_name(value);
    evaluator.type_error(format!("Object of type {given} is not JSON serializable"))
}

struct Writer<'a> {
    options: &'a Options,
    out: String,
    /// The collections that are being written.
    open: Vec<(u8, u64, u64)>,
    /// How many brackets are open.
    levels: usize,
}

impl Writer<'_> {
    fn value(&mut self, evaluator: &mut Evaluator, value: &Value) -> Outcome<()> {
        evaluator.step()?;
        match value.plain() {
            Value::None => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Str(text) => {
                evaluator.spend_bytes(text.len() as u64)?;
                self.text(text);
            }
            Value::Float(number) => {
                let text = self.float(evaluator, **number)?;
                self.out.push_str(&text);
            }
            number @ (Value::Int(_) | Value::Big(_)) => {
                let number = number.clone();
                self.out.push_str(&evaluator.repr_text(&number)?);
            }
            Value::List(_) | Value::Tuple(_) => {
                let items = value.as_items().unwrap_or_default();
                self.inside(evaluator, value, |writer, ev| writer.array(ev, &items))?;
            }
            Value::Dict(dict) => {
                let dict = dict.clone();
                evaluator.check_taint(&dict.taint)?;
                self.inside(evaluator, value, |writer, ev| writer.object(ev, &dict))?;
            }
            _ => match &self.options.default {
                Some(default) => {
                    if let Value::Unknown(unknown) = value {
                        return Err(Raised::from(unknown.clone()));
                    }
                    let instead = evaluator.call(default, Arguments::of([value.clone()]))?;
                    self.inside(evaluator, value, |writer, ev| writer.value(ev, &instead))?;
                }
                None => return Err(not_serializable(evaluator, value)),
            },
        }
        Ok(())
    }

    /// Writes a collection, unless it is inside itself.
    fn inside(
        &mut self,
        evaluator: &mut Evaluator,
        value: &Value,
        write: impl FnOnce(&mut Self, &mut Evaluator) -> Outcome<()>,
    ) -> Outcome<()> {
        let identity = value.identity();
        if self.open.contains(&identity) && !matches!(identity, (7, 0, 0)) {
            return Err(evaluator.value_error("Circular reference detected"));
        }
        self.open.push(identity);
        evaluator.nested(|evaluator| write(self, evaluator))?;
        self.open.pop();
        Ok(())
    }

    fn new_line(&mut self, evaluator: &mut Evaluator, closing: bool) -> Outcome<()> {
        if let Some(indent) = &self.options.indent {
            let levels = self.levels.saturating_sub(usize::from(closing));
            evaluator.spend_bytes((indent.len() as u64).saturating_mul(levels as u64))?;
            self.out.push('\n');
            self.out.push_str(&indent.repeat(levels));
        }
        Ok(())
    }

    /// What stands between items.
    fn separate(&mut self, evaluator: &mut Evaluator) -> Outcome<()> {
        evaluator.spend_bytes(self.options.item_separator.len() as u64)?;
        self.out.push_str(&self.options.item_separator);
        Ok(())
    }

    fn array(&mut self, evaluator: &mut Evaluator, items: &[Value]) -> Outcome<()> {
        if items.is_empty() {
            self.out.push_str("[]");
            return Ok(());
        }
        self.out.push('[');
        self.levels += 1;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.separate(evaluator)?;
            }
            self.new_line(evaluator, false)?;
            self.value(evaluator, item)?;
        }
        self.new_line(evaluator, true)?;
        self.levels -= 1;
        self.out.push(']');
        Ok(())
    }

    fn object(&mut self, evaluator: &mut Evaluator, dict: &Dict) -> Outcome<()> {
        let items = self.sorted_items(evaluator, dict)?;
        if items.is_empty() {
            self.out.push_str("{}");
            return Ok(());
        }
        self.out.push('{');
        self.levels += 1;
        let mut first = true;
        for (key, value) in items {
            let Some(key) = self.key(evaluator, &key)? else { continue };
            if !first {
                self.separate(evaluator)?;
            }
            first = false;
            self.new_line(evaluator, false)?;
            self.text(&key);
            evaluator.spend_bytes(self.options.key_separator.len() as u64)?;
            self.out.push_str(&self.options.key_separator);
            self.value(evaluator, &value)?;
        }
        if !first {
            self.new_line(evaluator, true)?;
        }
        self.levels -= 1;
        self.out.push('}');
        Ok(())
    }

    fn sorted_items(&self, evaluator: &mut Evaluator, dict: &Dict) -> Outcome<Vec<(Value, Value)>> {
        let items = dict.items();
        if !self.options.sort_keys {
            return Ok(items);
        }
        let mut pairs = items.into_iter().map(|(key, value)| Value::tuple([key, value])).collect();
        sort_values(evaluator, &mut pairs, None, false)?;
        let pair = |pair: &Value| {
            let mut items = pair.as_items().unwrap_or_default().into_iter();
            Some((items.next()?, items.next()?))
        };
        Ok(pairs.iter().filter_map(pair).collect())
    }

    /// A key as text; `None` where it is to be left out.
    fn key(&self, evaluator: &mut Evaluator, key: &Value) -> Outcome<Option<Rc<str>>> {
        Ok(Some(match key.plain() {
            Value::Str(text) => (**text).clone(),
            Value::None => "null".into(),
            Value::Bool(true) => "true".into(),
            Value::Bool(false) => "false".into(),
            Value::Float(number) => self.float(evaluator, **number)?.into(),
            number @ (Value::Int(_) | Value::Big(_)) => {
                let number = number.clone();
                evaluator.repr_text(&number)?.into()
            }
            Value::Unknown(unknown) => return Err(Raised::from(unknown.clone())),
            _ if self.options.skip_keys => return Ok(None),
            other => {
                return Err(evaluator.type_error(format!(
                    "keys must be str, int, float, bool or None, not {}",
                    evaluator.type_name(other)
                )));
            }
        }))
    }

    fn float(&self, evaluator: &Evaluator, number: f64) -> Outcome<String> {
        if number.is_finite() {
            return Ok(float_repr(number));
        }
        if !self.options.allow_nan {
            let text = "Out of range float values are not JSON compliant";
            return Err(evaluator.value_error(text));
        }
        Ok(if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .into())
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\u{8}' => self.out.push_str("\\b"),
                '\u{c}' => self.out.push_str("\\f"),
                c if c < ' ' || (self.options.ascii && !(' '..='~').contains(&c)) => {
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        self.out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}
