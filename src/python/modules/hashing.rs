//! `hashlib`.

use std::cell::RefCell;
use std::rc::Rc;

use super::bytes_like;
use crate::digest;
use crate::platform;
use crate::python::class::{Class, ClassBuilder, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

type Algorithm = fn(&[u8]) -> Vec<u8>;

/// Name, bytes in a block, and what computes it.
const ALGORITHMS: &[(&str, i64, Algorithm)] = &[
    ("md5", 64, digest::md5),
    ("sha1", 64, digest::sha1),
    ("sha224", 64, digest::sha224),
    ("sha256", 64, digest::sha256),
    ("sha384", 128, digest::sha384),
    ("sha512", 128, digest::sha512),
];

/// What a hash object has been given so far.
struct Hash {
    algorithm: &'static (&'static str, i64, Algorithm),
    bytes: RefCell<Vec<u8>>,
}

thread_local! {
    static HASH: Rc<Class> = class();
}

fn class() -> Rc<Class> {
    ClassBuilder::new("_hashlib", "HASH")
        .pure_method("update", update)
        .method("digest", |ev, this, _| Ok(Value::bytes(digest_of(ev, this)?.into())))
        .method("hexdigest", |ev, this, _| Ok(Value::from(digest::hex(&digest_of(ev, this)?))))
        .method("copy", copy)
        .property("name", |_, this| Ok(of(this).map_or(Value::None, |h| h.algorithm.0.into())))
        .property("block_size", |_, this| {
            Ok(of(this).map_or(Value::None, |hash| Value::int(hash.algorithm.1)))
        })
        .property("digest_size", |ev, this| Ok(Value::int(digest_of(ev, this)?.len() as i64)))
        .build()
}

/// The members of `hashlib`.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    if name == "new" {
        return Ok(Some(super::pure("new", new)));
    }
    let Some(algorithm) = ALGORITHMS.iter().find(|(known, ..)| *known == name) else {
        return Ok(None);
    };
    let make = move |evaluator: &mut Evaluator, arguments: &mut Arguments| {
        let parameters = &["string=", "*", "usedforsecurity="];
        let mut bound = arguments.bind(evaluator, algorithm.0, parameters)?;
        make(evaluator, algorithm, bound.take("string"))
    };
    Ok(Some(NativeFunction::closure(name, make).pure().into()))
}

fn make(
    evaluator: &mut Evaluator,
    algorithm: &'static (&'static str, i64, Algorithm),
    data: Option<Value>,
) -> Outcome {
    let bytes = match data {
        Some(data) => hashed_bytes(evaluator, &data)?,
        None => Vec::new(),
    };
    let hash = Hash { algorithm, bytes: RefCell::new(bytes) };
    Ok(Value::Instance(Instance::with_payload(HASH.with(Rc::clone), Rc::new(hash))))
}

fn hashed_bytes(evaluator: &mut Evaluator, data: &Value) -> Outcome<Vec<u8>> {
    if data.as_str().is_some() {
        return Err(evaluator.type_error("Strings must be encoded before hashing"));
    }
    match bytes_like(data) {
        Some(bytes) => {
            evaluator.spend_bytes(bytes.len() as u64)?;
            Ok(bytes.to_vec())
        }
        None => Err(evaluator.type_error("object supporting the buffer API required")),
    }
}

fn new(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let parameters = &["name", "data=", "*", "usedforsecurity="];
    let mut bound = arguments.bind(evaluator, "new", parameters)?;
    let name = bound.take_or_none("name");
    let name = name.as_str().map(|name| platform::lower(name).replace('-', "")).unwrap_or_default();
    match ALGORITHMS.iter().find(|(known, ..)| *known == name) {
        Some(algorithm) => make(evaluator, algorithm, bound.take("data")),
        None => Ok(evaluator.unknown(format!("hash {name} is not implemented by limbeck"))),
    }
}

fn of(value: &Value) -> Option<Rc<Hash>> {
    value.payload::<Hash>()
}

fn digest_of(evaluator: &mut Evaluator, this: &Value) -> Outcome<Vec<u8>> {
    let Some(hash) = of(this) else { return Ok(Vec::new()) };
    let bytes = hash.bytes.borrow();
    evaluator.spend_steps(bytes.len() as u64 / 16 + 8)?;
    Ok((hash.algorithm.2)(&bytes))
}

fn update(evaluator: &mut Evaluator, this: &Value, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "update", &["data", "/"])?;
    let data = bound.take_or_none("data");
    let bytes = hashed_bytes(evaluator, &data)?;
    if let Some(hash) = of(this) {
        hash.bytes.borrow_mut().extend(bytes);
    }
    Ok(Value::None)
}

fn copy(_: &mut Evaluator, this: &Value, _: &mut Arguments) -> Outcome {
    let Some(hash) = of(this) else { return Ok(Value::None) };
    let copy = Hash { algorithm: hash.algorithm, bytes: hash.bytes.clone() };
    Ok(Value::Instance(Instance::with_payload(HASH.with(Rc::clone), Rc::new(copy))))
}
