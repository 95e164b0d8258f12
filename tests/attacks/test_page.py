"""The page in a real browser: what members write never runs, the policy holds even if a screen were careless, and a
page of another site reaches neither the app nor the desk.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.journey.people import Person
from tests.served import ROOT, Served

DIST = ROOT / "static" / "dist"
MARK = "<img src=x onerror=globalThis.owned=1><script>globalThis.owned=1</script>"
TEAM = f"{MARK}{{{{7*7}}}}"
LABEL = "'\"><svg onload=globalThis.owned=1>"
ELEMENTS = "document.querySelectorAll('img, script:not([src]), iframe, object, svg[onload]').length"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The real build, with relay and desk."""
    with Served(tmp_path_factory.mktemp("page") / "data", web=DIST) as running:
        yield running


@pytest.fixture(scope="module")
def founder(app: Served, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Person]:
    """Somebody whose team and name are programs, if anybody takes them for one."""
    profile = tmp_path_factory.mktemp("profile")
    with Person(playwright, profile, app.url, LABEL, "laterne fluss nacht quelle wolke stein") as person:
        person.found(TEAM)
        yield person


def nothing_ran(page: Page) -> None:
    assert page.evaluate("globalThis.owned") is None
    assert page.evaluate(ELEMENTS) == 0


@pytest.mark.parametrize("place", ["", "team", "queue", "export", "settings", "carry", "threats"])
def test_a_name_that_is_a_program_is_shown_as_the_text_that_it_is(founder: Person, place: str) -> None:
    founder.page.goto(f"{founder.url}/#/{place}")
    founder.page.wait_for_selector("h1[tabindex]")
    founder.page.wait_for_timeout(200)
    nothing_ran(founder.page)
    if place == "":
        expect(founder.page.get_by_text(TEAM, exact=False).first).to_be_visible()
    assert founder.complaints == [], "the policy had nothing to stop"


def test_an_account_that_is_a_program_is_recorded_as_the_text_that_it_is(founder: Person) -> None:
    founder.home()
    founder.press_tile("Record a testimony")
    page = founder.page
    page.locator(".capture-bar").wait_for()
    field = page.locator("[data-name] :is(input[type=text], input:not([type]), textarea)").first
    for _ in range(8):
        if field.count():
            break
        page.get_by_role("button", name="Next").click()
        page.wait_for_timeout(200)
    field.fill(MARK)
    page.wait_for_timeout(1_200)
    founder.home()
    page.wait_for_selector("h1[tabindex]")
    nothing_ran(page)
    assert founder.complaints == []


FAR = "http://127.0.0.1:9"
ADD = "document.body.append(it)"
SCRIPTS = {
    "markup that is put into the page": "document.body.innerHTML = '<img src=x onerror=globalThis.owned=1>'",
    "a script of text": f"const it = document.createElement('script'); it.text = 'globalThis.owned=1'; {ADD}",
    "text that is run": "eval('globalThis.owned=1')",
    "a function made of text": "new Function('globalThis.owned=1')()",
    "a timer of text": "setTimeout('globalThis.owned=1', 0)",
    "a script of another site": f"const it = document.createElement('script'); it.src = '{FAR}/x.js'; {ADD}",
    "a script in the address": "const it = document.createElement('a'); it.href = 'javascript:globalThis.owned=1';"
    f" {ADD}; it.click()",
    "a handler of text": "document.body.setAttribute('onclick', 'globalThis.owned=1'); document.body.click()",
    "a frame of text": "const it = document.createElement('iframe'); it.srcdoc = '<script>parent.owned=1</script>';"
    f" {ADD}",
    "a worker of text": "new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))",
    "a policy of one's own": "trustedTypes.createPolicy('evil', { createHTML: (text) => text })",
    "a form to another site": f"const it = document.createElement('form'); it.action = '{FAR}/'; {ADD}; it.submit()",
    "a call to another site": f"await fetch('{FAR}/')",
    "a style sheet of another site": "const it = document.createElement('link'); it.rel = 'stylesheet';"
    f" it.href = '{FAR}/'; {ADD}",
}
# In a turn of its own: what a debugger runs at once is excused from the policy.
RUN = """(resolve) => setTimeout(async () => {
  try { %s } catch (error) { resolve(String(error)); }
  resolve('');
}, 0)"""
SAID = ("Content Security Policy", "TrustedHTML", "TrustedScript", "unsafe-eval", "Failed to fetch", "Policy")


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_even_a_careless_screen_could_not_let_text_run_or_leave(app: Served, founder: Person, script: str) -> None:
    """As if a screen had the worst of mistakes: the browser itself stops it, by the policy of every answer."""
    page = founder.context.new_page()
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text))
    page.goto(f"{app.url}/#/settings")
    page.wait_for_selector("h1[tabindex]")
    thrown = page.evaluate(f"() => new Promise({RUN % script})")
    page.wait_for_timeout(150)
    assert page.evaluate("globalThis.owned") is None
    assert page.url.startswith(app.url)
    told = f"{thrown} {' '.join(stopped)}"
    assert any(
        word in told for word in ("Content Security Policy", "TrustedHTML", "Trusted", "unsafe-eval", "Failed to fetch")
    ), told
    page.close()


HOSTILE_PAGE = """<!doctype html><title>free recipes</title><body>
<iframe id=frame src="TARGET/"></iframe>
<form id=form method=post action="TARGET/desk/unlock" enctype="text/plain" target=frame>
  <input name='{"passphrase":"guess","x":"' value='"}'></form></body>"""
TRY_ALL = Path(__file__).with_name("other_site.js").read_text(encoding="utf-8").partition("\n")[2]


class _Evil(BaseHTTPRequestHandler):
    target = ""

    def do_GET(self) -> None:
        body = HOSTILE_PAGE.replace("TARGET", self.target).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Silent."""


@pytest.fixture
def other_site(app: Served) -> Iterator[str]:
    """A page of another site: another port of this computer is one, and by its other name one more."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Evil", (_Evil,), {"target": app.url}))
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_real_page_of_another_site_gets_nothing_from_app_and_desk(
    app: Served, founder: Person, other_site: str
) -> None:
    page = founder.context.new_page()
    page.goto(other_site)
    tried = page.evaluate(TRY_ALL, app.url)
    page.evaluate("document.getElementById('form').submit()")
    page.wait_for_timeout(300)
    # What a browser sends without asking (blind) comes to nothing at the desk, and its answer is not shown to the page.
    assert {name for name, told in tried.items() if told != "stopped"} <= {"blind", "found"}, tried
    assert {tried["blind"], tried["found"]} <= {"opaque", "stopped"}
    frames = [frame for frame in page.frames if frame != page.main_frame]
    assert all("Gawahi" not in frame.title() for frame in frames)
    page.close()
