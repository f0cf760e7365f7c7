"""Writes man pages of the tool's help: man_pages.py FOLDER VERSION DATE, with what `gedis --experimental-dump-help` prints on
standard input. There is a page for the tool, and one for each of its nouns, which holds the verbs."""
import json
import os
import re
import sys


def text(words):
    """A paragraph as roff has it: nothing in it is a request or an escape."""
    escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("…", "...")
    return re.sub(r"^([.'])", r"\\&\1", escaped, flags=re.MULTILINE)


def paragraphs(words):
    """Paragraphs, and lines that belong together, such as those of a table or an example."""
    lines = []
    for paragraph in words.strip("\n").split("\n\n"):
        lines.append(".PP")
        if re.search(r"\n[ $]", paragraph):
            lines += [".nf", text(paragraph), ".fi"]
        else:
            lines.append(text(paragraph))
    return lines


def spelled(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def takes(argument):
    """How an argument is written, as the help's usage has it."""
    kind, value = argument["kind"], "<" + argument.get("valueName", "value") + ">"
    if kind == "positional":
        word = value + (" ..." if argument["isRepeating"] else "")
    else:
        word = spelled(argument["preferredName"]) + ("" if kind == "flag" else " " + value)
        if argument["isRepeating"]:
            word += " ..."
    return "[" + word + "]" if argument["isOptional"] else word


def shown(things):
    return [thing for thing in things or [] if thing.get("shouldDisplay", True)]


def synopsis(names, command):
    arguments = [one for one in shown(command.get("arguments")) if spelled_names(one) != ["-h", "--help"]]
    lines = [".HP", "\\fB" + text(" ".join(names)) + "\\fR"]
    if shown(command.get("subcommands")):
        lines.append(text("<subcommand> ..."))
    return lines + [text(takes(one)) for one in arguments if one.get("valueName") != "version"]


def spelled_names(argument):
    return [spelled(name) for name in argument.get("names") or []]


def options(command, is_tool=False):
    lines = []
    for argument in shown(command.get("arguments")):
        names = spelled_names(argument)
        if names == ["-h", "--help"] or (names == ["--version"] and not is_tool):
            continue
        value = "" if argument["kind"] == "flag" else "<" + argument.get("valueName", "value") + ">"
        title = " ".join(filter(None, [", ".join("\\fB" + text(name) + "\\fR" for name in names), text(value)]))
        words = [argument.get("abstract") or "", argument.get("discussion") or ""]
        if argument.get("defaultValue"):
            words.append("The default is " + argument["defaultValue"] + ".")
        lines += [".TP", title, text(" ".join(filter(None, words)) or "-")]
    return lines


def verbs(names, command):
    """The sections of the commands below one."""
    lines = []
    for verb in shown(command.get("subcommands")):
        if verb["commandName"] == "help":
            continue
        own = names + [verb["commandName"]]
        lines += [".SS " + text(" ".join(own[1:])), text(verb.get("abstract") or ""), ".PP"]
        lines += synopsis(own, verb) + paragraphs(verb.get("discussion") or "") + options(verb)
        lines += verbs(own, verb)
    return lines


def page(names, command, is_tool, others, version, date):
    title = "-".join(names)
    lines = [
        f'.TH {title.upper()} 1 "{date}" "gedis {version}" "gedis"', ".SH NAME",
        text(title) + " \\- " + text((command.get("abstract") or "").rstrip(".")), ".SH SYNOPSIS", *synopsis(names, command),
    ]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *paragraphs(command["discussion"])[1:]]
    written = options(command, is_tool)
    if written:
        lines += [".SH OPTIONS", *written]
    if is_tool:
        lines.append(".SH COMMANDS")
        for noun in shown(command.get("subcommands")):
            if noun["commandName"] != "help":
                lines += [".TP", "\\fB" + text(noun["commandName"]) + "\\fR", text(noun.get("abstract") or "")]
    elif command.get("subcommands"):
        lines += [".SH COMMANDS", *verbs(names, command)]
    pages = [other for other in others if other != title]
    lines += [".SH SEE ALSO", "\n".join(f".BR {text(other)} (1)" + ("," if other != pages[-1] else "") for other in pages)]
    return "\n".join(lines) + "\n"


def main():
    folder, version, date = sys.argv[1:]
    tool = json.load(sys.stdin)["command"]
    name = tool["commandName"]
    nouns = [noun for noun in shown(tool.get("subcommands")) if noun["commandName"] != "help"]
    all_pages = [name] + [name + "-" + noun["commandName"] for noun in nouns]
    os.makedirs(folder, exist_ok=True)
    for names, command in [([name], tool)] + [([name, noun["commandName"]], noun) for noun in nouns]:
        with open(os.path.join(folder, "-".join(names) + ".1"), "w", encoding="utf-8") as file:
            file.write(page(names, command, command is tool, all_pages, version, date))


if __name__ == "__main__":
    main()
