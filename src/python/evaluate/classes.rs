//! Class statements, and the making of classes.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::{Evaluator, Frame};
use crate::python::class::{Base, Class, ClassParts, Hooks, linearize};
use crate::python::function::{Arguments, ClassCell};
use crate::python::names::Names;
use crate::python::raised::Outcome;
use crate::python::tree::{ClassCode, Expr, Name};
use crate::python::value::Value;
use crate::sorting;

impl Evaluator {
    pub(crate) fn class_statement(&mut self, frame: &Frame, code: &ClassCode) -> Outcome<()> {
        let decorators = self.decorators(frame, &code.decorators)?;
        let mut arguments = self.call_arguments(frame, &code.arguments)?;
        let metaclass = arguments.take("metaclass");
        let cell: ClassCell = Rc::new(OnceCell::new());
        let names = Rc::new(RefCell::new(Names::default()));
        names.borrow_mut().insert("__module__".into(), Value::str(frame.module.name.clone()));
        names.borrow_mut().insert("__qualname__".into(), Value::str(code.qualname.clone()));
        if let Some(doc) = &code.doc {
            names.borrow_mut().insert("__doc__".into(), Value::str(doc.clone()));
        }
        let body = Frame {
            scope: frame.scope.clone(),
            module: frame.module.clone(),
            class: Some((names.clone(), cell.clone())),
        };
        self.body(&body, &code.body)?;
        let names = names.take();
        let mut value = self.build_class(&code.name, arguments, names, metaclass)?;
        if let Value::Class(class) = &value {
            let _ = cell.set(Rc::downgrade(class));
        }
        for decorator in decorators.into_iter().rev() {
            value = self.call(&decorator, Arguments::of([value]))?;
        }
        self.assign(frame, &code.target, value)
    }

    /// Keeps an annotation where a class may ask for it (dataclasses, NamedTuple).
    pub(crate) fn annotate(
        &mut self,
        frame: &Frame,
        name: &Name,
        annotation: &Expr,
    ) -> Outcome<()> {
        let Some((names, _)) = &frame.class else { return Ok(()) };
        // A name that is only defined later is no error here: such annotations are seldom asked for.
        let value = match self.expr(frame, annotation) {
            Ok(value) => value,
            Err(raised) if raised.is_limit() => return Err(raised),
            Err(_) => Value::None,
        };
        let existing = names.borrow().get("__annotations__").cloned();
        let dict = match existing {
            Some(Value::Dict(dict)) => dict,
            _ => {
                let dict = self.dict_from([])?;
                names.borrow_mut().insert("__annotations__".into(), Value::Dict(dict.clone()));
                dict
            }
        };
        dict.set_str(name, value);
        Ok(())
    }

    fn build_class(
        &mut self,
        name: &Name,
        arguments: Arguments,
        names: Names,
        metaclass: Option<Value>,
    ) -> Outcome {
        let mut bases = Vec::new();
        for base in arguments.positional {
            match base {
                Value::Class(class) => bases.push(class),
                Value::Unknown(unknown) => return Ok(Value::Unknown(unknown)),
                other => match self.call_special(
                    &other,
                    "__mro_entries__",
                    Arguments::of([Value::tuple([other.clone()])]),
                )? {
                    Some(entries) => {
                        let entries = entries.as_items().unwrap_or_default();
                        bases.extend(entries.iter().filter_map(|entry| entry.as_class().cloned()));
                    }
                    None => {
                        return Err(self.type_error("bases must be types"));
                    }
                },
            }
        }
        let metaclass = match metaclass {
            Some(Value::Class(meta)) => Some(meta),
            Some(Value::Unknown(unknown)) => return Ok(Value::Unknown(unknown)),
            Some(callable) => {
                let bases: Vec<Value> = bases.into_iter().map(Value::Class).collect();
                let dict = super::special::names_dict(&names);
                let arguments =
                    Arguments::of([Value::str(name.clone()), Value::tuple(bases), dict]);
                return self.call(&callable, arguments);
            }
            None => bases.iter().find_map(|base| base.metaclass.clone()),
        };
        let custom = metaclass.as_ref().and_then(|meta| meta.lookup_own("__new__"));
        if let (Some(meta), Some(new)) = (&metaclass, custom)
            && !meta.native
        {
            let mut call = Arguments::of([
                Value::Class(meta.clone()),
                Value::str(name.clone()),
                Value::tuple(bases.into_iter().map(Value::Class).collect::<Vec<_>>()),
                super::special::names_dict(&names),
            ]);
            call.keyword = arguments.keyword;
            let new = match &new {
                Value::Descriptor(_) => self.getattr(&Value::Class(meta.clone()), "__new__")?,
                _ => new,
            };
            return self.call(&new, call);
        }
        self.new_class(name, bases, names, metaclass, arguments.keyword)
    }

