//! Generators: the statements that hold a `yield` run on a stack of their own, so that they can wait.

use std::rc::Rc;

use super::{Evaluator, Flow, Frame};
use crate::python::host::SkippedKind;
use crate::python::iterator::{Iter, Source};
use crate::python::raised::{Exception, Outcome, Raised};
use crate::python::tree::{Block, FunctionCode, Stmt, StmtKind, Try, Yield};
use crate::python::value::Value;

/// A function that waits at a `yield`.
pub(crate) struct Generator {
    code: Rc<FunctionCode>,
    frame: Frame,
    tasks: Vec<Task>,
    started: bool,
    /// What `yield from` is going over.
    delegate: Option<Value>,
}

/// What is to be done when the tasks above it are done. A compound statement is named by its
/// block and its place there.
enum Task {
    Block(Block, usize),
    For(Block, usize, Value),
    While(Block, usize),
    /// The body of a `try`.
    Try(Block, usize),
    /// Its handler or `else`, or what else comes before `finally`.
    Finally(Block, usize),
    /// `finally` is running; then this happens.
    After(Signal),
    /// A handler is running: the exception counts as being handled.
    Handling,
    With(Value),
}

/// How what is above a task ended.
enum Signal {
    Flow(Flow),
    Raised(Raised),
}

/// What is handed in when it goes on.
pub(crate) enum Resume {
    Next,
    Send(Value),
    Throw(Raised),
}

enum Step {
    Yielded(Value),
    Returned(Value),
}

impl Generator {
    pub(crate) fn new(code: Rc<FunctionCode>, frame: Frame) -> Self {
        let tasks = vec![Task::Block(code.body.clone(), 0)];
        Self { code, frame, tasks, started: false, delegate: None }
    }
}

fn statement_at(block: &Block, at: usize) -> Option<&Stmt> {
    block.get(at)
}

impl Evaluator {
    pub(crate) fn next_of_generator(
        &mut self,
        iter: &Rc<Iter>,
        generator: Box<Generator>,
    ) -> Outcome<Option<Value>> {
        Ok(match self.resume(iter, generator, Resume::Next)? {
            Step::Yielded(value) => Some(value),
            Step::Returned(_) => None,
        })
    }

    /// `generator.send(value)`, `generator.throw(...)`: the next value, or an error with what it returned.
    pub(crate) fn drive(
        &mut self,
        iter: &Rc<Iter>,
        input: Resume,
    ) -> Outcome<Result<Value, Value>> {
        let source = iter.source.replace(Source::Running);
        match source {
            Source::Generator(generator) => Ok(match self.resume(iter, generator, input)? {
                Step::Yielded(value) => Ok(value),
                Step::Returned(value) => Err(value),
            }),
            Source::Running => Err(self.value_error("generator already executing")),
            other => {
                *iter.source.borrow_mut() = other;
                match input {
                    Resume::Throw(raised) => Err(raised),
                    _ => self.next_of(iter).map(|next| next.ok_or(Value::None)),
                }
            }
        }
    }

    fn resume(
        &mut self,
        iter: &Rc<Iter>,
        mut generator: Box<Generator>,
        input: Resume,
    ) -> Outcome<Step> {
        let file = generator.code.file;
        let result =
            self.in_frame(file, |evaluator| evaluator.run_generator(&mut generator, input));
        *iter.source.borrow_mut() = match &result {
            Ok(Step::Yielded(_)) => Source::Generator(generator),
            _ => Source::Done,
        };
        match result {
            Err(raised) if self.is_exception(&raised, "StopIteration") => {
                Err(self.raise("RuntimeError", "generator raised StopIteration"))
            }
            other => other,
        }
    }

