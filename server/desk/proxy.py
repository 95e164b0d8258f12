"""Hands the page's calls to /api on to the relay, so that a page that the desk served speaks to its own origin only.

Hands on the method, the address, the body and the few headers that the protocol needs. A cookie, a browser's name or
the address of whoever asked never goes through.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import httpx
from flask import Blueprint, Response, request

from server.desk.guard import check_caller, loopback_hosts
from server.desk.relay_client import http_client
from server.format.refusals import Refusal

# A push of 4 MiB, and what frames it.
_BODY_LIMIT_BYTES: Final = 5 << 20
_PATH: Final = re.compile(r"[A-Za-z0-9_-]+(\.json)?(/[A-Za-z0-9_-]+)*", re.ASCII)
_SENT: Final = ("Content-Type", "Authorization", "Range")
_RETURNED: Final = frozenset(
    {"content-type", "content-length", "content-range", "accept-ranges", "retry-after", "cache-control"}
)


def relay_proxy(relay: str, port: int, transport: httpx.BaseTransport | None = None) -> Blueprint:
    blueprint = Blueprint("relay_proxy", __name__)
    http = http_client(relay, transport)
    hosts = loopback_hosts(port)

    @blueprint.route("/api/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
    def hand_on(path: str) -> Response:
        check_caller(request.method, request.headers, hosts)
        if not _PATH.fullmatch(path):
            raise Refusal("not_found")
        return _hand_on(http, path)

    return blueprint


def _hand_on(http: httpx.Client, path: str) -> Response:
    sent = {name: value for name in _SENT if (value := request.headers.get(name)) is not None}
    sent["Accept-Encoding"] = "identity"
    url = httpx.URL(f"/api/{path}", query=request.query_string)
    asked = http.build_request(request.method, url, headers=sent, content=_body())
    try:
        answer = http.send(asked, stream=True)
    except httpx.HTTPError as error:
        raise Refusal("relay_unreachable", type(error).__name__) from error
    kept = [(name, value) for name, value in answer.headers.multi_items() if name in _RETURNED]
    return Response(_parts(answer), status=answer.status_code, headers=kept)


def _body() -> bytes | None:
    """Read whole, within a limit: a relay must not wait for a page that stopped in the middle."""
    if request.method in ("GET", "DELETE") and not request.content_length:
        return None
    body = request.stream.read(_BODY_LIMIT_BYTES + 1)
    if len(body) > _BODY_LIMIT_BYTES:
        raise Refusal("too_large", "body")
    return body


def _parts(answer: httpx.Response) -> Iterator[bytes]:
    try:
        yield from answer.iter_raw()
    finally:
        answer.close()
