//! Which revisions a range takes in, upwards and downwards.

use std::rc::Rc;

use super::closure::NodeSet;
use super::error::TargetError;
use super::graph::{Edges, Graph, Node};
use super::target::{Place, nodes_of};

type Result<T> = std::result::Result<T, TargetError>;

/// Where an upgrade or a listing starts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lower<'a> {
    /// The revisions that a version table holds.
    Held(&'a [Rc<str>]),
    /// One target, as the lower end of a listing's range.
    Target(&'a str),
}

/// The ends of a walk upwards and how strictly to read them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Upwards<'a> {
    pub(super) targets: &'a [&'a str],
    pub(super) lower: Lower<'a>,
    /// Takes the lower end in too.
    pub(super) inclusive: bool,
    /// Also takes what the targets need beside the lower end's line.
    pub(super) implicit_base: bool,
    /// Refuses to count steps past an end.
    pub(super) refuse_ends: bool,
}

/// What a range takes in, and the revisions from which to put it in order.
#[derive(Debug)]
pub(super) struct Collected {
    pub(super) nodes: NodeSet,
    pub(super) heads: Vec<Node>,
}

impl Graph {
    /// What is needed for the targets and not there below the lower end (`_collect_upgrade_revisions`).
    pub(super) fn collect_upgrade(&self, range: Upwards<'_>) -> Result<Collected> {
        let mut targets = self.upgrade_targets(range)?;
        if let Lower::Target(lower) = range.lower
            && let Some((branch, _)) = lower.split_once('@')
        {
            let branch = self.branch_label(branch)?;
            targets.retain(|&node| self.has_label(node, &branch));
        }
        let required = self.reach_apart(&targets, Edges::Normalized)?;
        let places = match range.lower {
            Lower::Held(ids) => self.places_of_all(ids)?,
            Lower::Target(lower) => self.places(Some(lower))?,
        };
        let outside = |place: &Place| match place {
            Place::Revision(node) => !required.contains(*node),
            Place::Base => true,
            Place::Nowhere => false,
        };
        if !range.implicit_base && places.iter().any(outside) {
            return Err(TargetError::not_ancestor(&range.lower.text(), &range.targets.join(", ")));
        }
        let current = match places.first() {
            Some(Place::Nowhere) => self.relative_lower(range)?,
            _ => nodes_of(&places)?,
        };
        let there = self.reach_apart(&current, Edges::Normalized)?;
        let mut needs = required;
        needs.retain(|node| !there.contains(node));
        if range.inclusive {
            current.iter().for_each(|&node| {
                needs.insert(node);
            });
        }
        if !current.is_empty() && !range.implicit_base {
            let above = self.reach_apart(&current, Edges::Next)?;
            needs.retain(|node| above.contains(node));
        }
        Ok(Collected { nodes: needs, heads: targets })
    }

    fn upgrade_targets(&self, range: Upwards<'_>) -> Result<Vec<Node>> {
        let held: Vec<Rc<str>> = match range.lower {
            Lower::Held(ids) => ids.to_vec(),
            Lower::Target(lower) => vec![Rc::from(lower)],
        };
        match range.targets {
            [only] => nodes_of(&self.upgrade_target(&held, only, range.refuse_ends)?),
            several => nodes_of(&self.places_of_all(several)?),
        }
    }

    /// The label of a branch that is named by a label or by one of its revisions.
    fn branch_label(&self, name: &str) -> Result<Rc<str>> {
        match self.place(Some(name))? {
            Place::Revision(node) if *self.id(node) == *name => match &self.labels_of(node)[..] {
                [label] => Ok(label.clone()),
                _ => {
                    Err(TargetError::impossible(format!("'{name}' does not stand for one branch")))
                }
            },
            _ => Ok(Rc::from(name)),
        }
    }

    /// A lower end that counts steps down past where names lead.
    fn relative_lower(&self, range: Upwards<'_>) -> Result<Vec<Node>> {
        let Lower::Target(lower) = range.lower else {
            return Err(TargetError::impossible("the version table holds no revision's id"));
        };
        let upper: Vec<Rc<str>> = range.targets.iter().map(|&target| Rc::from(target)).collect();
        let (_, place) = self.downgrade_target(&upper, Some(lower), range.refuse_ends)?;
        match place {
            Place::Base => Ok(Vec::new()),
            place => Ok(vec![place.node()?]),
        }
    }

    /// What has to go for the target, of what is there (`_collect_downgrade_revisions`).
    pub(super) fn collect_downgrade(&self, held: &[Rc<str>], target: &str) -> Result<Collected> {
        let (label, place) = self.downgrade_target(held, Some(target), true)?;
        let target = match place {
            Place::Revision(node) => Some(node),
            Place::Base | Place::Nowhere => None,
        };
        let roots = self.downgrade_roots(target, label.as_deref())?;
        let heads = nodes_of(&self.places_of_all(held)?)?;
        let active = self.reach(heads.iter().copied(), Edges::Normalized);
        let mut nodes = self.reach(roots, Edges::AllNext);
        nodes.retain(|node| active.contains(node));
        if nodes.is_empty() && target.is_some_and(|target| !heads.contains(&target)) {
            let target = target.map(|node| self.id(node)).unwrap_or_default();
            return Err(TargetError::not_ancestor(&target, &held.join(", ")));
        }
        Ok(Collected { nodes, heads })
    }

    /// The lowest revisions that go.
    fn downgrade_roots(&self, target: Option<Node>, label: Option<&str>) -> Result<Vec<Node>> {
        let mut roots = match target {
            None => self.bases().to_vec(),
            Some(target) => self.edges(target, Edges::Next).to_vec(),
        };
        // Alembic counts a base once more for each label it carries.
        let repeated = || {
            let labelled = |root: &Node| self.labels().iter().any(|(_, node)| node == root);
            target.is_none() && roots.iter().any(labelled)
        };
        if let Some(label) = label
            && (roots.len() > 1 || repeated())
        {
            let line = self.reach([self.branch(label)?], Edges::Down);
            roots.retain(|&root| line.contains(root));
            if roots.is_empty() {
                return Err(TargetError::invalid(format!(
                    "the branch '{label}' gives no downgrade from the current heads"
                )));
            }
        }
        Ok(roots)
    }
}

impl Lower<'_> {
    fn text(&self) -> String {
        match self {
            Lower::Held(ids) => ids.join(", "),
            Lower::Target(lower) => (*lower).to_owned(),
        }
    }
}
