//! What a host can do: a native class with methods, properties, operators and keyword arguments.

use std::cell::Cell;
use std::rc::Rc;

use super::*;

struct Point {
    x: Cell<i64>,
    y: i64,
}

/// A class as a host writes it; a real one is kept in a `thread_local`.
fn point_class() -> Rc<Class> {
    fn init(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
        let mut bound = arguments.bind(evaluator, "Point", &["x", "*", "y="])?;
        let x = bound.take_or_none("x").as_int().unwrap_or(0);
        let y = bound.take("y").and_then(|y| y.as_int()).unwrap_or(0);
        if let Value::Instance(instance) = this {
            instance.set_payload(Rc::new(Point { x: Cell::new(x), y }));
        }
        Ok(Value::None)
    }
    fn total(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
        let point = this.payload::<Point>();
        Ok(Value::int(point.map_or(0, |point| point.x.get() + point.y)))
    }
    fn get_x(_: &mut Evaluator, this: &Value) -> Outcome {
        Ok(Value::int(this.payload::<Point>().map_or(0, |point| point.x.get())))
    }
    fn set_x(_: &mut Evaluator, this: &Value, new: &Value) -> Outcome<()> {
        if let (Some(point), Some(x)) = (this.payload::<Point>(), new.as_int()) {
            point.x.set(x);
        }
        Ok(())
    }
    fn binary(
        evaluator: &mut Evaluator,
        op: Binary,
        this: &Value,
        other: &Value,
        reflected: bool,
    ) -> Outcome<Option<Value>> {
        if op != Binary::Add {
            return Ok(None);
        }
        let total = evaluator.call_method(this, "total", Arguments::none())?;
        let (left, right) = if reflected { (other, &total) } else { (&total, other) };
        evaluator.binary(op, left, right).map(Some)
    }
    ClassBuilder::new("host", "Point")
        .method("__init__", init)
        .method("total", total)
        .property_with_setter("x", get_x, set_x)
        .hooks(Hooks { binary: Some(binary), ..Hooks::default() })
        .build()
}

fn evaluator() -> Evaluator {
    Evaluator::new(Rc::new(NoHost), Limits::default())
}

#[test]
fn a_native_class_is_used_like_any_other() {
    let mut evaluator = evaluator();
    let class = Value::Class(point_class());
    let arguments = Arguments::of([Value::int(1)]).with("y", 2);
    let point = evaluator.call(&class, arguments).unwrap();
    let total = evaluator.call_method(&point, "total", Arguments::none()).unwrap();
    assert_eq!(total.as_int(), Some(3));
    evaluator.setattr(&point, "x", Value::int(5)).unwrap();
    assert_eq!(evaluator.getattr(&point, "x").unwrap().as_int(), Some(5));
    let sum = evaluator.binary(Binary::Add, &Value::int(10), &point).unwrap();
    assert_eq!(sum.as_int(), Some(17));
}

#[test]
fn what_a_host_refuses_is_said_as_python_says_it() {
    let mut evaluator = evaluator();
    let class = Value::Class(point_class());
    let mut fails = |arguments: Arguments, text: &str| {
        let raised = evaluator.call(&class, arguments).unwrap_err();
        let diagnostic = raised.diagnostic(&mut evaluator);
        assert_eq!(diagnostic.message, text);
    };
    fails(Arguments::none(), "TypeError: Point() missing 1 required positional argument: 'x'");
    let two = Arguments::of([Value::int(1), Value::int(2)]);
    fails(two, "TypeError: Point() takes 1 positional argument but 2 were given");
    let z = Arguments::of([Value::int(1)]).with("z", 1);
    fails(z, "TypeError: Point() got an unexpected keyword argument 'z'");
}

#[test]
fn the_unknown_flows_through_operations() {
    let mut evaluator = evaluator();
    let unknown = Value::unknown("it is not known", None);
    let sum = evaluator.binary(Binary::Add, &Value::int(1), &unknown).unwrap();
    assert!(sum.as_unknown().is_some());
    let attribute = evaluator.getattr(&unknown, "name").unwrap();
    assert!(evaluator.call(&attribute, Arguments::none()).unwrap().as_unknown().is_some());
    let list = Value::list(vec![Value::int(1), unknown]);
    assert!(evaluator.repr(&list).unwrap().as_unknown().is_some());
    assert!(matches!(evaluator.contains(&list, &Value::int(1)), Ok(true)));
    let open = evaluator.contains(&list, &Value::int(2));
    assert!(open.is_err_and(|raised| raised.as_unknown().is_some()));
}

/// What `x` is after a module's text has run.
fn made(evaluator: &mut Evaluator, text: &str) -> Value {
    let file = crate::source::FileId(0);
    let code = Rc::new(ModuleCode::new(file, &parse::parse(file, text).unwrap()));
    let module = evaluator.load("m", &code, false).unwrap();
    evaluator.getattr(&Value::Module(module), "x").unwrap()
}