    fn run_generator(&mut self, generator: &mut Generator, input: Resume) -> Outcome<Step> {
        let frame = generator.frame.clone();
        let mut signal = match input {
            Resume::Throw(raised) => {
                generator.delegate = None;
                Signal::Raised(raised)
            }
            input => {
                let sent = match input {
                    Resume::Send(value) => value,
                    _ => Value::None,
                };
                if generator.started {
                    match self.after_yield(generator, &frame, sent) {
                        Ok(None) => Signal::Flow(Flow::Normal),
                        Ok(Some(step)) => return Ok(step),
                        Err(raised) => Signal::Raised(raised),
                    }
                } else {
                    Signal::Flow(Flow::Normal)
                }
            }
        };
        generator.started = true;
        loop {
            self.step()?;
            let turn = match signal {
                Signal::Raised(raised) if raised.is_limit() => return Err(raised),
                Signal::Flow(Flow::Normal) => self.advance(generator, &frame),
                Signal::Flow(Flow::Return(value)) if generator.tasks.is_empty() => {
                    return Ok(Step::Returned(value));
                }
                Signal::Raised(raised) if generator.tasks.is_empty() => return Err(raised),
                other => self.unwind(generator, &frame, other).map(Turn::Signal),
            };
            signal = match turn {
                Ok(Turn::Signal(signal)) => signal,
                Ok(Turn::Yield(value)) => return Ok(Step::Yielded(value)),
                Ok(Turn::Done) => return Ok(Step::Returned(Value::None)),
                Err(raised) => Signal::Raised(raised),
            };
        }
    }

    /// The statement that yielded: the last one that its block began.
    fn waiting(generator: &Generator) -> Option<(Block, usize)> {
        match generator.tasks.last() {
            Some(Task::Block(block, next)) => Some((block.clone(), next.checked_sub(1)?)),
            _ => None,
        }
    }

    /// Goes on after a yield with what was sent; another step where `yield from` has more.
    fn after_yield(
        &mut self,
        generator: &mut Generator,
        frame: &Frame,
        sent: Value,
    ) -> Outcome<Option<Step>> {
        let Some((block, at)) = Self::waiting(generator) else { return Ok(None) };
        let Some(Stmt { kind: StmtKind::Yield(parts), range, .. }) = statement_at(&block, at)
        else {
            return Ok(None);
        };
        self.at(*range);
        let result = match generator.delegate.take() {
            None => sent,
            Some(inner) => match self.delegate(&inner, sent)? {
                Ok(value) => {
                    generator.delegate = Some(inner);
                    return Ok(Some(Step::Yielded(value)));
                }
                Err(returned) => returned,
            },
        };
        self.finish_yield(generator, frame, parts, result)?;
        Ok(None)
    }

    fn delegate(&mut self, inner: &Value, sent: Value) -> Outcome<Result<Value, Value>> {
        match inner {
            Value::Iterator(iter) if iter.type_name == "generator" => {
                self.nested(|ev| ev.drive(iter, Resume::Send(sent)))
            }
            other => Ok(self.next(other)?.ok_or(Value::None)),
        }
    }

    fn finish_yield(
        &mut self,
        generator: &mut Generator,
        frame: &Frame,
        parts: &Yield,
        result: Value,
    ) -> Outcome<()> {
        if parts.returns {
            generator.tasks.push(Task::After(Signal::Flow(Flow::Return(result))));
            return Ok(());
        }
        match &parts.target {
            Some(target) => self.assign(frame, target, result),
            None => Ok(()),
        }
    }

