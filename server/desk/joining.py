"""How the desk joins its team: like any newcomer, by an invite, trusting nothing that the relay says beyond it.

The relay of the link is not followed: the desk speaks only to the relay it was started with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import httpx

from server.desk.archive.entries import Team
from server.desk.proven import prove_page, trust_in
from server.desk.relay_client import Letter, Page, RelayClient
from server.format.evidence import Known
from server.format.invite import Invite, Request, check_head, parse_text
from server.format.item import TEAM_TAG_SIZE, Kind
from server.format.log import State
from server.format.refusals import Refusal
from server.format.roster import Role, Roster
from server.format.transport import parse as parse_transport
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
    team = Team(invite.team_id, welcome.team, welcome.epoch_secret, welcome.epoch)
    pages = _pages(RelayClient(http, tag, upload_token(welcome.epoch_secret)), team)
    entries = _signed_entries(pages, team)
    roster = read_roster(entries)
    check_head(invite, roster)
    _check_pages(pages, roster)
    mailbox = roster_mailbox(welcome.epoch_secret)
    request = Request(device.sign_pk, device.kem_pk, random(16), label)
    body = seal_request(invite, request, nonce=random(12))
    # Whoever was out by then was out before anything that this desk will be shown of that epoch counted.
    team = replace(team, began=((team.epoch, roster.seq),))
    return Joining(team, entries, Letter(Kind.REQUEST, body, mailbox))


def _pages(relay: RelayClient, team: Team) -> list[Page]:
    """All roster entries on the relay, and the requests to join. Nothing of it is proved yet."""
    pages: list[Page] = []
    after, head, claimed = 0, 1, Known()
    while after < head:
        page = relay.pull(after, claimed, [roster_mailbox(team.epoch_secret)])
        pages.append(page)
        if page.next <= after:
            break
        after, head, claimed = page.next, page.head, Known(page.signed.epoch, State(page.head))
    return pages


def signed_entries(relay: RelayClient, team: Team) -> tuple[bytes, ...]:
    """All that the relay has for this epoch. Nothing of it is proved yet."""
    return _signed_entries(_pages(relay, team), team)


def _signed_entries(pages: Sequence[Page], team: Team) -> tuple[bytes, ...]:
    """In the relay's order; whether they are a roster is checked by who reads them."""
    bodies = [one.letter.body for page in pages for one in page.items if one.letter.kind == Kind.ROSTER]
    # All of them were sealed anew when this epoch began.
    entries = [_opened(body, team) for body in bodies if parse_transport(body).epoch == team.epoch]
    return tuple(dict.fromkeys(entry for entry in entries if entry is not None))


def _opened(body: bytes, team: Team) -> bytes | None:
    """None for what is left of an epoch whose beginning was cut short."""
    try:
        return open_entry(body, team_tag=team.tag, epoch_secret=team.epoch_secret)
    except Refusal as refusal:
        if refusal.name != "damaged":
            raise
        return None


def _check_pages(pages: Sequence[Page], roster: Roster) -> None:
    """That these were all the roster entries there are. Only now, because they say which key is the relay's."""
    known = Known()
    for page in pages:
        known = prove_page(trust_in(roster), known, page, by_mailbox=True).known
