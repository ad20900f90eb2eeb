def dedent(text):
    lines = text.split("\n")
    margin = None
    for index, line in enumerate(lines):
        stripped = line.lstrip(" \t")
        if not stripped:
            lines[index] = ""
            continue
        indent = line[: len(line) - len(stripped)]
        if margin is None:
            margin = indent
        else:
            shared = 0
            while shared < len(margin) and shared < len(indent) and margin[shared] == indent[shared]:
                shared += 1
            margin = margin[:shared]
    if margin:
        lines = [line[len(margin) :] if line else line for line in lines]
    return "\n".join(lines)


def indent(text, prefix, predicate=None):
    wanted = predicate or (lambda line: line.strip())
    return "".join(prefix + line if wanted(line) else line for line in text.splitlines(True))


def wrap(text, width=70, *, initial_indent="", subsequent_indent="", **options):
    lines, current = [], ""
    for word in text.split():
        indent = initial_indent if not lines else subsequent_indent
        if current and len(indent) + len(current) + 1 + len(word) > width:
            lines.append(indent + current)
            current = ""
            indent = subsequent_indent
        while not current and len(indent) + len(word) > width and len(word) > 1:
            room = max(width - len(indent), 1)
            lines.append(indent + word[:room])
            word = word[room:]
            indent = subsequent_indent
        if word:
            current = word if not current else current + " " + word
    if current:
        lines.append((initial_indent if not lines else subsequent_indent) + current)
    return lines


def fill(text, width=70, **options):
    return "\n".join(wrap(text, width, **options))


def shorten(text, width, *, placeholder=" [...]", **options):
    words = text.split()
    whole = " ".join(words)
    if len(whole) <= width:
        return whole
    kept = ""
    for word in words:
        longer = word if not kept else kept + " " + word
        if len(longer) + len(placeholder) > width:
            break
        kept = longer
    return kept + placeholder if kept else placeholder.strip()
