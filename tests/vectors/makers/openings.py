"""Vectors of opening a name: who may ask, agree and refuse, what a share proves, what becomes of a request. Sealed once
and kept."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

from server.format.identity import Identity
from server.format.item import Kind, item_id
from server.format.opening_said import (
    OPENING_MS,
    Accuse,
    Opened,
    Refuse,
    Release,
    Request,
    Said,
    Withdraw,
    encode_said,
    release_info,
    share_message,
)
from server.format.roster import Roster
from server.seal.identity import open_share, parse, seal_identity
from server.seal.opening import Act, seal_opening, seal_release
from server.seal.primitives import KemKey, hpke_seal
from server.seal.roster import read_roster

from ..plain import Json
from .forged_openings import NAMES, forged_openings
from .testimony import RECORD
from .world import DEVICES, ENTRIES, ROSTER, TIME, flips, seeded, team_world

REPLY_SEED = seeded("reply")(32)
REPLY = KemKey(REPLY_SEED)
BEFORE = read_roster(ENTRIES[:3])
"""Tahir is still a coordinator."""


def opening_vectors() -> Json:
    random = seeded("opening")
    stream = random(16)
    witness = Identity(RECORD, ((("s_name",), "زہرا بی‌بی é 🕊️"),))
    box = seal_identity(ROSTER, DEVICES["amina"], witness, stream=stream, no=0, random=random)
    request = Request(
        RECORD, item_id(Kind.IDENTITY, box, None), parse(box).lock, REPLY.public, TIME, "عدالت نے گواہ کو بلایا ہے۔ é 🕊️"
    )
    made: dict[str, bytes] = {"the box": box}
    asked: dict[str, Act] = {}

    def say(name: str, author: str, said: Said, roster: Roster = ROSTER) -> Act:
        made[name], asked[name] = seal_opening(roster, DEVICES[author], said, random)
        return asked[name]

    ask = say("the request", "farah", request)
    late = say("a late request", "bilal", Request(**{**_fields(request), "time": TIME + OPENING_MS}))
    say("the request of one who left", "tahir", request, BEFORE)
    given = {name: seal_release(ROSTER, DEVICES[name], ask, TIME) for name in ("bilal", "dawood", "gul")}
    for name, release in given.items():
        say(f"the release of {name}", name, release)
    honest = open_share(ROSTER, DEVICES["gul"], box)
    false = bytes((honest[0] ^ 1,)) + honest[1:]
    made["a coordinator's release"], _ = seal_opening(ROSTER, DEVICES["farah"], given["gul"], random)
    say("a false release", "gul", _release(ask, "gul", false))
    say("a release signed by another", "gul", _release(ask, "gul", honest, signer="bilal"))
    say("a release that nobody can read", "gul", Release(ask.id, random(1120 + 97 + 16)))
    say("a release for another request", "gul", Release(late.id, given["gul"].share))
    proof = false + DEVICES["gul"].sign(share_message(ask.id, false))
    say("the false share named", "farah", Accuse(ask.id, DEVICES["gul"].id, proof))
    say("a share said to be false", "farah", Accuse(ask.id, DEVICES["gul"].id, b""))
    say(
        "a true share called false",
        "farah",
        Accuse(ask.id, DEVICES["gul"].id, honest + DEVICES["gul"].sign(share_message(ask.id, honest))),
    )
    say("a refusal", "dawood", Refuse(ask.id, "یہ محفوظ نہیں۔"))
    say("a withdrawal", "farah", Withdraw(ask.id))
    say("a withdrawal by another", "bilal", Withdraw(ask.id))
    say("the record of the opening", "farah", Opened(ask.id))
    made |= forged_openings(request)
    return {
        "noun": "opening",
        "about": '"open": a device whose roster ends with entry number `known` reads what was said. "release": the key `reply` opens the release `sealed` to `request`; `gives` the share, or whether the accusation has a proof. '
        '"fold": Farah has read the items of `said` in this order; `gives` each request by its state at `now`. "name": the key opens all the releases, and they the name. "plain": what is said and its canonical bytes.',
        "world": team_world() | {"reply": REPLY_SEED.hex(), "bytes": {name: data.hex() for name, data in made.items()}},
        "cases": [*_open_cases(asked), *_release_cases(honest), *_fold_cases(), *_plain_cases(asked)],
    }


def _fields(request: Request) -> dict[str, Json]:
    return {name: getattr(request, name) for name in ("record", "box", "lock", "reply", "time", "why")}


def _release(ask: Act, guardian: str, share: bytes, *, signer: str | None = None) -> Release:
    signature = DEVICES[signer or guardian].sign(share_message(ask.id, share))
    box = hpke_seal(REPLY.public, share + signature, release_info(ask.id, DEVICES[guardian].id))
    return Release(ask.id, box)


def _open_cases(asked: dict[str, Act]) -> list[Json]:
    base: dict[str, Json] = {"do": "open", "device": "gul", "known": 4}
    whole = {"from": "the request"}

    def gives(name: str) -> dict[str, Json]:
        act = asked[name]
        return {
            "id": act.id.hex(),
            "author": NAMES[act.author],
            "roster_seq": act.roster_seq,
            "said": encode_said(act.said).hex(),
        }

    refused = {
        "by a documenter": "author_not_member",
        "by a stranger": "author_not_member",
        "under a false name": "signature",
        "with a false commitment": "lockbox_commitment",
        "with hidden padding": "padding",
        "padded too far": "padding",
        "that says nothing known": "malformed",
        "that leaves a guardian out": "lockbox_recipients",
        "of another team": "wrong_team",
        "without a reason": "malformed",
        "too short for an author": "malformed",
    }
    return [
        *(
            {"name": f"Gul reads {name}", **base, "sealed": {"from": name}, "gives": gives(name)}
            for name in (
                "the request",
                "a refusal",
                "a withdrawal",
                "the record of the opening",
                "the false share named",
                "the release of bilal",
            )
        ),
        {
            "name": "a coordinator who is no guardian reads it too",
            **base,
            "device": "farah",
            "sealed": whole,
            "gives": gives("the request"),
        },
        {
            "name": "a documenter reads nothing of it",
            **base,
            "device": "amina",
            "sealed": whole,
            "refused": "not_recipient",
        },
        {
            "name": "an administrator who is neither reads nothing of it",
            **base,
            "device": "hamid",
            "sealed": whole,
            "refused": "not_recipient",
        },
        {
            "name": "a coordinator who left reads nothing of it",
            **base,
            "device": "tahir",
            "sealed": whole,
            "refused": "not_recipient",
        },
        {
            "name": "Tahir's request while he was still in",
            **base,
            "known": 2,
            "sealed": {"from": "the request of one who left"},
            "gives": gives("the request of one who left"),
        },
        {
            "name": "Tahir's request after he left",
            **base,
            "sealed": {"from": "the request of one who left"},
            "refused": "author_not_member",
        },
        {"name": "a reader whose roster is older", **base, "known": 3, "sealed": whole, "refused": "roster_unknown"},
        *(
            {"name": f"a request {name}", **base, "sealed": {"from": name}, "refused": why}
            for name, why in refused.items()
        ),
        {"name": "cut short", **base, "sealed": {"from": "the request", "cut": 1}, "refused": "damaged"},
        {
            "name": "cut short in the boxes",
            **base,
            "sealed": {"from": "the request", "cut": 7000},
            "refused": "malformed",
        },
        {"name": "a byte too many", **base, "sealed": {"from": "the request", "add": "00"}, "refused": "damaged"},
        *flips(
            {
                "magic": (0, "malformed"),
                "suite": (4, "unknown_suite"),
                "team": (5, "wrong_team"),
                "roster seq": (40, "roster_unknown"),
                "roster head": (41, "roster_unknown"),
                "commitment": (73, "damaged"),
                "own box": (106 + 3 * 1168, "damaged"),
                "nonce": (106 + 4 * 1168, "damaged"),
                "what is said": (-40, "damaged"),
            },
            "the request",
            base,
        ),
    ]


def _release_cases(honest: bytes) -> list[Json]:
    base: dict[str, Json] = {"do": "release", "request": {"from": "the request"}}
    return [
        {"name": "Gul's share", **base, "sealed": {"from": "the release of gul"}, "gives": honest.hex()},
        {
            "name": "a share that is not the one sealed for Gul, with her signature",
            **base,
            "sealed": {"from": "a false release"},
            "gives": {"accuse": "gul", "proven": True},
        },
        {
            "name": "a share that another signed",
            **base,
            "sealed": {"from": "a release signed by another"},
            "gives": {"accuse": "gul", "proven": False},
        },
        {
            "name": "a release that nobody can read",
            **base,
            "sealed": {"from": "a release that nobody can read"},
            "gives": {"accuse": "gul", "proven": False},
        },
        {
            "name": "a coordinator hands on what a guardian gave",
            **base,
            "sealed": {"from": "a coordinator's release"},
            "refused": "not_recipient",
        },
        {
            "name": "a release for another request",
            **base,
            "sealed": {"from": "a release for another request"},
            "refused": "malformed",
        },
        {
            "name": "a release used for another request",
            **base,
            "request": {"from": "a late request"},
            "sealed": {"from": "the release of gul"},
            "refused": "malformed",
        },
    ]


def _fold_cases() -> list[Json]:
    two = ["the release of bilal", "the release of gul"]

    def case(
        name: str,
        said: list[str],
        state: str,
        *,
        now: int = TIME,
        released: str = "",
        refused: str = "",
        false: str = "",
        claimed: str = "",
    ) -> Json:
        split = {
            key: value.split()
            for key, value in {
                "released": released,
                "refused": refused,
                "proven_false": false,
                "said_false": claimed,
            }.items()
        }
        return {
            "name": name,
            "do": "fold",
            "said": said,
            "now": now,
            "gives": [{"author": "farah", "state": state, "k": 2, **split}],
        }

    ask = "the request"
    return [
        case("a request waits", [ask], "open"),
        case("one of two has released", [ask, two[0]], "open", released="bilal"),
        case("the same guardian twice counts once", [ask, two[0], two[0]], "open", released="bilal"),
        case("two have released", [ask, *two], "ready", released="bilal gul"),
        case("in another order it is the same", [*reversed(two), ask], "ready", released="bilal gul"),
        case("a refusal", [ask, "a refusal"], "open", refused="dawood"),
        case(
            "who refused and then released has released",
            [ask, "a refusal", "the release of dawood", two[0]],
            "ready",
            released="bilal dawood",
        ),
        case(
            "a proven false share does not count",
            [ask, *two, "the false share named"],
            "open",
            released="bilal",
            false="gul",
        ),
        case(
            "a share said to be false does not count",
            [ask, *two, "a share said to be false"],
            "open",
            released="bilal",
            claimed="gul",
        ),
        case(
            "a proof outweighs a claim",
            [ask, *two, "the false share named", "a share said to be false"],
            "open",
            released="bilal",
            false="gul",
        ),
        case(
            "a true share that is called false is proven to nobody",
            [ask, *two, "a true share called false"],
            "open",
            released="bilal",
            claimed="gul",
        ),
        case("withdrawn", [ask, *two, "a withdrawal"], "withdrawn", released="bilal gul"),
        case("nobody withdraws the request of another", [ask, "a withdrawal by another"], "open"),
        case(
            "opened, and later withdrawn",
            [ask, *two, "the record of the opening", "a withdrawal"],
            "opened",
            released="bilal gul",
        ),
        case("on its last day", [ask], "open", now=TIME + OPENING_MS),
        case("too old", [ask, *two], "expired", now=TIME + OPENING_MS + 1, released="bilal gul"),
        case("from a clock that is a day ahead", [ask], "open", now=TIME - 86_400_000),
        case("from a clock that is further ahead", [ask], "expired", now=TIME - 86_400_001),
        case(
            "a coordinator's release counts for nothing",
            [ask, "a coordinator's release", two[0]],
            "open",
            released="bilal",
        ),
        case("two guardians open the name", [ask, *two], "ready", released="bilal gul")
        | {"do": "name", "gives": "زہرا بی‌بی é 🕊️"},
        {"name": "one does not", "do": "name", "said": [ask, two[0]], "now": TIME, "refused": "shares_missing"},
    ]


def _plain_cases(asked: dict[str, Act]) -> list[Json]:
    """What every kind of saying looks like as a map."""
    return [
        {
            "name": f"the plain bytes of {name}",
            "do": "plain",
            "bytes": encode_said(asked[name].said).hex(),
            "gives": True,
        }
        for name in (
            "the request",
            "the release of gul",
            "a refusal",
            "a withdrawal",
            "the record of the opening",
            "the false share named",
            "a share said to be false",
        )
    ]
