//! What `sub` puts in place of a match: text with references to groups.

use super::error;
use super::matched::Found;
use super::pattern::Pattern;
use crate::python::evaluate::Evaluator;
use crate::python::raised::Outcome;

/// A part of a template.
pub(super) enum Part {
    Text(String),
    Group(usize),
}

/// Reads a template.
pub(super) fn parse(evaluator: &Evaluator, text: &str, pattern: &Pattern) -> Outcome<Vec<Part>> {
    let chars: Vec<char> = text.chars().collect();
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        at += 1;
        if *c != '\\' {
            plain.push(*c);
            continue;
        }
        let start = at - 1;
        let Some(c) = chars.get(at).copied() else {
            return Err(error(evaluator, "bad escape (end of pattern)", &chars, Some(start)));
        };
        at += 1;
        let group = match c {
            'g' => Some(named(evaluator, &chars, &mut at, pattern)?),
            '0' => {
                plain.push(octal(&chars, &mut at, 2, 0));
                None
            }
            '1'..='9' => {
                let first = c.to_digit(10).unwrap_or(0);
                match three_octal(&chars, start) {
                    Some(c) => {
                        at = start + 4;
                        plain.push(c);
                        None
                    }
                    None => Some(numbered(&chars, &mut at, first)),
                }
            }
            'n' | 'r' | 't' | 'v' | 'f' | 'a' | 'b' | '\\' => {
                plain.push(match c {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    'f' => '\u{c}',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    _ => '\\',
                });
                None
            }
            c if c.is_ascii_alphabetic() => {
                let text = format!("bad escape \\{c}");
                return Err(error(evaluator, &text, &chars, Some(start)));
            }
            c => {
                plain.extend(['\\', c]);
                None
            }
        };
        let Some(group) = group else { continue };
        if group > pattern.groups {
            let text = format!("invalid group reference {group}");
            return Err(error(evaluator, &text, &chars, Some(start + 1)));
        }
        parts.push(Part::Text(std::mem::take(&mut plain)));
        parts.push(Part::Group(group));
    }
    parts.push(Part::Text(plain));
    Ok(parts)
}

fn octal(chars: &[char], at: &mut usize, most: usize, start: u32) -> char {
    let mut code = start;
    let digits = chars.iter().skip(*at).take(most).map_while(|c| c.to_digit(8));
    for digit in digits.collect::<Vec<_>>() {
        code = code * 8 + digit;
        *at += 1;
    }
    char::from_u32(code & 0xff).unwrap_or('\0')
}

fn three_octal(chars: &[char], backslash: usize) -> Option<char> {
    let digit = |at: usize| chars.get(backslash + at).and_then(|c| c.to_digit(8));
    char::from_u32((digit(1)? * 64 + digit(2)? * 8 + digit(3)?) & 0xff)
}

fn numbered(chars: &[char], at: &mut usize, first: u32) -> usize {
    let mut group = first as usize;
    if let Some(second) = chars.get(*at).and_then(|c| c.to_digit(10)) {
        group = group * 10 + second as usize;
        *at += 1;
    }
    group
}

/// `\g<name>` or `\g<1>`, after the `g`.
fn named(
    evaluator: &Evaluator,
    chars: &[char],
    at: &mut usize,
    pattern: &Pattern,
) -> Outcome<usize> {
    if chars.get(*at) != Some(&'<') {
        return Err(error(evaluator, "missing <", chars, Some(*at)));
    }
    let start = *at + 1;
    let name: String = chars.iter().skip(start).take_while(|c| **c != '>').collect();
    let end = start + name.chars().count();
    if chars.get(end) != Some(&'>') {
        return Err(error(evaluator, "missing >, unterminated name", chars, Some(start)));
    }
    *at = end + 1;
    if let Ok(group) = name.parse::<usize>() {
        return Ok(group);
    }
    match pattern.names.iter().find(|(known, _)| **known == *name) {
        Some((_, group)) => Ok(*group),
        None => {
            let instance = evaluator.raise("IndexError", format!("unknown group name '{name}'"));
            Err(instance)
        }
    }
}

/// Puts a template's text for a match at the end of `out`.
pub(super) fn expand(
    evaluator: &mut Evaluator,
    out: &mut String,
    parts: &[Part],
    found: &Found,
) -> Outcome<()> {
    for part in parts {
        match part {
            Part::Text(text) => {
                evaluator.spend_bytes(text.len() as u64)?;
                out.push_str(text);
            }
            Part::Group(group) => {
                if let Some((start, end)) = found.span(*group) {
                    evaluator.spend_bytes((end - start) as u64)?;
                    out.extend(found.text.get(start..end).unwrap_or_default());
                }
            }
        }
    }
    Ok(())
}
