"""THREATS.md promises nothing that no test holds, and no attack is tried in the dark: each is named by a sentence."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THREATS = (ROOT / "server" / "THREATS.md").read_text(encoding="utf-8")
PROVEN_BY = re.compile(r"`(tests/[^`]*)`")


def parts(text: str, level: str) -> list[tuple[str, str]]:
    """Title and text of each part of this level."""
    found = re.split(rf"^{level} (.+)$", text, flags=re.MULTILINE)
    return list(zip(found[1::2], found[2::2], strict=True))


def adversaries() -> dict[str, dict[str, list[str]]]:
    """By title: the sentences of what holds and of what does not, one line each."""
    found: dict[str, dict[str, list[str]]] = {}
    for title, text in parts(THREATS, "##"):
        if not re.match(r"\d+\. ", title):
            continue
        lists = {name: re.findall(r"^- (.+)$", part, flags=re.MULTILINE) for name, part in parts(text, "###")}
        found[re.sub(r"^\d+\. ", "", title)] = lists
    return found


def promises() -> list[str]:
    return [line for lists in adversaries().values() for line in lists["What holds"]]


def names_in(path: Path) -> set[str]:
    """What a file of tests calls them: functions of pytest, or titles of vitest."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        names = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
        return {name for name in names if name.startswith("test_")}
    # `test('title', ..` and `test.each([..])('title', ..`
    titles = re.findall(r"(?:\b(?:test|it)|\))\(\s*(['\"`])((?:\\.|(?!\1).)*)\1\s*,", text)
    return {re.sub(r"\\(.)", r"\1", title) for _, title in titles}


def exists(named: str) -> bool:
    file, _, name = named.partition("::")
    path = ROOT / file
    return bool(name) and path.is_file() and name in names_in(path)


def attack_tests() -> list[str]:
    folders = [(ROOT / "tests" / "attacks", "test_*.py"), (ROOT / "tests" / "static" / "attacks", "*.test.ts*")]
    paths = [path for folder, pattern in folders for path in sorted(folder.glob(pattern)) if path != Path(__file__)]
    return [f"{path.relative_to(ROOT).as_posix()}::{name}" for path in paths for name in sorted(names_in(path))]


def test_every_adversary_is_told_what_holds_and_what_does_not() -> None:
    assert len(adversaries()) == 6
    for title, lists in adversaries().items():
        assert list(lists) == ["What holds", "What does not hold"], title
        assert all(len(lines) >= 2 for lines in lists.values()), title


@pytest.mark.parametrize("promise", promises(), ids=lambda line: line.split("`")[0].strip("* ")[:60])
def test_every_promise_names_a_test_that_exists(promise: str) -> None:
    named = PROVEN_BY.findall(promise)
    assert named, "a promise that nothing holds"
    assert [name for name in named if not exists(name)] == []


def test_every_attack_is_named_by_a_sentence() -> None:
    named = {name for line in promises() for name in PROVEN_BY.findall(line)}
    assert [name for name in attack_tests() if name not in named] == []


def test_what_does_not_hold_claims_no_proof() -> None:
    for lists in adversaries().values():
        assert not [line for line in lists["What does not hold"] if PROVEN_BY.search(line)]


def test_a_sentence_whose_test_is_gone_is_noticed() -> None:
    """The judge itself can fail."""
    ours = "tests/attacks/test_threats.py::"
    assert exists(f"{ours}test_every_attack_is_named_by_a_sentence")
    for gone in (f"{ours}test_nothing", ours, "tests/attacks/gone.py::test_x", "tests/attacks/conftest.py::served"):
        assert not exists(gone)
    assert exists("tests/static/vault/vault.test.ts::no such title") is False
