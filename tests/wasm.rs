//! The core as wasm, through its own bindings: the same answers in Node and in a browser, and no lost instance.
#![cfg(target_arch = "wasm32")]

use js_sys::{Object, Reflect};
use limbeck::wasm::bindings::History;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const FIRST: &str = "\"\"\"Add books\"\"\"\nimport sqlalchemy as sa\nfrom alembic import op\nrevision = 'aaaa'\ndown_revision = None\n\
def upgrade():\n    op.create_table('book', sa.Column('id', sa.Integer(), primary_key=True))\n\
def downgrade():\n    op.drop_table('book')\n";

fn history(files: &[(&str, &[u8])]) -> History {
    let mut lengths = Vec::new();
    let mut bytes = Vec::new();
    for (path, content) in files {
        lengths.extend([path.len() as u32, content.len() as u32]);
        bytes.extend(path.as_bytes());
        bytes.extend(*content);
    }
    History::new(&lengths, &bytes, JsValue::UNDEFINED).unwrap()
}

fn request(dialect: &str) -> JsValue {
    let request = Object::new();
    Reflect::set(&request, &"dialect".into(), &dialect.into()).unwrap();
    request.into()
}

fn text(value: &JsValue, name: &str) -> String {
    Reflect::get(value, &name.into()).unwrap().as_string().unwrap_or_default()
}

fn codes(history: &History) -> Vec<String> {
    let found = js_sys::Array::from(&history.diagnostics().unwrap());
    found.iter().map(|diagnostic| text(&diagnostic, "code")).collect()
}

#[wasm_bindgen_test]
fn a_revision_is_rendered() {
    let history = history(&[("aaaa_add_books.py", FIRST.as_bytes())]);
    assert_eq!(history.heads(), ["aaaa"]);
    assert_eq!(codes(&history), Vec::<String>::new());
    let step = history.preview("aaaa", request("postgresql")).unwrap();
    let sql = text(&step, "sql");
    assert!(
        sql.starts_with(
            "-- Running upgrade  -> aaaa\n\nCREATE TABLE book (\n    id SERIAL NOT NULL, "
        ),
        "{sql}"
    );
}

#[wasm_bindgen_test]
fn refusals_are_errors_with_a_code() {
    let history = history(&[("aaaa_add_books.py", FIRST.as_bytes())]);
    let error = history.resolve("nosuch").unwrap_err();
    assert_eq!(text(&error, "code"), "unknown-target");
    let error = history.preview("aaaa", request("db2")).unwrap_err();
    assert_eq!(text(&error, "code"), "unknown-dialect");
}

/// Each of these would end the instance if it reached the stack's or the memory's end.
#[wasm_bindgen_test]
fn hostile_files_end_in_findings() {
    let body = |code: &str| FIRST.replace("    op.drop_table('book')\n", code);
    let deep = format!("x = {}{}", "[".repeat(10_000), "]".repeat(10_000));
    let recursion = body("    def f(): return f()\n    f()\n");
    let bodies = [
        body("    while True: pass\n"),
        body("    op.execute('x' * 10 ** 12)\n"),
        recursion,
        body("    x = []\n    for i in range(10 ** 9): x = [x]\n"),
    ];
    let files =
        [("deep.py", format!("revision = 'd'\n{deep}\n")), ("aaaa_add_books.py", FIRST.into())];
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let history_of_deep = history(&files);
    assert_eq!(codes(&history_of_deep), ["nesting-too-deep"]);
    assert_eq!(history_of_deep.heads(), ["aaaa"]);
    for body in bodies {
        let history = history(&[("aaaa_add_books.py", body.as_bytes())]);
        let down = request("sqlite");
        Reflect::set(&down, &"direction".into(), &"downgrade".into()).unwrap();
        let step = history.preview("aaaa", down).unwrap();
        assert_eq!(Reflect::get(&step, &"complete".into()).unwrap(), JsValue::FALSE, "{body}");
        let up = history.preview("aaaa", request("sqlite")).unwrap();
        assert!(text(&up, "sql").contains("CREATE TABLE book"));
    }
}
