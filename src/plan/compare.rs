//! Can two heads be merged: what each side's revisions touch since they parted, and where that meets.

use std::cell::RefCell;
use std::rc::Rc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::dialect::{self, Dialect};
use crate::footprint::{self, Footprint, Touch, Unclear};
use crate::operation::{Executable, Operation, Refusal, Sink};
use crate::source::FileId;

use super::Direction;
use super::modules::Importable;
use super::project::Project;
use super::render::unknown_dialect;

/// How many heads are compared, each with each.
const MOST_HEADS: usize = 8;
/// How many places a finding names.
const MOST_RELATED: usize = 20;

/// Whether two sides can be put together in either order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// They touch nothing in common.
    Independent,
    /// They get in each other's way.
    Conflict,
    /// No conflict is known, and not everything is known.
    Unknown,
}

impl Verdict {
    /// The word in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Independent => "independent",
            Verdict::Conflict => "conflict",
            Verdict::Unknown => "unknown",
        }
    }
}

/// A place in a revision that takes part in a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The revision.
    pub revision: Rc<str>,
    /// What it does there.
    pub message: String,
    /// The revision's file, or the one where knowledge ends.
    pub file: FileId,
    /// The place.
    pub span: Option<crate::source::Span>,
}

/// Something that both sides touch, or that may be touched by both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// What it is about, in one sentence.
    pub message: String,
    /// Where: one place of each side, or the one where something is not known.
    pub places: Vec<Place>,
}

/// What is known of a pair of heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The two.
    pub heads: [Rc<str>; 2],
    /// The newest revision that both build on.
    pub ancestor: Option<Rc<str>>,
    /// What only the one and only the other has, oldest first.
    pub revisions: [Vec<Rc<str>>; 2],
    /// The answer.
    pub verdict: Verdict,
    /// Where they get in each other's way.
    pub conflicts: Vec<Meeting>,
    /// What is not known.
    pub unknown: Vec<Meeting>,
    /// The same as a finding, unless that is switched off.
    pub diagnostics: Vec<Diagnostic>,
}

/// What running a revision showed that it touches.
#[derive(Debug, Default)]
pub(super) struct Trace {
    footprint: Footprint,
    /// The files that it read.
    pub files: Vec<FileId>,
}

/// Takes down what operations touch, and prints nothing.
#[derive(Debug)]
struct Tracer {
    dialect: &'static dyn Dialect,
    footprint: Footprint,
}

impl Sink for Tracer {
    fn dialect(&self) -> &'static str {
        self.dialect.name()
    }

    fn emit(&mut self, operation: Operation) -> Result<(), Refusal> {
        footprint::read(&operation, self.dialect.name(), &mut self.footprint);
        Ok(())
    }

    fn compile(&self, executable: &Executable, literal_binds: bool) -> Result<String, Refusal> {
        dialect::execute::compile(self.dialect, executable, literal_binds)
    }
}

/// One side: its revisions with what they touch.
struct Side {
    head: Rc<str>,
    traces: Vec<(Rc<str>, FileId, Rc<Trace>)>,
    broken: Option<String>,
}

impl Project {
    /// Compares what the upgrades of several heads touch since they parted, each pair of them; all
    /// heads where none are named. Not more than eight are compared.
    ///
    /// Revisions are run as on `dialect`; without one, on that of `sqlalchemy.url`, else on PostgreSQL.
    ///
    /// # Errors
    /// An unknown dialect or target.
    pub fn compare_heads(
        &self,
        heads: &[Rc<str>],
        dialect: Option<&str>,
    ) -> Result<Vec<Comparison>, Diagnostic> {
        let name = dialect.or_else(|| self.settings().dialect().filter(is_known));
        let name = name.unwrap_or("postgresql");
        let dialect = dialect::find(name).ok_or_else(|| unknown_dialect(name))?;
        let mut ids: Vec<Rc<str>> = Vec::new();
        if heads.is_empty() {
            ids = self.history.heads();
        }
        for head in heads {
            ids.extend(self.resolve(head)?);
        }
        ids.truncate(MOST_HEADS);
        let mut found = Vec::new();
        for (place, one) in ids.iter().enumerate() {
            for other in ids.iter().skip(place + 1).filter(|other| *other != one) {
                found.extend(self.compare_pair(one, other, dialect));
            }
        }
        Ok(found)
    }

