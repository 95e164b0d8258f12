"""The import table, whole, in both languages: who may know whom. A new package fails here until it is given a place."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# package of server/ -> packages of server/ it may import
PYTHON = {
    "format": set(),
    "seal": {"format"},
    "answers": {"format"},
    "origins": set(),
    "relay": {"format", "answers", "origins"},
    "forms": set(),
    "desk": {"format", "seal", "forms", "answers", "naming", "web", "serve"},
    "naming": set(),
    "web": {"format", "naming", "origins"},
    "serve": {"format"},
    "release": {"format", "seal", "naming", "origins", "web"},
    "cli": {"format", "forms", "relay", "desk", "release", "naming", "origins", "web", "serve"},
    "__main__": {"cli"},
    "build_web": set(),
}
# folder or file of static/src -> folders or files it may import
TYPESCRIPT = {
    "format": set(),
    "seal": {"format"},
    "vault": {"format", "seal"},
    "store": {"format"},
    "sync": {"format"},
    "archive": {"format", "seal"},
    "capture": {"format", "journey"},
    "story": {"format", "seal", "vault", "store", "sync", "archive", "capture", "journey"},
    "journey": set(),
    "media": {"format"},
    "ui": {"journey", "capture", "format", "media"},
    "worker": {"story", "format", "journey"},
    "main": {"ui"},
    "sw": set(),
}
# Who may touch a cipher, a socket, a disk or a page, by the module that gives the power.
CIPHER_USERS = {"seal", "relay/receipts.py"}
RELAY_CIPHERS = {"cryptography.exceptions", "cryptography.hazmat.primitives.asymmetric.ed25519"}


def python_imports(path: Path) -> set[str]:
    """Absolute names of everything a Python file imports, `from a import b` as both a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            names |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return names


def python_files() -> list[Path]:
    return sorted((ROOT / "server").rglob("*.py"))


def package_of(path: Path) -> str:
    inside = path.relative_to(ROOT / "server")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def typescript_files() -> list[Path]:
    source = ROOT / "static" / "src"
    return sorted([*source.rglob("*.ts"), *source.rglob("*.tsx")])


def typescript_room(path: Path) -> str:
    inside = path.relative_to(ROOT / "static" / "src")
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def typescript_imports(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    found = re.findall(r"""^\s*(?:import|export)\b[^;'"]*?from\s+['"]([^'"]+)['"]""", text, flags=re.MULTILINE)
    found += re.findall(r"""^\s*import\s+['"]([^'"]+)['"]""", text, flags=re.MULTILINE)
    return found + re.findall(r"""\bimport\(\s*['"]([^'"]+)['"]""", text)


def test_every_python_package_has_a_place() -> None:
    assert {package_of(path) for path in python_files()} - {"__init__"} <= set(PYTHON)


def test_every_typescript_room_has_a_place() -> None:
    assert {typescript_room(path) for path in typescript_files()} <= set(TYPESCRIPT)


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_python_imports_flow_one_way(path: Path) -> None:
    room = package_of(path)
    if room == "__init__":
        return
    for name in python_imports(path):
        parts = name.split(".")
        if parts[0] != "server" or len(parts) == 1:
            continue
        if parts[1] == "__version__":
            continue
        assert parts[1] == room or parts[1] in PYTHON[room], f"{room} may not import {name}"


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_sealing_touches_ciphers(path: Path) -> None:
    inside = path.relative_to(ROOT / "server").as_posix()
    used = {name for name in python_imports(path) if name.split(".")[0] in {"cryptography", "hmac", "ssl"}}
    if inside.split("/")[0] == "seal":
        return
    if inside == "relay/receipts.py":
        assert all(
            any(name == a or name.startswith(a + ".") or a.startswith(name) for a in RELAY_CIPHERS) for name in used
        )
        return
    assert not {name for name in used if name.split(".")[0] == "cryptography"}, f"{inside} imports a cipher"


@pytest.mark.parametrize("path", typescript_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_typescript_imports_flow_one_way(path: Path) -> None:
    room = typescript_room(path)
    source = ROOT / "static" / "src"
    for name in typescript_imports(path):
        if not name.startswith("."):
            continue
        target = (path.parent / name.split("?")[0]).resolve()
        if source not in target.parents:
            assert target == ROOT / "server" / "forms" / "gawahi_default.json", f"{path}: {name} lies outside"
            continue
        other = target.relative_to(source).parts[0].removesuffix(".ts").removesuffix(".tsx")
        if "?worker" in name:
            assert other == "worker" or target.name == "worklet.ts"
            continue
        assert other == room or other in TYPESCRIPT[room], f"{room} may not import {name}"


@pytest.mark.parametrize("path", typescript_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_powers_stay_in_their_rooms(path: Path) -> None:
    """A screen cannot touch a key, a disk or the network, and nobody makes HTML from a string."""
    room = typescript_room(path)
    text = path.read_text(encoding="utf-8")
    code = re.sub(r"//.*$|/\*.*?\*/", "", text, flags=re.MULTILINE | re.DOTALL)
    powers = {
        r"\bfetch\(": {"sync", "sw"},
        r"\bcrypto\.subtle\b": {"seal", "sw", "format"},
        r"getDirectory\(": {"vault"},
        r"indexedDB|from 'idb'": {"store"},
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(": set(),
    }
    for pattern, rooms in powers.items():
        assert not re.search(pattern, code) or room in rooms, f"{room} uses {pattern}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "server/desk/anonymise/engine").glob("*.py")), ids=lambda path: path.name
)
def test_the_engine_of_disclosure_control_knows_numbers_alone(path: Path) -> None:
    """No form, no label, no file, no clock, no chance: what it answers follows from the table."""
    foreign = ("server.", "random", "secrets", "time", "datetime", "os", "pathlib", "io", "socket")
    for name in python_imports(path):
        assert name.startswith("server.desk.anonymise.engine") or not name.startswith(foreign), name


def test_the_table_has_no_cycle() -> None:
    for table in (PYTHON, TYPESCRIPT):
        seen: set[str] = set()
        waiting = dict(table)
        while waiting:
            free = {room for room, may in waiting.items() if may <= seen}
            assert free, f"cycle among {sorted(waiting)}"
            seen |= free
            for room in free:
                del waiting[room]
