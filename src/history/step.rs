//! Plans as lists of steps: what runs, what Alembic says when it does, and what becomes of the version table.

use std::rc::Rc;

use super::closure::NodeSet;
use super::collect::{Lower, Upwards};
use super::error::{RefusalKind, TargetError};
use super::graph::{Edges, Graph, Node};
use super::revision::Revision;
use super::target::{Place, nodes_of};
use super::version_table::{VersionChange, VersionTable};

type Result<T> = std::result::Result<T, TargetError>;

/// What a step does with its revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// Runs `upgrade`.
    Upgrade,
    /// Runs `downgrade`.
    Downgrade,
    /// Runs nothing: only the version table moves.
    Stamp,
}

impl StepKind {
    /// The name of the function that Alembic's log line carries.
    pub fn name(self) -> &'static str {
        match self {
            StepKind::Upgrade => "upgrade",
            StepKind::Downgrade => "downgrade",
            StepKind::Stamp => "stamp_revision",
        }
    }
}

/// One step of a plan, after Alembic's `RevisionStep` and `StampStep`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The revision that runs, or that a stamp goes to (or, to the base, comes from).
    pub revision: Rc<str>,
    /// What it does.
    pub kind: StepKind,
    /// The revisions named before the arrow.
    pub from: Vec<Rc<str>>,
    /// The revisions named behind the arrow.
    pub to: Vec<Rc<str>>,
    /// What it does to the version table, in order.
    pub changes: Vec<VersionChange>,
    /// Whether the version table holds nothing before it: an offline script then creates the table here.
    pub table_was_empty: bool,
}

impl Step {
    /// What an offline script says after `-- ` (`MigrationStep.short_log`), with the name of the function
    /// that runs where it is another than the usual.
    pub fn log(&self, function: Option<&str>) -> String {
        let function = function.unwrap_or(self.kind.name());
        ["Running ", function, " ", &self.from.join(", "), " -> ", &self.to.join(", ")].concat()
    }
}

/// Steps in the order in which they run, and the version table around them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    /// The steps.
    pub steps: Vec<Step>,
    /// What the version table holds before.
    pub from: Vec<Rc<str>>,
    /// What it holds after.
    pub to: Vec<Rc<str>>,
}

impl Graph {
    /// The revisions that a version table holds when it is said to hold these (`get_current_heads`, offline).
    pub(super) fn held(&self, from: &[&str]) -> Result<Vec<Node>> {
        let mut held = Vec::with_capacity(from.len());
        let mut seen = NodeSet::new(self.len());
        for name in from.iter().filter(|name| !name.is_empty() && **name != "base") {
            let node = self.place(Some(name))?.node()?;
            if seen.insert(node) {
                held.push(node);
            }
        }
        Ok(held)
    }

    pub(super) fn upgrade_steps(&self, from: &[&str], to: &[&str]) -> Result<Steps> {
        let held = self.held(from)?;
        let ids = self.ids(&held);
        let mut order = self.in_order(self.collect_upgrade(Upwards {
            targets: to,
            lower: Lower::Held(&ids),
            inclusive: false,
            implicit_base: true,
            refuse_ends: true,
        })?)?;
        order.reverse();
        self.run(&held, &order, StepKind::Upgrade)
    }

    pub(super) fn downgrade_steps(&self, from: &[&str], to: &str) -> Result<Steps> {
        let held = self.held(from)?;
        let order = self.in_order(self.collect_downgrade(&self.ids(&held), to)?)?;
        self.run(&held, &order, StepKind::Downgrade)
    }

    fn run(&self, held: &[Node], order: &[Node], kind: StepKind) -> Result<Steps> {
        self.refuse_broken(order)?;
        let mut table = VersionTable::new(self, held);
        let from = table.rows();
        let mut steps = Vec::with_capacity(order.len());
        for &node in order {
            let Some(revision) = self.revision(node) else { continue };
            let table_was_empty = table.is_empty();
            let changes = match kind {
                StepKind::Downgrade => table.downgrade(node)?,
                _ => table.upgrade(node)?,
            };
            steps.push(Step { changes, table_was_empty, ..named_step(revision, kind) });
        }
        Ok(Steps { steps, from, to: table.rows() })
    }

    /// A plan must not lead through what is broken: what runs there cannot be known.
    fn refuse_broken(&self, order: &[Node]) -> Result<()> {
        let Some((&node, cause)) =
            order.iter().find_map(|node| Some((node, self.broken_by(*node)?)))
        else {
            return Ok(());
        };
        let fault = self.faults().iter().find(|fault| fault.nodes().contains(&cause));
        let (code, why) = fault
            .map_or((crate::diagnostic::Code::MissingParent, String::new()), |fault| {
                (fault.code(), self.fault_sentence(fault))
            });
        let mut error = TargetError::new(
            RefusalKind::Broken,
            code,
            format!("'{}' cannot be planned: {why}", self.id(node)),
        );
        error.revision = Some(self.id(cause));
        Err(error)
    }

