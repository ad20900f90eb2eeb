//! What a caller can ask for: options of a history and of one rendering.

use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic};
use crate::dialect::Settings;
use crate::python::Limits;

/// How revisions are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// As `alembic upgrade --sql` runs them.
    #[default]
    Offline,
}

impl Mode {
    /// The mode of this name.
    ///
    /// # Errors
    /// An `unsupported-mode` finding.
    pub fn find(name: &str) -> Result<Self, Diagnostic> {
        match name {
            "offline" => Ok(Mode::Offline),
            _ => Err(Diagnostic::new(
                Code::UnsupportedMode,
                format!("mode '{name}' is not supported; revisions are rendered as `alembic upgrade --sql` does"),
            )
            .help("leave `mode` out, or say \"offline\"")),
        }
    }
}

/// Options of a history; each that is `None` is taken from `alembic.ini`, from what `env.py` passes to
/// `context.configure()`, or is Alembic's default, in this order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// `version_table`.
    pub version_table: Option<Rc<str>>,
    /// `version_table_schema`.
    pub version_table_schema: Option<Rc<str>>,
    /// `version_table_pk`.
    pub version_table_pk: Option<bool>,
    /// `transaction_per_migration`.
    pub transaction_per_migration: Option<bool>,
    /// `transactional_ddl`.
    pub transactional_ddl: Option<bool>,
    /// `literal_binds`.
    pub literal_binds: Option<bool>,
    /// `target_metadata.naming_convention`: what its short names stand for; empty where there is none.
    pub naming_convention: Option<Vec<(Rc<str>, Rc<str>)>>,
    /// `mssql_batch_separator`, `oracle_batch_separator`.
    pub batch_separator: Option<Rc<str>>,
    /// Folders that hold revisions; every file with a `revision` counts where none are named.
    pub version_locations: Option<Vec<Rc<str>>>,
    /// `recursive_version_locations`.
    pub recursive_version_locations: Option<bool>,
    /// Folders that imports are looked for in before all others.
    pub module_roots: Option<Vec<Rc<str>>>,
    /// The section of the settings file that counts (`-n`); `alembic` unless said otherwise.
    pub section: Option<Rc<str>>,
    /// The settings file that counts (`-c`); the alembic.ini nearest the top unless said otherwise.
    pub settings_file: Option<Rc<str>>,
    /// `engine_name`, which an env.py for several databases passes to `context.run_migrations`, one after the other.
    pub engine_name: Option<Rc<str>>,
    /// Bounds of the evaluation of one revision.
    pub limits: Limits,
}

impl Options {
    /// What of it the dialects need.
    pub fn settings(&self) -> Settings {
        Settings {
            literal_binds: self.literal_binds.unwrap_or(true),
            batch_separator: self.batch_separator.clone(),
            transactional_ddl: self.transactional_ddl,
        }
    }

    /// The version table's name.
    pub fn version_table(&self) -> Rc<str> {
        self.version_table.clone().unwrap_or_else(|| "alembic_version".into())
    }
}

/// A range of revisions and how to render it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RenderRequest {
    /// The dialect's name.
    pub dialect: Rc<str>,
    /// How revisions are run.
    pub mode: Mode,
    /// What the version table holds before; empty is `base`.
    pub from: Vec<Rc<str>>,
    /// The target, in Alembic's grammar.
    pub to: Rc<str>,
}
