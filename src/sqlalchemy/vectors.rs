//! Oracle's vectors: the words of their types, and the settings of their indexes.

use crate::python::{Arguments, ClassBuilder, Evaluator, NativeFunction, Outcome, Value};

/// The enumerations, each of whose members is called as its value.
const WORDS: &[(&str, &[&str])] = &[
    ("VectorStorageFormat", &["INT8", "BINARY", "FLOAT32", "FLOAT64"]),
    ("VectorStorageType", &["SPARSE", "DENSE"]),
    ("VectorIndexType", &["HNSW", "IVF"]),
    ("VectorDistanceType", &["EUCLIDEAN", "DOT", "COSINE", "MANHATTAN"]),
];

/// A public name of `sqlalchemy.dialects.oracle.vector`.
pub(super) fn member(name: &str) -> Option<Value> {
    if name == "VectorIndexConfig" {
        return Some(NativeFunction::function("VectorIndexConfig", index_config).into());
    }
    let (class, words) = WORDS.iter().find(|(class, _)| *class == name)?;
    let mut builder = ClassBuilder::new("sqlalchemy.dialects.oracle.vector", class);
    for word in *words {
        builder = builder.attribute(word, (*word).into());
    }
    Some(Value::Class(builder.build()))
}

const CONFIG: &[&str] = &[
    "index_type=",
    "distance=",
    "accuracy=",
    "hnsw_neighbors=",
    "hnsw_efconstruction=",
    "ivf_neighbor_partitions=",
    "ivf_sample_per_partition=",
    "ivf_min_vectors_per_partition=",
    "parallel=",
];

/// `VectorIndexConfig`: what was given, by name.
fn index_config(evaluator: &mut Evaluator, arguments: &mut Arguments) -> Outcome {
    let mut bound = arguments.bind(evaluator, "VectorIndexConfig", CONFIG)?;
    let mut given = Vec::new();
    for name in CONFIG {
        let name = name.trim_end_matches('=');
        if let Some(value) = bound.take(name).filter(|value| !value.is_none()) {
            given.push((Value::str(name), value));
        }
    }
    evaluator.dict_from(given).map(Value::Dict)
}
