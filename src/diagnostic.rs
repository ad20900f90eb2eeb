//! A finding as data: a code from one table, a message, a place, help; rendering it is done elsewhere.

use crate::source::{FileId, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something cannot be done, or Alembic would refuse it.
    Error,
    /// It works, and is probably not meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word used in output and in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $summary:literal)*) => {
        /// What kind of finding it is. Each has a page at `docs/diagnostics/<name>.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $summary] $variant,)* }

        impl Code {
            /// Every code, in the table's order.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The stable kebab-case name.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The severity that it has unless configured otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// One line on what it says.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => $summary,)* }
            }
        }
    };
}

codes! {
    MultipleHeads "multiple-heads" Warning "The history has more than one head."
    MissingParent "missing-parent" Error "A down revision names a revision that is not there."
    DuplicateRevision "duplicate-revision" Error "Two files have the same revision id."
    Cycle "cycle" Error "Revisions lead back to themselves."
    SyntaxError "syntax-error" Error "A file is not valid Python."
    ComputedHeader "computed-header" Error "A revision identifier is computed from something that cannot be known."
    DependencyCycle "dependency-cycle" Error "Revisions need themselves through `depends_on`."
    UnknownDependency "unknown-dependency" Error "A `depends_on` names neither a revision nor a branch label."
    DuplicateLabel "duplicate-label" Error "A branch label is used twice, or is also a revision's id."
    IllegalRevisionId "illegal-revision-id" Error "A revision's id has a character that targets are written with."
    NoDownRevision "no-down-revision" Error "A revision file does not say what it follows."
    MultipleBases "multiple-bases" Warning "The history starts in several places without labels to tell them apart."
    LongRevisionId "long-revision-id" Warning "A revision's id is longer than the version table's column."
    PrefixRevisionId "prefix-revision-id" Info "One revision's id is the beginning of another's."
    FileNameWithoutId "file-name-without-id" Info "A file's name does not carry its revision's id."
    DateBeforeParent "date-before-parent" Info "A revision is dated before the one it follows."
    OneSidedRevision "one-sided-revision" Warning "Only one of upgrade and downgrade does something."
    ConflictingHeads "conflicting-heads" Warning "Two heads' revisions get in each other's way."
    IndependentHeads "independent-heads" Info "Two heads' revisions touch nothing in common."
    UnclearHeads "unclear-heads" Info "Whether two heads' revisions get along is not known."
    NotUtf8 "not-utf8" Error "A file's bytes are not UTF-8 text."
    FileTooLarge "file-too-large" Error "A file is over the size limit."
    NestingTooDeep "nesting-too-deep" Error "Brackets or blocks are nested too deeply to be read."
    NoRevisions "no-revisions" Warning "No file holds a revision."
    UnknownTarget "unknown-target" Error "A target names no revision."
    AmbiguousTarget "ambiguous-target" Error "A target fits several revisions."
    NotAnAncestor "not-an-ancestor" Error "The two ends of a range are not on one line."
    InvalidTarget "invalid-target" Error "A target is not of Alembic's grammar, or not for this command."
    UnknownDialect "unknown-dialect" Error "A dialect is not one of the six."
    UnsupportedMode "unsupported-mode" Error "A mode of rendering that is not there yet."
    InvalidConfig "invalid-config" Error "A settings file cannot be read."
    UnreadableFile "unreadable-file" Error "A file or folder cannot be read from disk."
    LimitExceeded "limit-exceeded" Error "Evaluation ran into a limit of time, depth or size."
    RaisedException "raised-exception" Error "Running the revision raises a Python exception."
    UnknownValue "unknown-value" Error "A value that reaches a directive cannot be known."
    Unsupported "unsupported" Error "Something of Python, SQLAlchemy or Alembic is not known to limbeck."
    CannotRender "cannot-render" Error "The dialect cannot say it, and Alembic refuses it too."
    InvalidEdit "invalid-edit" Error "An edit of the history that Alembic refuses, or that would break it."
    InvalidTemplate "invalid-template" Error "The template of new revisions cannot be rendered."
    MovedRevision "moved-revision" Warning "A revision is put on top of another."
    UnknownConvention "unknown-convention" Info "A naming convention of the project's that is not known may apply."
    NotRun "not-run" Warning "A program that Alembic runs for a new revision is not run."
}

/// A second place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// The file.
    pub file: FileId,
    /// The place in it.
    pub span: Option<Span>,
}

/// One finding. It is a pointer, since findings
/// are handed on by value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic(Box<Finding>);

/// What a diagnostic says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub code: Code,
    /// As [`Code::severity`], unless configured otherwise.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The revision that it is about.
    pub revision: Option<String>,
    /// The file, also where no place in it can be given.
    pub file: Option<FileId>,
    /// The place.
    pub span: Option<Span>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
}

impl std::ops::Deref for Diagnostic {
    type Target = Finding;

    fn deref(&self) -> &Finding {
        &self.0
    }
}

impl std::ops::DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Finding {
        &mut self.0
    }
}

impl Diagnostic {
    /// A finding without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Finding {
            code,
            severity: code.severity(),
            message: message.into(),
            help: None,
            revision: None,
            file: None,
            span: None,
            related: Vec::new(),
        }))
    }

    /// With its place, and the place's file.
    pub fn at(mut self, span: Span) -> Self {
        self.file = Some(span.file);
        self.span = Some(span);
        self
    }

    /// With its file alone.
    pub fn in_file(mut self, file: FileId) -> Self {
        self.file = Some(file);
        self
    }

    /// With a line of help.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With the revision that it is about.
    pub fn revision(mut self, revision: impl Into<String>) -> Self {
        self.revision = Some(revision.into());
        self
    }

    /// With a second place.
    pub fn related(mut self, message: impl Into<String>, file: FileId, span: Option<Span>) -> Self {
        self.related.push(Related { message: message.into(), file, span });
        self
    }
}
