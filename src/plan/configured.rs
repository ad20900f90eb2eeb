//! What env.py says to `context.configure`: followed by name, once a plan asks for it.

use std::rc::Rc;

use crate::alembic::environment::Followed;
use crate::config::env::{Asked, asked};
use crate::python::{Limits, Value};
use crate::source::FileId;

use super::modules::Importable;
use super::options::Options;
use super::project::Project;

/// As much as following a name may take, of what running a revision may take.
const SHARE: u64 = 5;

/// The arguments that are asked for.
const KEYWORDS: &[&str] = &[
    "version_table",
    "version_table_schema",
    "version_table_pk",
    "transactional_ddl",
    "transaction_per_migration",
    "literal_binds",
    "target_metadata",
];

/// The options of a history with what env.py adds to them.
#[derive(Debug, Default)]
pub(super) struct Configured {
    pub options: Options,
    /// The naming convention of the project's metadata; empty where it has none.
    pub convention: Vec<(Value, Value)>,
    /// Whether there may be one that is not known.
    pub is_open: bool,
    /// The files that this was read from.
    pub files: Vec<FileId>,
    /// What functions in the convention need.
    _followed: Option<Followed>,
}

impl Configured {
    /// Whether revisions print the same by it.
    pub(super) fn same(&self, other: &Self) -> bool {
        let alike = |(one, two): (&(Value, Value), &(Value, Value))| {
            let text = |value: &Value| value.as_str().cloned();
            text(&one.1).is_some() && text(&one.0) == text(&two.0) && text(&one.1) == text(&two.1)
        };
        self.options == other.options
            && self.is_open == other.is_open
            && self.convention.len() == other.convention.len()
            && self.convention.iter().zip(&other.convention).all(alike)
    }
}

/// The values of the arguments, in order; `open` where there may be more.
#[derive(Default)]
struct Arguments {
    values: Vec<(Rc<str>, Option<Value>)>,
    open: bool,
}

impl Arguments {
    fn read(keywords: &[Option<String>], followed: &mut Followed) -> Self {
        let mut found = Self::default();
        for (index, keyword) in keywords.iter().enumerate() {
            match keyword.as_deref() {
                Some(name) if KEYWORDS.contains(&name) => {
                    found.values.push((name.into(), followed.value(&Asked::name(index))));
                }
                Some(_) => {}
                None => match followed.value(&Asked::name(index)).as_ref().and_then(Value::as_dict)
                {
                    Some(dict) => {
                        found.values.extend(dict.items().into_iter().filter_map(|(name, value)| {
                            let known = value.as_unknown().is_none().then_some(value);
                            Some((name.as_str()?.clone(), known))
                        }))
                    }
                    None => found.open = true,
                },
            }
        }
        found
    }

    /// An argument; none where it is not given, none in it where it cannot be known.
    fn get(&self, name: &str) -> Option<Option<&Value>> {
        let found = self.values.iter().rev().find(|(known, _)| &**known == name);
        found.map(|(_, value)| value.as_ref()).or(self.open.then_some(None))
    }

    fn text(&self, name: &str) -> Option<Rc<str>> {
        self.get(name)??.as_str().cloned()
    }

    fn switch(&self, name: &str) -> Option<bool> {
        match self.get(name)?? {
            Value::None => Some(false),
            value => value.as_bool(),
        }
    }
}

impl Project {
    /// The options that scripts are printed by.
    pub(super) fn configured(&self) -> Rc<Configured> {
        let before = self.configured.borrow().clone();
        if let Some(known) = before.as_ref().filter(|_| !self.stale.get()) {
            return known.clone();
        }
        let made = Rc::new(self.configure());
        if before.is_some_and(|before| !before.same(&made)) {
            self.renderings.borrow_mut().clear();
        }
        self.stale.set(false);
        *self.configured.borrow_mut() = Some(made.clone());
        made
    }

    fn configure(&self) -> Configured {
        let mut made = Configured { options: self.options.clone(), ..Configured::default() };
        if let Some(given) = &self.options.naming_convention {
            let text = |text: &Rc<str>| Value::str(text.clone());
            made.convention = given.iter().map(|(key, value)| (text(key), text(value))).collect();
        }
        let path = self.settings().env_file();
        let file = path.and_then(|path| self.folder.borrow().sources().find(&path));
        let Some(file) = file else { return made };
        let asked = self.folder.borrow_mut().tree(file).and_then(|tree| asked(file, tree));
        let look = self.options.naming_convention.is_none();
        let Some(asked) = asked else {
            made.files.push(file);
            made.is_open = look && self.speaks_of_conventions();
            return made;
        };
        let codes = self.renderings.borrow().codes.clone();
        let importable = Importable::by_name(self, codes, file);
        let code = Rc::new(asked.code);
        let limits = self.options.limits;
        let limits = Limits { steps: limits.steps / SHARE, bytes: limits.bytes / SHARE, ..limits };
        let mut followed = Followed::new(&code, importable.clone(), limits);
        let arguments = Arguments::read(&asked.keywords, &mut followed);
        complete(&mut made.options, &arguments);
        if look {
            match arguments.get("target_metadata") {
                None => {}
                Some(found) => match found.and_then(|found| followed.naming_convention(found)) {
                    Some(convention) => made.convention = convention,
                    None => made.is_open = self.speaks_of_conventions(),
                },
            }
        }
        made.files = importable.files();
        made.files.push(file);
        if !made.convention.iter().all(|(_, value)| value.as_str().is_some()) {
            made._followed = Some(followed);
        }
        made
    }

    /// Whether any file that is no revision speaks of a naming convention.
    fn speaks_of_conventions(&self) -> bool {
        let revisions = self.history.listed();
        let folder = self.folder.borrow();
        folder.sources().iter().any(|(id, file)| {
            file.path().ends_with(".py")
                && file.text().contains("naming_convention")
                && !revisions.iter().any(|revision| revision.file == id)
        })
    }
}

/// What the caller and the settings did not say.
fn complete(options: &mut Options, env: &Arguments) {
    let text = |given: &mut Option<Rc<str>>, name: &str| {
        if given.is_none() {
            *given = env.text(name);
        }
    };
    let switch = |given: &mut Option<bool>, name: &str| *given = given.or_else(|| env.switch(name));
    text(&mut options.version_table, "version_table");
    text(&mut options.version_table_schema, "version_table_schema");
    switch(&mut options.version_table_pk, "version_table_pk");
    switch(&mut options.transactional_ddl, "transactional_ddl");
    switch(&mut options.transaction_per_migration, "transaction_per_migration");
    switch(&mut options.literal_binds, "literal_binds");
    if env.get("literal_binds").is_none() {
        // Alembic's own default; its template of env.py sets it.
        options.literal_binds.get_or_insert(false);
    }
}
