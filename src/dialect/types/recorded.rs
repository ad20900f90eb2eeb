//! Every type class on every dialect, as SQLAlchemy's type compilers print it (`tests/recorded/types.tsv`).

use std::rc::Rc;

use crate::schema::colspecs;
use crate::schema::literal::Literal;
use crate::schema::type_table;
use crate::schema::types::{Type, TypeArg};

use super::super::{ALL, Dialect};
use super::render;

fn argument(text: &str) -> TypeArg {
    let literal = |literal| TypeArg::Literal(literal);
    if let Some(inner) = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) {
        let (name, args) = inner.split_once(' ').unwrap();
        return TypeArg::Type(Rc::new(build("sqlalchemy", name, &args.replace(',', ";"))));
    }
    if let Some(labels) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        let labels = labels.split('|').map(|label| Literal::Str(label.into())).collect();
        return literal(Literal::List(labels));
    }
    if let Some(text) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return literal(Literal::Str(text.into()));
    }
    literal(match text {
        "True" => Literal::Bool(true),
        "False" => Literal::Bool(false),
        "None" => Literal::Null,
        digits => Literal::Int(digits.into()),
    })
}

fn build(module: &str, name: &str, args: &str) -> Type {
    let class = type_table::find(module, name).unwrap();
    let mut type_ = Type::of(class);
    for arg in args.split(';').filter(|arg| !arg.is_empty()) {
        let (key, value) = arg.split_once('=').unwrap();
        let key = class
            .params
            .iter()
            .map(|param| param.trim_start_matches('*'))
            .find(|param| *param == key)
            .unwrap();
        type_.args.push((key, argument(value)));
    }
    type_
}

fn answer(dialect: &dyn Dialect, type_: &Type) -> String {
    match render(dialect, type_) {
        Ok(text) => text,
        Err(refusal) => {
            format!("!{}", refusal.exception.rsplit('.').next().unwrap_or_default())
        }
    }
}

/// Lines whose types print otherwise than recorded.
fn differences(lines: &str, prepare: fn(&dyn Dialect, &Type) -> Type) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let (call, expected) = fields.split_at(3);
        let [module, name, args] = call else { panic!("{line}") };
        let type_ = build(module, name, args);
        for (dialect, expected) in ALL.iter().zip(expected) {
            let answer = answer(*dialect, &prepare(*dialect, &type_));
            if answer != *expected {
                wrong.push(format!(
                    "{module} {name}({args}) on {}: {answer}, not {expected}",
                    dialect.name()
                ));
            }
        }
    }
    wrong
}

#[test]
fn every_class_on_every_dialect() {
    let lines = include_str!("../../../tests/recorded/types.tsv");
    let wrong = differences(lines, |_, type_| type_.clone());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_class_as_its_dialect_has_it() {
    let lines = include_str!("../../../tests/recorded/type_descriptors.tsv");
    let wrong = differences(lines, |dialect, type_| colspecs::descriptor(dialect.name(), type_));
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
