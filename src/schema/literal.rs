//! Values as they stand in SQL: what Python values become once they reach a statement.

use std::rc::Rc;

/// A Python value that has a literal form in SQL, or is known not to have one.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `None`.
    Null,
    /// `True`, `False`.
    Bool(bool),
    /// An integer in decimal digits, with its sign; of any size.
    Int(Rc<str>),
    /// A float.
    Float(f64),
    /// `decimal.Decimal`, as `str()` gives it.
    Decimal(Rc<str>),
    /// Text.
    Str(Rc<str>),
    /// Bytes.
    Bytes(Rc<[u8]>),
    /// `datetime.date`, as `isoformat()` gives it.
    Date(Rc<str>),
    /// `datetime.time`, as `isoformat()` gives it.
    Time(Rc<str>),
    /// `datetime.datetime`.
    DateTime {
        /// As `isoformat(sep=" ")` gives it, offset included.
        text: Rc<str>,
        /// Whether it carries a time zone.
        aware: bool,
    },
    /// `datetime.timedelta`.
    Interval {
        /// Whole days, negative ones too.
        days: i64,
        /// Seconds within the day, 0 to 86399.
        seconds: i64,
        /// Microseconds within the second.
        microseconds: i64,
    },
    /// `uuid.UUID`, in its 36 character form.
    Uuid(Rc<str>),
    /// A list or tuple.
    List(Vec<Literal>),
    /// A dict.
    Dict(Vec<(Literal, Literal)>),
    /// A member of a Python `enum.Enum`.
    EnumMember {
        /// The member's name.
        name: Rc<str>,
        /// Its value.
        value: Box<Literal>,
        /// Its class derives from `str` or `int`, so that it is one.
        derived: bool,
    },
    /// A value of some other class: it has no literal form.
    Other {
        /// Its class.
        class: Rc<str>,
        /// Its `repr()`.
        repr: Rc<str>,
    },
}
