"""`gawahi form check | classify | compile`: a workbook into a form, with every loss told and every reason to refuse it.

Writes nothing of a form that has a problem. Decides nothing about what an answer gives away: a person does.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TextIO

from server.forms.classes import Class
from server.forms.classes_file import read_classes, write_classes
from server.forms.compile_form import Compiled, compile_workbook, draft, to_bytes
from server.forms.findings import SENTENCES, FormRefused, Notice, Problem
from server.forms.kinds import STRUCTURE
from server.forms.suggest import Suggestion, suggest
from server.forms.workbook import Workbook, read_workbook


def add_form_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    form = commands.add_parser(
        "form",
        help="make a form of your own from an XLSForm workbook",
        epilog="check and compile take --classes TABLE.csv: what answers give away where the workbook does not say.",
    )
    actions = form.add_subparsers(required=True, metavar="action")
    check = actions.add_parser("check", help="say what is wrong with a workbook, what was mended and what is lost")
    classify = actions.add_parser("classify", help="write a table that suggests what each answer gives away")
    compiles = actions.add_parser("compile", help="write the form as phones read it")
    for parser in (check, classify, compiles):
        parser.add_argument("workbook", type=Path, help="XLSForm: .xlsx, .xlsm, .xls, .csv or .md")
    for parser in (check, compiles):
        parser.add_argument("--classes", type=Path, help="the table that `classify` wrote and you corrected (CSV)")
    classify.add_argument("table", type=Path, help="CSV to write; correct it in a spreadsheet")
    compiles.add_argument("form", type=Path, help="JSON to write")
    check.set_defaults(run=_check)
    classify.set_defaults(run=_classify)
    compiles.set_defaults(run=_compile)


def _check(parsed: argparse.Namespace) -> int:
    try:
        compiled = _compiled(parsed)
    except FormRefused as refused:
        _tell(refused.notices)
        _say_problems(refused.problems)
        return 1
    _tell(compiled.notices)
    print(f"{parsed.workbook.name} can be used: {_count(compiled.form['q'])} questions.")
    return 0


def _classify(parsed: argparse.Namespace) -> int:
    try:
        suggestions = suggestions_for(read_workbook(parsed.workbook))
    except FormRefused as refused:
        _say_problems(refused.problems)
        return 1
    if not suggestions:
        print("The workbook says of every answer what it gives away. Nothing was written.")
        return 0
    if parsed.table.exists():
        print(f"{parsed.table} is there already and was left as it is. Give another name.", file=sys.stderr)
        return 1
    _write(parsed.table, write_classes(suggestions))
    print(
        f"{len(suggestions)} answers in {parsed.table}. Look at each line: what names a person is direct, identity.\n"
        f"Then: gawahi form compile {parsed.workbook} form.json --classes {parsed.table}"
    )
    return 0


def _compile(parsed: argparse.Namespace) -> int:
    try:
        compiled = _compiled(parsed)
    except FormRefused as refused:
        _tell(refused.notices)
        _say_problems(refused.problems)
        return 1
    _write(parsed.form, to_bytes(compiled.form))
    _tell(compiled.notices)
    print(f"{parsed.form}: {_count(compiled.form['q'])} questions, {parsed.form.stat().st_size:,} bytes.")
    return 0


def suggestions_for(workbook: Workbook) -> tuple[Suggestion, ...]:
    """For every question of which the workbook says nothing."""
    form, compiler = draft(workbook)
    return suggest(form, compiler.readings)


def _compiled(parsed: argparse.Namespace) -> Compiled:
    return compile_workbook(read_workbook(parsed.workbook), _classes(parsed.classes))


def _classes(table: Path | None) -> Mapping[str, Class]:
    if table is None:
        return {}
    try:
        return read_classes(table.read_bytes())
    except OSError as error:
        problem = Problem("classes_file", str(table), f"cannot open it: {error.strerror}")
        raise FormRefused((problem,)) from error


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)


def _tell(notices: Iterable[Notice]) -> None:
    _say(((one.code, one.where, one.detail) for one in notices), sys.stdout)


def _say_problems(problems: Iterable[Problem]) -> None:
    _say(((one.code, one.where, one.detail) for one in problems), sys.stderr)
    print("The form was not made: mend what stands above.", file=sys.stderr)


def _say(found: Iterable[tuple[str, str, str]], stream: TextIO) -> None:
    """Once what a code means, then every place."""
    places: dict[str, list[str]] = defaultdict(list)
    for code, where, detail in found:
        places[code].append(f"{where}: {detail}" if detail else where)
    for code, lines in places.items():
        print(f"{code}: {SENTENCES[code]}", *(f"  {line}" for line in lines), sep="\n", file=stream)


def _count(nodes: Iterable[Mapping[str, object]]) -> int:
    total = 0
    for node in nodes:
        inside = node.get("c")
        if node["t"] in STRUCTURE and isinstance(inside, list):
            total += _count(inside)
        elif node["t"] != "note":
            total += 1
    return total
