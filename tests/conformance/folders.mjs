// The revision folders that are compared: wheels on PyPI that ship their Alembic folder.

/** `versions` are relative to the unpacked wheel; several are separated by commas. */
export const folders = [
  { wheel: "mlflow", version: "3.18.0", versions: "mlflow/store/db_migrations/versions" },
  { wheel: "apache-superset", version: "6.1.0", versions: "superset/migrations/versions" },
  { wheel: "zenml", version: "0.98.0", versions: "zenml/zen_stores/migrations/versions" },
  { wheel: "apache-airflow-core", version: "3.3.2", versions: "airflow/migrations/versions" },
  { wheel: "langflow-base", version: "1.13.0", versions: "langflow/alembic/versions" },
  { wheel: "prefect", version: "3.9.1", name: "prefect-postgresql", versions: "prefect/server/database/_migrations/versions/postgresql" },
  { wheel: "prefect", version: "3.9.1", name: "prefect-sqlite", versions: "prefect/server/database/_migrations/versions/sqlite" },
  { wheel: "ckan", version: "2.12.0", versions: "ckan/migration/versions" },
  { wheel: "open-webui", version: "0.12.4", versions: "open_webui/migrations/versions" },
  { wheel: "neutron", version: "29.0.0", versions: "neutron/db/migration/alembic_migrations/versions" },
  { wheel: "dagster", version: "1.13.28", versions: "dagster/_core/storage/alembic/versions" },
  { wheel: "quetz-server", version: "0.10.4", versions: "quetz/migrations/versions" },
  { wheel: "argilla-server", version: "2.8.0", versions: "argilla_server/alembic/versions" },
  { wheel: "optuna", version: "5.0.0", versions: "optuna/storages/_rdb/alembic/versions" },
].map((folder) => ({ name: folder.wheel, ...folder }));

export const pythonPackages = ["alembic==1.20.1", "SQLAlchemy==2.1.9", "psycopg2-binary", "pymysql"];

export const dialects = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"];
