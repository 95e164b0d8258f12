"""What this desk knows of openings: read like everybody else who must see them. It holds no share and says nothing."""

from __future__ import annotations

from server.desk.archive.memory import Memory
from server.format.opening_ledger import Opening, fold_openings
from server.format.opening_said import Accuse
from server.seal.opening import is_proven


def openings(memory: Memory, now_ms: int) -> tuple[Opening, ...]:
    """What became of each request for a witness's name, the newest first."""
    acts, roster = memory.openings, memory.roster
    proven = set()
    for act in acts.values():
        asked = acts.get(act.said.request) if isinstance(act.said, Accuse) else None
        if asked is not None and isinstance(act.said, Accuse) and is_proven(roster, asked, act.said):
            proven.add(act.id)
    return fold_openings(acts.values(), roster, now_ms, proven)
