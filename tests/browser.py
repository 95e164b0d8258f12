"""Where the Chromium of this machine is, and how every test starts it."""

from __future__ import annotations

import os
import shutil

# --no-sandbox: test machines run as root in containers. The others keep Chromium from calling home during a test.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)


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
