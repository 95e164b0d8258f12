"""The little of HTTP that the hub speaks: one GET a connection. Strict, and with a limit for everything."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from server.answers import TellingRefusal
from server.format.refusals import Refusal
from server.origins import answer_headers, is_preflight, preflight_headers

HEAD_LIMIT_BYTES: Final = 8 << 10
_HEALTH: Final = re.compile(r"/api/v1/health")
_WATCH: Final = re.compile(r"/api/v1/teams/([0-9a-f]{32})/watch")
_REQUEST: Final = re.compile(r"(GET|OPTIONS) (/[^ ?#]*)(?:\?[^ ]*)? HTTP/1\.[01]")
_COMMON: Final = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
_EVENTS: Final = "Content-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """``tag`` None asks for the hub's health."""

    tag: bytes | None
    authorization: str = ""
    origin: str | None = None
    is_preflight: bool = False


async def read_asked(reader: asyncio.StreamReader) -> Asked:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise Refusal("too_large", "head") from error
    if len(head) > HEAD_LIMIT_BYTES:
        raise Refusal("too_large", "head")
    try:
        first, *lines = head.decode("ascii").removesuffix("\r\n\r\n").split("\r\n")
    except UnicodeDecodeError as error:
        raise Refusal("malformed", "head") from error
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    request = _REQUEST.fullmatch(first)
    if request is None:
        raise Refusal("malformed", "request")
    method, path = request.groups()
    asks_first = is_preflight(method, headers.get("access-control-request-method"))
    if method != "GET" and not asks_first:
        raise Refusal("malformed", "request")
    if _HEALTH.fullmatch(path):
        return Asked(None, origin=headers.get("origin"), is_preflight=asks_first)
    watched = _WATCH.fullmatch(path)
    if watched is None:
        raise Refusal("not_found")
    return Asked(bytes.fromhex(watched[1]), headers.get("authorization", ""), headers.get("origin"), asks_first)


def shared_with(asked: Asked, allowed: Collection[str]) -> str:
    """The lines that let a page of another address read the answer, if it may."""
    return as_lines(answer_headers(asked.origin, allowed)) if allowed else ""


def as_lines(headers: Iterable[tuple[str, str]]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers)


def answer_preflight(origin: str) -> bytes:
    return f"HTTP/1.1 204 No Content\r\n{as_lines(preflight_headers(origin))}Connection: close\r\n\r\n".encode()


def begin_events(more: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\n{_EVENTS}{_COMMON}{more}Connection: close\r\n\r\n".encode()


def answer_json(value: Mapping[str, object], status: int = 200, *, more: str = "") -> bytes:
    body = json.dumps(value).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{_COMMON}{more}Connection: close\r\n\r\n"
    )
    return head.encode() + body


def answer_refusal(refusal: Refusal, *, more: str = "") -> bytes:
    kind = refusal.kind
    if isinstance(refusal, TellingRefusal) and refusal.retry_after_seconds is not None:
        more += f"Retry-After: {refusal.retry_after_seconds}\r\n"
    error = {"name": kind.name, "code": kind.code, "message": kind.message, "next": kind.next}
    return answer_json({"error": error}, kind.status, more=more)
