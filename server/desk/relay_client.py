"""The relay as the desk reaches it (PROTOCOL section 13). Carries opaque bytes and believes nothing: whether an answer
proves itself is for proven.py to say.

Every failure is a named refusal: no answer at all is `relay_unreachable`, an answer that breaks the protocol is
`malformed`.
"""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpx

from server.format import canonical, shape
from server.format.evidence import Known, LogBroken, Signed
from server.format.item import item_id
from server.format.refusals import REFUSALS, Refusal

_CBOR: Final = "application/cbor"
# A page holds at most 4 MiB of items, and what frames them.
_ANSWER_LIMIT: Final = 5 << 20
_PAGE_ITEMS: Final = 500
_KIND_LIMIT: Final = 255
# Below the relay's limits of 1,000 items and 4 MiB, with room for what frames a batch.
_BATCH_ITEMS: Final = 500
_BATCH_BYTES: Final = 3 << 20
# Accepted, or had it already.
_KEPT: Final = (0, 1)
_TIMEOUT: Final = httpx.Timeout(60, connect=15)


@dataclass(frozen=True, slots=True)
class Letter:
    """An item as it is pushed."""

    kind: int
    body: bytes
    mailbox: bytes | None

    @property
    def id(self) -> bytes:
        """What the relay and its log call it: a hash over the whole body, each time."""
        return item_id(self.kind, self.body, self.mailbox)


@dataclass(frozen=True, slots=True)
class Numbered:
    number: int
    letter: Letter
    rosters: int


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to a pull after number ``after``, as it came."""

    after: int
    head: int
    next: int
    items: tuple[Numbered, ...]
    last: tuple[bytes, int] | None
    signed: Signed


@dataclass(frozen=True, slots=True)
class Pushed:
    """An answer to a push, as it came: number and rosters of each letter, in order; None for one that was refused."""

    letters: Sequence[Letter]
    results: tuple[tuple[int, int] | None, ...]
    signed: Signed


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

    def fetch_renewal(self, renewal_id: bytes) -> bytes | None:
        """None if there is none."""
        try:
            return self._call("GET", f"{self._team}/renewals/{renewal_id.hex()}")
        except Refusal as refusal:
            if refusal.name != "not_found":
                raise
            return None

    def pull(self, after: int, known: Known, mailboxes: Sequence[bytes] = ()) -> Page:
        """The page after number ``after``; without mailboxes, of all items."""
        asked = [("after", str(after)), ("limit", str(_PAGE_ITEMS))]
        asked += [("mailbox", mailbox.hex()) for mailbox in mailboxes]
        answer = self._call_knowing(known, "GET", f"{self._team}/items", asked)
        fields = ("epoch", "head", "next", "items", "last", "checkpoint", "proof")
        found = shape.as_map(canonical.decode(answer, _ANSWER_LIMIT), *fields)
        return Page(
            after=after,
            head=shape.as_number(found["head"]),
            next=shape.as_number(found["next"]),
            items=tuple(_numbered(item) for item in shape.as_list(found["items"])),
            last=None if found["last"] is None else _last(found["last"]),
            signed=_signed(found),
        )

    def push(self, letters: Sequence[Letter], known: Known) -> Pushed:
        """One batch (see ``batches``)."""
        items = [{"kind": int(one.kind), "body": one.body, "mailbox": one.mailbox} for one in letters]
        sent = canonical.encode({"items": items})
        answer = self._call_knowing(known, "POST", f"{self._team}/push", [], content=sent)
        found = shape.as_map(canonical.decode(answer), "epoch", "results", "checkpoint", "proof")
        results = tuple(_result(result) for result in shape.as_list(found["results"]))
        if len(results) != len(letters):
            raise Refusal("malformed", "results of another batch")
        return Pushed(letters, results, _signed(found))

    def _call_knowing(
        self, known: Known, method: str, path: str, asked: Sequence[tuple[str, str]], *, content: bytes | None = None
    ) -> bytes:
        """Says which log this device knows, so that the relay must continue that one or say why not."""
        epoch = [("epoch", known.epoch.hex())] if known.epoch else []
        told = httpx.QueryParams([*asked, *epoch, ("seen", str(known.state.size))])
        try:
            return self._call(method, path, params=told, content=content)
        except Refusal as refusal:
            if refusal.name == "log_rolled_back":
                raise LogBroken(refusal.name, known) from refusal
            raise

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
    if len(parts) != 5:
        raise Refusal("malformed", "an item of another shape")
    number, kind, body, mailbox, rosters = parts
    if not isinstance(body, bytes):
        raise Refusal("malformed", "an item without bytes")
    if shape.as_number(kind) > _KIND_LIMIT:
        raise Refusal("malformed", "a kind of more than one byte")
    letter = Letter(shape.as_number(kind), body, None if mailbox is None else shape.as_bytes(mailbox, 16))
    return Numbered(shape.as_number(number), letter, shape.as_number(rosters))


def _last(value: object) -> tuple[bytes, int]:
    name, rosters = shape.as_pair(value)
    return shape.as_bytes(name, 32), shape.as_number(rosters)


def _result(value: object) -> tuple[int, int] | None:
    parts = shape.as_list(value)
    if len(parts) != 3:
        raise Refusal("malformed", "a result of another shape")
    status, number, rosters = map(shape.as_number, parts)
    return (number, rosters) if status in _KEPT else None


def _signed(found: Mapping[str, object]) -> Signed:
    proof = tuple(shape.as_bytes(one, 32) for one in shape.as_list(found["proof"]))
    return Signed(shape.as_bytes(found["epoch"], 16), shape.as_text(found["checkpoint"]), proof)


def batches(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """As many as one push may carry."""
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
