//! What cannot be known flows on, and nothing is guessed from it.

use std::cell::RefCell;
use std::rc::Rc;

use limbeck::python::{
    Evaluator, Host, Limits, ModuleCode, ModuleSource, Skipped, SkippedKind, parse,
};
use limbeck::source::FileId;

#[derive(Default)]
struct Given {
    files: Vec<(&'static str, &'static str)>,
    skipped: RefCell<Vec<SkippedKind>>,
}

impl Host for Given {
    fn module(&self, name: &str) -> Option<ModuleSource> {
        let at = self.files.iter().position(|(module, _)| *module == name)?;
        let file = FileId(at as u32 + 1);
        let parsed = parse::parse(file, self.files[at].1).ok()?;
        let package = self.files.iter().any(|(other, _)| other.starts_with(&format!("{name}.")));
        Some(ModuleSource::Source { code: Rc::new(ModuleCode::new(file, &parsed)), package })
    }

    fn skipped(&self, _: &mut Evaluator, skipped: &Skipped) {
        self.skipped.borrow_mut().push(skipped.kind);
    }
}

fn run(files: &[(&'static str, &'static str)], text: &str) -> (String, Vec<SkippedKind>) {
    let host = Rc::new(Given { files: files.to_vec(), ..Given::default() });
    let parsed = parse::parse(FileId(0), text).expect("it runs");
    let code = Rc::new(ModuleCode::new(FileId(0), &parsed));
    let mut evaluator = Evaluator::new(host.clone(), Limits::default());
    evaluator.output = Some(String::new());
    if let Err(raised) = evaluator.load("pkg.versions.revision", &code, false) {
        let message = raised.diagnostic(&mut evaluator).message.clone();
        evaluator.output.as_mut().expect("it runs").push_str(&message);
    }
    let skipped = host.skipped.borrow().clone();
    (evaluator.output.take().expect("it runs"), skipped)
}

#[test]
fn a_condition_that_is_unknown_runs_neither_branch() {
    let text = "\
import os
x = 1
names = []
if os.environ.get('A'):
    x = 2
    names.append('a')
else:
    x = 3
print(x, names)
";
    let (output, skipped) = run(&[], text);
    assert_eq!(output, "<unknown> <unknown>\n");
    assert_eq!(skipped, [SkippedKind::Branch { returns: false, only_raises: false }]);
}

#[test]
fn what_follows_a_return_that_may_happen_is_left_out() {
    let text = "\
import helper
def f():
    if helper.skip():
        return
    print('never')
def g():
    if not helper.ready:
        raise ValueError('not ready')
    print('goes on')
f()
g()
";
    let (output, skipped) = run(&[], text);
    assert_eq!(output, "goes on\n");
    let kinds = [
        SkippedKind::Branch { returns: true, only_raises: false },
        SkippedKind::Branch { returns: false, only_raises: true },
    ];
    assert_eq!(skipped.get(..1), Some(&kinds[..1]));
    assert!(skipped.contains(&kinds[1]));
}

#[test]
fn loops_comprehensions_and_calls_of_the_unknown() {
    let text = "\
from missing import rows, act
for row in rows:
    print('never', row)
print([r for r in rows], f'{rows}', len(rows), rows.x[0] + 1, rows == 1, isinstance(rows, str))
act(1)
value = act(2)
a, b = rows
print(a, b, {'k': rows}['k'], [1, rows][0], 1 in [1, rows], 2 in [1, rows])
with act() as c:
    print('body', c)
try:
    raise act()
except KeyError:
    print('never')
except Exception:
    print('caught')
";
    let (output, skipped) = run(&[], text);
    let expected = "\
<unknown> <unknown> <unknown> <unknown> <unknown> <unknown>
<unknown> <unknown> <unknown> 1 True <unknown>
body <unknown>
caught
";
    assert_eq!(output, expected);
    assert_eq!(skipped.first(), Some(&SkippedKind::Loop));
    assert!(skipped.contains(&SkippedKind::Call));
}

#[test]
fn given_modules_are_evaluated_and_missing_ones_are_unknown_member_by_member() {
    let files = [
        ("pkg", ""),
        (
            "pkg.helpers",
            "from .inner import name\nfrom . import constants\nimport nowhere\ndef greet(who): return f'hello {who} {name} {constants.N}'\ndef lost(): return nowhere.thing()\n",
        ),
        ("pkg.inner", "name = 'inner'\n__all__ = ['name']\n"),
        ("pkg.constants", "N = 3\n_hidden = 1\n"),
        ("cycle_a", "import cycle_b\nvalue = 1\ndef get(): return cycle_b.value\n"),
        ("cycle_b", "import cycle_a\nvalue = 2\n"),
    ];
    let text = "\
from pkg.helpers import greet, lost
from pkg.constants import *
import pkg.inner as inner
from pkg import helpers as h
from ..inner import name as relative
import cycle_a
print(greet('you'), lost(), N, inner.name, h.greet('x'), relative, cycle_a.get())
try:
    from pkg.inner import nothing
except ImportError as error:
    print(error)
";
    let (output, skipped) = run(&files, text);
    let expected = "\
hello you inner 3 <unknown> 3 inner hello x inner 3 inner 2
cannot import name 'nothing' from 'pkg.inner'
";
    assert_eq!(output, expected);
    assert!(skipped.is_empty());
}

#[test]
fn the_library_is_unknown_as_a_whole_rather_than_in_part() {
    let text = "\
import os, textwrap, datetime, uuid, random, time
env = os.environ['X']
print(textwrap.dedent(env), datetime.datetime.now(), uuid.uuid4(), random.randint(1, 2), time.time())
print(os.getenv('A'), open('x').read())
";
    let (output, skipped) = run(&[], text);
    assert_eq!(output, "<unknown> <unknown> <unknown> <unknown> <unknown>\n<unknown> <unknown>\n");
    assert!(skipped.is_empty(), "{skipped:?}");
}