    /// `_stamp_revs`: one step for each revision that the version table is to name.
    pub(super) fn stamp_steps(&self, from: &[&str], to: &[&str]) -> Result<Steps> {
        let held = self.held(from)?;
        let targets = if to.is_empty() { &["base"] } else { to };
        let mut rows: Vec<Node> = Vec::new();
        for target in targets.iter().filter(|target| !target.is_empty()) {
            for row in self.of_lineage(held.clone(), Some(target), true)? {
                if !rows.contains(&row) {
                    rows.push(row);
                }
            }
        }
        let mut table = VersionTable::new(self, &held);
        let before = table.rows();
        let mut steps = Vec::new();
        let destinations = self.places_of_all(targets)?;
        let destinations =
            if destinations.is_empty() { vec![Place::Nowhere] } else { destinations };
        let mut moves: Vec<StampMove> = Vec::new();
        for place in destinations {
            match place {
                Place::Nowhere => moves.extend(rows.iter().map(|&row| (vec![row], None, false))),
                place => moves.extend(self.stamp_move(&rows, nodes_of(&[place])?)?),
            }
        }
        for (rows, to, upwards) in moves {
            steps.push(self.stamp_step(&mut table, rows, to, upwards)?);
        }
        Ok(Steps { steps, from: before, to: table.rows() })
    }

    /// How the rows of the revision's own line come to name it.
    fn stamp_move(&self, rows: &[Node], to: Vec<Node>) -> Result<Option<StampMove>> {
        let [to] = to[..] else { return Ok(None) };
        if rows.contains(&to) {
            return Ok(None);
        }
        let touches = |set: &NodeSet| rows.iter().any(|&row| set.contains(row));
        let is_above = touches(&self.reach([to], Edges::AllNext));
        let is_below = touches(&self.reach([to], Edges::Normalized));
        match (is_above, is_below) {
            (true, true) => Err(TargetError::impossible(format!(
                "the version table names revisions above and below '{}'",
                self.id(to)
            ))),
            (true, false) => Ok(Some((rows.to_vec(), Some(to), false))),
            (false, true) => Ok(Some((rows.to_vec(), Some(to), true))),
            (false, false) => Ok(Some((Vec::new(), Some(to), true))),
        }
    }

    fn stamp_step(
        &self,
        table: &mut VersionTable<'_>,
        rows: Vec<Node>,
        to: Option<Node>,
        upwards: bool,
    ) -> Result<Step> {
        let table_was_empty = table.is_empty();
        // A row that an earlier step took away makes an upward move an insert (`should_create_branch`).
        let insert = upwards && (rows.is_empty() || rows.iter().any(|&row| !table.holds(row)));
        let changes = table.stamp(&rows, to, insert)?;
        let revision = to.or_else(|| rows.first().copied()).map(|node| self.id(node));
        Ok(Step {
            revision: revision.unwrap_or_default(),
            kind: StepKind::Stamp,
            from: self.ids(&rows),
            to: to.map(|node| self.id(node)).into_iter().collect(),
            changes,
            table_was_empty,
        })
    }
}

/// Rows that go, the revision that comes, and whether that is a way up.
type StampMove = (Vec<Node>, Option<Node>, bool);

fn named_step(revision: &Revision, kind: StepKind) -> Step {
    let own = vec![revision.id.clone()];
    let parents = revision.down_revisions.clone();
    let (from, to) = if kind == StepKind::Downgrade { (own, parents) } else { (parents, own) };
    Step {
        revision: revision.id.clone(),
        kind,
        from,
        to,
        changes: Vec::new(),
        table_was_empty: false,
    }
}

/// The step of one revision by itself: its parents and dependencies stand as names without a past.
pub(super) fn step_alone(revision: &Revision, kind: StepKind) -> Result<Step> {
    let needed = revision.down_revisions.iter().chain(&revision.depends_on);
    let names = needed.filter(|name| **name != revision.id).cloned();
    let mut seen = rustc_hash::FxHashSet::default();
    let stand_ins: Vec<Revision> = names
        .filter(|name| seen.insert(name.clone()))
        .map(|name| Revision::new(name, Vec::new(), revision.file))
        .collect();
    let mut own = revision.clone();
    own.branch_labels.clear();
    let graph = Graph::build(std::iter::once(own).chain(stand_ins));
    let held: Vec<Node> = match kind {
        StepKind::Downgrade => vec![0],
        _ => graph.edges(0, Edges::Down).to_vec(),
    };
    let mut steps = graph.run_unchecked(&held, kind)?;
    steps.pop().ok_or_else(|| TargetError::impossible("there is no such step"))
}

impl Graph {
    fn run_unchecked(&self, held: &[Node], kind: StepKind) -> Result<Vec<Step>> {
        let mut table = VersionTable::new(self, held);
        let Some(revision) = self.revision(0) else { return Ok(Vec::new()) };
        let table_was_empty = table.is_empty();
        let changes = match kind {
            StepKind::Downgrade => table.downgrade(0)?,
            _ => table.upgrade(0)?,
        };
        Ok(vec![Step { changes, table_was_empty, ..named_step(revision, kind) }])
    }
}