    /// Does the next thing.
    fn advance(&mut self, generator: &mut Generator, frame: &Frame) -> Outcome<Turn> {
        let Some(task) = generator.tasks.pop() else { return Ok(Turn::Done) };
        match task {
            Task::Block(block, at) => {
                let Some(stmt) = statement_at(&block, at) else { return Ok(Turn::normal()) };
                generator.tasks.push(Task::Block(block.clone(), at + 1));
                if stmt.yields {
                    self.at(stmt.range);
                    self.begin(generator, frame, &block, at, stmt)
                } else {
                    self.statement(frame, stmt).map(|flow| Turn::Signal(Signal::Flow(flow)))
                }
            }
            Task::For(block, at, iterator) => {
                let Some(Stmt { kind: StmtKind::For(parts), .. }) = statement_at(&block, at) else {
                    return Ok(Turn::normal());
                };
                match self.next(&iterator)? {
                    Some(item) => {
                        self.assign(frame, &parts.target, item)?;
                        let body = parts.body.clone();
                        generator.tasks.push(Task::For(block, at, iterator));
                        generator.tasks.push(Task::Block(body, 0));
                    }
                    None => generator.tasks.push(Task::Block(parts.orelse.clone(), 0)),
                }
                Ok(Turn::normal())
            }
            Task::While(block, at) => {
                let Some(Stmt { kind: StmtKind::While(parts), .. }) = statement_at(&block, at)
                else {
                    return Ok(Turn::normal());
                };
                let value = self.expr(frame, &parts.0)?;
                match self.truth(&value) {
                    Ok(true) => {
                        let body = parts.1.clone();
                        generator.tasks.push(Task::While(block, at));
                        generator.tasks.push(Task::Block(body, 0));
                    }
                    Ok(false) => generator.tasks.push(Task::Block(parts.2.clone(), 0)),
                    Err(raised) if let Some(unknown) = raised.as_unknown() => {
                        self.report(SkippedKind::Loop, &unknown)
                    }
                    Err(raised) => return Err(raised),
                }
                Ok(Turn::normal())
            }
            Task::Try(block, at) => {
                if let Some(parts) = try_at(&block, at) {
                    let orelse = parts.orelse.clone();
                    generator.tasks.push(Task::Finally(block, at));
                    generator.tasks.push(Task::Block(orelse, 0));
                }
                Ok(Turn::normal())
            }
            Task::Finally(block, at) => {
                if let Some(parts) = try_at(&block, at) {
                    generator.tasks.push(Task::Block(parts.finally.clone(), 0));
                }
                Ok(Turn::normal())
            }
            Task::After(signal) => Ok(Turn::Signal(signal)),
            Task::Handling => {
                self.handling.pop();
                Ok(Turn::normal())
            }
            Task::With(manager) => {
                self.exit_context(&manager, None)?;
                Ok(Turn::normal())
            }
        }
    }

    /// Begins a statement that holds a yield.
    fn begin(
        &mut self,
        generator: &mut Generator,
        frame: &Frame,
        block: &Block,
        at: usize,
        stmt: &Stmt,
    ) -> Outcome<Turn> {
        match &stmt.kind {
            StmtKind::Yield(parts) => return self.begin_yield(generator, frame, parts),
            StmtKind::If(clauses) => {
                for (index, (test, body)) in clauses.iter().enumerate() {
                    let chosen = match test {
                        None => true,
                        Some(test) => {
                            let value = self.expr(frame, test)?;
                            match self.truth(&value) {
                                Ok(truth) => truth,
                                Err(raised) if let Some(unknown) = raised.as_unknown() => {
                                    let open = clauses.get(index..).unwrap_or_default();
                                    let flow = self.skip_clauses(frame, open, &unknown)?;
                                    return Ok(Turn::Signal(Signal::Flow(flow)));
                                }
                                Err(raised) => return Err(raised),
                            }
                        }
                    };
                    if chosen {
                        generator.tasks.push(Task::Block(body.clone(), 0));
                        break;
                    }
                }
            }
            StmtKind::For(parts) => {
                let value = self.expr(frame, &parts.iter)?;
                match self.iter(&value) {
                    Ok(iterator) => generator.tasks.push(Task::For(block.clone(), at, iterator)),
                    Err(raised) if let Some(unknown) = raised.as_unknown() => {
                        self.report(SkippedKind::Loop, &unknown)
                    }
                    Err(raised) => return Err(raised),
                }
            }
            StmtKind::While(_) => generator.tasks.push(Task::While(block.clone(), at)),
            StmtKind::Try(parts) => {
                generator.tasks.push(Task::Try(block.clone(), at));
                generator.tasks.push(Task::Block(parts.body.clone(), 0));
            }
            StmtKind::With(parts) => {
                // The managers are entered one by one; each is left when what is above it is done.
                for (context, target) in &parts.0 {
                    let manager = self.enter_item(frame, context, target.as_ref())?;
                    generator.tasks.push(Task::With(manager));
                }
                generator.tasks.push(Task::Block(parts.1.clone(), 0));
            }
            StmtKind::Match(parts) => {
                if let Some(body) = self.chosen_case(frame, &parts.0, &parts.1)? {
                    generator.tasks.push(Task::Block(body, 0));
                }
            }
            _ => {
                let flow = self.statement(frame, stmt)?;
                return Ok(Turn::Signal(Signal::Flow(flow)));
            }
        }
        Ok(Turn::normal())
    }

