//! The standard library, as far as revisions use it: some in Rust, most in Python of our own.
//!
//! What is written in Python (`library/`) runs like a given file, except that it has no places and
//! that nothing of it is left out on something unknown: its functions are then unknown as a whole.

mod chance;
mod codecs;
mod datetime;
mod hashing;
mod helpers;
mod json;
mod math;
mod regex;
mod time;
mod uuid;

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::evaluate::Evaluator;
use super::function::{Arguments, NativeFunction};
use super::module::{Members, Module};
use super::parse;
use super::raised::Outcome;
use super::tree::ModuleCode;
use super::value::Value;
use crate::source::FileId;

/// The file that modules of the standard library are said to be in; it is not among the given ones.
pub(crate) const LIBRARY: FileId = FileId(u32::MAX);

/// Why a member of a module that is only partly there is unknown.
pub(crate) const PARTLY: &str = "{} is not implemented by limbeck";

macro_rules! library {
    ($($name:literal $file:literal,)*) => {
        fn text(name: &str) -> Option<&'static str> {
            match name {
                $($name => Some(include_str!(concat!("library/", $file))),)*
                _ => None,
            }
        }
    };
}

library! {
    "abc" "abc.py",
    "collections" "collections.py",
    "collections.abc" "collections_abc.py",
    "contextlib" "contextlib.py",
    "copy" "copy.py",
    "dataclasses" "dataclasses.py",
    "decimal" "decimal.py",
    "enum" "enum.py",
    "functools" "functools.py",
    "importlib" "importlib.py",
    "inspect" "inspect.py",
    "itertools" "itertools.py",
    "logging" "logging.py",
    "logging.config" "logging.py",
    "logging.handlers" "logging.py",
    "operator" "operator.py",
    "os" "os.py",
    "os.path" "posixpath.py",
    "pathlib" "pathlib.py",
    "platform" "platform.py",
    "posixpath" "posixpath.py",
    "_strptime" "strptime.py",
    "string" "string.py",
    "sys" "sys.py",
    "textwrap" "textwrap.py",
    "traceback" "traceback.py",
    "types" "types.py",
    "typing" "typing.py",
    "typing_extensions" "typing.py",
    "warnings" "warnings.py",
}

thread_local! {
    static CODE: RefCell<FxHashMap<Rc<str>, Rc<ModuleCode>>> = RefCell::default();
    static NATIVE: RefCell<FxHashMap<Rc<str>, Rc<Module>>> = RefCell::default();
    static LOADED: RefCell<FxHashMap<Rc<str>, Rc<Module>>> = RefCell::default();
}

/// The code of a module that is written in Python, parsed once per thread.
pub(crate) fn code(name: &str) -> Option<Rc<ModuleCode>> {
    if let Some(code) = CODE.with_borrow(|known| known.get(name).cloned()) {
        return Some(code);
    }
    let parsed = parse::parse(LIBRARY, text(name)?).ok()?;
    let code = Rc::new(ModuleCode::new(LIBRARY, &parsed));
    CODE.with_borrow_mut(|known| known.insert(name.into(), code.clone()));
    Some(code)
}

/// Modules of which nothing changes once they are loaded, and that need no others at their top level. They are
/// loaded once per thread, for all evaluators; what a revision sets in them is undone with its evaluator.
pub(crate) const SHARED: &[&str] = &[
    "abc",
    "collections",
    "collections.abc",
    "contextlib",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "inspect",
    "itertools",
    "operator",
    "string",
    "textwrap",
    "types",
    "typing",
    "typing_extensions",
];

/// Whether a module is loaded once for all.
pub(crate) fn is_shared(name: &str) -> bool {
    SHARED.contains(&name)
}

/// A module that some evaluator loaded for all.
pub(crate) fn loaded(name: &str) -> Option<Rc<Module>> {
    LOADED.with_borrow(|known| known.get(name).cloned())
}

/// Keeps a module for all evaluators.
pub(crate) fn share(module: &Rc<Module>) {
    module.shared.set(true);
    LOADED.with_borrow_mut(|known| known.insert(module.name.clone(), module.clone()));
}

