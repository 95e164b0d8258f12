"""How the desk joins its team: like any newcomer, by an invite, trusting nothing that the relay says beyond it.

The relay of the link is not followed: the desk speaks only to the relay it was started with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx

from server.desk.archive.entries import Team
from server.desk.relay_client import Letter, RelayClient
from server.format.invite import Invite, Request, check_head, parse_text
from server.format.item import TEAM_TAG_SIZE, Kind
from server.format.refusals import Refusal
from server.format.roster import Role
from server.seal.device import Device
from server.seal.invite import invite_id, open_welcome, seal_request
from server.seal.roster import open_entry, read_roster, roster_mailbox, upload_token

_FRAGMENT: Final = "#join="
_LABEL_BYTES: Final = 128


@dataclass(frozen=True, slots=True)
class Joining:
    """All that an archive begins with."""

    team: Team
    signed_entries: tuple[bytes, ...]
    request: Letter


def read_link(link: str) -> Invite:
    """The invite in a link, or its bare text. Refuses as `invite_damaged`."""
    text = link.strip()
    return parse_text(text.split(_FRAGMENT, 1)[1] if _FRAGMENT in text else text)


def prepare_joining(
    http: httpx.Client, link: str, label: str, device: Device, *, now: int, random: Callable[[int], bytes]
) -> Joining:
    """Fetch the welcome, verify the roster from its genesis on, and write the request. ``now`` in ms.

    Refuses invite_damaged, invite_expired, invite_head, and not_recipient for an invite that is not for a coordinator.
    """
    if len(label.encode()) > _LABEL_BYTES:
        raise Refusal("too_large", "label")
    invite = read_link(link)
    tag = invite.team_id[:TEAM_TAG_SIZE]
    try:
        sealed = RelayClient(http, tag).fetch_welcome(invite_id(invite.secret))
    except Refusal as refusal:
        if refusal.name == "not_found":
            raise Refusal("invite_expired") from refusal
        raise
    welcome = open_welcome(invite, sealed, now=now)
    if not welcome.role & Role.COORDINATOR:
        raise Refusal("not_recipient", "this invite does not let the desk read testimonies")
    team = Team(invite.team_id, welcome.team, welcome.epoch_secret)
    entries = _roster_entries(RelayClient(http, tag, upload_token(welcome.epoch_secret)), team)
    roster = read_roster(entries)
    check_head(invite, roster)
    mailbox = roster_mailbox(welcome.epoch_secret)
    request = Request(device.sign_pk, device.kem_pk, random(16), label)
    body = seal_request(invite, request, nonce=random(12))
    return Joining(team, entries, Letter(Kind.REQUEST, body, mailbox))


def _roster_entries(relay: RelayClient, team: Team) -> tuple[bytes, ...]:
    """The signed entries on the relay, in its order; whether they are a roster is checked by who reads them."""
    mailbox = roster_mailbox(team.epoch_secret)
    entries: list[bytes] = []
    after, head = 0, 1
    while after < head:
        page = relay.pull(after, None, [mailbox])
        letters = [one.letter for one in page.items if one.letter.kind == Kind.ROSTER]
        entries += [open_entry(one.body, team_tag=team.tag, epoch_secret=team.epoch_secret) for one in letters]
        if page.next <= after:
            break
        after, head = page.next, page.head
    return tuple(dict.fromkeys(entries))
