"""What a form says, by language code. English and Urdu are always there, because every phone speaks one of them.

Keeps every word as it was written; only marks (HTML, Markdown) that no phone shows are taken away, and that is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

Text = dict[str, str]

_LANGUAGE_CODE: Final = re.compile(r"\(([a-zA-Z]{2,3}(?:-[a-zA-Z]{2,4})?)\)\s*$")
_NAMES: Final = {"english": "en", "urdu": "ur", "اردو": "ur", "dari": "fa", "pashto": "ps", "arabic": "ar"}
_HTML: Final = re.compile(
    r"</?(?:a|b|big|br|center|div|em|font|h[1-6]|hr|i|li|ol|p|small|span|strong|u|ul)\b[^<>]*/?>", re.I
)
_MARKDOWN: Final = (
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.S), r"\2"),
    (re.compile(r"^#{1,6} +", re.M), ""),
)


def language_code(language: str) -> str:
    """Of `English (en)` the code; of a bare name the code if it is known, else the name."""
    match = _LANGUAGE_CODE.search(language)
    if match:
        return match[1].lower()
    bare = language.strip().lower()
    return _NAMES.get(bare, bare)


def plain(text: str) -> str:
    """The words without marks. What is left is byte for byte what was written."""
    bare = _HTML.sub("", text)
    for pattern, kept in _MARKDOWN:
        bare = pattern.sub(kept, bare)
    return bare.strip() if bare != text else text


def text_of(value: str | Mapping[str, str], first_language: str) -> Text:
    """``value``: as pyxform gives it, one text or one for each language. What a language lacks is said in English."""
    said = {"": value} if isinstance(value, str) else value
    by_code = {language_code(name): plain(str(words)) for name, words in said.items() if words not in (None, "")}
    fallback = by_code.get("en") or by_code.get(first_language) or next(iter(by_code.values()), "")
    others = {code: words for code, words in by_code.items() if code not in ("en", "ur", "", "default")}
    return {"en": by_code.get("en", fallback), "ur": by_code.get("ur", fallback), **others}
