//! `uuid`.

use std::rc::Rc;

use super::{bytes_like, unknowable};
use crate::digest;
use crate::python::class::{Class, ClassBuilder, Compare, Hooks, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::Arguments;
use crate::python::number::BigInt;
use crate::python::raised::{Outcome, Raised};
use crate::python::value::Value;

/// What `from uuid import *` gives.
pub(super) const PUBLIC: &[&str] = &["UUID", "uuid1", "uuid3", "uuid4", "uuid5"];

const NAMESPACES: &[(&str, u128)] = &[
    ("NAMESPACE_DNS", 0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8),
    ("NAMESPACE_URL", 0x6ba7_b811_9dad_11d1_80b4_00c0_4fd4_30c8),
    ("NAMESPACE_OID", 0x6ba7_b812_9dad_11d1_80b4_00c0_4fd4_30c8),
    ("NAMESPACE_X500", 0x6ba7_b814_9dad_11d1_80b4_00c0_4fd4_30c8),
];

/// What a `UUID` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Uuid(u128);

impl Uuid {
    fn text(self) -> String {
        let hex = format!("{:032x}", self.0);
        let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_string();
        [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
    }

    /// Bits, the highest counted from 128 down.
    fn bits(self, shift: u32, count: u32) -> Value {
        let bits = self.0 >> shift & ((1u128 << count) - 1);
        whole(bits)
    }

    fn with_version(self, version: u128) -> Self {
        let cleared = self.0 & !(0xc000 << 48) & !(0xf000 << 64);
        Self(cleared | 0x8000 << 48 | version << 76)
    }

    fn variant(self) -> &'static str {
        match self.0 >> 61 & 7 {
            0..4 => "reserved for NCS compatibility",
            4 | 5 => "specified in RFC 4122",
            6 => "reserved for Microsoft compatibility",
            _ => "reserved for future definition",
        }
    }

    /// With the first three fields in little-endian order.
    fn swapped(bytes: [u8; 16]) -> [u8; 16] {
        let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
        let [i, j, k, l, m, n, o, p] = rest;
        [d, c, b, a, f, e, h, g, i, j, k, l, m, n, o, p]
    }
}

fn whole(number: u128) -> Value {
    BigInt::from_be_bytes(&number.to_be_bytes()).into_value()
}

thread_local! {
    static UUID: Rc<Class> = class();
}

fn class() -> Rc<Class> {
    let hooks = Hooks { construct: Some(construct), compare: Some(compare), ..Hooks::default() };
    ClassBuilder::new("uuid", "UUID")
        .hooks(hooks)
        .method("__str__", |_, this, _| Ok(Value::from(of(this).text())))
        .method("__repr__", |ev, this, _| {
            Ok(Value::from(format!("{}('{}')", ev.type_name(this), of(this).text())))
        })
        .method("__hash__", |_, this, _| Ok(whole(of(this).0)))
        .method("__int__", |_, this, _| Ok(whole(of(this).0)))
        .property("hex", |_, this| Ok(Value::from(format!("{:032x}", of(this).0))))
        .property("int", |_, this| Ok(whole(of(this).0)))
        .property("bytes", |_, this| Ok(Value::bytes(of(this).0.to_be_bytes().into())))
        .property("bytes_le", |_, this| {
            Ok(Value::bytes(Uuid::swapped(of(this).0.to_be_bytes()).into()))
        })
        .property("urn", |_, this| Ok(Value::from(format!("urn:uuid:{}", of(this).text()))))
        .property("variant", |_, this| Ok(Value::from(of(this).variant())))
        .property("version", version)
        .property("time_low", |_, this| Ok(of(this).bits(96, 32)))
        .property("time_mid", |_, this| Ok(of(this).bits(80, 16)))
        .property("time_hi_version", |_, this| Ok(of(this).bits(64, 16)))
        .property("clock_seq_hi_variant", |_, this| Ok(of(this).bits(56, 8)))
        .property("clock_seq_low", |_, this| Ok(of(this).bits(48, 8)))
        .property("node", |_, this| Ok(of(this).bits(0, 48)))
        .property("fields", |_, this| {
            let parts = [(96, 32), (80, 16), (64, 16), (56, 8), (48, 8), (0, 48)];
            Ok(Value::tuple(parts.map(|(shift, count)| of(this).bits(shift, count))))
        })
        .build()
}

/// The members of `uuid`.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    if let Some((_, number)) = NAMESPACES.iter().find(|(known, _)| *known == name) {
        return Ok(Some(object(&UUID.with(Rc::clone), Uuid(*number))));
    }
    Ok(Some(match name {
        "UUID" => Value::Class(UUID.with(Rc::clone)),
        "uuid3" => super::pure(name, |ev, arguments| named(ev, arguments, 3)),
        "uuid5" => super::pure(name, |ev, arguments| named(ev, arguments, 5)),
        "uuid1" | "uuid4" => unknowable(name, "a new UUID is not known before it runs"),
        "getnode" => unknowable(name, "the machine that it runs on is not known"),
        _ => return Ok(None),
    }))
}

fn object(class: &Rc<Class>, uuid: Uuid) -> Value {
    Value::Instance(Instance::with_payload(class.clone(), Rc::new(uuid)))
}

fn of(value: &Value) -> Uuid {
    value.payload::<Uuid>().map_or(Uuid(0), |uuid| *uuid)
}

fn version(_: &mut Evaluator, this: &Value) -> Outcome {
    let uuid = of(this);
    let known = uuid.variant() == "specified in RFC 4122";
    Ok(if known { uuid.bits(76, 4) } else { Value::None })
}

