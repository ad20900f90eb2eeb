//! Hostile programs: each ends with a finding, quickly, whatever it tries.

use std::rc::Rc;
use std::time::{Duration, Instant};

use limbeck::diagnostic::Code;
use limbeck::python::{Evaluator, Limits, ModuleCode, NoHost, parse};
use limbeck::source::FileId;

fn run(text: &str) -> Result<(), (Code, String)> {
    let parsed = parse::parse(FileId(0), text).map_err(|d| (d.code, d.message.clone()))?;
    let code = Rc::new(ModuleCode::new(FileId(0), &parsed));
    drop(parsed);
    let limits = Limits { steps: 400_000, bytes: 32 << 20, ..Limits::default() };
    let mut evaluator = Evaluator::new(Rc::new(NoHost), limits);
    let result = evaluator.load("__main__", &code, false);
    result.map(drop).map_err(|raised| {
        let diagnostic = raised.diagnostic(&mut evaluator);
        (diagnostic.code, diagnostic.message.clone())
    })
}

#[test]
fn what_never_ends_or_grows_without_bound_is_stopped() {
    for text in [
        "while True: pass",
        "while True:\n  try:\n    1/0\n  except BaseException:\n    pass\n  finally:\n    pass",
        "def f(): f()\nf()",
        "def f(n): return f(n + 1) + 1\ntry:\n  f(0)\nexcept RecursionError: pass",
        "f = lambda x: x(x)\nf(f)",
        "'x' * 10**12",
        "[0] * 10**9",
        "(1, 2) * 10**10",
        "10 ** 10**8",
        "1 << 10**9",
        "x = 'x'\nwhile True: x += x",
        "x = []\nwhile True: x.append(x[:])",
        "x = [1]\nwhile True: x += x",
        "list(range(10**12))",
        "sum(range(10**12))",
        "'%1000000000000d' % 1",
        "f'{1:1000000000000}'",
        "'{:>999999999999}'.format('x')",
        "'a'.ljust(10**12)",
        "','.join(['x' * 10**6] * 10**5)",
        "'a'.replace('', 'b' * 10**6) * 100",
        "('a' * 10**6).replace('a', 'b' * 10**6)",
        "d = {}\ni = 0\nwhile True:\n  d[i] = i\n  i += 1",
        "class A:\n  def __getattr__(self, n): return getattr(self, n + 'x')\nA().x",
        "class A:\n  def __eq__(self, o): return self == o\nA() == A()",
        "class A:\n  def __repr__(self): return repr(self)\nrepr(A())",
        "x = []\nfor i in range(100000): x = [x]\nrepr(x)",
        "x = []\nfor i in range(100000): x = [x]\ny = []\nfor i in range(100000): y = [y]\nx == y",
        "import itertools\nfor x in itertools.count(): pass",
        "import re\nre.match('(a*)*b', 'a' * 5000)",
        "import copy\nx = []\nfor i in range(100000): x = [x]\ncopy.deepcopy(x)",
        "it = iter([1])\nfor i in range(30000): it = map(abs, it)\nlist(it)",
        "def g():\n  yield from g()\nlist(g())",
        "from functools import reduce\nreduce(lambda a, b: a * b, range(1, 100000))",
        "str(2 ** 200000)[0]\nint('9' * 4301)",
        "bytes(10**12)",
        "x = {}\nx['x'] = x\nwhile True: x = dict(x, y=x)",
    ] {
        let start = Instant::now();
        let result = run(text);
        let spent = start.elapsed();
        assert!(spent < Duration::from_secs(20), "{text:?} took {spent:?}");
        match result {
            Err((Code::LimitExceeded | Code::RaisedException, _)) => {}
            other => panic!("{text:?}: {other:?}"),
        }
    }
}

#[test]
fn deep_values_are_dropped_without_a_deep_stack() {
    for text in [
        "x = []\nfor i in range(30000): x = [x]",
        "x = ()\nfor i in range(30000): x = (x,)",
        "x = {}\nfor i in range(30000): x = {1: x}",
        "class A: pass\nx = None\nfor i in range(30000):\n  a = A()\n  a.next = x\n  x = a",
        "def wrap(f):\n  return lambda: f()\nf = int\nfor i in range(20000): f = wrap(f)",
        "it = iter([1])\nfor i in range(30000): it = map(abs, it)",
    ] {
        assert_eq!(run(text), Ok(()), "{text:?}");
    }
}

#[test]
fn deep_source_is_refused_or_run() {
    let nested =
        |open: &str, close: &str, n: usize| format!("x = {}1{}", open.repeat(n), close.repeat(n));
    for text in [
        nested("(", ")", 10_000),
        nested("[", "]", 10_000),
        nested("-", "", 10_000),
        nested("not ", "", 10_000),
        nested("lambda: ", "", 10_000),
        format!("x = 1{}", " + 1".repeat(20_000)),
        format!("x = 1{}", ".real".repeat(20_000)),
        format!("x = 1{}", " if 1 else 1".repeat(5_000)),
        format!("x = 1{}", " ** 1".repeat(5_000)),
        format!("x = 1{}", " < 2".repeat(20_000)),
        (0..200).map(|n| format!("{}if 1:\n", " ".repeat(n))).collect::<String>()
            + &" ".repeat(200)
            + "pass",
        "if 1:\n  pass\n".to_string() + &"elif 1:\n  pass\n".repeat(20_000),
        format!("f'{}'", "{f\"".repeat(100)),
    ] {
        let _ = run(&text);
    }
}
