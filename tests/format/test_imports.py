"""What phone, desk and relay agree on holds no cipher: the relay imports it, and must be able to open nothing."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import server.format

FOLDER = Path(server.format.__path__[0])
MODULES = sorted(FOLDER.glob("*.py"))
ALLOWED = {
    "base64",
    "binascii",
    "bisect",
    "cbor2",
    "collections",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "itertools",
    "json",
    "re",
}
ALLOWED |= {"types", "typing", "unicodedata", "zlib", "__future__", "server.format"}
READS_A_DAY = {"release.py": {"datetime"}}  # and asks no clock which one it is


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {"server.format" if name.startswith("server.format") else name.split(".")[0] for name in names}


def test_format_uses_no_cipher_no_clock_no_randomness_and_no_network() -> None:
    assert {
        path.name: extra for path in MODULES if (extra := imported(path) - ALLOWED - READS_A_DAY.get(path.name, set()))
    } == {}


def test_whoever_reads_a_day_asks_no_clock() -> None:
    for name in READS_A_DAY:
        assert not re.search(r"\b(now|utcnow|today)\(", (FOLDER / name).read_text())


def test_format_brings_no_cipher_with_it() -> None:
    script = "import json, sys; " + "; ".join(f"import server.format.{path.stem}" for path in MODULES)
    script += "; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)
    assert not {"cryptography", "flask", "sqlalchemy", "server.seal", "server.relay", "server.desk"} & set(loaded)