fn compare(_: &mut Evaluator, op: Compare, a: &Value, b: &Value) -> Outcome<Option<Value>> {
    let (Some(a), Some(b)) = (a.payload::<Uuid>(), b.payload::<Uuid>()) else { return Ok(None) };
    Ok(Some(Value::Bool(op.holds(a.cmp(&b)))))
}

/// `uuid3` and `uuid5`.
fn named(evaluator: &mut Evaluator, arguments: &mut Arguments, version: u128) -> Outcome {
    let bound = arguments.bind(evaluator, "uuid5", &["namespace", "name"])?;
    let namespace = bound.get("namespace").cloned().unwrap_or(Value::None);
    if namespace.payload::<Uuid>().is_none() {
        let given = evaluator.type_name(&namespace);
        let text = format!("'{given}' object has no attribute 'bytes'");
        return Err(evaluator.attribute_error(text));
    }
    let mut bytes = of(&namespace).0.to_be_bytes().to_vec();
    match bound.get("name") {
        Some(name) if name.as_str().is_some() => {
            bytes.extend(name.as_str().map(|text| text.as_bytes()).unwrap_or_default());
        }
        _ => return Err(evaluator.type_error("encoding without a string argument")),
    }
    evaluator.spend_steps(bytes.len() as u64)?;
    let digest = if version == 3 { digest::md5(&bytes) } else { digest::sha1(&bytes) };
    let number = digest.iter().take(16).fold(0u128, |number, byte| number << 8 | u128::from(*byte));
    Ok(object(&UUID.with(Rc::clone), Uuid(number).with_version(version)))
}

const PARAMETERS: &[&str] =
    &["hex=", "bytes=", "bytes_le=", "fields=", "int=", "version=", "*", "is_safe="];

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &mut Arguments) -> Outcome {
    if let Some(unknown) = arguments.first_unknown() {
        return Ok(Value::Unknown(unknown.clone()));
    }
    let bound = arguments.bind(evaluator, "UUID.__init__", PARAMETERS)?;
    let given: Vec<(&str, &Value)> = ["hex", "bytes", "bytes_le", "fields", "int"]
        .into_iter()
        .filter_map(|name| Some((name, bound.given(name)?)))
        .collect();
    let [(name, value)] = given.as_slice() else {
        return Err(evaluator.type_error(
            "one of the hex, bytes, bytes_le, fields, or int arguments must be given",
        ));
    };
    let mut uuid = Uuid(match *name {
        "hex" => from_hex(evaluator, value)?,
        "int" => from_int(evaluator, value)?,
        "fields" => from_fields(evaluator, value)?,
        name => from_bytes(evaluator, value, name)?,
    });
    if let Some(version) = bound.given("version") {
        match version.as_int() {
            Some(version @ 1..=5) => uuid = uuid.with_version(version.unsigned_abs().into()),
            _ => return Err(evaluator.value_error("illegal version number")),
        }
    }
    Ok(object(class, uuid))
}

fn from_hex(evaluator: &mut Evaluator, value: &Value) -> Outcome<u128> {
    let Some(text) = value.as_str() else {
        let given = evaluator.type_name(value);
        let text = format!("'{given}' object has no attribute 'replace'");
        return Err(evaluator.attribute_error(text));
    };
    let text = text.replace("urn:", "").replace("uuid:", "");
    let digits = text.trim_matches(['{', '}']).replace('-', "");
    if digits.chars().count() != 32 {
        return Err(evaluator.value_error("badly formed hexadecimal UUID string"));
    }
    u128::from_str_radix(&digits, 16).map_err(|_| {
        let shown = evaluator.repr_text(&Value::from(digits)).unwrap_or_default();
        evaluator.value_error(format!("invalid literal for int() with base 16: {shown}"))
    })
}

fn out_of_range(evaluator: &Evaluator) -> Raised {
    evaluator.value_error("int is out of range (need a 128-bit value)")
}

fn from_int(evaluator: &Evaluator, value: &Value) -> Outcome<u128> {
    match value.plain() {
        Value::Int(number) => u128::try_from(**number).map_err(|_| out_of_range(evaluator)),
        Value::Big(number) if !number.is_negative() && number.bits() <= 128 => {
            Ok(joined(&number.magnitude_bytes()))
        }
        _ => Err(out_of_range(evaluator)),
    }
}

fn joined(bytes: &[u8]) -> u128 {
    bytes.iter().fold(0, |number, byte| number << 8 | u128::from(*byte))
}

fn from_bytes(evaluator: &Evaluator, value: &Value, name: &str) -> Outcome<u128> {
    let bytes: Option<[u8; 16]> = bytes_like(value).and_then(|bytes| (*bytes).try_into().ok());
    match bytes {
        Some(bytes) if name == "bytes" => Ok(joined(&bytes)),
        Some(bytes) => Ok(joined(&Uuid::swapped(bytes))),
        None => Err(evaluator.value_error(format!("{name} is not a 16-char string"))),
    }
}

fn from_fields(evaluator: &Evaluator, value: &Value) -> Outcome<u128> {
    let items = value.as_items().unwrap_or_default();
    if items.len() != 6 {
        return Err(evaluator.value_error("fields is not a 6-tuple"));
    }
    let mut number = 0u128;
    for (at, (item, width)) in items.iter().zip([32u32, 16, 16, 8, 8, 48]).enumerate() {
        let part = item.as_int().and_then(|part| u128::try_from(part).ok());
        match part.filter(|part| *part < 1 << width) {
            Some(part) => number = number << width | part,
            None => {
                let text = format!("field {} out of range (need a {width}-bit value)", at + 1);
                return Err(evaluator.value_error(text));
            }
        }
    }
    Ok(number)
}
