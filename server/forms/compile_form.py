"""Turns an XLSForm into the form JSON that phone, coordinator and desk share. Runs where forms are made.

    python -m server.forms.compile_form IN.xlsx OUT.json

It refuses by name what cannot run or would put a witness at risk; a form with one problem is not written at all.
Own columns: gw_class (D direct, Q quasi, S sensitive, N safe), gw_compartment, gw_gen (ladder), gw_stop (an expression:
while it is true nothing after this question can be entered), gw_stop_message, gw_stop_draft ("delete": then it may
not even be kept as a draft), gw_capture ("later": kept in the form, not asked on a phone yet).
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform

from server.forms.expression import Expr, ExpressionRefused, parse
from server.forms.lint import Problem, Reading, lint

Node = dict[str, Any]
Text = dict[str, str]

_TYPES: Final = {
    "text": "text",
    "integer": "integer",
    "decimal": "decimal",
    "date": "date",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
    "gps": "geopoint",
    "select one": "select_one",
    "select all that apply": "select_multiple",
    "calculate": "calculate",
    "note": "note",
    "photo": "image",
    "image": "image",
    "audio": "audio",
    "video": "video",
    "group": "group",
    "repeat": "repeat",
}
# Accepted and left out: they identify the device, or follow its owner.
_DROPPED_FOR_SAFETY: Final = frozenset(
    {"audit", "background-audio", "deviceid", "email", "end", "phonenumber", "simserial", "start", "start-geopoint"}
    | {"subscriberid", "today", "username"}
)
_CLASSES: Final = {"D": "direct", "Q": "quasi", "S": "sensitive", "N": "safe"}
_TRUE: Final = frozenset({"yes", "true", "true()"})
_FALSE: Final = frozenset({"", "no", "false", "false()"})
_STRUCTURE: Final = frozenset({"group", "repeat"})
_LANGUAGE_CODE: Final = re.compile(r"\(([a-zA-Z]{2,3})\)\s*$")


class FormRefused(ValueError):
    """The workbook is not a form that can be used; ``problems`` names every reason."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems: Final = problems
        super().__init__("; ".join(f"{problem.code} at {problem.where}: {problem.detail}" for problem in problems))


def compile_form(path: Path) -> Node:
    """The form JSON of an XLSForm. Raises FormRefused."""
    try:
        workbook = get_xlsform(str(path))
        tree = workbook_to_json(workbook, form_name="data", warnings=[])
    except PyXFormError as error:
        raise FormRefused((Problem("unreadable", path.name, str(error)),)) from error
    headings = (workbook.survey_header or [{}])[0]
    compiler = _Compiler(has_urdu=any(_code(heading.partition("::")[2]) == "ur" for heading in headings))
    form = compiler.form(tree)
    problems = (*compiler.problems, *lint(form, tuple(compiler.readings)))
    if problems:
        raise FormRefused(problems)
    return form


