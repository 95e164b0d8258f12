"""A relay that was put back from a backup older than a renewal takes none of the team's tokens of today (PROTOCOL
section 20).

The desk waits until an administrator's device has led the relay forward again, and says why. It shows old tokens only
to find out where the relay stands: it never reads or sends with one.
"""

from __future__ import annotations

from typing import Final

import httpx

from server.desk.archive.entries import Team
from server.desk.relay_client import RelayClient
from server.format.evidence import Known
from server.format.refusals import Refusal
from server.seal.roster import upload_token

# As on phones: a backup that is older than so many epochs is not looked for.
_MOST_TRIED: Final = 32
# A mailbox that nobody has: what comes back is not looked at, so it may be little.
_NOBODY: Final = bytes(16)


def stands_before(team: Team, http: httpx.Client) -> bool:
    """Whether the relay takes a token of an epoch before the one that this desk is in."""
    tried = reversed(team.past[-_MOST_TRIED:])
    return any(_is_taken(RelayClient(http, team.tag, upload_token(secret))) for _, secret in tried)


def _is_taken(relay: RelayClient) -> bool:
    try:
        relay.pull(0, Known(), (_NOBODY,))
    except Refusal as refusal:
        if refusal.name != "token_refused":
            raise
        return False
    return True
