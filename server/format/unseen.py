"""Signs that nobody sees, made visible: with them a name looks like another name, turns the words after it around, or
commands a terminal. What is stored and compared stays as it was written; this is for what is shown.
"""

from __future__ import annotations

import re
from typing import Final

MARK: Final = "\ufffd"
"""Stands where something unseen stands."""
# Joiners are seen by what they do, but only between letters of a script that joins, or in an emoji.
_UNSEEN: Final = re.compile(
    "[\0-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc\ufe0f\u2600-\u27bf\U0001f000-\U0001faff])"
    "[\u200c\u200d]"
)


def name_in_sight(name: str) -> str:
    """A person's or a team's name, as it may be shown."""
    return _UNSEEN.sub(MARK, name)
