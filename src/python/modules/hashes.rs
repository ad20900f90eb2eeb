//! `hashlib`: MD5, SHA-1, SHA-256 and SHA-224.

use std::cell::RefCell;
use std::rc::Rc;

use crate::python::builtins::to_hex;
use crate::python::class::{Class, ClassBuilder, Instance};
use crate::python::evaluate::Evaluator;
use crate::python::function::{Arguments, NativeFunction};
use crate::python::raised::Outcome;
use crate::python::value::Value;

type Digest = fn(&[u8]) -> Vec<u8>;

/// Blocks of 64 bytes, the last with a one bit and the length in bits.
fn blocks(bytes: &[u8], big_endian: bool) -> Vec<[u32; 16]> {
    let mut padded = bytes.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    let bits = (bytes.len() as u64).wrapping_mul(8);
    padded.extend(if big_endian { bits.to_be_bytes() } else { bits.to_le_bytes() });
    let word = |four: &[u8]| match <[u8; 4]>::try_from(four) {
        Ok(four) if big_endian => u32::from_be_bytes(four),
        Ok(four) => u32::from_le_bytes(four),
        Err(_) => 0,
    };
    padded
        .chunks_exact(64)
        .map(|block| {
            let mut words = [0; 16];
            for (slot, four) in words.iter_mut().zip(block.chunks_exact(4)) {
                *slot = word(four);
            }
            words
        })
        .collect()
}

fn at(words: &[u32], index: usize) -> u32 {
    words.get(index).copied().unwrap_or(0)
}

