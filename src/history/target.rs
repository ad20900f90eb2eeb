//! Names of revisions as Alembic takes them: ids, prefixes, labels, `head`, `heads`, `base`, `label@...`.

use std::rc::Rc;

use super::closure::NodeSet;
use super::error::TargetError;
use super::graph::{Edges, Graph, Node};

type Result<T> = std::result::Result<T, TargetError>;

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A revision.
    Revision(Node),
    /// The place below all bases, reached by walking down.
    Base,
    /// Nowhere: before the first revision, or past an end.
    Nowhere,
}

impl Place {
    /// The revision, or a refusal where Alembic asserts that there is one.
    pub(super) fn node(self) -> Result<Node> {
        match self {
            Place::Revision(node) => Ok(node),
            Place::Base => Err(TargetError::impossible("a revision is needed here, not the base")),
            Place::Nowhere => {
                Err(TargetError::impossible("the target leads past the end of the history"))
            }
        }
    }
}

pub(super) fn nodes_of(places: &[Place]) -> Result<Vec<Node>> {
    places.iter().map(|place| place.node()).collect()
}

impl Graph {
    /// Splits `label@name` and answers the symbolic names (`_resolve_revision_number`).
    pub(super) fn resolve_name<'a>(
        &self,
        name: Option<&'a str>,
    ) -> Result<(Vec<Rc<str>>, Option<&'a str>)> {
        let Some(name) = name else { return Ok((Vec::new(), None)) };
        let (label, name) = match name.split_once('@') {
            Some((label, rest)) => (Some(label), rest),
            None => (None, name),
        };
        let narrowing = label.filter(|label| !label.is_empty());
        let ids = match (name, narrowing) {
            ("heads", Some(label)) => {
                self.ids(&self.of_lineage(self.heads().to_vec(), Some(label), false)?)
            }
            ("heads", None) => self.ids(self.real_heads()),
            ("head", _) => self.current_head(narrowing)?.into_iter().collect(),
            ("base", _) => Vec::new(),
            _ => vec![Rc::from(name)],
        };
        Ok((ids, label))
    }

    /// The one head, or the one head of a branch (`get_current_head`).
    fn current_head(&self, label: Option<&str>) -> Result<Option<Rc<str>>> {
        let heads = match label {
            Some(_) => self.of_lineage(self.heads().to_vec(), label, false)?,
            None => self.heads().to_vec(),
        };
        if heads.len() > 1 {
            let argument = label.map_or("head".to_owned(), |label| format!("{label}@head"));
            return Err(TargetError::multiple_heads(&self.ids(&heads), &argument));
        }
        Ok(heads.first().map(|&head| self.id(head)))
    }

    /// All revisions that a name stands for (`get_revisions`).
    pub(super) fn places(&self, name: Option<&str>) -> Result<Vec<Place>> {
        let (ids, label) = self.resolve_name(name)?;
        if let [only] = &ids[..]
            && let Some(steps) = python_int(only).filter(|&steps| steps < 0)
        {
            return self.below_heads(steps, label);
        }
        ids.iter().map(|id| self.place_of_id(id, label)).collect()
    }

    /// `-n` and `label@-n` on their own count down from the heads.
    fn below_heads(&self, steps: i64, label: Option<&str>) -> Result<Vec<Place>> {
        let mut heads = self.real_heads().to_vec();
        if let Some(label) = label {
            heads.retain(|&head| self.has_label(head, label));
        }
        heads.into_iter().map(|head| self.walk(Place::Revision(head), steps, None, true)).collect()
    }

    /// All revisions that several names stand for.
    pub(super) fn places_of_all<S: AsRef<str>>(&self, names: &[S]) -> Result<Vec<Place>> {
        let mut places = Vec::with_capacity(names.len());
        for name in names {
            places.extend(self.places(Some(name.as_ref()))?);
        }
        Ok(places)
    }

    /// The one revision that a name stands for (`get_revision`).
    pub(super) fn place(&self, name: Option<&str>) -> Result<Place> {
        let (ids, label) = self.resolve_name(name)?;
        match &ids[..] {
            [] => {
                if let Some(label) = label.filter(|label| !label.is_empty()) {
                    self.branch(label)?;
                }
                Ok(Place::Nowhere)
            }
            [id] => self.place_of_id(id, label),
            _ => Err(TargetError::multiple_heads(&ids, name.unwrap_or("base"))),
        }
    }

    /// The revision that a label or an id used as one stands for (`_resolve_branch`).
    pub(super) fn branch(&self, label: &str) -> Result<Node> {
        if let Some(node) = self.named(label) {
            return Ok(node);
        }
        match self.place_of_id(label, None) {
            Ok(place) => place.node(),
            Err(error) if error.kind == super::error::RefusalKind::Invalid => Err(error),
            Err(_) => Err(TargetError::unknown(label)),
        }
    }

    /// An id, a label or a unique prefix, kept to a branch where one is given (`_revision_for_ident`).
    pub(super) fn place_of_id(&self, name: &str, branch: Option<&str>) -> Result<Place> {
        let branch = branch.filter(|branch| !branch.is_empty());
        let branch_node = branch.map(|branch| self.branch(branch)).transpose()?;
        let node = match self.named(name) {
            Some(node) => node,
            None => self.by_prefix(name, branch)?,
        };
        if let (Some(branch), Some(branch_node)) = (branch, branch_node)
            && !self.lineage([branch_node], false).contains(node)
        {
            let mut error = TargetError::unknown(name);
            error.message = format!("'{}' does not belong to the branch '{branch}'", self.id(node));
            error.help = None;
            return Err(error);
        }
        Ok(Place::Revision(node))
    }

    fn by_prefix(&self, prefix: &str, branch: Option<&str>) -> Result<Node> {
        if prefix.is_empty() {
            return Err(TargetError::impossible("a revision's name is empty"));
        }
        let mut fits: Vec<(Rc<str>, Node)> = self
            .all_names()
            .filter(|(name, _)| name.starts_with(prefix) && name.chars().nth(3).is_some())
            .map(|(name, node)| (name.clone(), node))
            .collect();
        if branch.is_some() && !fits.is_empty() {
            let kept =
                self.of_lineage(fits.iter().map(|(_, node)| *node).collect(), branch, false)?;
            fits.retain(|(_, node)| kept.contains(node));
        }
        match &fits[..] {
            [] => Err(TargetError::unknown(prefix)),
            [(_, node)] => Ok(*node),
            _ => {
                let names: Vec<Rc<str>> = fits.into_iter().map(|(name, _)| name).collect();
                Err(TargetError::ambiguous(prefix, &names))
            }
        }
    }

    /// Keeps what is above or below what `check` names (`filter_for_lineage`).
    pub(super) fn of_lineage(
        &self,
        mut targets: Vec<Node>,
        check: Option<&str>,
        dependencies: bool,
    ) -> Result<Vec<Node>> {
        let (ids, label) = self.resolve_name(check)?;
        let label = label.filter(|label| !label.is_empty()).map(Rc::from);
        let tests: Vec<Rc<str>> = label.into_iter().chain(ids).collect();
        if tests.is_empty() || targets.is_empty() {
            return Ok(targets);
        }
        let mut nodes = Vec::with_capacity(tests.len());
        for test in &tests {
            nodes.push(self.place_of_id(test, None)?.node()?);
        }
        let kin = self.lineage(nodes, dependencies);
        targets.retain(|&target| kin.contains(target));
        Ok(targets)
    }

    /// Every revision that has one of the given above it, below it, or is it (`_shares_lineage`, turned round).
    fn lineage(&self, tests: impl IntoIterator<Item = Node>, dependencies: bool) -> NodeSet {
        let tests: Vec<Node> = tests.into_iter().collect();
        let (mut kin, up) = if dependencies {
            (self.below_with_dependencies(&tests), self.above_normalized(&tests))
        } else {
            (self.reach(tests.iter().copied(), Edges::Down), self.reach(tests, Edges::Next))
        };
        up.iter().for_each(|node| {
            kin.insert(node);
        });
        kin
    }

    /// Ancestors by every edge, also those that an ancestor implies.
    fn below_with_dependencies(&self, starts: &[Node]) -> NodeSet {
        let mut seen = NodeSet::new(self.len());
        let mut todo = starts.to_vec();
        while let Some(node) = todo.pop() {
            if seen.insert(node) {
                todo.extend_from_slice(self.edges(node, Edges::Down));
                todo.extend_from_slice(self.dependencies(node));
            }
        }
        seen
    }

    /// Descendants by the edges that ancestors are found by.
    fn above_normalized(&self, starts: &[Node]) -> NodeSet {
        let mut seen = NodeSet::new(self.len());
        let mut todo = starts.to_vec();
        while let Some(node) = todo.pop() {
            if seen.insert(node) {
                let counts = |&&above: &&Node| self.edges(above, Edges::Normalized).contains(&node);
                todo.extend(self.edges(node, Edges::AllNext).iter().filter(counts));
            }
        }
        seen
    }
}

/// What Python's `int()` makes of a text; numbers too large are cut to what fits.
fn python_int(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut value: i64 = 0;
    let mut after_digit = false;
    for c in digits.chars() {
        match c.to_digit(10) {
            Some(digit) => {
                value = value.saturating_mul(10).saturating_add(i64::from(digit));
                after_digit = true;
            }
            None if c == '_' && after_digit => after_digit = false,
            None => return None,
        }
    }
    after_digit.then_some(if negative { -value } else { value })
}
