//! The bindings inside wasm, run in Node and in a browser by wasm-bindgen's test runner.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, JSON, Object, Reflect};
use limbeck::wasm::bindings::History;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

fn pack(files: &[(&str, &[u8])]) -> (Vec<u32>, Vec<u8>) {
    let mut lengths = Vec::new();
    let mut bytes = Vec::new();
    for (path, content) in files {
        for part in [path.as_bytes(), content] {
            lengths.push(part.len() as u32);
            bytes.extend_from_slice(part);
        }
    }
    (lengths, bytes)
}

fn open(files: &[(&str, &[u8])]) -> History {
    let (lengths, bytes) = pack(files);
    History::new(&lengths, &bytes, Object::new().into()).unwrap()
}

fn request(text: &str) -> JsValue {
    JSON::parse(text).unwrap()
}

fn get(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap()
}

const FIRST: &str = "revision = 'a'\ndown_revision = None\nfrom alembic import op\n\
    def upgrade():\n    op.execute('SELECT \u{1F600}')\ndef downgrade():\n    pass\n";

#[wasm_bindgen_test]
fn heads_and_revisions_cross_over() {
    let history = open(&[("a.py", FIRST.as_bytes())]);
    assert_eq!(history.heads(), ["a"]);
    let revisions: Array = history.revisions(None).unwrap().unchecked_into();
    let first = revisions.get(0);
    assert_eq!(get(&first, "id").as_string().as_deref(), Some("a"));
    assert_eq!(get(&first, "isHead").as_bool(), Some(true));
    assert!(get(&first, "createDate").is_null());
}

#[wasm_bindgen_test]
fn a_plan_has_places_in_utf16_units() {
    let history = open(&[("a.py", FIRST.as_bytes())]);
    let script = history.upgrade(request(r#"{"dialect":"postgresql","from":[]}"#)).unwrap();
    let sql = get(&script.summary().unwrap(), "sql").as_string().unwrap();
    assert!(sql.contains("SELECT \u{1F600};"), "{sql}");
    let steps: Array = script.steps().unwrap().unchecked_into();
    let statements: Array = get(&steps.get(0), "statements").unchecked_into();
    let end = get(&get(&get(&statements.get(0), "span"), "end"), "offset").as_f64();
    let until = FIRST.find(")\ndef downgrade").unwrap() + 1;
    let units = FIRST[..until].encode_utf16().count();
    assert_eq!(end, Some(units as f64));
}

#[wasm_bindgen_test]
fn refusals_are_errors_with_codes() {
    let history = open(&[("a.py", FIRST.as_bytes())]);
    let error = history.upgrade(request(r#"{"dialect":"db2","from":[]}"#)).unwrap_err();
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(get(&error, "code").as_string().as_deref(), Some("unknown-dialect"));
}

#[wasm_bindgen_test]
fn lengths_that_do_not_fit_lose_nothing_but_themselves() {
    let history = History::new(&[4, 1000, 7], b"a.pyx", Object::new().into()).unwrap();
    assert!(history.heads().is_empty());
}

#[wasm_bindgen_test]
fn depth_is_bounded_before_the_stack_is() {
    let nested = |open: &str, close: &str| {
        format!("revision = 'a'\nx = {}1{}\n", open.repeat(10_000), close.repeat(10_000))
    };
    for text in [
        nested("[", "]"),
        nested("(", ")"),
        nested("-", ""),
        nested("f(", ")"),
        nested("lambda: ", ""),
    ] {
        let history = open(&[("a.py", text.as_bytes()), ("b.py", b"revision = 'b'\n")]);
        assert_eq!(history.heads(), ["b"]);
    }
}