    /// What `type.__new__` does: the class, then `__set_name__` of its entries, then `__init_subclass__` of its bases.
    pub(crate) fn new_class(
        &mut self,
        name: &Name,
        bases: Vec<Rc<Class>>,
        mut names: Names,
        metaclass: Option<Rc<Class>>,
        keywords: Vec<(Rc<str>, Value)>,
    ) -> Outcome {
        let bases = if bases.is_empty() { vec![self.builtins.types.object.clone()] } else { bases };
        self.spend_bytes(512 + 8 * bases.iter().map(|b| b.ancestors.len() as u64).sum::<u64>())?;
        if let Some(base) = bases.iter().find(|base| is_final(base)) {
            let text = format!("type '{}' is not an acceptable base type", base.name);
            return Err(self.type_error(text));
        }
        let Some(ancestors) = linearize(&bases) else {
            let list: Vec<&str> = bases.iter().map(|base| &*base.name).collect();
            return Err(self.type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                list.join(", ")
            )));
        };
        let text = |value: Option<Value>| value.and_then(|value| value.as_str().cloned());
        let qualname = text(names.shift_remove("__qualname__")).unwrap_or_else(|| name.clone());
        let module = text(names.get("__module__").cloned()).unwrap_or_else(|| "builtins".into());
        for special in ["__init_subclass__", "__class_getitem__"] {
            if let Some(Value::Function(function)) = names.get(special).cloned() {
                let method = crate::python::class::Descriptor::Class(Value::Function(function));
                names.insert(special.into(), Value::Descriptor(Rc::new(method)));
            }
        }
        let entries: Vec<(Rc<str>, Value)> =
            names.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        let class = Rc::new(
            ClassParts {
                name: name.clone(),
                qualname,
                module,
                bases: bases.clone(),
                ancestors,
                metaclass,
                attributes: names,
                hooks: Hooks::default(),
                base: None,
                native: false,
                library: self.in_library(),
            }
            .finish(),
        );
        self.classes.push(class.clone());
        let value = Value::Class(class.clone());
        for (name, entry) in entries {
            if let Value::Instance(_) = &entry {
                let arguments = Arguments::of([value.clone(), Value::str(name)]);
                self.call_special(&entry, "__set_name__", arguments)?;
            }
        }
        let keywords = Arguments { positional: Vec::new(), keyword: keywords };
        if let Some(subclassed) = class.hooks.subclassed {
            self.nested(|evaluator| subclassed(evaluator, &class, &mut keywords.clone()))?;
        }
        if let Some(init) = class.lookup_after(&class, "__init_subclass__") {
            let found = self.bind_entry(init, &value)?;
            let receiver = found.receiver.map(|_| value.clone());
            self.call_with(&found.function, receiver, keywords)?;
        }
        Ok(value)
    }

    /// Refuses to make an object of a class with abstract methods.
    pub(crate) fn check_abstract(&mut self, class: &Rc<Class>) -> Outcome<()> {
        if class.metaclass.as_ref().is_none_or(|meta| &*meta.name != "ABCMeta") {
            return Ok(());
        }
        let mut missing: Vec<Rc<str>> = Vec::new();
        for ancestor in class.mro() {
            for (name, value) in ancestor.attributes.borrow().iter() {
                if is_abstract(value)
                    && !missing.contains(name)
                    && class.lookup(name).is_some_and(|found| is_abstract(&found))
                {
                    missing.push(name.clone());
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        sorting::sort(&mut missing);
        let plural = if missing.len() == 1 { "" } else { "s" };
        let quoted: Vec<&str> = missing.iter().map(|name| &**name).collect();
        Err(self.type_error(format!(
            "Can't instantiate abstract class {} with abstract method{plural} {}",
            class.name,
            quoted.join(", ")
        )))
    }
}

fn is_abstract(value: &Value) -> bool {
    use crate::python::class::{Descriptor, Getter};
    match value {
        Value::Function(function) => {
            function.attributes.borrow().contains_key("__isabstractmethod__")
        }
        Value::Descriptor(descriptor) => match &**descriptor {
            Descriptor::Property { get: Some(Getter::Call(function)), .. } => is_abstract(function),
            Descriptor::Static(function) | Descriptor::Class(function) => is_abstract(function),
            _ => false,
        },
        _ => false,
    }
}

fn is_final(class: &Class) -> bool {
    class.native
        && class.base == Base::Other
        && &*class.module == "builtins"
        && matches!(&*class.name, "bool" | "NoneType" | "range" | "slice" | "function" | "ellipsis")
}
