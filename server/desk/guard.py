"""Who may talk to the desk: pages that the desk itself served on this computer, and nobody else.

Another site that a browser has open can send requests to this computer's addresses; it cannot make the Host, Origin
and media type that are demanded here. Anything else is `wrong_host`, before any route runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from werkzeug.datastructures import Headers

from server.format.refusals import Refusal

_SAFE_METHODS: Final = frozenset({"GET", "HEAD"})


def loopback_hosts(port: int) -> frozenset[str]:
    return frozenset({f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}"})


def check_caller(method: str, headers: Headers, hosts: Iterable[str]) -> None:
    """``headers`` of the request; ``hosts`` from `loopback_hosts`."""
    host, origin, fetch_site = headers.get("Host", ""), headers.get("Origin"), headers.get("Sec-Fetch-Site")
    if host.lower() not in hosts:
        raise Refusal("wrong_host", "host")
    if origin is not None and origin.lower() not in (f"http://{host.lower()}", f"https://{host.lower()}"):
        raise Refusal("wrong_host", "origin")
    if fetch_site not in (None, "same-origin", "none"):
        raise Refusal("wrong_host", "another site")
    if method not in _SAFE_METHODS and origin is None and fetch_site != "same-origin":
        raise Refusal("wrong_host", "no origin")
