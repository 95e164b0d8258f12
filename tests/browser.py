"""Where the Chromium of this machine is, how every test starts it, and how a phone is put away after a test."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import BrowserContext, Error, expect

# --no-sandbox: test machines run as root in containers. The others keep Chromium from calling home during a test.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)

# A screen that comes late is no wrong screen: what is fast is measured elsewhere.
expect.set_options(timeout=30_000)


def chromium_path() -> str:
    """$GAWAHI_CHROMIUM, or the first Chromium on the path."""
    named = os.environ.get("GAWAHI_CHROMIUM")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError("No Chromium found. Run .ci/chromium, or set GAWAHI_CHROMIUM to its path.")


def put_away(context: BrowserContext) -> None:
    """Chromium may never answer a close that comes in the middle of a reload, so every page comes to rest first."""
    for page in context.pages:
        try:
            page.goto("about:blank")
        except Error as error:
            if "interrupted by another navigation" not in error.message:
                raise
            page.goto("about:blank")
    context.close()
