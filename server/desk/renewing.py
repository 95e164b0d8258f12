"""How the desk follows its team into a new epoch (PROTOCOL section 20): from one renewal to the next, without a token.

Nothing that a renewal says is kept before the roster itself says that an admin wrote it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import httpx

from server.desk.archive.archive import Archive
from server.desk.archive.entries import Team
from server.desk.joining import signed_entries
from server.desk.relay_client import RelayClient
from server.desk.restored import stands_before
from server.format.entry import parse_signed
from server.format.refusals import Refusal
from server.format.renewal import renewal_id
from server.format.roster import Roster
from server.seal.device import Device
from server.seal.primitives import verify
from server.seal.renewal import Renewal, check_renewal, open_renewal
from server.seal.roster import upload_token

# So many epochs at most may a desk have slept through.
_MOST: Final = 1000


def follow(archive: Archive, device: Device, http: httpx.Client) -> bool:
    """Whether the team has drawn a new epoch and this desk is in it. Refuses as ``check_renewal`` does, and
    ``epoch_changed`` if the relay was put back to an epoch before: then the desk waits for an administrator."""
    renewals = _fetch(archive.team, device, http)
    if not renewals:
        if stands_before(archive.team, http):
            raise Refusal("epoch_changed", "the relay stands at an epoch before")
        return False
    team = archive.team
    for renewal in renewals:
        team = team.renewed(renewal.said.epoch, renewal.said.epoch_secret, renewal.said.roster_seq)
    roster = _newest(archive.roster, team, http)
    for renewal in renewals:
        check_renewal(roster, device.id, renewal)
    archive.renew(team)
    return True


def _fetch(team: Team, device: Device, http: httpx.Client) -> list[Renewal]:
    renewals: list[Renewal] = []
    relay, epoch, secret = RelayClient(http, team.tag), team.epoch, team.epoch_secret
    while len(renewals) < _MOST:
        sealed = relay.fetch_renewal(renewal_id(secret, device.id))
        # The entry by which this desk was removed lies in the place of a renewal.
        if sealed is None or sealed.startswith(b"GWE1"):
            return renewals
        renewal = open_renewal(device, team.team_id, sealed)
        if renewal.said.epoch != epoch + 1:
            raise Refusal("malformed", f"epoch {renewal.said.epoch} after {epoch}")
        renewals.append(renewal)
        epoch, secret = renewal.said.epoch, renewal.said.epoch_secret
    return renewals


def _newest(roster: Roster, team: Team, http: httpx.Client) -> Roster:
    """What this desk knows, and what the newest epoch's mailbox adds to it. The next exchange proves that nothing is
    withheld."""
    relay = RelayClient(http, team.tag, upload_token(team.epoch_secret))
    for signed in signed_entries(relay, replace(team, past=())):
        roster = grown(roster, signed) or roster
    return roster


def grown(roster: Roster, signed: bytes) -> Roster | None:
    """None if it is somebody's attempt that may not follow. It stops nobody: what is believed hangs on the heads."""
    try:
        return roster.extend(signed, verify) if parse_signed(signed).entry.seq == roster.seq + 1 else None
    except Refusal:
        return None