def to_bytes(form: Node) -> bytes:
    """Compact, because a phone on 2G loads it."""
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@dataclass(slots=True)
class _Compiler:
    has_urdu: bool
    problems: list[Problem] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)

    def form(self, tree: Node) -> Node:
        questions = [node for child in tree["children"] if (node := self.node(child)) is not None]
        lists = {name: [self.choice(name, row) for row in rows] for name, rows in (tree.get("choices") or {}).items()}
        return {
            "id": str(tree["id_string"]),
            "version": str(tree.get("version") or ""),
            "title": self.text(tree["title"], "form_title"),
            "lists": lists,
            "q": questions,
        }

    def refuse(self, code: str, where: str, detail: str) -> None:
        self.problems.append(Problem(code, where, detail))

    def node(self, row: Node) -> Node | None:
        name, kind = str(row.get("name", "")), str(row.get("type", ""))
        if kind in _DROPPED_FOR_SAFETY or name == "meta":
            return None
        if kind not in _TYPES:
            self.refuse("unsupported_type", name, kind)
            return None
        node: Node = {"n": name, "t": _TYPES[kind]}
        for key, column in (("l", "label"), ("h", "hint")):
            if row.get(column):
                node[key] = self.text(row[column], f"{name}.{column}")
        self.rules(node, row)
        self.appearance(node, row)
        if node["t"] in ("select_one", "select_multiple"):
            self.choices_of(node, row)
        if node["t"] in _STRUCTURE:
            children = (self.node(child) for child in row.get("children") or [])
            node["c"] = [child for child in children if child is not None]
        elif node["t"] != "note":
            self.disclosure(node, row)
        return node

    def rules(self, node: Node, row: Node) -> None:
        bind = row.get("bind") or {}
        sources = {
            "rel": bind.get("relevant"),
            "con": bind.get("constraint"),
            "calc": bind.get("calculate"),
            "stop": row.get("gw_stop"),
        }
        for key, source in sources.items():
            if source not in (None, ""):
                node[key] = self.expression(node["n"], key, str(source))
        required = str(bind.get("required") or "")
        if required.lower() in _TRUE:
            node["req"] = True
        elif required.lower() not in _FALSE:
            node["req"] = self.expression(node["n"], "req", required)
        if row.get("default") not in (None, ""):
            node["d"] = self.default(node["n"], str(row["default"]))
        for key, message in (("cm", bind.get("jr:constraintMsg")), ("sm", row.get("gw_stop_message"))):
            if message:
                node[key] = self.text(message, f"{node['n']}.{key}")
        if str(bind.get("readonly") or "").lower() in _TRUE and node["t"] not in ("note", "calculate"):
            self.refuse("unsupported_readonly", node["n"], "make it a note or a calculation")

    def appearance(self, node: Node, row: Node) -> None:
        control = row.get("control") or {}
        if control.get("jr:count"):
            self.refuse("unsupported_repeat_count", node["n"], str(control["jr:count"]))
        look = control.get("appearance")
        if look and look != "field-list":
            node["a"] = str(look)
        if str(row.get("gw_capture") or "") == "later":
            node["later"] = True
        if str(row.get("gw_stop_draft") or "") == "delete":
            node["del"] = True

    def choices_of(self, node: Node, row: Node) -> None:
        source = str(row.get("itemset") or row.get("list_name") or "")
        if source.startswith("${"):
            node["from"] = source[2:-1].strip()
            self.readings.append(Reading(node["n"], "from", frozenset({node["from"]})))
        elif "." in source:
            self.refuse("unsupported_external_choices", node["n"], source)
        else:
            node["list"] = source
        if row.get("choice_filter"):
            node["f"] = self.expression(node["n"], "f", str(row["choice_filter"]))

    def disclosure(self, node: Node, row: Node) -> None:
        letter, compartment = str(row.get("gw_class") or ""), str(row.get("gw_compartment") or "")
        if letter not in _CLASSES or not compartment:
            self.refuse("unclassified", node["n"], f"class {letter!r}, compartment {compartment!r}")
            return
        node["cls"], node["cmp"] = _CLASSES[letter], compartment
        if row.get("gw_gen"):
            node["gen"] = str(row["gw_gen"])

    def expression(self, name: str, key: str, source: str) -> Expr:
        try:
            parsed = parse(source, in_choice_filter=key == "f")
        except ExpressionRefused as refused:
            self.refuse(refused.code, f"{name}.{key}", refused.detail)
            return {"s": ""}
        self.readings.append(Reading(name, key, parsed.questions))
        self.columns |= parsed.columns
        return parsed.tree

    def default(self, name: str, source: str) -> Expr:
        return self.expression(name, "d", source) if "(" in source or "${" in source else {"s": source}

    def choice(self, list_name: str, row: Node) -> Node:
        value = str(row["name"])
        choice: Node = {"v": value, "l": self.text(row.get("label") or value, f"{list_name}.{value}")}
        # Only columns that a filter reads travel to the phone.
        extra = {key: str(row[key]) for key in sorted(self.columns) if row.get(key) not in (None, "")}
        if extra:
            choice["x"] = extra
        return choice

    def text(self, value: str | Text, where: str) -> Text:
        """English, or the form's first language; Urdu, or the same again where a form has none."""
        if isinstance(value, str):
            return {"en": value, "ur": value}
        by_code = {_code(language): str(text) for language, text in value.items() if text}
        english = by_code.get("en") or next(iter(by_code.values()), "")
        if self.has_urdu and "ur" not in by_code:
            self.refuse("untranslated", where, english)
        return {"en": english, "ur": by_code.get("ur", english)}


def _code(language: str) -> str:
    match = _LANGUAGE_CODE.search(language)
    return match.group(1).lower() if match else language.strip().lower()


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m server.forms.compile_form IN.xlsx OUT.json\n")
        return 2
    try:
        form = compile_form(Path(arguments[0]))
    except FormRefused as refused:
        for problem in refused.problems:
            sys.stderr.write(f"{problem.code}\t{problem.where}\t{problem.detail}\n")
        return 1
    Path(arguments[1]).write_bytes(to_bytes(form))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