    fn compare_pair(
        &self,
        one: &Rc<str>,
        other: &Rc<str>,
        dialect: &'static dyn Dialect,
    ) -> Option<Comparison> {
        let apart = self.history.apart(one, other)?;
        let [our_break, their_break] = apart.broken;
        let [ours, theirs] = &apart.revisions;
        let ours = self.side(one, ours, our_break, dialect);
        let theirs = self.side(other, theirs, their_break, dialect);
        let mut comparison = Comparison {
            heads: [one.clone(), other.clone()],
            ancestor: apart.ancestor,
            revisions: apart.revisions.clone(),
            verdict: Verdict::Independent,
            conflicts: Vec::new(),
            unknown: Vec::new(),
            diagnostics: Vec::new(),
        };
        // Where one side does nothing at all, there is nothing that the other could meet.
        if !ours.is_empty() && !theirs.is_empty() {
            meet(&ours, &theirs, dialect.name(), &mut comparison);
            for side in [&ours, &theirs] {
                side.unclear(&mut comparison.unknown);
            }
        }
        if !comparison.conflicts.is_empty() {
            comparison.verdict = Verdict::Conflict;
        } else if !comparison.unknown.is_empty() {
            comparison.verdict = Verdict::Unknown;
        }
        comparison.diagnostics.push(self.comparison_finding(&comparison, dialect.name()));
        self.with_sources(|files| self.settings().keep(&mut comparison.diagnostics, files));
        Some(comparison)
    }

    fn side(
        &self,
        head: &Rc<str>,
        revisions: &[Rc<str>],
        broken: Option<String>,
        dialect: &'static dyn Dialect,
    ) -> Side {
        let mut side = Side { head: head.clone(), traces: Vec::new(), broken };
        for id in revisions {
            if let Some(revision) = self.history.get(id) {
                let trace = self.trace(revision.file, dialect);
                side.traces.push((id.clone(), revision.file, trace));
            }
        }
        side
    }

    /// What the revision's upgrade touches; it is run once for each dialect.
    fn trace(&self, file: FileId, dialect: &'static dyn Dialect) -> Rc<Trace> {
        let key = (file, dialect.name());
        let known = self.renderings.borrow().traces.get(&key).cloned();
        if let Some(trace) = known {
            return trace;
        }
        let tracer = Rc::new(RefCell::new(Tracer { dialect, footprint: Footprint::default() }));
        let codes = self.renderings.borrow().codes.clone();
        let importable = Importable::new(self, codes, file, self.configured());
        let limits = self.options.limits;
        let failure = importable.run(file, Direction::Upgrade, tracer.clone(), limits);
        let mut footprint = std::mem::take(&mut tracer.borrow_mut().footprint);
        if let Some(failure) = failure {
            footprint.unclear.push(Unclear {
                why: failure.message.clone(),
                file: failure.file,
                span: failure.span,
            });
        }
        let trace = Rc::new(Trace { footprint, files: importable.files() });
        self.renderings.borrow_mut().traces.insert(key, trace.clone());
        trace
    }

    fn comparison_finding(&self, found: &Comparison, dialect: &str) -> Diagnostic {
        let [one, other] = &found.heads;
        let since = found.ancestor.as_ref().map(|id| format!(" since {id}")).unwrap_or_default();
        let count = |list: &[Meeting]| match list.len() {
            0 | 1 => String::new(),
            several => format!("; and {} more", several - 1),
        };
        let first = |list: &[Meeting]| list.first().map(|m| m.message.clone()).unwrap_or_default();
        let (code, message, help) = match found.verdict {
            Verdict::Independent => (
                Code::IndependentHeads,
                format!("what {one} and {other} touch{since} has nothing in common on {dialect}"),
                "they can be merged in either order",
            ),
            Verdict::Conflict => (
                Code::ConflictingHeads,
                format!(
                    "{one} and {other} get in each other's way{since}: {}{}",
                    first(&found.conflicts),
                    count(&found.conflicts)
                ),
                "after a merge they would run in an order that nobody chose: change one of them, or put one on top of the other",
            ),
            Verdict::Unknown => (
                Code::UnclearHeads,
                format!(
                    "whether {one} and {other} get along{since} is not known: {}{}",
                    first(&found.unknown),
                    count(&found.unknown)
                ),
                "nothing else that they touch is in conflict: read these places before they are merged",
            ),
        };
        let mut finding = Diagnostic::new(code, message).help(help);
        if found.verdict == Verdict::Conflict && self.history.heads_are_branches() {
            finding.severity = Severity::Info;
        }
        let meetings = found.conflicts.iter().chain(&found.unknown);
        let mut places = meetings.flat_map(|meeting| &meeting.places).take(MOST_RELATED);
        match places.next() {
            Some(place) => {
                finding = finding.revision(&*place.revision);
                finding = match place.span {
                    Some(span) => finding.at(span),
                    None => finding.in_file(place.file),
                };
                for place in places {
                    finding = finding.related(place.text(), place.file, place.span);
                }
            }
            None => {
                for (at, head) in found.heads.iter().enumerate() {
                    let Some(revision) = self.history.get(head) else { continue };
                    let (file, span) = (revision.file, revision.spans.revision);
                    if at > 0 {
                        finding = finding.related(format!("'{head}' is here"), file, span);
                    } else {
                        finding = finding.revision(&**head).in_file(file);
                        finding.span = span;
                    }
                }
            }
        }
        finding
    }
}

