//! Runs revisions and puts what they print together into steps and scripts.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::dialect::version_table::VersionTable;
use crate::dialect::{self, Dialect, RenderState, Settings, script};
use crate::history::{Step as HistoryStep, StepKind, Steps, TargetError, VersionChange};
use crate::source::{FileId, Sources, Span};

use super::compare::Trace;
use super::configured::Configured;
use super::modules::{Codes, Importable};
use super::options::{Mode, RenderRequest};
use super::project::Project;
use super::sink::{Piece, ScriptSink};
use super::{Direction, Plan, Statement, Step};

/// What running one revision gave.
#[derive(Debug, Default)]
pub(super) struct Body {
    pieces: Vec<Piece>,
    diagnostics: Vec<Diagnostic>,
    before: RenderState,
    after: RenderState,
    /// Where something was made that a naming convention which is not known may name.
    unnamed: Option<Span>,
    /// The files that it read.
    files: Vec<FileId>,
    /// The name of the function that ran.
    function: Option<Rc<str>>,
    /// What a script last made of it, and for which step.
    step: RefCell<Option<(HistoryStep, Rc<Step>)>>,
}

type Key = (FileId, &'static str, Direction, Mode);

/// What has been run and parsed so far.
#[derive(Debug, Default)]
pub(super) struct Renderings {
    bodies: FxHashMap<Key, Rc<Body>>,
    pub(super) traces: FxHashMap<(FileId, &'static str), Rc<Trace>>,
    pub(super) codes: Rc<RefCell<Codes>>,
}

impl Renderings {
    /// Drops what depends on these files.
    pub(super) fn forget(&mut self, changed: &[FileId]) {
        let known = self.codes.borrow_mut().forget(changed);
        if known {
            self.bodies.retain(|key, body| {
                !changed.contains(&key.0) && !body.files.iter().any(|file| changed.contains(file))
            });
            self.traces.retain(|_, trace| !trace.files.iter().any(|file| changed.contains(file)));
        } else {
            // A file that came or went may be one that others looked for.
            self.clear();
        }
    }
}

impl Renderings {
    /// See [`Codes::take_missed`] and [`Codes::take_missed_by_name`].
    pub(super) fn missed(&self) -> (Vec<Rc<str>>, Vec<Rc<str>>) {
        let mut codes = self.codes.borrow_mut();
        (codes.take_missed(), codes.take_missed_by_name())
    }

    /// Drops what revisions printed.
    pub(super) fn clear(&mut self) {
        self.bodies.clear();
        self.traces.clear();
    }
}

/// How a whole script is written.
struct Writer<'a> {
    project: &'a Project,
    configured: Rc<Configured>,
    dialect: &'static dyn Dialect,
    settings: Rc<Settings>,
    table: VersionTable,
    mode: Mode,
}

impl Project {
    /// What `alembic upgrade FROM:TO --sql` prints.
    ///
    /// # Errors
    /// An unknown dialect, or what Alembic refuses the range for.
    pub fn upgrade(&self, request: &RenderRequest) -> Result<Plan, Diagnostic> {
        let from = names(&request.from);
        let targets: Vec<&str> = request.to.split_whitespace().collect();
        self.script(request, |project| project.history.upgrade_steps(&from, &targets))
    }

    /// What `alembic downgrade FROM:TO --sql` prints.
    ///
    /// # Errors
    /// An unknown dialect, or what Alembic refuses the range for.
    pub fn downgrade(&self, request: &RenderRequest) -> Result<Plan, Diagnostic> {
        let from = names(&request.from);
        self.script(request, |project| project.history.downgrade_steps(&from, &request.to))
    }

    /// What `alembic stamp FROM:TO --sql` prints.
    ///
    /// # Errors
    /// An unknown dialect, or what Alembic refuses the range for.
    pub fn stamp(&self, request: &RenderRequest) -> Result<Plan, Diagnostic> {
        let from = names(&request.from);
        let targets: Vec<&str> = request.to.split_whitespace().collect();
        self.script(request, |project| project.history.stamp_steps(&from, &targets))
    }

    /// One revision alone, whatever stands around it.
    ///
    /// # Errors
    /// An unknown dialect or revision.
    pub fn preview(
        &self,
        revision: &str,
        direction: Direction,
        request: &RenderRequest,
    ) -> Result<Step, Diagnostic> {
        let writer = self.writer(request)?;
        let kind = match direction {
            Direction::Upgrade => StepKind::Upgrade,
            Direction::Downgrade => StepKind::Downgrade,
        };
        let id = match self.history.get(revision) {
            Some(found) => found.id.clone(),
            None => self.one(revision)?,
        };
        let step = self.history.step_alone(&id, kind).map_err(refused)?;
        let body = writer.body(&step, &RenderState::default());
        let mut rendered = writer.step(&step, &body);
        rendered.diagnostics.extend(writer.note(body.unnamed));
        Ok(rendered)
    }

    /// The one revision that a target stands for.
    fn one(&self, target: &str) -> Result<Rc<str>, Diagnostic> {
        match self.resolve(target)?.as_slice() {
            [id] => Ok(id.clone()),
            _ => Err(Diagnostic::new(
                Code::UnknownTarget,
                format!("'{target}' does not name one revision"),
            )),
        }
    }

    fn writer(&self, request: &RenderRequest) -> Result<Writer<'_>, Diagnostic> {
        let dialect =
            dialect::find(&request.dialect).ok_or_else(|| unknown_dialect(&request.dialect))?;
        let configured = self.configured();
        let options = &configured.options;
        let mut table =
            VersionTable::new(&options.version_table(), options.version_table_schema.as_deref());
        table.primary_key = options.version_table_pk.unwrap_or(true);
        let settings = Rc::new(options.settings());
        Ok(Writer { project: self, configured, dialect, settings, table, mode: request.mode })
    }

    fn script(
        &self,
        request: &RenderRequest,
        steps: impl FnOnce(&Self) -> Result<Steps, TargetError>,
    ) -> Result<Plan, Diagnostic> {
        let writer = self.writer(request)?;
        let steps = steps(self).map_err(refused)?;
        Ok(writer.script(steps))
    }
}

