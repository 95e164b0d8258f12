"""The shared and the published vectors in a real browser, under the real headers: with its own X-Wing and without."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.web.site import Site

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "vectors"
SHARED = sorted(VECTORS.glob("*.json"))
PUBLISHED = sorted((VECTORS / "published").glob("*.json"))
NATIVE_XWING = "--enable-features=WebCryptoPQC"
"""Chromium has X-Wing behind this switch before it has it without one; unknown switches are ignored."""


@pytest.fixture(scope="module")
def judges(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The judges of tests/static/vectors as one script."""
    folder = tmp_path_factory.mktemp("judges")
    config = ROOT / "tests" / "static" / "vectors" / "vite.config.mts"
    command = ["npx", "--no-install", "vite", "build", "--config", str(config), "--outDir", str(folder)]
    subprocess.run(command, cwd=ROOT / "static", check=True)
    return (folder / "vectors.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["without X-Wing of its own", "with X-Wing of its own"])
def judging_page(
    request: pytest.FixtureRequest, playwright: Playwright, judges: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text("<!doctype html><title>vectors</title>", encoding="utf-8")
    site = Site(folder)
    site.start()
    switches = [NATIVE_XWING] if request.param.startswith("with ") else []
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*CHROMIUM_ARGUMENTS, *switches])
    page = browser.new_page()
    page.goto(site.url)
    page.evaluate(judges)
    yield page
    browser.close()
    site.kill()


def wrong(verdicts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert verdicts, "no case was judged"
    return [verdict for verdict in verdicts if not verdict["ok"]]


@pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)
def test_the_browser_reads_every_shared_vector_like_the_desk(judging_page: Page, path: Path) -> None:
    file = json.loads(path.read_text(encoding="utf-8"))
    assert wrong(judging_page.evaluate("(file) => judge([file])", file)) == []


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_the_browser_agrees_with_what_others_published(judging_page: Page, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert wrong(judging_page.evaluate("([name, text]) => judgePublished(name, text)", [path.name, text])) == []
