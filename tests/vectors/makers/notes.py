"""Vectors of checkpoints: genuine, wrongly signed, wrongly written; and of receipts."""

from __future__ import annotations

import base64
from dataclasses import replace

from server.format.checkpoint import Checkpoint, Note, key_id
from server.format.log import EMPTY_ROOT, SIZE_LIMIT, State
from server.seal.primitives import sign

from ..plain import Json
from .tree import EPOCH, IDS, ROSTERS, prove, root
from .world import DEVICES, RELAY_PK, RELAY_SEED, ROSTER, seeded

TAG = ROSTER.team_tag


def _note(checkpoint: Checkpoint, seed: bytes = RELAY_SEED, relay_pk: bytes = RELAY_PK) -> str:
    return Note(checkpoint, key_id(checkpoint.name, relay_pk), sign(seed, checkpoint.signed())).text()


def note_cases() -> list[Json]:
    good = Checkpoint(TAG, EPOCH, State(70, root(70)))
    logs = {
        "a log": good,
        "an empty log": replace(good, state=State()),
        "the longest log": replace(good, state=State(SIZE_LIMIT, root(9))),
    }
    text = _note(good)
    asked = {"relay_pk": RELAY_PK.hex(), "team_tag": TAG.hex(), "epoch": EPOCH.hex()}
    cases: list[Json] = []
    for name, one in logs.items():
        state = [one.state.size, one.state.root.hex()]
        signature = sign(RELAY_SEED, one.signed()).hex()
        cases += [
            {"name": f"the checkpoint of {name}", "do": "checkpoint", **asked, "text": _note(one), "gives": state},
            {
                "name": f"{name} is written down",
                "do": "write",
                **asked,
                "state": state,
                "signature": signature,
                "gives": _note(one),
            },
        ]
    cases += [
        {"name": f"a checkpoint {name}", "do": "checkpoint", **asked, "text": wrong, "refused": "log_wrong"}
        for name, wrong in {**_wrongly_signed(good), **_wrongly_written(good, text)}.items()
    ]
    stranger = {"relay_pk": DEVICES["stranger"].sign_pk.hex()}
    return [
        *cases,
        {
            "name": "a checkpoint where another relay is pinned",
            "do": "checkpoint",
            **asked,
            **stranger,
            "text": text,
            "refused": "log_wrong",
        },
    ]


def _wrongly_signed(good: Checkpoint) -> dict[str, str]:
    """In good form, each, but for one thing."""
    stranger = DEVICES["stranger"]
    right = sign(RELAY_SEED, good.signed())
    other_team, other_epoch = replace(good, team_tag=seeded("other team")(16)), replace(good, epoch=bytes(16))
    other_log = Checkpoint(TAG, EPOCH, State(70, root(69)))
    return {
        "by a stranger": _note(good, stranger.seeds()[0], stranger.sign_pk),
        "by a stranger under the relay's key id": _note(good, stranger.seeds()[0]),
        "with another key id": Note(good, bytes(4), right).text(),
        "with a flipped bit in its signature": Note(
            good, key_id(good.name, RELAY_PK), bytes((right[0] ^ 1, *right[1:]))
        ).text(),
        "with the signature of another size": Note(
            replace(good, state=State(71, root(70))), key_id(good.name, RELAY_PK), right
        ).text(),
        "with the signature of another root": Note(other_log, key_id(good.name, RELAY_PK), right).text(),
        "of another team": _note(other_team),
        "of another epoch": _note(other_epoch),
    }


