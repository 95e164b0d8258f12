"""Vectors of section 23: forms that a coordinator says to everybody. Made once and kept, for zlibs deflate differently."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

import zlib

from server.format import canonical
from server.format import team_form as form_format
from server.format.team_form import FormContent, encode_content, version_ending
from server.seal.primitives import aead_seal, kdf
from server.seal.team_form import seal_form, sign_form

from ..plain import Json
from .world import DEVICES, ROSTER, flips, seeded, team_world

_random = seeded("team form")
SECRET, NONCE = _random(32), _random(12)
FORM = '{"id":"oral","title":{"en":"Oral history 🕯","ur":"زبانی تاریخ é"},"q":[]}'
CONTENT = FormContent("oral", "1" + version_ending(FORM), FORM)
RETIRED = FormContent("oral", CONTENT.version, None)


def team_form_vectors() -> Json:
    plain = canonical.encode({"id": CONTENT.id, "version": CONTENT.version, "form": FORM})
    made = {
        "a form": _sealed(sign_form(DEVICES["bilal"], ROSTER, CONTENT)),
        "a form that is not used any more": _sealed(sign_form(DEVICES["dawood"], ROSTER, RETIRED)),
        "by a guardian": _by_hand("gul", plain),
        "by a documenter": _by_hand("amina", plain),
        "by a stranger": _by_hand("stranger", plain),
        "by one who left": _by_hand("tahir", plain),
        "by one who had not left then": _by_hand("tahir", plain, seq=2),
        "under a false name": _by_hand("gul", plain, name="bilal"),
        "of days to come": _by_hand("bilal", plain, seq=5, head=bytes(32)),
        "of another roster": _by_hand("bilal", plain, head=bytes(32)),
        "under another's version": _by_hand(
            "bilal", encode_content(FormContent("oral", "1" + version_ending("{}"), FORM))
        ),
        "under the name of the app's own": _by_hand(
            "bilal", encode_content(FormContent("gawahi_default", CONTENT.version, FORM))
        ),
        "without a name": _by_hand("bilal", encode_content(FormContent("", CONTENT.version, FORM))),
        "with a name of 129 bytes": _by_hand("bilal", encode_content(FormContent("a" * 129, CONTENT.version, None))),
        "with more than there is to say": _by_hand(
            "bilal", canonical.encode({"id": "a", "version": "b", "form": None, "more": 1})
        ),
        "that is no text": _by_hand("bilal", canonical.encode({"id": "a", "version": "b", "form": 1})),
        "that inflates to more than 1 MiB": _by_hand("bilal", encode_content(FormContent("a", "b", " " * (1 << 20)))),
        "that was not deflated": _sealed(_signed("bilal", plain)),
        "with hidden padding": _sealed(b"", padded=b"\0\0\0\1" + b"x" * 1020),
    }
    refused = {
        "by a guardian": "author_not_member",
        "by a documenter": "author_not_member",
        "by a stranger": "author_not_member",
        "by one who left": "author_not_member",
        "under a false name": "signature",
        "of days to come": "roster_unknown",
        "of another roster": "roster_unknown",
        "under another's version": "malformed",
        "under the name of the app's own": "malformed",
        "without a name": "malformed",
        "with a name of 129 bytes": "too_large",
        "with more than there is to say": "malformed",
        "that is no text": "malformed",
        "that inflates to more than 1 MiB": "too_large",
        "that was not deflated": "malformed",
        "with hidden padding": "padding",
    }
    base: dict[str, Json] = {"do": "open", "known": 4, "epoch_secret": SECRET.hex()}
    whole: Json = {"from": "a form"}
    cases: list[Json] = [
        {"name": "Bilal says a form", **base, "sealed": whole, "gives": _said("bilal", 4, CONTENT)},
        {"name": "Dawood takes it out of use", **base, "sealed": {"from": "a form that is not used any more"}, "gives": _said("dawood", 4, RETIRED)},
        {"name": "Tahir had said it before he left", **base, "sealed": {"from": "by one who had not left then"}, "gives": _said("tahir", 2, CONTENT)},
        *({"name": f"a form {name}", **base, "sealed": {"from": name}, "refused": why} for name, why in refused.items()),
        {"name": "a reader whose roster is older", **base, "known": 3, "sealed": whole, "refused": "roster_unknown"},
        {"name": "a reader of another epoch", **base, "epoch_secret": bytes(32).hex(), "sealed": whole, "refused": "damaged"},
        {"name": "cut short", **base, "sealed": {"from": "a form", "cut": 1}, "refused": "damaged"},
        {"name": "cut short in the header", **base, "sealed": "4757463101", "refused": "malformed"},
        *flips({"magic": (0, "malformed"), "suite": (4, "unknown_suite"), "team tag": (5, "wrong_team"), "epoch": (24, "damaged"), "nonce": (25, "damaged"), "tag": (-1, "damaged")}, "a form", base),
        {"name": "how a version ends", "do": "version", "form": FORM, "gives": version_ending(FORM)},
    ]  # fmt: skip
    about = '"open": a member with the roster up to entry `known` opens a form of the team. "version": how the version of a form ends.'
    return {"noun": "team_form", "about": about, "world": team_world() | {"bytes": {name: data.hex() for name, data in made.items()}}, "cases": cases}  # fmt: skip


def _said(author: str, seq: int, content: FormContent) -> Json:
    return {
        "author": DEVICES[author].id.hex(),
        "roster_seq": seq,
        "id": content.id,
        "version": content.version,
        "form": content.form,
    }


def _sealed(signed: bytes, padded: bytes | None = None) -> bytes:
    if padded is None:
        return seal_form(signed, team_tag=ROSTER.team_tag, epoch=1, epoch_secret=SECRET, nonce=NONCE)
    header = form_format.build_header(ROSTER.team_tag, 1)
    return header + NONCE + aead_seal(kdf(SECRET, "form"), NONCE, padded, header)


def _signed(signer: str, deflated: bytes, *, seq: int = 4, head: bytes | None = None, name: str | None = None) -> bytes:
    device = DEVICES[signer]
    tail = form_format.build_tail(seq, ROSTER.heads[seq] if head is None else head, deflated)
    signature = device.sign(form_format.signature_message(ROSTER.team_id, tail))
    return DEVICES[name or signer].id + signature + tail


def _by_hand(signer: str, content: bytes, *, seq: int = 4, head: bytes | None = None, name: str | None = None) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _sealed(_signed(signer, deflate.compress(content) + deflate.flush(), seq=seq, head=head, name=name))