/// As [`made`], as text, in an evaluator of its own.
fn alone(text: &str) -> String {
    let mut evaluator = evaluator();
    let x = made(&mut evaluator, text);
    evaluator.str(&x).unwrap().as_str().unwrap().to_string()
}

#[test]
fn a_text_that_differs_from_run_to_run_is_unknown() {
    for shown in [
        "str(object())",
        "f'{A()}'",
        "repr([len])",
        "'%s' % f",
        "str(A().g)",
        "object.__repr__(A())",
    ] {
        let text = format!("class A:\n    def g(self): pass\ndef f(): pass\nx = {shown}\n");
        assert!(made(&mut evaluator(), &text).as_unknown().is_some(), "{shown}");
    }
    let refused = "try:\n    [].index(object())\nexcept ValueError as error:\n    x = str(error)\n";
    assert_eq!(alone(refused), "<object object> is not in list");
}

#[test]
fn what_is_set_in_the_standard_library_stays_with_its_evaluator() {
    let set = "import typing, enum, functools\n\
               typing.extra = 1\n\
               typing.Optional.extra = 1\n\
               typing.NewType.extra = 1\n\
               enum.Enum.extra = 1\n\
               functools.wraps = None\n\
               del enum.auto\n\
               x = 'set'\n";
    let ask = "import typing, enum, functools\n\
               places = [typing, typing.Optional, typing.NewType, enum.Enum]\n\
               x = [str(hasattr(p, '__dict__') and 'extra' in p.__dict__) for p in places[1:]]\n\
               x = ' '.join(x + [str(functools.wraps is None), str(hasattr(enum, 'auto'))])\n";
    let before = alone(ask);
    assert_eq!(alone(set), "set");
    assert_eq!(alone(ask), before);
    assert_eq!(before, "False False False False True");
}

#[test]
fn what_typing_makes_is_whole_for_each_evaluator() {
    let text = "from typing import Optional\n\
                x = f'{Optional[int].__args__} {Optional[str] == Optional[str]} {Optional == int}'\n";
    let first = alone(text);
    assert_eq!(first, "(<class 'int'>, None) True False");
    assert_eq!(alone(text), first);
    assert_eq!(alone(text), first);
}

#[test]
fn shared_modules_need_only_each_other() {
    for name in modules::SHARED {
        let mut evaluator = evaluator();
        evaluator.import_module(name).unwrap();
        for module in evaluator.modules.values() {
            let Value::Module(module) = module else { panic!("{name} imports something unknown") };
            assert!(module.members.is_some() || module.shared.get(), "{name}: {}", module.name);
        }
    }
}

#[test]
fn lines_in_strings_end_with_line_feeds_whatever_the_file_has() {
    let text = "def f():\r\n    '''One\r\n    two'''\r\n\
                a = '''1\r\n2\r3\\\r\n4\\r\\n'''\r\n\
                b = f'''{a}\r\n{\"\"\"x\r\ny\"\"\"}''' 'a\\r\\n'\r\n\
                c = r'''\\\r\n''', '\\r\\n'\r\n\
                x = repr([f.__doc__, a, b, c])\r\n";
    let file = crate::source::FileId(0);
    let tree = parse::parse(file, text).unwrap();
    let code = Rc::new(ModuleCode::reading(file, &tree, text));
    let mut evaluator = evaluator();
    let module = evaluator.load("m", &code, false).unwrap();
    let x = evaluator.getattr(&Value::Module(module), "x").unwrap();
    let python = r"['One\n    two', '1\n2\n34\r\n', '1\n2\n34\r\n\nx\nya\r\n', ('\\\n', '\r\n')]";
    assert_eq!(&**x.as_str().unwrap(), python);
}

#[test]
fn type_parameters_are_known_where_they_stand() {
    let text = "class A[T: int, *R]:\n    x: T = 1\n    def f(self, t: T | None) -> list[T]:\n        return t\n\
                class B[T, S](A[T]):\n    def g[U](self, u: U, *s: S) -> dict[T, U]:\n        T = 2\n        return u + T\n\
                type L[T] = list[T] | None\n\
                def h[T](t: T, n=B[int, str]()) -> T:\n    return n.g(t)\n\
                try:\n    T\nexcept NameError as error:\n    x = f'{B().f(3)} {h(4)} {error}'\n";
    assert_eq!(alone(text), "3 6 name 'T' is not defined");
}

#[test]
fn objects_that_refer_to_one_another_go_with_their_evaluator() {
    let text = "class Node:\n    def __init__(self, up=None):\n        self.up, self.below = up, []\n\
                \x20       if up: up.below.append(self)\nroot = Node()\nNode(root)\n";
    let file = crate::source::FileId(0);
    let code = Rc::new(ModuleCode::new(file, &parse::parse(file, text).unwrap()));
    let mut evaluator = evaluator();
    let root = {
        let root = evaluator.load("trees", &code, false).unwrap().get("root").unwrap();
        Rc::downgrade(root.as_instance().unwrap())
    };
    assert!(root.upgrade().is_some());
    drop(evaluator);
    assert!(root.upgrade().is_none());
}