fn names(from: &[Rc<str>]) -> Vec<&str> {
    from.iter().map(|name| &**name).collect()
}

fn refused(error: TargetError) -> Diagnostic {
    error.diagnostic()
}

pub(super) fn unknown_dialect(name: &str) -> Diagnostic {
    let known: Vec<&str> = dialect::ALL.iter().map(|dialect| dialect.name()).collect();
    Diagnostic::new(Code::UnknownDialect, format!("there is no dialect '{name}'"))
        .help(format!("The dialects are {}.", known.join(", ")))
}

impl Writer<'_> {
    /// `MigrationContext.run_migrations`, inside of `begin_transaction()` as `env.py` has it.
    fn script(&self, steps: Steps) -> Plan {
        let mut sql = String::new();
        let (outer, inner) = self.transactions();
        if outer {
            script::begin(self.dialect, &self.settings, &mut sql);
        }
        let mut state = RenderState::default();
        let mut plan = Plan {
            sql: String::new(),
            steps: Vec::with_capacity(steps.steps.len()),
            from: steps.from,
            to: steps.to,
            diagnostics: Vec::new(),
            complete: true,
        };
        let mut unnamed = None;
        for step in &steps.steps {
            let body = self.body(step, &state);
            state.clone_from(&body.after);
            unnamed = unnamed.or(body.unnamed);
            let rendered = self.step_of(step, &body);
            // A stamp runs outside of the per-migration transactions (`command.stamp`).
            let own = inner && step.kind != StepKind::Stamp;
            if own {
                script::begin(self.dialect, &self.settings, &mut sql);
            }
            if step.table_was_empty {
                self.create_table(&mut sql, &mut plan);
            }
            sql.push_str(&rendered.sql);
            if own {
                script::commit(self.dialect, &self.settings, &mut sql);
            }
            plan.complete &= rendered.complete;
            plan.diagnostics.extend(rendered.diagnostics.iter().cloned());
            plan.steps.push(rendered);
        }
        if outer {
            script::commit(self.dialect, &self.settings, &mut sql);
        }
        plan.diagnostics.extend(self.note(unnamed));
        plan.sql = sql;
        plan
    }

    /// What is said of the first unnamed constraint or index, where a convention may name it.
    fn note(&self, unnamed: Option<Span>) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = unnamed.map(unknown_convention).into_iter().collect();
        self.project.settings().keep(&mut found, self.project.folder.borrow().sources());
        found
    }

    /// Whether the script is one transaction, and whether each step is (`MigrationContext.begin_transaction`).
    fn transactions(&self) -> (bool, bool) {
        let transactional = script::transactional_ddl(self.dialect, &self.settings);
        let per_migration = self.configured.options.transaction_per_migration.unwrap_or(false);
        (transactional && !per_migration, transactional && per_migration)
    }

    fn create_table(&self, sql: &mut String, plan: &mut Plan) {
        match self.table.create(self.dialect) {
            Ok(statement) => script::statement(self.dialect, &self.settings, &statement, sql),
            Err(refusal) => {
                plan.complete = false;
                plan.diagnostics.push(Diagnostic::new(Code::CannotRender, refusal.message.clone()));
            }
        }
    }

    /// What running the step's revision gave, or gives now.
    fn body(&self, step: &HistoryStep, before: &RenderState) -> Rc<Body> {
        let direction = match step.kind {
            StepKind::Upgrade => Direction::Upgrade,
            StepKind::Downgrade => Direction::Downgrade,
            StepKind::Stamp => return Rc::new(Body { after: before.clone(), ..Body::default() }),
        };
        let Some(file) = self.project.history.get(&step.revision).map(|revision| revision.file)
        else {
            return Rc::new(Body { after: before.clone(), ..Body::default() });
        };
        let key = (file, self.dialect.name(), direction, self.mode);
        let known = self.project.renderings.borrow().bodies.get(&key).cloned();
        if let Some(body) = known.filter(|body| body.before == *before) {
            return body;
        }
        let body = Rc::new(self.run(file, &step.revision, direction, before));
        self.project.renderings.borrow_mut().bodies.insert(key, body.clone());
        body
    }

    fn run(&self, file: FileId, id: &str, direction: Direction, before: &RenderState) -> Body {
        let sink = ScriptSink::new(self.dialect, self.settings.clone(), before.clone());
        let sink = Rc::new(RefCell::new(sink));
        let codes = self.project.renderings.borrow().codes.clone();
        let importable = Importable::new(self.project, codes, file, self.configured.clone());
        let limits = self.project.options.limits;
        let failure = importable.run(file, direction, sink.clone(), limits);
        let files = importable.files();
        let mut sink = sink.borrow_mut();
        if let Some(failure) = failure {
            sink.gap(failure);
        }
        let mut diagnostics = std::mem::take(&mut sink.diagnostics);
        for diagnostic in &mut diagnostics {
            diagnostic.revision.get_or_insert_with(|| id.to_owned());
            diagnostic.file.get_or_insert(file);
        }
        Body {
            pieces: std::mem::take(&mut sink.pieces),
            diagnostics,
            before: before.clone(),
            after: std::mem::take(&mut sink.state),
            unnamed: importable.unnamed(),
            function: sink.function.take(),
            files,
            step: RefCell::default(),
        }
    }

    /// The step's text, as it was before if nothing in it has changed.
    fn step_of(&self, step: &HistoryStep, body: &Body) -> Rc<Step> {
        if let Some((made_for, made)) = &*body.step.borrow()
            && made_for == step
        {
            return made.clone();
        }
        let made = Rc::new(self.step(step, body));
        *body.step.borrow_mut() = Some((step.clone(), made.clone()));
        made
    }

    /// The step's text: its log line, what its revision printed, its version-table statements.
    fn step(&self, step: &HistoryStep, body: &Body) -> Step {
        let length = |piece: &Piece| match piece {
            Piece::Statement(statement) => statement.sql.len() + 8,
            _ => 0,
        };
        let mut sql = String::with_capacity(body.pieces.iter().map(length).sum::<usize>() + 256);
        let mut statements = Vec::with_capacity(body.pieces.len() + step.changes.len());
        if step.kind != StepKind::Stamp {
            script::comment(&step.log(body.function.as_deref()), &mut sql);
        }
        for piece in &body.pieces {
            self.piece(piece, body, &mut sql, &mut statements);
        }
        for change in &step.changes {
            let text = self.version_change(change);
            script::statement(self.dialect, &self.settings, &text, &mut sql);
            statements.push(Statement { sql: text.into(), kind: "version", span: None });
        }
        let gap = body.pieces.iter().any(|piece| matches!(piece, Piece::Gap(_)));
        let errors = body.diagnostics.iter().any(|found| found.severity == Severity::Error);
        Step {
            revision: step.revision.clone(),
            direction: match step.kind {
                StepKind::Downgrade => Direction::Downgrade,
                _ => Direction::Upgrade,
            },
            sql: sql.into(),
            statements,
            diagnostics: body.diagnostics.clone(),
            complete: !gap && !errors,
        }
    }

    fn piece(&self, piece: &Piece, body: &Body, sql: &mut String, statements: &mut Vec<Statement>) {
        match piece {
            Piece::Statement(statement) => {
                script::statement(self.dialect, &self.settings, &statement.sql, sql);
                statements.push(statement.clone());
            }
            Piece::Gap(index) => {
                if let Some(diagnostic) = body.diagnostics.get(*index) {
                    let folder = self.project.folder.borrow();
                    script::comment(&gap_text(diagnostic, folder.sources()), sql);
                }
            }
            Piece::AutocommitBegin if self.transactional() => {
                script::commit(self.dialect, &self.settings, sql);
            }
            Piece::AutocommitEnd if self.transactional() => {
                script::begin(self.dialect, &self.settings, sql);
            }
            Piece::AutocommitBegin | Piece::AutocommitEnd => {}
        }
    }

    fn transactional(&self) -> bool {
        script::transactional_ddl(self.dialect, &self.settings)
    }

    fn version_change(&self, change: &VersionChange) -> String {
        match change {
            VersionChange::Insert(id) => self.table.insert(self.dialect, id),
            VersionChange::Update { from, to } => self.table.update(self.dialect, from, to),
            VersionChange::Delete(id) => self.table.delete(self.dialect, id),
        }
    }
}

fn unknown_convention(place: Span) -> Diagnostic {
    let message = "the naming convention of the project's metadata is not known, and may name this";
    Diagnostic::new(Code::UnknownConvention, message)
        .at(place)
        .help("Say it with the option namingConvention; {} says that there is none.")
}

/// What stands in a script for something that is missing.
fn gap_text(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut text = format!("limbeck: not rendered [{}]", diagnostic.code.name());
    if let Some((span, file)) =
        diagnostic.span.and_then(|span| Some((span, sources.get(span.file)?)))
    {
        let _ = write!(text, " {}:{}", file.path(), file.position(span.start).line);
    }
    let _ = write!(text, ": {}", diagnostic.message);
    one_line(&text)
}

/// A comment must not end before its text does, whatever a file put into it.
fn one_line(text: &str) -> String {
    let ends_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if ends_line(c) { ' ' } else { c }).collect()
}
