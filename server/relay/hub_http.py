"""The little of HTTP that the hub speaks: one GET a connection. Strict, and with a limit for everything."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from server.answers import TellingRefusal
from server.format.refusals import Refusal

HEAD_LIMIT_BYTES: Final = 8 << 10
_HEALTH: Final = re.compile(r"/api/v1/health")
_WATCH: Final = re.compile(r"/api/v1/teams/([0-9a-f]{32})/watch")
_REQUEST: Final = re.compile(r"GET (/[^ ?#]*)(?:\?[^ ]*)? HTTP/1\.[01]")
_COMMON: Final = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
BEGIN_EVENTS: Final = (
    f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n{_COMMON}Connection: close\r\n\r\n"
).encode()


@dataclass(frozen=True, slots=True)
class Asked:
    """``tag`` None asks for the hub's health."""

    tag: bytes | None
    authorization: str


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
    if _HEALTH.fullmatch(request[1]):
        return Asked(None, "")
    watched = _WATCH.fullmatch(request[1])
    if watched is None:
        raise Refusal("not_found")
    return Asked(bytes.fromhex(watched[1]), headers.get("authorization", ""))


def answer_json(value: Mapping[str, object], status: int = 200, *, more: str = "") -> bytes:
    body = json.dumps(value).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n{_COMMON}{more}Connection: close\r\n\r\n"
    )
    return head.encode() + body


def answer_refusal(refusal: Refusal) -> bytes:
    kind = refusal.kind
    more = ""
    if isinstance(refusal, TellingRefusal) and refusal.retry_after_seconds is not None:
        more = f"Retry-After: {refusal.retry_after_seconds}\r\n"
    error = {"name": kind.name, "code": kind.code, "message": kind.message, "next": kind.next}
    return answer_json({"error": error}, kind.status, more=more)
