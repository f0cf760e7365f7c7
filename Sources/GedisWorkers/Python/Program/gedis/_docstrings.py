"""Docstrings: plain, and in the styles of Google, NumPy and Sphinx."""


def own_doc(thing):
    doc = thing.__dict__.get("__doc__") if isinstance(thing, type) else getattr(thing, "__doc__", None)
    # What dataclass writes itself says nothing.
    return "" if not doc or (isinstance(thing, type) and doc.startswith(thing.__name__ + "(")) else doc


def clean(doc):
    lines = (doc or "").expandtabs().splitlines()
    indents = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    cut = min(indents, default=0)
    return [line.strip() if index == 0 else line[cut:].rstrip() for index, line in enumerate(lines)]


GOOGLE = ("args:", "arguments:", "parameters:", "attributes:", "keyword args:")
OUTCOMES = ("returns", "return", "yields", "raises")


def prose(doc):
    summary, discussion, _ = parse_doc(doc)
    return "\n\n".join(part for part in (summary, discussion) if part)


def parse_doc(doc):
    """Summary, discussion and the parameters' help of a docstring: plain, Google's, NumPy's or Sphinx' style."""
    lines = clean(doc)
    text, outcomes, parameters = [], [], {}
    index = 0
    while index < len(lines):
        line = lines[index]
        word = line.strip().lower()
        underlined = index + 1 < len(lines) and set(lines[index + 1].strip()) == {"-"}
        if line.lstrip().startswith(":") and line.count(":") > 1:
            field, _, help = line.strip()[1:].partition(":")
            index, more = indented(lines, index + 1, len(line) - len(line.lstrip()))
            help = " ".join([help.strip()] + [one.strip() for one in more]).strip()
            words = field.split()
            if words and words[0] in ("param", "parameter", "arg", "argument"):
                parameters[words[-1].lstrip("*")] = help
            elif words and words[0] in OUTCOMES:
                outcomes.append(outcome(words[0], help))
        elif word in GOOGLE or (underlined and word in ("parameters", "attributes", "other parameters")):
            level = len(line) - len(line.lstrip())
            if underlined:
                index, entries = section(lines, index + 2)
                read_entries(entries, parameters, 0, numpy=True)
            else:
                index, entries = indented(lines, index + 1, level)
                read_entries(entries, parameters, entry_level(entries), numpy=False)
        elif word.rstrip(":") in OUTCOMES and (word.endswith(":") or underlined):
            if underlined:
                index, entries = section(lines, index + 2)
            else:
                index, entries = indented(lines, index + 1, len(line) - len(line.lstrip()))
            help = " ".join(entry.strip() for entry in entries if entry.strip())
            outcomes.append(outcome(word.rstrip(":"), help))
        else:
            text.append(line)
            index += 1
    paragraphs, current = [], []
    for line in text + [""]:
        if line.strip():
            current.append(line)
        elif current:
            paragraphs.append(current)
            current = []
    summary = " ".join(line.strip() for line in paragraphs[0]) if paragraphs else ""
    discussion = ["\n".join(paragraph) for paragraph in paragraphs[1:]] + [one for one in outcomes if one]
    return summary, "\n\n".join(discussion), parameters


def outcome(word, help):
    name = "Throws" if word == "raises" else "Returns"
    return f"{name}: {help}" if help else ""


def indented(lines, index, level):
    """The lines from `index` on that stand further in than `level`."""
    found = []
    while index < len(lines) and (not lines[index].strip() or len(lines[index]) - len(lines[index].lstrip()) > level):
        found.append(lines[index])
        index += 1
    while found and not found[-1].strip():
        found.pop()
    return index, found


def section(lines, index):
    """The lines of a section of NumPy's style, up to the next heading."""
    found = []
    while index < len(lines):
        if index + 1 < len(lines) and lines[index].strip() and set(lines[index + 1].strip()) == {"-"}:
            break
        found.append(lines[index])
        index += 1
    return index, found


def entry_level(entries):
    return min((len(line) - len(line.lstrip()) for line in entries if line.strip()), default=0)


def read_entries(entries, parameters, level, numpy):
    names = []
    for line in entries:
        if not line.strip():
            continue
        if len(line) - len(line.lstrip()) == level:
            head, _, help = line.strip().partition(":")
            names = [name.split("(")[0].strip().lstrip("*") for name in head.split(",")] if numpy else [
                head.split("(")[0].strip().lstrip("*")
            ]
            for name in names:
                parameters[name] = "" if numpy else help.strip()
        else:
            for name in names:
                parameters[name] = f"{parameters[name]} {line.strip()}".strip()