    fn begin_yield(
        &mut self,
        generator: &mut Generator,
        frame: &Frame,
        parts: &Yield,
    ) -> Outcome<Turn> {
        let value = match &parts.value {
            Some(value) => self.expr(frame, value)?,
            None => Value::None,
        };
        if !parts.from {
            return Ok(Turn::Yield(value));
        }
        let iterator = match self.iter(&value) {
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                self.report(SkippedKind::Loop, &unknown);
                self.finish_yield(generator, frame, parts, Value::Unknown(unknown))?;
                return Ok(Turn::normal());
            }
            other => other?,
        };
        match self.delegate(&iterator, Value::None)? {
            Ok(value) => {
                generator.delegate = Some(iterator);
                Ok(Turn::Yield(value))
            }
            Err(returned) => {
                self.finish_yield(generator, frame, parts, returned)?;
                Ok(Turn::normal())
            }
        }
    }

    /// Takes the top task off for a break, continue, return or exception; what goes on from there.
    fn unwind(
        &mut self,
        generator: &mut Generator,
        frame: &Frame,
        signal: Signal,
    ) -> Outcome<Signal> {
        let Some(task) = generator.tasks.pop() else { return Ok(signal) };
        Ok(match (task, signal) {
            (Task::For(..) | Task::While(..), Signal::Flow(Flow::Break)) => {
                Signal::Flow(Flow::Normal)
            }
            (task @ (Task::For(..) | Task::While(..)), Signal::Flow(Flow::Continue)) => {
                generator.tasks.push(task);
                Signal::Flow(Flow::Normal)
            }
            (Task::Try(block, at), Signal::Raised(raised))
                if let Some(exception) = raised.as_exception() =>
            {
                self.catch(generator, frame, &block, at, &exception)?
            }
            (Task::Try(block, at) | Task::Finally(block, at), signal) => {
                if let Some(parts) = try_at(&block, at) {
                    generator.tasks.push(Task::After(signal));
                    generator.tasks.push(Task::Block(parts.finally.clone(), 0));
                    Signal::Flow(Flow::Normal)
                } else {
                    signal
                }
            }
            (Task::Handling, signal) => {
                self.handling.pop();
                signal
            }
            (Task::With(manager), Signal::Raised(raised))
                if let Some(exception) = raised.as_exception() =>
            {
                if self.exit_context(&manager, Some(&exception))? {
                    Signal::Flow(Flow::Normal)
                } else {
                    Signal::Raised(raised)
                }
            }
            (Task::With(manager), signal) => {
                self.exit_context(&manager, None)?;
                signal
            }
            (_, signal) => signal,
        })
    }

    fn catch(
        &mut self,
        generator: &mut Generator,
        frame: &Frame,
        block: &Block,
        at: usize,
        exception: &Rc<Exception>,
    ) -> Outcome<Signal> {
        generator.tasks.push(Task::Finally(block.clone(), at));
        let handlers = try_at(block, at).map(|parts| &parts.handlers[..]).unwrap_or_default();
        let Some(handler) = self.find_handler(frame, handlers, &exception.value)? else {
            return Ok(Signal::Raised(Raised::from(exception.clone())));
        };
        if let Some(target) = &handler.target {
            self.assign(frame, target, exception.value.clone())?;
        }
        self.handling.push(exception.value.clone());
        generator.tasks.push(Task::Handling);
        generator.tasks.push(Task::Block(handler.body.clone(), 0));
        Ok(Signal::Flow(Flow::Normal))
    }
}

fn try_at(block: &Block, at: usize) -> Option<&Try> {
    match statement_at(block, at) {
        Some(Stmt { kind: StmtKind::Try(parts), .. }) => Some(parts),
        _ => None,
    }
}

enum Turn {
    Signal(Signal),
    Yield(Value),
    Done,
}

impl Turn {
    fn normal() -> Self {
        Turn::Signal(Signal::Flow(Flow::Normal))
    }
}