/// Name, what `import *` takes, and where the members come from; whatever else is asked of it is unknown.
type Provided = (&'static str, &'static [&'static str], Members);

/// The modules that are written in Rust: one line each.
const MODULES: &[Provided] = &[
    ("_limbeck", &[], helpers::members),
    ("base64", &[], codecs::base64),
    ("binascii", &[], codecs::binascii),
    ("datetime", datetime::PUBLIC, datetime::members),
    ("hashlib", &[], hashing::members),
    ("json", json::PUBLIC, json::members),
    ("json.decoder", &[], json::decoder_members),
    ("json.encoder", &[], json::encoder_members),
    ("math", math::PUBLIC, math::members),
    ("random", &[], chance::random),
    ("re", regex::PUBLIC, regex::members),
    ("secrets", &[], chance::secrets),
    ("time", time::PUBLIC, time::members),
    ("uuid", uuid::PUBLIC, uuid::members),
];

/// A module that is written in Rust, made once per thread.
pub(crate) fn native(name: &str) -> Option<Rc<Module>> {
    let (name, public, members) = MODULES.iter().find(|(known, ..)| *known == name)?;
    let make = || Module::native_open(name, public, *members, PARTLY);
    Some(NATIVE.with_borrow_mut(|made| made.entry((*name).into()).or_insert_with(make).clone()))
}

/// A function that is unknown as soon as one of its arguments is.
fn pure(name: &str, body: fn(&mut Evaluator, &mut Arguments) -> Outcome) -> Value {
    NativeFunction::function(name, body).pure().into()
}

/// A function whose answer is known only when the script runs.
fn unknowable(name: &str, why: &'static str) -> Value {
    NativeFunction::closure(name, move |evaluator, _| Ok(evaluator.unknown(why))).into()
}

/// The bytes of a bytes object.
fn bytes_like(value: &Value) -> Option<Rc<[u8]>> {
    match value.plain() {
        Value::Bytes(bytes) => Some((**bytes).clone()),
        _ => None,
    }
}

/// Modules of the standard library of which nothing is there.
const ABSENT: &[&str] = &[
    "argparse",
    "array",
    "ast",
    "asyncio",
    "bisect",
    "calendar",
    "concurrent",
    "configparser",
    "csv",
    "ctypes",
    "difflib",
    "email",
    "errno",
    "fractions",
    "gc",
    "getpass",
    "glob",
    "gzip",
    "hmac",
    "heapq",
    "html",
    "http",
    "io",
    "ipaddress",
    "locale",
    "multiprocessing",
    "numbers",
    "pickle",
    "pkgutil",
    "pprint",
    "queue",
    "select",
    "shutil",
    "signal",
    "socket",
    "sqlite3",
    "ssl",
    "statistics",
    "struct",
    "subprocess",
    "tempfile",
    "threading",
    "timeit",
    "tomllib",
    "unicodedata",
    "unittest",
    "urllib",
    "weakref",
    "xml",
    "zipfile",
    "zlib",
    "zoneinfo",
];

/// Whether a name is of the standard library, though nothing of it is there.
pub(crate) fn is_absent(name: &str) -> bool {
    ABSENT.contains(&name.split('.').next().unwrap_or(""))
}

/// Python 2's modules, which no Python that runs Alembic has.
const OLD: &str = " ConfigParser HTMLParser Queue StringIO __builtin__ cPickle cStringIO cookielib copy_reg \
    htmlentitydefs httplib urllib2 urlparse xmlrpclib ";

/// What modules had in Python 2, and no longer have.
const OLD_MEMBERS: &[(&str, &str)] = &[
    (
        "collections",
        " AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container Coroutine \
         Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence \
         MutableSet Reversible Sequence Set Sized ValuesView ",
    ),
    ("itertools", " ifilter ifilterfalse imap izip izip_longest "),
    ("os", " getcwdu "),
    (
        "string",
        " atof atoi join letters lower lowercase maketrans replace split strip upper uppercase ",
    ),
    ("sys", " maxint setdefaultencoding "),
    ("time", " clock "),
    ("types", " ListType StringType StringTypes UnicodeType "),
    ("urllib", " quote quote_plus unquote unquote_plus urlencode urlopen urlretrieve "),
];

fn names(list: &str, name: &str) -> bool {
    list.split(' ').any(|one| one == name)
}

/// Whether a module was one of Python 2's standard library and is in none since.
pub(crate) fn is_old(name: &str) -> bool {
    names(OLD, name)
}

/// As [`is_old`], of what is imported from a module.
pub(crate) fn is_old_member(module: &str, name: &str) -> bool {
    OLD_MEMBERS.iter().any(|(one, members)| *one == module && names(members, name))
}

/// Whether a top-level name is of the standard library.
pub fn is_standard(top: &str) -> bool {
    exists(top) || is_absent(top) || top == "__future__"
}

/// Whether there is such a module.
pub(crate) fn exists(name: &str) -> bool {
    text(name).is_some() || native(name).is_some()
}
