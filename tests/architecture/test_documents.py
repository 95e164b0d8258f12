"""What the documents promise is there: commands, rooms, pictures, a reason for every dependency, every refusal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from server.cli import build_parser
from server.format.refusals import REFUSALS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "server" / "PROTOCOL.md").read_text(encoding="utf-8")


def python_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return {re.split(r"[\[>=<]", one)[0] for one in listed}


def web_dependencies() -> set[str]:
    package = json.loads((ROOT / "static" / "package.json").read_text(encoding="utf-8"))
    types_only = {"@types/node"}
    return set(package["dependencies"]) | set(package["devDependencies"]) - types_only


@pytest.mark.parametrize("name", sorted(python_dependencies() | web_dependencies()))
def test_every_dependency_has_a_reason_in_the_readme(name: str) -> None:
    assert f"**{name}**" in README


def test_every_room_and_picture_of_the_readme_exists() -> None:
    rooms = re.findall(r"`((?:server|static|tests)/[\w./-]*)`", README)
    pictures = re.findall(r'src="([^"]+)"', README)
    assert rooms
    assert pictures
    assert [name for name in [*rooms, *pictures] if not (ROOT / name).exists()] == []


def commands() -> list[str]:
    parser = build_parser(with_desk=True)
    return sorted(name for action in parser._actions if isinstance(action.choices, dict) for name in action.choices)


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert re.search(rf"`gawahi {command}\b", README)


def test_every_command_of_the_readme_exists() -> None:
    assert set(re.findall(r"`gawahi (\w+)", README)) <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_every_option_that_the_readme_shows_exists(command: str) -> None:
    shown = {
        option for line in re.findall(rf"`gawahi {command}([^`]*)`", README) for option in re.findall(r"--[\w-]+", line)
    }
    help_text = subprocess.run(
        [sys.executable, "-m", "server", command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [option for option in shown if option not in help_text and option != "--help"] == []


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`?make (\w+)`?", README))))
def test_every_make_target_of_the_readme_exists(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)


def test_the_protocol_names_every_refusal_and_no_other() -> None:
    section = PROTOCOL[PROTOCOL.index("## 14.") :].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert named == set(REFUSALS)


def test_code_and_documents_speak_of_the_project_alone() -> None:
    """No path of some machine and no word about how it was made stands in what users get."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    foreign = re.compile(rb"/work/|(?<![\w)])/root/|\.\./shared")
    allowed = {"tests/architecture/test_documents.py"}
    texts = [name for name in listed if not name.endswith((".png", ".xlsx", ".lock", "package-lock.json"))]
    found = [name for name in texts if name not in allowed and foreign.search((ROOT / name).read_bytes())]
    assert found == []
