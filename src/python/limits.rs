//! Bounds of one evaluation.

/// How much an evaluation may do. Reaching one ends it with a `limit-exceeded` finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps: statements, calls, turns of loops, and work inside built-in functions.
    pub steps: u64,
    /// Python calls inside one another.
    pub calls: u32,
    /// Everything that uses the native stack: calls, nested expressions and blocks.
    pub nesting: u32,
    /// Bytes of native stack, where they can be measured.
    pub stack: usize,
    /// Bytes of strings and collections made, in all.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 5_000_000, calls: 120, nesting: 1_000, stack: 400 << 10, bytes: 128 << 20 }
    }
}
