"""Writes the vectors: ``python -m tests.vectors.make_vectors [noun ..]``, from the top folder.

Everything comes from seeds, so that a second run writes the same bytes. Only HPKE draws its own randomness: the files
in ``SEALED_ONCE`` were written once, and are written anew only when named.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from .makers import (
    acks,
    backups,
    basics,
    bundles,
    changes,
    doors,
    grants,
    identities,
    lockboxes,
    logs,
    openings,
    parts,
    people,
    releases,
    renewals,
    team_forms,
    testimony,
)
from .plain import FOLDER, Json

MAKERS: dict[str, Callable[[], Json]] = {
    "canonical": basics.canonical_vectors,
    "padme": basics.padme_vectors,
    "device": basics.device_vectors,
    "item": basics.item_vectors,
    "log": logs.log_vectors,
    "roster": people.roster_vectors,
    "transport": people.transport_vectors,
    "history": testimony.history_vectors,
    "change": changes.change_vectors,
    "keyfile": doors.keyfile_vectors,
    "invite": doors.invite_vectors,
    "shares": parts.shares_vectors,
    "chunk": parts.chunk_vectors,
    "consent": parts.consent_vectors,
    "lockbox": lockboxes.lockbox_vectors,
    "identity": identities.identity_vectors,
    "ack": acks.ack_vectors,
    "grant": grants.grant_vectors,
    "opening": openings.opening_vectors,
    "bundle": bundles.bundle_vectors,
    "backup": backups.backup_vectors,
    "renewal": renewals.renewal_vectors,
    "proposal": renewals.proposal_vectors,
    "release": releases.release_vectors,
    "team_form": team_forms.team_form_vectors,
}
SEALED_ONCE = frozenset({"lockbox", "identity", "ack", "grant", "opening", "renewal", "proposal", "team_form"})


def written(vectors: Json) -> str:
    """One case a line, so that a change of one case is one line of a diff."""
    head = {key: value for key, value in vectors.items() if key != "cases"}
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in vectors["cases"])
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "cases": [\n' + lines + "\n]}\n"


def main(nouns: list[str]) -> None:
    for noun in nouns or sorted(set(MAKERS) - SEALED_ONCE):
        (FOLDER / f"{noun}.json").write_text(written(MAKERS[noun]()))


if __name__ == "__main__":
    main(sys.argv[1:])
