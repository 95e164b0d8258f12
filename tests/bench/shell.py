"""What a first visit costs a phone: bytes as sent (brotli), and seconds until a screen answers, slowed six times."""

from __future__ import annotations

import re
import statistics
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tests.bench import locking
from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.served import Served

DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
SLOWDOWN = 6
VISITS = 5


LANGUAGES: Final = {
    "en": "english",
    "ur": "urdu",
    "fa-AF": "dari",
    "ps": "pashto",
    "bal": "balochi",
    "ar": "arabic",
}


def brotli_size(url: str) -> float:
    return float((DIST / f"{url.lstrip('/')}.br").stat().st_size)


def first_load_bytes() -> dict[str, float]:
    """Brotli sizes of what a first visit fetches: page, its script and style, one language, engine, service worker.

    The engine is measured with the stand-in for X-Wing that most browsers still need. The page says itself what it
    loads at once and, in its table of entries named "later", what only when it is asked for.
    """
    page = (DIST / "index.html").read_text(encoding="utf-8")
    later = re.findall(r'<meta name="later" content="(\S+) (\S+) \S+">', page)
    at_once = re.findall(r'<(?:script|link)\b[^>]*?\b(?:src|href)="(/assets/[^"]+)"', page)
    (script,) = [url for url in at_once if url.endswith(".js")]
    engine = re.findall(r"/assets/worker-[\w-]+\.js", (DIST / script.lstrip("/")).read_text(encoding="utf-8"))
    parts = {
        "page": ["/index.html"],
        "page_script": [script],
        "style": [url for url in at_once if url.endswith(".css")],
        "engine": sorted(set(engine)),
        "service_worker": ["/sw.js"],
    }
    sizes = {f"shell.{name}_br_bytes": sum(map(brotli_size, urls)) for name, urls in parts.items()}
    common = sum(sizes.values())
    for code, name in LANGUAGES.items():
        words = sum(brotli_size(url) for about, url in later if about == name)
        sizes |= {f"shell.words_{code}_br_bytes": words, f"shell.first_load_{code}_br_bytes": common + words}
    whole = sum(float(path.stat().st_size) for path in DIST.rglob("*.br"))
    largest = max(sizes[f"shell.first_load_{code}_br_bytes"] for code in LANGUAGES)
    return sizes | {"shell.first_load_br_bytes": largest, "shell.whole_app_br_bytes": whole}


def interactive_seconds(browser: Browser, url: str) -> float:
    """Seconds from navigation to a first screen whose buttons answer, in a fresh profile without any cache."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    page.goto(url, wait_until="commit")
    ready = page.wait_for_function("() => document.querySelector('main button, main a') && performance.now()")
    seconds = float(ready.json_value()) / 1000
    context.close()
    return seconds


def measure() -> dict[str, float]:
    figures = first_load_bytes()
    with tempfile.TemporaryDirectory() as folder, Served(Path(folder)) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        seconds = sorted(interactive_seconds(browser, served.url) for _ in range(VISITS))
        browser.close()
        figures |= locking.measure(playwright)
    figures["shell.interactive_6x_s"] = round(statistics.median(seconds), 3)
    figures["shell.interactive_6x_worst_s"] = round(seconds[-1], 3)
    return figures
