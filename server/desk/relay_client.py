"""The relay as the desk reaches it (PROTOCOL section 13). Carries opaque bytes; believes no receipt that it has not
checked.

Every failure is a named refusal: no answer at all is `relay_unreachable`, an answer that breaks the protocol is
`malformed`.
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from server.format import canonical, shape
from server.format.item import item_id
from server.format.receipt import receipt_message
from server.format.refusals import REFUSALS, Refusal
from server.seal.primitives import verify

_CBOR: Final = "application/cbor"
# A page holds at most 4 MiB of items, and what frames them.
_ANSWER_LIMIT: Final = 5 << 20
_PAGE_ITEMS: Final = 500
# Below the relay's limits of 1,000 items and 4 MiB, with room for what frames a batch.
_BATCH_ITEMS: Final = 500
_BATCH_BYTES: Final = 3 << 20
_TIMEOUT: Final = httpx.Timeout(60, connect=15)


@dataclass(frozen=True, slots=True)
class Letter:
    """An item as it is pushed."""

    kind: int
    body: bytes
    mailbox: bytes | None


@dataclass(frozen=True, slots=True)
class Numbered:
    number: int
    letter: Letter


@dataclass(frozen=True, slots=True)
class Page:
    epoch: bytes
    head: int
    next: int
    items: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the relay proved to have: each letter's number, in order; None for one that it refused."""

    epoch: bytes
    numbers: tuple[int | None, ...]


class EpochChanged(Refusal):
    """The relay was restored: everything is read again from 0 and offered again."""

    def __init__(self, epoch: bytes) -> None:
        super().__init__("epoch_changed")
        self.epoch: Final = epoch


def http_client(relay_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Proxies of the environment are for relays far away: this computer is never asked for through one."""
    host = urlsplit(relay_url).hostname or ""
    return httpx.Client(
        base_url=relay_url.rstrip("/"),
        timeout=_TIMEOUT,
        transport=transport,
        trust_env=not is_loopback(host),
        headers={"User-Agent": "gawahi"},
    )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class RelayClient:
    """One team on one relay. ``token`` None until the welcome was read."""

    def __init__(self, http: httpx.Client, team_tag: bytes, token: bytes | None = None) -> None:
        self._http = http
        self._team_tag = team_tag
        self._team = f"/api/v1/teams/{team_tag.hex()}"
        self._headers = {} if token is None else {"Authorization": f"Bearer {_base64url(token)}"}

    def fetch_welcome(self, invite_id: bytes) -> bytes:
        return self._call("GET", f"{self._team}/invites/{invite_id.hex()}")

    def pull(self, after: int, epoch: bytes | None, mailboxes: Sequence[bytes] = ()) -> Page:
        """The page after number ``after``; without mailboxes, of all items."""
        asked: list[tuple[str, str | int | float | bool | None]] = [("after", after), ("limit", _PAGE_ITEMS)]
        asked += [("epoch", epoch.hex())] if epoch else []
        asked += [("mailbox", mailbox.hex()) for mailbox in mailboxes]
        answer = self._call("GET", f"{self._team}/items", params=httpx.QueryParams(asked))
        found = shape.as_map(canonical.decode(answer, _ANSWER_LIMIT), "epoch", "head", "next", "items")
        return Page(
            epoch=shape.as_bytes(found["epoch"], 16),
            head=shape.as_number(found["head"]),
            next=shape.as_number(found["next"]),
            items=tuple(_numbered(item) for item in shape.as_list(found["items"])),
        )

    def push(self, letters: Sequence[Letter], relay_pk: bytes) -> Iterator[tuple[Sequence[Letter], Delivery]]:
        """Push in batches; yields each batch once the relay's receipt for it was checked against ``relay_pk``."""
        for batch in _batches(letters):
            yield batch, self._push(batch, relay_pk)

    def _push(self, letters: Sequence[Letter], relay_pk: bytes) -> Delivery:
        items = [{"kind": int(one.kind), "body": one.body, "mailbox": one.mailbox} for one in letters]
        answer = self._call("POST", f"{self._team}/push", content=canonical.encode({"items": items}))
        found = shape.as_map(canonical.decode(answer), "epoch", "results", "signature")
        results = [shape.as_pair(result) for result in shape.as_list(found["results"])]
        if len(results) != len(letters):
            raise Refusal("malformed", "results of another batch")
        numbers = tuple(shape.as_number(number) if status in (0, 1) else None for status, number in results)
        epoch = shape.as_bytes(found["epoch"], 16)
        entries = [
            (number, item_id(letter.kind, letter.body))
            for number, letter in zip(numbers, letters, strict=True)
            if number is not None
        ]
        signature = shape.as_bytes(found["signature"], 64)
        if not verify(relay_pk, signature, receipt_message(self._team_tag, epoch, entries)):
            raise Refusal("receipt_wrong")
        return Delivery(epoch, numbers)

    def _call(
        self, method: str, path: str, *, params: httpx.QueryParams | None = None, content: bytes | None = None
    ) -> bytes:
        headers = self._headers | ({"Content-Type": _CBOR} if content is not None else {})
        try:
            with self._http.stream(method, path, params=params, content=content, headers=headers) as answer:
                body = _read(answer)
        except httpx.HTTPError as error:
            raise Refusal("relay_unreachable", type(error).__name__) from error
        if answer.is_success:
            return body
        raise _refusal(answer.status_code, body)


def _read(answer: httpx.Response) -> bytes:
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > _ANSWER_LIMIT:
            raise Refusal("too_large", "an answer of the relay")
    return bytes(body)


def _refusal(status: int, body: bytes) -> Refusal:
    try:
        error = json.loads(body)["error"]
        name = error["name"]
        if name == "epoch_changed":
            return EpochChanged(shape.as_bytes(bytes.fromhex(error["epoch"]), 16))
    except (ValueError, KeyError, TypeError):
        return Refusal("server_error", f"status {status}")
    return Refusal(name if name in REFUSALS else "server_error", f"status {status}")


def _numbered(item: object) -> Numbered:
    parts = shape.as_list(item)
    if len(parts) != 4:
        raise Refusal("malformed", "an item of another shape")
    number, kind, body, mailbox = parts
    if not isinstance(body, bytes):
        raise Refusal("malformed", "an item without bytes")
    letter = Letter(shape.as_number(kind), body, None if mailbox is None else shape.as_bytes(mailbox, 16))
    return Numbered(shape.as_number(number), letter)


def _batches(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    batch: list[Letter] = []
    size = 0
    for letter in letters:
        if batch and (len(batch) == _BATCH_ITEMS or size + len(letter.body) > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(letter)
        size += len(letter.body)
    if batch:
        yield batch


def _base64url(token: bytes) -> str:
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()
