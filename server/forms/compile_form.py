"""Turns an XLSForm into the form JSON that phone, coordinator and desk share. Runs where forms are made.

    python -m server.forms.compile_form IN.xlsx OUT.json

It refuses by name what cannot run or would put a witness at risk; a form with one problem is not written at all. What
was mended, left out or is asked otherwise is told in notices. Own columns: README, "Forms".
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.forms.choices import ACKNOWLEDGE, acknowledged, external_lists, lists_of
from server.forms.classes import Class
from server.forms.compile_node import NodeCompiler
from server.forms.findings import FormRefused, Notice, Problem
from server.forms.lint import lint
from server.forms.texts import language_code, text_of
from server.forms.workbook import Workbook, read_workbook

Node = dict[str, Any]
SIZE_LIMIT_BYTES: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Compiled:
    form: Node
    notices: tuple[Notice, ...]


def compile_form(path: Path) -> Node:
    """The form JSON of an XLSForm. Raises FormRefused."""
    return compile_workbook(read_workbook(path)).form


def compile_workbook(workbook: Workbook, classes: Mapping[str, Class] | None = None) -> Compiled:
    """``classes``: what a person said of questions that the workbook says nothing of. Raises FormRefused."""
    compiler, form = _compile(workbook, classes or {})
    notices = (*workbook.notices, *compiler.notices)
    problems = (*compiler.problems, *lint(form, tuple(compiler.readings)))
    if len(to_bytes(form)) > SIZE_LIMIT_BYTES:
        problems += (Problem("too_large", "the form", f"larger than {SIZE_LIMIT_BYTES >> 20} MiB as phones get it"),)
    if problems:
        raise FormRefused(problems, notices)
    return Compiled(form, notices)


def draft(workbook: Workbook) -> tuple[Node, NodeCompiler]:
    """The form as far as it can be read, whatever is wrong with it: for saying what its answers give away."""
    compiler, form = _compile(workbook, {})
    return form, compiler


def _compile(workbook: Workbook, classes: Mapping[str, Class]) -> tuple[NodeCompiler, Node]:
    tree = workbook.tree
    first = language_code(str(tree.get("default_language") or "en"))
    has_urdu = any(
        language_code(heading.partition("::")[2]) == "ur" for heading in workbook.headings if "::" in heading
    )
    is_read = frozenset(re.findall(r"\$\{\s*([^}\s]+)\s*\}", json.dumps(tree, ensure_ascii=False)))
    compiler = NodeCompiler(first, has_urdu, classes, is_read)
    questions = compiler.nodes(tree.get("children") or [])
    sheet = {**(tree.get("choices") or {}), **external_lists(workbook.external)}
    compiler.look_at_choices(sheet)
    lists = lists_of(sheet, frozenset(compiler.columns), first)
    if compiler.acknowledges:
        lists[ACKNOWLEDGE] = acknowledged()
    form = {
        "id": str(tree["id_string"]),
        "version": str(tree.get("version") or ""),
        "title": text_of(tree["title"], first),
        "lists": lists,
        "q": questions,
    }
    return compiler, form


def to_bytes(form: Node) -> bytes:
    """Compact, because a phone on 2G loads it."""
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


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