/// MD5 (RFC 1321).
pub(super) fn md5(bytes: &[u8]) -> Vec<u8> {
    const SHIFTS: [[u32; 4]; 4] =
        [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
    let constant = |i: usize| ((i as f64 + 1.0).sin().abs() * 4_294_967_296.0) as u32;
    let mut state = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in blocks(bytes, false) {
        let [mut a, mut b, mut c, mut d] = state;
        for i in 0..64 {
            let (mix, index) = match i / 16 {
                0 => ((b & c) | (!b & d), i),
                1 => ((d & b) | (!d & c), (5 * i + 1) % 16),
                2 => (b ^ c ^ d, (3 * i + 5) % 16),
                _ => (c ^ (b | !d), (7 * i) % 16),
            };
            let sum = a.wrapping_add(mix).wrapping_add(constant(i)).wrapping_add(at(&block, index));
            let shift = SHIFTS.get(i / 16).map_or(0, |row| at(row, i % 4));
            (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(shift)));
        }
        for (slot, value) in state.iter_mut().zip([a, b, c, d]) {
            *slot = slot.wrapping_add(value);
        }
    }
    state.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// SHA-1 (RFC 3174).
pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    let mut state = [0x6745_2301u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    for block in blocks(bytes, true) {
        let mut words = block.to_vec();
        for i in 16..80 {
            let mixed =
                at(&words, i - 3) ^ at(&words, i - 8) ^ at(&words, i - 14) ^ at(&words, i - 16);
            words.push(mixed.rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (i, word) in words.iter().enumerate() {
            let (mix, constant) = match i / 20 {
                0 => ((b & c) | (!b & d), 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6u32),
            };
            let next = a
                .rotate_left(5)
                .wrapping_add(mix)
                .wrapping_add(e)
                .wrapping_add(constant)
                .wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (slot, value) in state.iter_mut().zip([a, b, c, d, e]) {
            *slot = slot.wrapping_add(value);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The first 32 bits of the fractional part of a root of the first primes.
fn fraction_of_roots(count: usize, root: fn(f64) -> f64) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    let mut primes: Vec<u32> = Vec::new();
    let mut candidate = 2u32;
    while found.len() < count {
        if primes.iter().all(|prime| candidate % prime != 0) {
            primes.push(candidate);
            found.push((root(f64::from(candidate)).fract() * 4_294_967_296.0) as u32);
        }
        candidate += 1;
    }
    found
}

fn sha2(bytes: &[u8], initial: [u32; 8]) -> Vec<u8> {
    let constants = fraction_of_roots(64, f64::cbrt);
    let mut state = initial;
    for block in blocks(bytes, true) {
        let mut words = block.to_vec();
        for i in 16..64 {
            let (x, y) = (at(&words, i - 15), at(&words, i - 2));
            let low = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
            let high = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
            let sum = at(&words, i - 16).wrapping_add(low).wrapping_add(at(&words, i - 7));
            words.push(sum.wrapping_add(high));
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
        for (word, constant) in words.iter().zip(&constants) {
            let high = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let choice = (e & f) ^ (!e & g);
            let first = h
                .wrapping_add(high)
                .wrapping_add(choice)
                .wrapping_add(*constant)
                .wrapping_add(*word);
            let low = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let majority = (a & b) ^ (a & c) ^ (b & c);
            let second = low.wrapping_add(majority);
            (h, g, f, e, d, c, b, a) =
                (g, f, e, d.wrapping_add(first), c, b, a, first.wrapping_add(second));
        }
        for (slot, value) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *slot = slot.wrapping_add(value);
        }
    }
    state.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// SHA-256 (FIPS 180-4).
fn sha256(bytes: &[u8]) -> Vec<u8> {
    let roots = fraction_of_roots(8, f64::sqrt);
    let mut initial = [0; 8];
    initial.iter_mut().zip(roots).for_each(|(slot, root)| *slot = root);
    sha2(bytes, initial)
}

/// SHA-224.
fn sha224(bytes: &[u8]) -> Vec<u8> {
    let initial = [
        0xc105_9ed8,
        0x367c_d507,
        0x3070_dd17,
        0xf70e_5939,
        0xffc0_0b31,
        0x6858_1511,
        0x64f9_8fa7,
        0xbefa_4fa4,
    ];
    let mut digest = sha2(bytes, initial);
    digest.truncate(28);
    digest
}

struct Hash {
    name: &'static str,
    digest: Digest,
    bytes: RefCell<Vec<u8>>,
}

thread_local! {
    static CLASS: Rc<Class> = hash_class();
}

fn feed(evaluator: &mut Evaluator, hash: &Hash, arguments: &Arguments) -> Outcome<()> {
    match arguments.positional.first().map(Value::plain) {
        None => Ok(()),
        Some(Value::Bytes(bytes)) => {
            evaluator.spend_bytes(bytes.len() as u64)?;
            evaluator.spend_steps(bytes.len() as u64 / 16)?;
            hash.bytes.borrow_mut().extend_from_slice(bytes);
            Ok(())
        }
        Some(Value::Str(_)) => Err(evaluator.type_error("Strings must be encoded before hashing")),
        Some(_) => Err(evaluator.type_error("object supporting the buffer API required")),
    }
}

fn result(this: &Value) -> Vec<u8> {
    this.payload::<Hash>().map_or(Vec::new(), |hash| (hash.digest)(&hash.bytes.borrow()))
}

fn hash_class() -> Rc<Class> {
    ClassBuilder::new("_hashlib", "HASH")
        .pure_method("update", |evaluator, this, arguments| {
            if let Some(hash) = this.payload::<Hash>() {
                feed(evaluator, &hash, &arguments)?;
            }
            Ok(Value::None)
        })
        .method("hexdigest", |_, this, _| Ok(Value::from(to_hex(&result(this)))))
        .method("digest", |_, this, _| Ok(Value::Bytes(result(this).into())))
        .method("copy", |_, this, _| {
            let class = CLASS.with(Rc::clone);
            Ok(match this.payload::<Hash>() {
                Some(hash) => {
                    let copy =
                        Hash { name: hash.name, digest: hash.digest, bytes: hash.bytes.clone() };
                    Value::Instance(Instance::with_payload(class, Rc::new(copy)))
                }
                None => Value::None,
            })
        })
        .property("name", |_, this| {
            Ok(this.payload::<Hash>().map_or(Value::None, |hash| Value::from(hash.name)))
        })
        .build()
}

fn new(
    evaluator: &mut Evaluator,
    arguments: &Arguments,
    name: &'static str,
    digest: Digest,
) -> Outcome {
    let hash = Hash { name, digest, bytes: RefCell::default() };
    feed(evaluator, &hash, arguments)?;
    let class = CLASS.with(Rc::clone);
    Ok(Value::Instance(Instance::with_payload(class, Rc::new(hash))))
}

/// The members of `hashlib`.
pub(super) fn members(_: &mut Evaluator, name: &str) -> Outcome<Option<Value>> {
    let body: fn(&mut Evaluator, Arguments) -> Outcome = match name {
        "md5" => |evaluator, arguments| new(evaluator, &arguments, "md5", md5),
        "sha1" => |evaluator, arguments| new(evaluator, &arguments, "sha1", sha1),
        "sha224" => |evaluator, arguments| new(evaluator, &arguments, "sha224", sha224),
        "sha256" => |evaluator, arguments| new(evaluator, &arguments, "sha256", sha256),
        "new" => |evaluator, mut arguments| {
            let name = match arguments.positional.is_empty() {
                true => None,
                false => arguments.positional.remove(0).as_str().cloned(),
            };
            match name.as_deref() {
                Some("md5") => new(evaluator, &arguments, "md5", md5),
                Some("sha1") => new(evaluator, &arguments, "sha1", sha1),
                Some("sha224") => new(evaluator, &arguments, "sha224", sha224),
                Some("sha256") => new(evaluator, &arguments, "sha256", sha256),
                _ => Ok(Value::Unknown(evaluator.unsupported("this hash"))),
            }
        },
        _ => return Ok(None),
    };
    Ok(Some(NativeFunction::function(name, body).pure().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        assert_eq!(to_hex(&md5(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(to_hex(&sha1(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            to_hex(&sha256(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            to_hex(&sha224(b"abc")),
            "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"
        );
    }
}
