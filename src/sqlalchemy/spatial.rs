//! What geoalchemy2 does when a column of one of its types comes to a table: it adds a spatial index.

use std::rc::Rc;

use crate::python::{Evaluator, Instance, Outcome, Value};

use super::classes::classes;
use super::{attach, column, exceptions, expression, index, session, table, types};

/// The package's listener for `Column`'s `after_parent_attach`.
///
/// # Errors
/// What the package raises; unknown on SQL Server, and where columns are managed by functions of PostGIS.
pub(super) fn attached(
    evaluator: &mut Evaluator,
    item: &Rc<Instance>,
    owner: &Rc<Instance>,
    type_: &Value,
) -> Outcome<()> {
    let Some(instance) = type_.as_instance() else { return Ok(()) };
    let Some(line) = types::line_of(instance.class()).filter(|line| line.visit == "spatial") else {
        return Ok(());
    };
    let flag = |name: &str| instance.get(name).and_then(|value| value.as_bool());
    let dialect = session::dialect(evaluator);
    if dialect == "mssql" || dialect == "postgresql" && flag("use_typmod") == Some(false) {
        return Err(session::unknown(evaluator, "what geoalchemy2 prints around this table"));
    }
    match flag("nullable") {
        Some(false) => item.set("nullable", false.into()),
        _ => instance.set("nullable", item.get("nullable").unwrap_or(Value::Bool(true))),
    }
    let by_dimension = flag("use_N_D_index") == Some(true);
    if flag("spatial_index") == Some(false) {
        return match by_dimension {
            true => {
                let text = "Arg Error(use_N_D_index): spatial_index must be True";
                Err(exceptions::argument_error(evaluator, text))
            }
            false => Ok(()),
        };
    }
    let name = item.get("name").unwrap_or(Value::None);
    let mut options = vec![("postgresql_using".into(), "gist".into())];
    if by_dimension && let Some(key) = column::key(item) {
        let classes = evaluator.dict_from([(Value::str(key), "gist_geometry_ops_nd".into())])?;
        options.push(("postgresql_ops".into(), Value::Dict(classes)));
    }
    if line.name == "Geometry" {
        options.push(("mysql_spatial".into(), true.into()));
    }
    let mut over = Value::Instance(item.clone());
    if line.name == "Raster"
        && let Some(func) = expression::member(evaluator, "func")?
    {
        let arguments = crate::python::Arguments::of([over]);
        over = evaluator.call_method(&func, "ST_ConvexHull", arguments)?;
    }
    let made = Instance::new(classes().index.clone());
    let text = format!("idx_{}_{}", table::name(owner), evaluator.text(&name)?);
    made.set("name", Value::str(text));
    made.set_payload(Rc::new(index::IndexState::of_event(over, item, options)));
    attach::to_table(evaluator, &Value::Instance(made), owner, false)
}
