"""Forms of a team as they lie on the relay (PROTOCOL section 23): for all members, said by a coordinator.

Layout only. What the JSON of a form means is nothing that phone, relay and desk have to agree on here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.format import canonical, transport
from server.format.device import DEVICE_ID_SIZE, SIGNATURE_SIZE
from server.format.hash import H
from server.format.reader import Reader, u32
from server.format.refusals import Refusal
from server.format.shape import as_label, as_map, as_text

OWN_FORM: Final = "gawahi_default"
"""The form that comes with the app. No other may be called so: the desk reads its records by its own classes."""
_HASH_LETTERS: Final = 16


@dataclass(frozen=True, slots=True)
class SignedForm:
    author: bytes
    signature: bytes
    tail: bytes
    roster_seq: int
    roster_head: bytes
    content: bytes
    """Deflated."""


@dataclass(frozen=True, slots=True)
class FormContent:
    """``form``: JSON as compiled; None takes this version out of use: nothing new is begun with it."""

    id: str
    version: str
    form: str | None


def build_header(team_tag: bytes, epoch: int) -> bytes:
    return transport.build_header(team_tag, epoch, transport.FORM)


def parse(data: bytes) -> transport.SealedForMembers:
    """Refuses malformed, unknown_suite and too_large."""
    return transport.parse(data, transport.FORM)


def build_tail(roster_seq: int, roster_head: bytes, content: bytes) -> bytes:
    return u32(roster_seq) + roster_head + content


def parse_signed(signed: bytes) -> SignedForm:
    reader = Reader(signed)
    author, signature = reader.take(DEVICE_ID_SIZE), reader.take(SIGNATURE_SIZE)
    tail = reader.rest()
    rest = Reader(tail)
    return SignedForm(author, signature, tail, rest.u32(), rest.take(32), rest.rest())


def signature_message(team_id: bytes, tail: bytes) -> bytes:
    return b"gawahi/v1/form-sig\0" + team_id + H(tail)


def version_ending(form: str) -> str:
    """How the version of this form ends, and of no other: so a version names one form, whatever else it is called."""
    return "-" + H(b"gawahi/v1/form\0", form.encode()).hex()[:_HASH_LETTERS]


def encode_content(content: FormContent) -> bytes:
    return canonical.encode({"id": content.id, "version": content.version, "form": content.form})


def decode_content(data: bytes) -> FormContent:
    """Refuses malformed (also a version that is not of this form), not_canonical and too_large."""
    said = as_map(canonical.decode(data), "form", "id", "version")
    name, version = as_label(as_text(said["id"])), as_label(as_text(said["version"]))
    form = None if said["form"] is None else as_text(said["form"])
    if name == OWN_FORM:
        raise Refusal("malformed", "the name of the app's own form")
    if form == "":
        raise Refusal("malformed", "form")
    if form is not None and not version.endswith(version_ending(form)):
        raise Refusal("malformed", "not the version of this form")
    return FormContent(name, version, form)