impl Place {
    fn text(&self) -> String {
        format!("{} {}", self.revision, self.message)
    }
}

impl Side {
    fn is_empty(&self) -> bool {
        let nothing = self.traces.iter().all(|(_, _, trace)| trace.footprint.is_empty());
        nothing && self.broken.is_none()
    }

    /// Every touch, with the place of its revision in the list.
    fn touches(&self) -> (Vec<&Touch>, Vec<usize>) {
        let mut touches = Vec::new();
        let mut owners = Vec::new();
        for (place, (_, _, trace)) in self.traces.iter().enumerate() {
            for touch in &trace.footprint.touches {
                touches.push(touch);
                owners.push(place);
            }
        }
        (touches, owners)
    }

    fn place(&self, touch: &Touch, owner: usize) -> Option<Place> {
        let (revision, file, _) = self.traces.get(owner)?;
        Some(Place {
            revision: revision.clone(),
            message: touch.text(),
            file: touch.span.map_or(*file, |span| span.file),
            span: touch.span,
        })
    }

    fn unclear(&self, into: &mut Vec<Meeting>) {
        if let Some(why) = &self.broken {
            let last = self.traces.last().map(|(_, file, _)| Place {
                revision: self.head.clone(),
                message: "stands above it".to_owned(),
                file: *file,
                span: None,
            });
            into.push(Meeting { message: why.clone(), places: last.into_iter().collect() });
        }
        for (revision, file, trace) in &self.traces {
            for unclear in &trace.footprint.unclear {
                into.push(Meeting {
                    message: format!("{revision}: {}", unclear.why),
                    places: vec![Place {
                        revision: revision.clone(),
                        message: "is not known here".to_owned(),
                        file: unclear.file.unwrap_or(*file),
                        span: unclear.span,
                    }],
                });
            }
        }
    }
}

/// Puts down where the two sides meet.
fn meet(ours: &Side, theirs: &Side, dialect: &str, into: &mut Comparison) {
    let (our_touches, our_owners) = ours.touches();
    let (their_touches, their_owners) = theirs.touches();
    for clash in footprint::clashes(dialect, &our_touches, &their_touches) {
        let our = our_touches.get(clash.ours).zip(our_owners.get(clash.ours));
        let their = their_touches.get(clash.theirs).zip(their_owners.get(clash.theirs));
        let (Some((&our, &our_owner)), Some((&their, &their_owner))) = (our, their) else {
            continue;
        };
        let places: Vec<Place> = [ours.place(our, our_owner), theirs.place(their, their_owner)]
            .into_iter()
            .flatten()
            .collect();
        let mut message = match places.as_slice() {
            _ if our.text() == their.text() => format!("both {}", our.plural_text()),
            [one, other] => format!("{}, {}", one.text(), other.text()),
            _ => String::new(),
        };
        if clash.only_rows {
            message.push_str(", and whether that matters depends on the rows");
            into.unknown.push(Meeting { message, places });
        } else {
            into.conflicts.push(Meeting { message, places });
        }
    }
}

fn is_known(dialect: &&str) -> bool {
    dialect::find(dialect).is_some()
}
