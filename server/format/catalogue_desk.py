"""Rows of the catalogue of refusals (catalogue.py): what fails on the way, the desk, exports, and the app itself."""

from __future__ import annotations

from typing import Final

DESK_ROWS: Final = (
    # a server that fails
    ("server_error", 83, 500, "The server failed.", "Nothing is lost: it stays on this device and is tried again."),
    (
        "relay_unreachable",
        84,
        503,
        "The relay cannot be reached.",
        "Nothing is lost. Try again when there is a connection.",
    ),
    (
        "store_unreachable",
        85,
        503,
        "The server cannot reach its storage now.",
        "Nothing is lost: it stays on this device and is tried again.",
    ),
    # the desk and exports
    ("desk_locked", 90, 403, "The desk is locked.", "Open it with its passphrase."),
    ("desk_not_admitted", 91, 409, "The desk is not yet a member of the team.", "An administrator must admit it."),
    ("desk_exists", 92, 409, "This desk already belongs to a team.", "Use another data folder for another team."),
    (
        "k_not_reached",
        93,
        409,
        "This export would single out people, so it was not made.",
        "Generalise more, or wait for more testimonies.",
    ),
    ("nothing_to_export", 94, 409, "No testimony may be used for this purpose.", "Check what the witnesses agreed to."),
    (
        "risk_too_high",
        95,
        409,
        "In this export somebody could be found too easily, so it was not made.",
        "Take a larger smallest group, as the preview proposes, or wait for more testimonies.",
    ),
    (
        "would_stand_out",
        96,
        409,
        "Compared with an earlier export this one would single out people, so it was not made.",
        "Wait until more testimonies have come.",
    ),
    (
        "ledger_damaged",
        97,
        500,
        "The desk's list of earlier exports is damaged or incomplete.",
        "Bring it back from a copy: without it nobody can say what two exports give away together.",
    ),
    (
        "export_overtaken",
        98,
        409,
        "Another export was made at this desk meanwhile.",
        "Look at the preview again.",
    ),
    (
        "k_too_small",
        99,
        409,
        "The smallest group is too small for this purpose.",
        "Take at least 11 for what everybody may see, 5 for partners, the United Nations and courts.",
    ),
    # the app itself
    (
        "release_wrong",
        110,
        409,
        "This app is not the one that was signed for the team.",
        "Do not use it for now. Ask whoever signs the team's releases.",
    ),
    (
        "desk_needed",
        111,
        403,
        "In this team names of witnesses are released and shown at the desk on one's own computer only.",
        "Start the desk, open the address that it shows, and do it there.",
    ),
)
