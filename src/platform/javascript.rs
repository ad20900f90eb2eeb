//! The JavaScript engine's tables.

use wasm_bindgen::prelude::*;

use super::Property;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["String", "prototype", "toLowerCase"], js_name = call)]
    pub(super) fn lower(text: &str) -> String;

    #[wasm_bindgen(js_namespace = ["String", "prototype", "toUpperCase"], js_name = call)]
    pub(super) fn upper(text: &str) -> String;

    #[wasm_bindgen(js_namespace = ["Number", "prototype", "toExponential"], js_name = call)]
    fn to_exponential(number: f64) -> String;

    #[wasm_bindgen(js_name = Number)]
    fn to_number(text: &str) -> f64;

    type RegExp;
    #[wasm_bindgen(constructor)]
    fn new(pattern: &str, flags: &str) -> RegExp;
    #[wasm_bindgen(method)]
    fn test(this: &RegExp, text: &str) -> bool;

    /// The sine.
    #[wasm_bindgen(js_namespace = Math)]
    pub fn sin(angle: f64) -> f64;

    /// The cosine.
    #[wasm_bindgen(js_namespace = Math)]
    pub fn cos(angle: f64) -> f64;
}

thread_local! {
    static ALPHABETIC: RegExp = RegExp::new(r"\p{Alphabetic}", "u");
    static NUMERIC: RegExp = RegExp::new(r"\p{N}", "u");
    static LOWERCASE: RegExp = RegExp::new(r"\p{Lowercase}", "u");
    static UPPERCASE: RegExp = RegExp::new(r"\p{Uppercase}", "u");
}

pub(super) fn has(c: char, property: Property) -> bool {
    let class = match property {
        Property::Alphabetic => &ALPHABETIC,
        Property::Numeric => &NUMERIC,
        Property::Lowercase => &LOWERCASE,
        Property::Uppercase => &UPPERCASE,
    };
    class.with(|class| class.test(c.encode_utf8(&mut [0; 4])))
}

/// The shortest digits that read back as the same number, as in `1.5e-7`.
pub(super) fn scientific(number: f64) -> String {
    to_exponential(number).replace('+', "")
}

/// Why a text is no float. It says what `std::num::ParseFloatError` says: the build for browsers puts the function
/// below in the place of `f64::from_str`, which the parser of Python calls.
pub(super) enum NotAFloat {
    Empty,
    Invalid,
}

/// `f64::from_str`, by the engine, so that its table of powers need not be shipped.
#[inline(never)]
pub(super) fn parse_float(text: &str) -> Result<f64, NotAFloat> {
    if text.is_empty() {
        return Err(NotAFloat::Empty);
    }
    let number = match text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) {
        true => Some(to_number(text)).filter(|number| !number.is_nan()),
        false => spelled_out(text),
    };
    number.ok_or(NotAFloat::Invalid)
}

fn spelled_out(text: &str) -> Option<f64> {
    let word = text.strip_prefix(['+', '-']).unwrap_or(text);
    let number = if word.eq_ignore_ascii_case("nan") {
        f64::NAN
    } else if word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity") {
        f64::INFINITY
    } else {
        return None;
    };
    Some(if text.starts_with('-') { -number } else { number })
}
