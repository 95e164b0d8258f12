"""What can be said about opening a name: a request, a guardian's release or refusal, a withdrawal, the record that it
was opened, and a false share named (PROTOCOL section 19). Canonical maps, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.format import canonical, identity, shape
from server.format.device import DEVICE_ID_SIZE, KEM_PK_SIZE, SIGNATURE_SIZE
from server.format.hash import H
from server.format.identity import SHARE_SIZE, IdentityLock
from server.format.refusals import Refusal

OPENING_MS: Final = 14 * 24 * 60 * 60 * 1000
"""A request is good for two weeks: guardians may be far apart, but nobody's reason holds for ever."""
AHEAD_MS: Final = 24 * 60 * 60 * 1000
"""So far may the clock of who asks be ahead."""
WHY_LIMIT: Final = 2_000
PROOF_SIZE: Final = SHARE_SIZE + SIGNATURE_SIZE
RELEASE_SIZE: Final = 1120 + PROOF_SIZE + 16  # HPKE: enc, share and signature, tag


@dataclass(frozen=True, slots=True)
class Request:
    """One name, and why. ``box`` is the item id of the identity box, ``lock`` all of it but what is locked in;
    ``reply`` a KEM key that was made for this request alone; ``time`` ms, a claim."""

    record: bytes
    box: bytes
    lock: bytes
    reply: bytes
    time: int
    why: str

    @property
    def locked(self) -> IdentityLock:
        return identity.parse_lock(self.lock)

    def is_in_time(self, now: int) -> bool:
        return self.time - AHEAD_MS <= now <= self.time + OPENING_MS


@dataclass(frozen=True, slots=True)
class Release:
    """A guardian's share, readable by whoever asked alone."""

    request: bytes
    share: bytes


@dataclass(frozen=True, slots=True)
class Refuse:
    """A guardian says no; ``why`` may be empty."""

    request: bytes
    why: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    request: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """Whoever asked says that the name was shown to them."""

    request: bytes


@dataclass(frozen=True, slots=True)
class Accuse:
    """A guardian's share is false. ``proof`` (share and the guardian's signature over it) is empty if what came could
    not even be read: then it is a claim."""

    request: bytes
    guardian: bytes
    proof: bytes


Said = Request | Release | Refuse | Withdraw | Opened | Accuse


def encode_said(said: Said) -> bytes:
    encoded = canonical.encode(_value(said))
    decode_said(encoded)
    return encoded


def decode_said(encoded: bytes) -> Said:
    """Refuses malformed, not_canonical and too_large."""
    found = canonical.decode(encoded)
    do = found.get("do") if isinstance(found, dict) else None
    match do:
        case "request":
            return _request(found)
        case "release":
            value = shape.as_map(found, "do", "request", "share")
            return Release(_id(value), shape.as_bytes(value["share"], RELEASE_SIZE))
        case "refuse":
            value = shape.as_map(found, "do", "request", "why")
            return Refuse(_id(value), shape.as_label(value["why"], WHY_LIMIT))
        case "withdraw":
            return Withdraw(_id(shape.as_map(found, "do", "request")))
        case "opened":
            return Opened(_id(shape.as_map(found, "do", "request")))
        case "accuse":
            return _accuse(found)
        case _:
            raise Refusal("malformed", "says nothing that is known")


def release_info(request: bytes, guardian_id: bytes) -> bytes:
    """The HPKE info that binds a share to one request and one guardian."""
    return b"gawahi/v1/release\0" + request + guardian_id


def share_message(request: bytes, share: bytes) -> bytes:
    """What a guardian signs with the share: whoever gives a false one has signed it."""
    return b"gawahi/v1/share-sig\0" + request + H(share)


def _value(said: Said) -> object:
    match said:
        case Request():
            return {
                "do": "request",
                "record": said.record,
                "box": said.box,
                "lock": said.lock,
                "reply": said.reply,
                "time": said.time,
                "why": said.why,
            }
        case Release():
            return {"do": "release", "request": said.request, "share": said.share}
        case Refuse():
            return {"do": "refuse", "request": said.request, "why": said.why}
        case Withdraw():
            return {"do": "withdraw", "request": said.request}
        case Opened():
            return {"do": "opened", "request": said.request}
        case Accuse():
            return {"do": "accuse", "request": said.request, "guardian": said.guardian, "proof": said.proof}


def _request(found: object) -> Request:
    value = shape.as_map(found, "do", "record", "box", "lock", "reply", "time", "why")
    why, lock = shape.as_label(value["why"], WHY_LIMIT), value["lock"]
    if not why.strip(" \t\r\n"):
        raise Refusal("malformed", "a request without a reason")
    if not isinstance(lock, bytes):
        raise Refusal("malformed", "bytes wanted")
    identity.parse_lock(lock)
    return Request(
        shape.as_bytes(value["record"], 16),
        shape.as_bytes(value["box"], 32),
        lock,
        shape.as_bytes(value["reply"], KEM_PK_SIZE),
        shape.as_number(value["time"]),
        why,
    )


def _accuse(found: object) -> Accuse:
    value = shape.as_map(found, "do", "request", "guardian", "proof")
    proof = value["proof"]
    if not isinstance(proof, bytes) or len(proof) not in (0, PROOF_SIZE):
        raise Refusal("malformed", "a proof is a share and its signature, or nothing")
    return Accuse(_id(value), shape.as_bytes(value["guardian"], DEVICE_ID_SIZE), proof)


def _id(value: dict[str, object]) -> bytes:
    return shape.as_bytes(value["request"], 32)
