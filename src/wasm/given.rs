//! Reads the objects that JavaScript gives: each property by its name and kind, `null` as if it were not there.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use super::wire::fault;

/// An object of JavaScript's.
#[derive(Debug)]
pub(super) struct Given {
    object: JsValue,
    /// What it is called where it has another shape.
    name: &'static str,
}

impl Given {
    pub(super) fn new(object: JsValue, name: &'static str) -> Result<Self, JsValue> {
        let given = Self { object, name };
        if given.object.is_object() { Ok(given) } else { Err(given.refuse("it", "an object")) }
    }

    fn refuse(&self, key: &str, kind: &str) -> JsValue {
        fault("invalid-argument", &format!("{}: {key} is not {kind}", self.name))
    }

    /// A property that this reads, or that is of another kind.
    fn get<T>(
        &self,
        key: &str,
        kind: &str,
        read: fn(&JsValue) -> Option<T>,
    ) -> Result<Option<T>, JsValue> {
        let value = Reflect::get(&self.object, &key.into())?;
        if value.is_null() || value.is_undefined() {
            return Ok(None);
        }
        read(&value).map(Some).ok_or_else(|| self.refuse(key, kind))
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<String>, JsValue> {
        self.get(key, "a string", JsValue::as_string)
    }

    pub(super) fn switch(&self, key: &str) -> Result<Option<bool>, JsValue> {
        self.get(key, "a boolean", JsValue::as_bool)
    }

    pub(super) fn number(&self, key: &str) -> Result<Option<f64>, JsValue> {
        self.get(key, "a number", JsValue::as_f64)
    }

    pub(super) fn texts(&self, key: &str) -> Result<Option<Vec<String>>, JsValue> {
        self.get(key, "an array of strings", |value| {
            if !Array::is_array(value) {
                return None;
            }
            let mut texts = Vec::new();
            for item in Array::from(value) {
                texts.push(item.as_string()?);
            }
            Some(texts)
        })
    }

    pub(super) fn object(&self, key: &'static str) -> Result<Option<Self>, JsValue> {
        let object =
            self.get(key, "an object", |value| value.is_object().then(|| value.clone()))?;
        Ok(object.map(|object| Self { object, name: key }))
    }
}
