"""The one catalogue of refusals: name, stable code, HTTP status, the sentence a person reads, and what to do next.

Every parser, the relay and the desk refuse by one of these names. The web app holds the same names (static/src/format/refusals.ts)
and says them in the reader's language; a test holds the two tables equal. A code is never given to another name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RefusalKind:
    """One row of the catalogue. ``code`` is what push answers carry per item; 0 and 1 mean accepted there."""

    name: str
    code: int
    status: int
    message: str
    next: str


class Refusal(Exception):
    """A named refusal. ``detail`` is for developers and never holds what a witness said, a key or a passphrase."""

    def __init__(self, name: str, detail: str = "") -> None:
        self.kind: Final = REFUSALS[name]
        self.detail: Final = detail
        super().__init__(f"{name}: {detail}" if detail else name)

    @property
    def name(self) -> str:
        return self.kind.name


_ROWS: Final = (
    # formats and keys
    (
        "malformed",
        10,
        400,
        "This data is cut short, too long or not Gawahi data.",
        "Send it again from the device that made it.",
    ),
    ("too_large", 11, 413, "This is larger than the limit.", "Split it into smaller parts."),
    ("not_canonical", 12, 400, "This data is not in its one allowed form.", "Update the app that made it."),
    ("unknown_suite", 13, 400, "This was made with a version this app does not know.", "Update the app."),
    ("wrong_team", 14, 403, "This belongs to another team.", "Open it in the app of that team."),
    (
        "wrong_passphrase",
        20,
        403,
        "This passphrase does not open anything here.",
        "Check the words and the keyboard language, and try again.",
    ),
    (
        "key_file_damaged",
        21,
        500,
        "The key file on this device is damaged.",
        "Restore it from its backup; do not delete anything.",
    ),
    # this device
    (
        "open_elsewhere",
        24,
        409,
        "Gawahi is already open in another tab or window on this device.",
        "Close the other one, then try again.",
    ),
    (
        "storage_refused",
        25,
        507,
        "This browser does not let Gawahi keep anything on this device.",
        "Leave private browsing, or use another browser.",
    ),
    (
        "device_full",
        26,
        507,
        "This device has no space left.",
        "What was saved is still here. Free some space, then save again.",
    ),
    (
        "app_failed",
        27,
        500,
        "Something in the app failed.",
        "What was saved is still here. Lock the app and open it again.",
    ),
    (
        "roster_chain",
        30,
        409,
        "The list of members does not continue the one this device knows.",
        "Do not go on: compare fingerprints with your team in person.",
    ),
    (
        "roster_signatures",
        31,
        403,
        "Too few administrators have signed this change of members.",
        "Ask the administrators to sign it.",
    ),
    ("roster_op", 32, 400, "This change of members is not allowed.", "Check who is already a member."),
    (
        "roster_unknown",
        33,
        409,
        "This names a list of members that this device has not seen yet.",
        "Sync, then it is tried again.",
    ),
    (
        "lockbox_recipients",
        40,
        403,
        "This was not sealed for exactly the people it should be.",
        "It is kept aside; tell an administrator.",
    ),
    (
        "lockbox_commitment",
        41,
        403,
        "The key in this does not match its seal.",
        "It is kept aside; tell an administrator.",
    ),
    ("not_recipient", 42, 403, "This was not sealed for this device.", "Ask someone it was sealed for."),
    (
        "stream_order",
        43,
        409,
        "A part that should come before this one is missing.",
        "Sync again; it waits until the part arrives.",
    ),
    (
        "author_not_member",
        44,
        403,
        "The author is not a member of this team.",
        "It is kept aside; tell an administrator.",
    ),
    ("signature", 45, 403, "The signature is wrong.", "It is kept aside; tell an administrator."),
    ("padding", 46, 400, "This was not padded as it must be.", "It is kept aside; tell an administrator."),
    (
        "damaged",
        47,
        400,
        "This was damaged or changed on its way, or the key is a different one.",
        "Send it again from the device that made it.",
    ),
    (
        "replaces_several",
        48,
        400,
        "Only a decision with a reason may replace several accounts.",
        "Decide it, and say why.",
    ),
    (
        "no_guardian",
        50,
        409,
        "The team has no guardian, so a name cannot be protected.",
        "Add a guardian first; nothing was sealed or lost.",
    ),
    (
        "false_share",
        51,
        403,
        "A guardian gave a share that is not the one sealed for them.",
        "Ask that guardian again, in person.",
    ),
    ("shares_missing", 52, 403, "Too few guardians have agreed.", "Ask more guardians."),
    (
        "invite_damaged",
        60,
        400,
        "This invite is incomplete or damaged.",
        "Copy the whole link, or scan the code again.",
    ),
    (
        "invite_head",
        61,
        403,
        "The relay shows a different team than the invite promised.",
        "Do not join. Ask the person who invited you, in person.",
    ),
    ("invite_expired", 62, 410, "This invite has expired, was used or was taken back.", "Ask for a new one."),
    (
        "invite_used",
        63,
        409,
        "This invite was already used by another device.",
        "If that was not you, tell the person who invited you.",
    ),
    (
        "receipt_wrong",
        64,
        502,
        "The relay's receipt is not genuine.",
        "Nothing counts as delivered; tell an administrator.",
    ),
    # the relay's log
    (
        "log_wrong",
        65,
        502,
        "The relay gave an answer that its own signed log does not prove.",
        "Nothing of it was kept. If it happens again, tell an administrator: the relay may be lying.",
    ),
    (
        "log_rolled_back",
        66,
        409,
        "The relay has lost items that it had acknowledged.",
        "Everything that is still held is offered again. Tell an administrator.",
    ),
    (
        "log_fork",
        67,
        409,
        "The relay has shown different histories to different people.",
        "Everything that is still held is offered again. Tell an administrator, and compare with your colleagues.",
    ),
    (
        "roster_withheld",
        68,
        502,
        "The relay withholds a change of the team's members.",
        "Seal nothing new for now, and tell an administrator.",
    ),
    # the wire
    (
        "token_refused",
        70,
        401,
        "The relay does not accept this device's key for sending.",
        "Nothing is lost: it stays on this device. Ask an administrator for the team's new key.",
    ),
    ("team_unknown", 71, 404, "This relay does not know the team.", "Check the address of the relay."),
    ("team_exists", 72, 409, "This team is already on the relay.", "Nothing to do."),
    (
        "founding_code",
        73,
        403,
        "This relay needs a founding code.",
        "Ask the person who runs it; it is shown when the relay starts.",
    ),
    ("replayed", 74, 409, "This was already used once.", "Make it anew."),
    (
        "epoch_changed",
        75,
        409,
        "The relay was restored from a backup.",
        "The app reads everything again and offers what the relay has lost.",
    ),
    ("chunk_mismatch", 76, 400, "This part of a file does not match its fingerprint.", "It is sent again."),
    ("not_found", 77, 404, "This is not here.", "Check the address."),
    (
        "quota",
        78,
        507,
        "The team's space on the relay is full.",
        "Nothing is lost: it stays on this device. Ask the operator for more space.",
    ),
    (
        "disk_full",
        79,
        507,
        "The relay's disk is full.",
        "Nothing is lost: it stays on this device. Tell the operator; it is tried again.",
    ),
    ("too_many", 80, 429, "Too many requests.", "Wait a little; the app tries again by itself."),
    ("wrong_media_type", 81, 415, "The request has the wrong type of content.", "Update the app."),
    (
        "wrong_host",
        82,
        421,
        "This address is not one the server answers to.",
        "Use the address that it printed at its start.",
    ),
    ("server_error", 83, 500, "The server failed.", "Nothing is lost: it stays on this device and is tried again."),
    (
        "relay_unreachable",
        84,
        503,
        "The relay cannot be reached.",
        "Nothing is lost. Try again when there is a connection.",
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
)

REFUSALS: Final[dict[str, RefusalKind]] = {row[0]: RefusalKind(*row) for row in _ROWS}
