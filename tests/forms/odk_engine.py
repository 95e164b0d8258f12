"""ODK's own engine in a real browser beside the app's, for real forms: what they disagree in."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, Playwright
from pyxform.builder import create_survey_element_from_dict

from server.forms.commands import suggestions_for
from server.forms.compile_form import Node, compile_workbook
from server.forms.workbook import Workbook, read_workbook
from tests.browser import CHROMIUM_ARGUMENTS, chromium_path

ROOT: Final = Path(__file__).resolve().parents[2]
REAL_FORMS: Final = ROOT.parent / "shared" / "data" / "forms" / "samples"


@dataclass(frozen=True, slots=True)
class Compared:
    comparisons: int
    answers: int
    differences: tuple[dict[str, str], ...]


def compiled(path: Path) -> tuple[Node, str]:
    """The form JSON, with classes as suggested, and the XForm that ODK's engine reads, of one workbook."""
    workbook = read_workbook(path)
    classes = {one.question: one.suggested for one in suggestions_for(workbook)}
    return compile_workbook(workbook, classes).form, xform(workbook)


def xform(workbook: Workbook) -> str:
    survey: Any = create_survey_element_from_dict(workbook.tree)
    return str(survey.to_xml(validate=False, pretty_print=False, warnings=[]))


def built() -> str:
    config = ROOT / "tests" / "forms" / "odk" / "vite.config.mts"
    with tempfile.TemporaryDirectory() as folder:
        command = ["npx", "--no-install", "vite", "build", "--config", str(config), "--outDir", folder]
        subprocess.run(command, cwd=ROOT / "static", check=True)
        return (Path(folder) / "odk.js").read_text(encoding="utf-8")


@contextmanager
def engines(playwright: Playwright) -> Iterator[Page]:
    """A page that knows both. Its clock is in UTC: ODK's engine counts days by the zone of the browser."""
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
    page = browser.new_context(timezone_id="UTC", locale="en-GB").new_page()
    # ODK's engine wants a secure context; nothing of this leaves the browser.
    page.route("https://engines.test/", lambda route: route.fulfill(content_type="text/html", body="<!doctype html>"))
    page.goto("https://engines.test/")
    page.add_script_tag(content=built(), type="module")
    page.wait_for_function("() => 'compare' in globalThis")
    yield page
    browser.close()


def fill(page: Page, form: Node, *, seed: int) -> tuple[int, list[str]]:
    """How many answers there are in the end, and which questions would not be answered."""
    found = page.evaluate("([form, seed]) => fill(form, seed)", [form, seed])
    return int(found["answered"]), list(found["left"])


def compare(page: Page, form: Node, xml: str, *, seed: int, steps: int) -> Compared:
    found = page.evaluate("([form, xml, seed, steps]) => compare(form, xml, seed, steps)", [form, xml, seed, steps])
    return Compared(int(found["comparisons"]), int(found["answers"]), tuple(found["differences"]))
