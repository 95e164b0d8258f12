"""What was found once is tried for ever: bytes that one language took and the other refused, or that had two forms."""

from __future__ import annotations

from typing import Final

from server.format import canonical, entry, envelope
from server.format.keyfile import SlotKind, build_slot
from server.format.roster import Head

_HEAD: Final = entry.encode_signed(entry.encode_entry(entry.Entry(bytes(32), 1, bytes(32), 0, (Head(),))), [])
_TIME_AT: Final = 4 + 32 + 4 + 32
_WELCOME: Final = {"team": "کوئٹہ", "role": 3, "epoch": 1, "epoch_secret": bytes(32), "expires": 0}
_NAME: Final = [["w_name"], "گل بی بی"]
_BEYOND: Final = (1 << 53).to_bytes(8, "big")

FOUND: Final = {
    "roster entry": (_HEAD[:_TIME_AT] + _BEYOND + _HEAD[_TIME_AT + 8 :],),
    "change tail": (_BEYOND + envelope.build_tail(b"", envelope.Checkpoint())[8:],),
    "opened welcome": (
        canonical.encode({**_WELCOME, "role": 1 << 32}),
        canonical.encode({**_WELCOME, "epoch": 1 << 32}),
    ),
    "slot": (build_slot(next(iter(SlotKind)), bytes(32)) + b"\0", build_slot(next(iter(SlotKind)), bytes(32))[:-1]),
    "identity": (
        canonical.encode({"record": bytes(16), "fields": [_NAME, _NAME]}),
        canonical.encode({"record": bytes(16), "fields": [[["victim", bytes(16)], True]]}),
    ),
}
