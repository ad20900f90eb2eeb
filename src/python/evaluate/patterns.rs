//! `match`.

use std::rc::Rc;

use super::{Evaluator, Flow, Frame};
use crate::python::class::Base;
use crate::python::raised::{Outcome, Raised};
use crate::python::tree::{Block, Case, Expr, Name, Pattern, Target};
use crate::python::value::Value;

impl Evaluator {
    pub(crate) fn match_statement(
        &mut self,
        frame: &Frame,
        subject: &Expr,
        cases: &[Case],
    ) -> Outcome<Flow> {
        match self.chosen_case(frame, subject, cases) {
            Ok(Some(body)) => self.block(frame, &body),
            Ok(None) => Ok(Flow::Normal),
            Err(raised) if let Some(unknown) = raised.as_unknown() => {
                self.skip_blocks(frame, cases.iter().map(|case| &case.body), &unknown)
            }
            Err(raised) => Err(raised),
        }
    }

    /// The body of the case that fits.
    pub(crate) fn chosen_case(
        &mut self,
        frame: &Frame,
        subject: &Expr,
        cases: &[Case],
    ) -> Outcome<Option<Block>> {
        let value = self.expr(frame, subject)?;
        for case in cases {
            self.step()?;
            if !self.fits(frame, &case.pattern, &value)? {
                continue;
            }
            if let Some(guard) = &case.guard {
                let answer = self.expr(frame, guard)?;
                if !self.truth(&answer)? {
                    continue;
                }
            }
            return Ok(Some(case.body.clone()));
        }
        Ok(None)
    }

    fn fits(&mut self, frame: &Frame, pattern: &Pattern, value: &Value) -> Outcome<bool> {
        match pattern {
            Pattern::As(None, target) => {
                if let Some(target) = target {
                    self.assign(frame, target, value.clone())?;
                }
                return Ok(true);
            }
            _ => {
                if let Value::Unknown(unknown) = value {
                    return Err(Raised::from(unknown.clone()));
                }
            }
        }
        self.nested(|ev| ev.fits_known(frame, pattern, value))
    }

    fn fits_known(&mut self, frame: &Frame, pattern: &Pattern, value: &Value) -> Outcome<bool> {
        match pattern {
            Pattern::Value(expr) => {
                let wanted = self.expr(frame, expr)?;
                self.equals(value, &wanted)
            }
            Pattern::Singleton(wanted) => Ok(value.is(wanted)),
            Pattern::Sequence(patterns) => self.fits_sequence(frame, patterns, value),
            Pattern::Mapping(entries, rest) => {
                self.fits_mapping(frame, entries, rest.as_ref(), value)
            }
            Pattern::Class(parts) => {
                let class = self.expr(frame, &parts.0)?;
                self.fits_class(frame, &class, &parts.1, &parts.2, value)
            }
            Pattern::Star(_) => Ok(false),
            Pattern::As(inner, target) => {
                if let Some(inner) = inner
                    && !self.fits(frame, inner, value)?
                {
                    return Ok(false);
                }
                if let Some(target) = target {
                    self.assign(frame, target, value.clone())?;
                }
                Ok(true)
            }
            Pattern::Or(patterns) => {
                for pattern in patterns {
                    if self.fits(frame, pattern, value)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    fn fits_sequence(
        &mut self,
        frame: &Frame,
        patterns: &[Pattern],
        value: &Value,
    ) -> Outcome<bool> {
        let Some(items) = value.as_items() else { return Ok(false) };
        let star = patterns.iter().position(|pattern| matches!(pattern, Pattern::Star(_)));
        let least = patterns.len() - usize::from(star.is_some());
        if items.len() < least || star.is_none() && items.len() > least {
            return Ok(false);
        }
        let mut items = items.into_iter();
        let extra = items.len() - least;
        for pattern in patterns {
            match pattern {
                Pattern::Star(target) => {
                    let taken: Vec<Value> = items.by_ref().take(extra).collect();
                    if let Some(target) = target {
                        self.assign(frame, target, Value::list(taken))?;
                    }
                }
                pattern => {
                    let item = items.next().unwrap_or(Value::None);
                    if !self.fits(frame, pattern, &item)? {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    }

    fn fits_mapping(
        &mut self,
        frame: &Frame,
        entries: &[(Expr, Pattern)],
        rest: Option<&Target>,
        value: &Value,
    ) -> Outcome<bool> {
        let Some(dict) = value.as_dict() else { return Ok(false) };
        let left = dict.copy();
        for (key, pattern) in entries {
            let key = self.expr(frame, key)?;
            let Some(item) = self.dict_get(dict, &key)? else { return Ok(false) };
            if !self.fits(frame, pattern, &item)? {
                return Ok(false);
            }
            self.dict_remove(&left, &key)?;
        }
        if let Some(rest) = rest {
            self.assign(frame, rest, Value::Dict(left))?;
        }
        Ok(true)
    }

    fn fits_class(
        &mut self,
        frame: &Frame,
        class: &Value,
        positional: &[Pattern],
        keywords: &[(Name, Pattern)],
        value: &Value,
    ) -> Outcome<bool> {
        if !self.is_instance(value, class)? {
            return Ok(false);
        }
        let Value::Class(class) = class else { return Ok(true) };
        if let ([only], true) =
            (positional, class.native && !matches!(class.base, Base::Object | Base::Exception))
        {
            if !self.fits(frame, only, value)? {
                return Ok(false);
            }
        } else if !positional.is_empty() {
            let names = self.getattr_opt(&Value::Class(Rc::clone(class)), "__match_args__")?;
            let names = names.and_then(|names| names.as_items()).unwrap_or_default();
            if names.len() < positional.len() {
                return Err(self.type_error(format!(
                    "{}() accepts {} positional sub-patterns ({} given)",
                    class.name,
                    names.len(),
                    positional.len()
                )));
            }
            for (pattern, name) in positional.iter().zip(&names) {
                let name = name.as_str().cloned().unwrap_or_else(|| "".into());
                if !self.fits_attribute(frame, &name, pattern, value)? {
                    return Ok(false);
                }
            }
        }
        for (name, pattern) in keywords {
            if !self.fits_attribute(frame, name, pattern, value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn fits_attribute(
        &mut self,
        frame: &Frame,
        name: &str,
        pattern: &Pattern,
        value: &Value,
    ) -> Outcome<bool> {
        match self.getattr_opt(value, name)? {
            Some(found) => self.fits(frame, pattern, &found),
            None => Ok(false),
        }
    }
}
