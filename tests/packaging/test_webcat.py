"""The built app and its headers keep the rules that WEBCAT enrols by (webcat-spec, csp.md; webcat-docs,
requirements.md), read on 2026-11-25. Enrolment itself needs a public log, and is not tried here.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from server.cli import main
from server.release.webcat import wasm_hashes
from tests.served import Served
from tests.web.edition import DIST

APP = "https://app.example"
RELAY = "https://relay.example"
HASH = r"'sha(?:256|384|512)-[A-Za-z0-9+/=]+'"
ALLOWED = {
    "script-src": rf"'none'|'self'|'wasm-unsafe-eval'|{HASH}",
    "script-src-elem": rf"'none'|'self'|'wasm-unsafe-eval'|{HASH}",
    # WEBCAT still lets 'unsafe-inline' pass for styles, and means to stop: we do without.
    "style-src": rf"'none'|'self'|{HASH}",
    "style-src-elem": rf"'none'|'self'|{HASH}",
    "object-src": r"'none'",
    "worker-src": r"'none'|'self'",
}
CODE_FROM_TEXT = re.compile(r"\beval\s*\(|\bnew\s+Function\b|\bimportScripts\b|new\s+Worker\(\s*URL\.createObjectURL")


def broken_rules(policy: str) -> list[str]:
    directives = {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}
    broken = ["a comma"] if "," in policy else []
    if directives.get("default-src") not in (["'none'"], ["'self'"]):
        broken.append("default-src")
    if directives.get("default-src") != ["'none'"]:
        broken += [name for name in ("script-src", "style-src", "object-src", "worker-src") if name not in directives]
    for name, pattern in ALLOWED.items():
        broken += [f"{name} {value}" for value in directives.get(name, []) if not re.fullmatch(pattern, value)]
    return broken


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("webcat") / "data", web=DIST) as running:
        yield running


def config_of(folder: Path, out: Path) -> dict[str, object]:
    assert main(["release", "webcat", "--app", APP, "--out", str(out), str(folder)]) == 0
    found: dict[str, object] = json.loads(out.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'none'; script-src 'self' 'unsafe-inline'",
        "default-src 'none'; script-src 'self' 'nonce-abc'",
        "default-src 'none'; script-src https://cdn.example",
        "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'",
        "default-src 'none'; worker-src blob:",
        "default-src *",
        "default-src 'none', default-src 'self'",
    ],
)
def test_the_rules_refuse_what_webcat_refuses(policy: str) -> None:
    assert broken_rules(policy)


def test_every_answer_carries_the_one_policy_that_the_configuration_says(served: Served, tmp_path: Path) -> None:
    config = config_of(DIST, tmp_path / "webcat.config.json")
    extra = config["extra_csp"]
    assert isinstance(extra, dict)
    paths = ["/", "/nothing", "/api/v1/health", "/api/v1/nothing"]
    paths += [
        f"/{path.relative_to(DIST).as_posix()}" for path in DIST.rglob("*.*") if path.suffix in {".js", ".css", ".png"}
    ]
    for path in paths:
        headers = httpx.get(f"{served.url}{path}").headers
        prefixes = sorted((prefix for prefix in extra if path.startswith(prefix)), key=len)
        wanted = extra[prefixes[-1]] if prefixes else config["default_csp"]
        assert headers.get_list("Content-Security-Policy") == [wanted], path
        assert broken_rules(wanted) == [], path
        assert not {"refresh", "link", "location"} & set(headers), path
        assert headers.get("Origin-Agent-Cluster", "?1") == "?1", path


class _Inline(HTMLParser):
    """Scripts and styles within the page, and attributes that are scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "style" or (tag == "script" and "src" not in names) or tag in {"iframe", "object", "embed", "base"}:
            self.found.append(tag)
        self.found += [name for name in names if name.startswith("on") or name == "style"]
        self.found += [
            value for _, value in attrs if value and value.strip().lower().startswith(("javascript:", "http"))
        ]


def test_the_page_has_nothing_inline_and_nothing_from_elsewhere() -> None:
    page = _Inline()
    page.feed((DIST / "index.html").read_text(encoding="utf-8"))
    assert page.found == []


def test_no_script_makes_code_from_text_or_workers_from_blobs() -> None:
    for path in DIST.rglob("*.js"):
        assert CODE_FROM_TEXT.search(path.read_text(encoding="utf-8")) is None, path.name


def test_every_webassembly_module_inside_a_script_is_named_and_whole(tmp_path: Path) -> None:
    """Without these hashes WEBCAT would stop Argon2id, and nobody could unlock."""
    scripts = [path.read_bytes() for path in DIST.rglob("*.js")]
    assert config_of(DIST, tmp_path / "webcat.config.json")["wasm"] == wasm_hashes(scripts)
    begun = sum(script.count(b"0061736d01000000") for script in scripts)
    assert begun == len(wasm_hashes(scripts)) >= 1, "no module is written in another way"
    assert not [script for script in scripts if b"AGFzbQE" in script]
    modules = [found for script in scripts for found in re.findall(rb"[`'\"](0061736d01000000[0-9a-f]+)[`'\"]", script)]
    for module in modules:
        judged = f"process.exit(WebAssembly.validate(Buffer.from('{module.decode()}', 'hex')) ? 0 : 1)"
        assert subprocess.run(["node", "-e", judged], check=False).returncode == 0


def test_a_placed_app_is_configured_with_the_policy_that_its_host_sends(tmp_path: Path) -> None:
    assert main(["web", "--out", str(tmp_path / "out"), "--relay", RELAY, "--web", str(DIST)]) == 0
    config = config_of(tmp_path / "out" / "app", tmp_path / "webcat.config.json")
    assert config["extra_csp"] == {}
    policy = str(config["default_csp"])
    assert broken_rules(policy) == []
    assert f"connect-src 'self' {RELAY};" in policy
    for recipe in ("out/headers.nginx.conf", "out/headers.caddy", "out/app/_headers"):
        assert policy in (tmp_path / recipe).read_text(encoding="utf-8")
