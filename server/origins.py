"""Which pages of other addresses may call the API: those that the operator named, to the letter, and no others (CORS).

Pure. No answer ever allows credentials: a team's token travels in a header that only our own page can know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NAMED: Final = re.compile(r"https?://(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(?::[0-9]{1,5})?", re.ASCII)
_LOCAL: Final = re.compile(r"http://(?:127\.0\.0\.1|localhost|\[::1\]|[a-z2-7]{56}\.onion)(?::[0-9]{1,5})?", re.ASCII)
_PREFLIGHT_SECONDS: Final = 7_200  # the longest that Chromium remembers
_PREFLIGHT: Final = (
    ("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE"),
    ("Access-Control-Allow-Headers", "Authorization, Content-Type, Range"),
    ("Access-Control-Max-Age", str(_PREFLIGHT_SECONDS)),
    ("Content-Length", "0"),
)
_READABLE: Final = ("Access-Control-Expose-Headers", "Retry-After, Content-Range, Accept-Ranges")


class NoOrigin(Exception):
    """Said to the person who typed it."""


def read_origin(text: str) -> str:
    """Scheme, host and port as browsers send them. Without https only what does not cross a network in the clear."""
    origin = text.rstrip("/")
    if not _NAMED.fullmatch(origin):
        raise NoOrigin(f"{text} is not an address of an app. It is written like https://app.example.org")
    if not origin.startswith("https://") and not _LOCAL.fullmatch(origin):
        raise NoOrigin(f"{text}: an app can be trusted over https only, on this computer, or as an onion service.")
    return origin


def may_call(origin: str | None, allowed: Iterable[str]) -> bool:
    return origin is not None and origin in allowed


def is_preflight(method: str, asked_method: str | None) -> bool:
    return method == "OPTIONS" and asked_method is not None


def preflight_headers(origin: str) -> list[tuple[str, str]]:
    return [("Access-Control-Allow-Origin", origin), *_PREFLIGHT, ("Vary", "Origin")]


def answer_headers(origin: str | None, allowed: Iterable[str]) -> list[tuple[str, str]]:
    """``Vary`` also for a stranger, so that no cache gives one page's answer to another."""
    if not may_call(origin, allowed):
        return [("Vary", "Origin")]
    return [("Access-Control-Allow-Origin", origin or ""), _READABLE, ("Vary", "Origin")]
