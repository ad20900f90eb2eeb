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