def _wrongly_written(good: Checkpoint, text: str) -> dict[str, str]:
    """The same checkpoint in another form. Where the form stands under the signature, it was signed in that form."""

    def signed_as(lines: str) -> str:
        sealed = base64.b64encode(key_id(good.name, RELAY_PK) + sign(RELAY_SEED, lines.encode())).decode()
        return f"{lines}\n\u2014 {good.name} {sealed}\n"

    lines, _, signature_line = text.partition("\n\n")
    name, size, root_line = lines.split("\n")
    beyond = str(SIZE_LIMIT + 1)
    return {
        "with nothing in it": "",
        "without a signature": f"{lines}\n\n",
        "without its last newline": text[:-1],
        "with a newline too many": f"{text}\n",
        "with a byte too many": f"{text}x",
        "with a space at its end": f"{text[:-1]} \n",
        "with a second signature": f"{text}{signature_line}",
        "without the empty line": f"{lines}\n{signature_line}",
        "with lines that end as on Windows": text.replace("\n", "\r\n"),
        "with a hyphen for the dash": text.replace("\u2014", "-"),
        "with a further line": signed_as(f"{lines}\nmore\n"),
        "with a leading zero": signed_as(f"{name}\n0{size}\n{root_line}\n"),
        "with a plus sign": signed_as(f"{name}\n+{size}\n{root_line}\n"),
        "with a minus sign": signed_as(f"{name}\n-{size}\n{root_line}\n"),
        "with Urdu digits": signed_as(f"{name}\n\u06f7\u06f0\n{root_line}\n"),
        "with a space before its size": signed_as(f"{name}\n {size}\n{root_line}\n"),
        "with a size beyond 2^53 - 1": signed_as(f"{name}\n{beyond}\n{root_line}\n"),
        "with a size of 30 digits": signed_as(f"{name}\n{'9' * 30}\n{root_line}\n"),
        "without a size": signed_as(f"{name}\n\n{root_line}\n"),
        "with a root in another base64": signed_as(f"{name}\n{size}\n{root_line[:-2]}{_next_letter(root_line[-2])}=\n"),
        "with a root without padding": signed_as(f"{name}\n{size}\n{root_line[:-1]}\n"),
        "with a root of 33 bytes": signed_as(f"{name}\n{size}\n{base64.b64encode(good.state.root + b'x').decode()}\n"),
        "with a root in base64url": signed_as(f"{name}\n{size}\n{'-_' + root_line[2:]}\n"),
        "with a signature in another base64": f"{text[:-3]}{_next_letter(text[-3])}=\n",
        "with a name in capitals": signed_as(f"{name.upper()}\n{size}\n{root_line}\n"),
        "with a longer name": signed_as(f"{name}0\n{size}\n{root_line}\n"),
        "signed under another name": text.replace(
            f"\u2014 {name}", f"\u2014 {name[:-1]}{'0' if name[-1] != '0' else '1'}"
        ),
    }


def _next_letter(letter: str) -> str:
    """Differs in bits that stand for nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return letters[letters.index(letter) + 1]


def receipt_cases() -> list[Json]:
    kept = [[number, IDS[number - 1].hex(), ROSTERS[number - 1]] for number in range(61, 71)]
    good = {
        "do": "receipt",
        "relay_pk": RELAY_PK.hex(),
        "team_tag": TAG.hex(),
        "epoch": EPOCH.hex(),
        "known": [60, root(60).hex()],
        "kept": kept,
        "text": _note(Checkpoint(TAG, EPOCH, State(70, root(70)))),
        "proof": [one.hex() for one in prove(70, 60, range(61, 71))],
    }
    state = [70, root(70).hex()]
    nothing = {"kept": [], "text": _note(Checkpoint(TAG, EPOCH, State(60, root(60)))), "proof": [root(60).hex()]}
    first = {"known": [0, EMPTY_ROOT.hex()]}
    wrong: dict[str, tuple[Json, str]] = {
        "in which an item has another number": (
            {"kept": [[62, *kept[0][1:]], [61, *kept[1][1:]], *kept[2:]]},
            "receipt_wrong",
        ),
        "in which two items have one number": ({"kept": [*kept, [70, *kept[0][1:]]]}, "receipt_wrong"),
        "in which an item has no number": ({"kept": [[0, *kept[0][1:]], *kept[1:]]}, "receipt_wrong"),
        "in which an item is not the one that was sent": (
            {"kept": [[61, IDS[0].hex(), kept[0][2]], *kept[1:]]},
            "receipt_wrong",
        ),
        "with another count of roster entries": (
            {"kept": [[*kept[0][:2], kept[0][2] + 1], *kept[1:]]},
            "receipt_wrong",
        ),
        "with more roster entries than there can be": ({"kept": [[*kept[0][:2], 2**32], *kept[1:]]}, "receipt_wrong"),
        "for an item that is not proven": ({"kept": kept[1:]}, "receipt_wrong"),
        "without its proof": ({"proof": []}, "receipt_wrong"),
        "of another epoch": ({"epoch": bytes(16).hex()}, "receipt_wrong"),
        "by another relay": ({"relay_pk": DEVICES["stranger"].sign_pk.hex()}, "receipt_wrong"),
        "that is no checkpoint": ({"text": "kept!"}, "receipt_wrong"),
        "of another history": ({"known": [60, root(59).hex()]}, "log_fork"),
    }
    return [
        {"name": "a receipt for ten items", **good, "gives": state},
        {"name": "a receipt for an item sent twice", **good, "kept": [*kept, kept[3]], "gives": state},
        {"name": "a receipt for somebody who never saw anything", **good, **first, "gives": state},
        {"name": "a receipt for nothing", **good, **nothing, "gives": [60, root(60).hex()]},
        *({"name": f"a receipt {name}", **good, **change, "refused": why} for name, (change, why) in wrong.items()),
    ]
