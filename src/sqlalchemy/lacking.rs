//! What SQLAlchemy's and Alembic's objects have that is not modelled here, so that it is unknown and not absent.
//!
//! The names are those of `dir()` of each class and of an instance of it, in SQLAlchemy 2.1.9 and Alembic 1.20.1,
//! without the ones that are found here. A name stands at the first class that has it.

use std::rc::Rc;

use crate::python::Class;

/// A class, and the attributes that its objects lack here; `*` where most of them are lacking.
const LACKING: &[(&str, &str)] = &[
    ("ARRAY", "dispatch"),
    ("AddColumnOp", "add_column batch_add_column from_column from_column_and_tablename to_column"),
    ("AddConstraint", "if_not_exists"),
    ("Alias", "element implicit_returning original"),
    ("AlterColumnOp", "alter_column batch_alter_column has_changes"),
    (
        "BatchOperations",
        "batch_alter_table context create_module_class_proxy implementation_for invoke register_operation run_async",
    ),
    ("BinaryExpression", "group is_comparison modifiers negate operator"),
    (
        "BindParameter",
        "callable effective_value expand_op expanding isoutparam literal_execute render_literal_execute required unique",
    ),
    ("Boolean", "adapt_to_emulated native"),
    ("BooleanClauseList", "and_ group is_comparison operator or_"),
    ("BulkInsertOp", "bulk_insert"),
    ("CTE", "nesting prefix_with recursive suffix_with"),
    ("Case", "else_ value whens"),
    ("Cast", "wrapped_column_expression"),
    ("CheckConstraint", "is_column_level"),
    (
        "ClauseElement",
        "description entity_namespace get_children inherit_cache is_clause_element is_dml is_selectable memoized_attribute memoized_instancemethod params stringify_dialect supports_execution unique_params",
    ),
    ("ClauseList", "append"),
    (
        "Column",
        "adapt_to_entity adapter and_ any_op argument_for class_ dialect_kwargs dialect_options extension_type get_dialect_option get_history has has_op hasparent impl is_aliased_class is_attribute is_bundle is_instance is_mapper is_property of_type of_type_op parent prop property references reflect_only_elements",
    ),
    ("ColumnClause", "default is_literal onupdate server_default server_onupdate table"),
    ("ColumnCollectionConstraint", "contains_column"),
    ("ColumnDefault", "*"),
    (
        "ColumnElement",
        "allows_lambda anon_key_label anon_label base_columns comparator expression foreign_keys key operate primary_key proxy_set reverse_operate shares_lineage timetuple type uses_inspection",
    ),
    (
        "CompoundSelect",
        "EXCEPT EXCEPT_ALL INTERSECT INTERSECT_ALL UNION UNION_ALL argument_for dialect_kwargs dialect_options get_dialect_option get_execution_options get_label_style into is_delete is_from_statement is_insert is_select is_text is_update keyword kwargs name_cte_columns reflect_only_elements selected_columns selects slice",
    ),
    ("Computed", "copy"),
    ("Concatenable", "Comparator comparator_factory"),
    ("Connection", "*"),
    ("Constraint", "argument_for ddl_if dialect_options get_dialect_option reflect_only_elements"),
    (
        "CreateCheckConstraintOp",
        "add_constraint_ops batch_create_check_constraint constraint_type create_check_constraint from_constraint register_add_constraint to_constraint",
    ),
    (
        "CreateForeignKeyOp",
        "add_constraint_ops batch_create_foreign_key constraint_type create_foreign_key from_constraint register_add_constraint to_constraint",
    ),
    ("CreateIndex", "if_not_exists"),
    ("CreateIndexOp", "batch_create_index create_index from_index to_index"),
    (
        "CreatePrimaryKeyOp",
        "add_constraint_ops batch_create_primary_key constraint_type create_primary_key from_constraint register_add_constraint to_constraint",
    ),
    ("CreateTable", "columns if_not_exists include_foreign_key_constraints to_metadata"),
    (
        "CreateTableAs",
        "argument_for dialect_kwargs dialect_options element get_dialect_option kwargs reflect_only_elements to_metadata",
    ),
    ("CreateTableCommentOp", "batch_create_table_comment create_table_comment to_table"),
    ("CreateTableOp", "create_table from_table to_table"),
    (
        "CreateUniqueConstraintOp",
        "add_constraint_ops batch_create_unique_constraint constraint_type create_unique_constraint from_constraint register_add_constraint to_constraint",
    ),
    (
        "CreateView",
        "argument_for dialect_kwargs dialect_options element get_dialect_option kwargs reflect_only_elements to_metadata",
    ),
    ("CursorResult", "*"),
    ("DBAPIError", "driver_exception instance"),
    ("DDL", "context"),
    ("DOMAIN", "DDLDropper DDLGenerator"),
    ("DefaultDialect", "*"),
    (
        "Delete",
        "apply_syntax_extension_point argument_for dialect_kwargs dialect_options entity_description ext filter filter_by get_dialect_option get_execution_options is_delete is_from_statement is_insert is_select is_text is_update kwargs name_cte_columns named_with_column reflect_only_elements return_defaults returning_column_descriptions table using whereclause with_hint",
    ),
    ("DisconnectionError", "invalidate_pool"),
    ("DropColumnOp", "batch_drop_column drop_column from_column_and_tablename to_column"),
    ("DropConstraintOp", "batch_drop_constraint drop_constraint from_constraint to_constraint"),
    ("DropIndexOp", "batch_drop_index drop_index from_index to_index"),
    ("DropTable", "to_metadata"),
    ("DropTableCommentOp", "batch_drop_table_comment drop_table_comment to_table"),
    ("DropTableOp", "drop_table from_table to_table"),
    ("DropView", "to_metadata"),
    ("ENUM", "DDLDropper DDLGenerator adapt_emulated_to_native adapt_native_to_emulated"),
    ("EmulatedDBAPIException", "driver_exception"),
    ("Engine", "*"),
    ("Enum", "adapt_to_emulated native"),
    ("ExcludeConstraint", "inherit_cache where"),
    (
        "ExecutableDDLElement",
        "allows_lambda execution_options get_execution_options is_delete is_from_statement is_insert is_select is_text is_update options target uses_inspection",
    ),
    ("ExecuteSQLOp", "batch_execute execute"),
    ("Exists", "correlate_except modifier operator with_hint with_statement_hint"),
    ("FetchedValue", "is_clause_element is_identity reflected"),
    (
        "ForeignKey",
        "argument_for dialect_kwargs dialect_options get_dialect_option get_referent kwargs references reflect_only_elements target_column target_table_key target_tokens",
    ),
    ("FromClause", "foreign_keys named_with_column primary_key schema with_cols"),
    (
        "Function",
        "as_comparison c clause_expr clauses coerce_arguments columns corresponding_column execution_options exported_columns get_execution_options identifier is_delete is_derived_from is_from_statement is_insert is_select is_text is_update join lateral monotonic named_with_column options outerjoin packagenames replace_selectable scalar_table_valued schema selectable tablesample with_cols within_group_type",
    ),
    ("FunctionFilter", "criterion within_group within_group_type"),
    ("INTERVAL", "adapt_emulated_to_native adapt_native_to_emulated native"),
    ("IdentifierPreparer", "*"),
    ("Identity", "*"),
    ("Index", "argument_for ddl_if dialect_options get_dialect_option reflect_only_elements"),
    ("Indexable", "Comparator comparator_factory"),
    (
        "Insert",
        "apply_syntax_extension_point argument_for dialect_kwargs dialect_options entity_description ext get_dialect_option get_execution_options include_insert_from_select_defaults inserted_alias is_delete is_from_statement is_insert is_select is_text is_update kwargs name_cte_columns named_with_column reflect_only_elements return_defaults returning_column_descriptions select table with_dialect_options with_hint",
    ),
    ("Inspector", "*"),
    ("Interval", "adapt_to_emulated epoch"),
    ("JSON", "JSONElementType JSONIndexType JSONIntIndexType JSONPathType JSONStrIndexType"),
    ("JSONPATH", "string_bind_processor string_literal_processor"),
    ("Join", "full isouter left onclause right"),
    ("Label", "as_reference element is_literal table"),
    ("Mapped", "*"),
    ("MetaData", "get_schema_object_by_name get_schema_objects schemas"),
    ("MigrateOperation", "info reverse to_diff_tuple"),
    ("Mutable", "*"),
    ("OperationalError", "detail hide_parameters"),
    ("Operations", "*"),
    ("Over", "element exclude groups order_by partition_by range_ rows"),
    ("PrimaryKeyConstraint", "columns_autoinc_first"),
    ("Query", "*"),
    ("ROWVERSION", "length"),
    ("Range", "*"),
    ("ReadOnlyColumnCollection", "compare corresponding_column"),
    ("RelationshipProperty", "*"),
    ("RenameTableOp", "rename_table"),
    ("Result", "*"),
    (
        "ReturnsRows",
        "allows_lambda corresponding_column exported_columns is_derived_from lateral replace_selectable selectable uses_inspection",
    ),
    ("RootTransaction", "close commit connection is_active is_valid rollback"),
    ("Row", "count index t tuple"),
    ("RowMapping", "get items keys values"),
    ("SADeprecationWarning", "code deprecated_since"),
    ("SAPendingDeprecationWarning", "deprecated_since"),
    ("SAWarning", "code"),
    ("SQLAlchemyError", "code"),
    ("ScalarResult", "*"),
    ("ScalarSelect", "c columns correlate_except element"),
    ("SchemaItem", "create_drop_stringify_dialect dispatch info"),
    ("SchemaType", "dispatch inherit_schema"),
    (
        "Select",
        "apply_syntax_extension_point argument_for column_descriptions columns_clause_froms dialect_kwargs dialect_options ext from_statement froms get_dialect_option get_execution_options get_final_froms get_label_style inner_columns into is_delete is_from_statement is_insert is_select is_text is_update kwargs name_cte_columns reduce_columns reflect_only_elements slice whereclause",
    ),
    ("Sequence", "*"),
    (
        "Session",
        "bind_mapper bind_table connection_callable delete_all deleted dirty dispatch enable_relationship_loading execution_options expire get_nested_transaction get_one get_transaction identity_key in_nested_transaction in_transaction info invalidate is_active is_modified merge_all new no_autoflush object_session prepare reset",
    ),
    ("StatementError", "add_detail connection_invalidated ismulti orig params statement"),
    ("Subquery", "as_scalar"),
    ("TIMESTAMP", "length"),
    (
        "Table",
        "add_is_dependent_on argument_for autoincrement_column dialect_options get_dialect_option is_view reflect_only_elements set_creator_ddl set_dropper_ddl",
    ),
    ("TableClause", "append_column implicit_returning insert_column"),
    ("TableValuedAlias", "joins_implicitly"),
    (
        "TextClause",
        "allows_lambda comparator get_execution_options is_delete is_from_statement is_insert is_select is_text is_update key label options subquery type uses_inspection",
    ),
    (
        "TextualSelect",
        "add_cte bindparams get_execution_options get_label_style into is_delete is_from_statement is_insert is_select is_text is_update name_cte_columns selected_columns set_label_style",
    ),
    ("Transaction", "close commit is_valid rollback"),
    ("Tuple", "append"),
    ("TypeCoerce", "typed_expression wrapped_column_expression"),
    ("TypeDecorator", "TDComparatorContainer coerce_to_is_types dispatch"),
    (
        "TypeEngine",
        "Comparator as_generic bind_expression bind_processor column_expression comparator_factory compare_values copy_value get_dbapi_type literal_processor operator_classes render_bind_cast render_literal_cast repr_struct result_processor sort_key_function",
    ),
    ("URL", "*"),
    (
        "Update",
        "apply_syntax_extension_point argument_for dialect_kwargs dialect_options entity_description ext filter filter_by get_dialect_option get_execution_options inline is_delete is_from_statement is_insert is_select is_text is_update kwargs name_cte_columns named_with_column reflect_only_elements return_defaults returning_column_descriptions select table whereclause with_hint",
    ),
    ("Uuid", "adapt_to_emulated collation collation_schema length native"),
    ("VECTOR", "cache_ok"),
    ("Values", "add_cte cte literal_binds name name_cte_columns"),
    ("WithinGroup", "wrapped_column_expression"),
    ("_DateTimeMixin", "format_is_text_affinity"),
    ("_truncated_label", "apply_map"),
    ("quoted_name", "construct"),
    ("registry", "*"),
];

/// Whether objects of this class have an attribute of this name in Python, though none is found here.
pub(crate) fn lacks(class: &Rc<Class>, name: &str) -> bool {
    class.native && is_ours(class) && (name.starts_with('_') || lacking(&class.name, name))
}

fn is_ours(class: &Class) -> bool {
    matches!(class.module.split('.').next(), Some("sqlalchemy" | "alembic"))
}

fn lacking(class: &str, name: &str) -> bool {
    let at = LACKING.binary_search_by(|(known, _)| (*known).cmp(class));
    at.ok()
        .and_then(|at| LACKING.get(at))
        .is_some_and(|(_, names)| *names == "*" || names.split(' ').any(|lacked| lacked == name))
}
