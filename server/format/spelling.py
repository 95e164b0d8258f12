"""Names of people and places across scripts and spellings: مستونگ, Mastung and Mustang are near each other.

Pure. Finds what may be the same; never says that it is. A word is reduced to the skeleton of its consonants, in which
letters that are written for each other count as one; skeletons and a plain transcription are then compared by the
measure of Jaro and Winkler (W. E. Winkler, "String Comparator Metrics", 1990).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

ALIKE: Final = 0.9
"""From here on two words are marked as one. Chosen on pairs of names in tests/vectors/spelling.json."""
_WINKLER_PREFIX: Final = 4
_WINKLER_WEIGHT: Final = 0.1

_ARABIC: Final[Mapping[str, str]] = {
    **dict.fromkeys("اآأإٱىع", "a"),
    **dict.fromkeys("ب", "b"),
    **dict.fromkeys("پ", "p"),
    **dict.fromkeys("تٹطټة", "t"),
    **dict.fromkeys("ثسص", "s"),
    **dict.fromkeys("جځ", "j"),
    **dict.fromkeys("چڅ", "c"),
    **dict.fromkeys("حہهھۀە", "h"),
    **dict.fromkeys("خ", "k"),
    **dict.fromkeys("دڈډ", "d"),
    **dict.fromkeys("ذزضظژ", "z"),
    **dict.fromkeys("رڑړ", "r"),
    **dict.fromkeys("شښ", "x"),
    **dict.fromkeys("ف", "f"),
    **dict.fromkeys("قکكګ", "k"),
    **dict.fromkeys("گغږ", "g"),
    **dict.fromkeys("ل", "l"),
    **dict.fromkeys("م", "m"),
    **dict.fromkeys("نںڼ", "n"),
    **dict.fromkeys("وؤ", "v"),
    **dict.fromkeys("یيےېۍئۓ", "y"),
    "ء": "",
    "ـ": "",
}
"""Urdu, Dari, Pashto, Balochi and Arabic letters by the consonant that Latin spellings write for them; `x` is sh."""
_VOWELS_OF_ARABIC: Final = {"v": "o", "y": "i"}
_LATIN: Final[tuple[tuple[str, str], ...]] = (
    ("sch", "x"),
    ("sh", "x"),
    ("ch", "c"),
    ("kh", "k"),
    ("gh", "g"),
    ("ph", "p"),
    ("q", "k"),
    ("ck", "k"),
    ("w", "v"),
    ("ee", "i"),
    ("oo", "o"),
    ("ou", "o"),
    ("u", "o"),
    ("e", "i"),
)
_WEAK: Final = frozenset("aeiouvyh")
_FIRST: Final = {"e": "a", "i": "a", "o": "a", "u": "a"}
_JOINERS: Final = frozenset("'\u2019\u200c\u200d")
_FEWEST_CONSONANTS: Final = 2
_DIGITS: Final = re.compile(r"\d(?:[\d\s().\u200e\u200f+-]*\d)?")
_DIGITS_ALIKE: Final = 7
"""So many last digits of two numbers make them one: before them stand codes of country and city, or none."""


_TOO_COMMON: Final = (
    " a an and at by daughter from house in is near no of on or road son street the to village was with "
    "از اور بنت به خانه در سرک سڑک سے فرزند محلہ مکان میں نزد نے و ولد پر کا کو کی کے گاؤں گلی گھر "
)
"""Words of addresses and kinship that stand in every text."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` to before ``end``, in Unicode characters (not UTF-16 units, not bytes)."""

    start: int
    end: int


def bare(word: str) -> str:
    """In small letters, without marks and joiners: what is left of a word when only its letters count."""
    spread = unicodedata.normalize("NFKD", word.lower())
    return "".join(letter for letter in spread if unicodedata.category(letter).startswith("L") and letter != "ـ")


@lru_cache(maxsize=20_000)
def transcription(word: str) -> str:
    """Plain Latin letters, so that two scripts can be compared letter by letter."""
    letters = bare(word)
    first, rest = letters[:1], letters[1:]
    plain = _ARABIC.get(first, first) + "".join(
        _vowel(_ARABIC.get(letter, letter)) if letter in _ARABIC else letter for letter in rest
    )
    for written, meant in _LATIN:
        plain = plain.replace(written, meant)
    return re.sub(r"(.)\1+", r"\1", plain)


def _vowel(letter: str) -> str:
    return _VOWELS_OF_ARABIC.get(letter, letter)


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants: vowels, and w, y and h after the first letter, are written or left out as people please."""
    plain = transcription(word)
    first = _FIRST.get(plain[:1], plain[:1])
    return re.sub(r"(.)\1+", r"\1", first + "".join(letter for letter in plain[1:] if letter not in _WEAK))


def jaro_winkler(one: str, other: str) -> float:
    """0: nothing in common; 1: the same."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    jaro = _jaro(one, other)
    prefix = 0
    for left, right in zip(one[:_WINKLER_PREFIX], other[:_WINKLER_PREFIX], strict=False):
        if left != right:
            break
        prefix += 1
    return jaro + prefix * _WINKLER_WEIGHT * (1 - jaro)


def _jaro(one: str, other: str) -> float:
    reach = max(len(one), len(other)) // 2 - 1
    taken = [False] * len(other)
    matched: list[str] = []
    for at, letter in enumerate(one):
        for place in range(max(0, at - reach), min(len(other), at + reach + 1)):
            if not taken[place] and other[place] == letter:
                taken[place] = True
                matched.append(letter)
                break
    if not matched:
        return 0.0
    theirs = [letter for place, letter in enumerate(other) if taken[place]]
    swapped = sum(left != right for left, right in zip(matched, theirs, strict=True)) / 2
    count = len(matched)
    return (count / len(one) + count / len(other) + (count - swapped) / count) / 3


def likeness(one: str, other: str) -> float:
    """Of two words, from 0 to 1. The skeleton counts double: vowels are written as people please."""
    bones = jaro_winkler(skeleton(one), skeleton(other))
    return (2 * bones + jaro_winkler(transcription(one), transcription(other))) / 3


def words_of(text: str) -> tuple[tuple[str, Span], ...]:
    """Runs of letters with their marks; an apostrophe or joiner between two letters belongs to them, a hyphen not."""
    found: list[tuple[str, Span]] = []
    start: int | None = None
    for at, letter in enumerate([*text, " "]):
        kind = unicodedata.category(letter)[0]
        goes_on = kind == "M" or (letter in _JOINERS and _is_letter(text, at + 1))
        if kind == "L":
            start = at if start is None else start
        elif start is not None and not goes_on:
            found.append((text[start:at], Span(start, at)))
            start = None
    return tuple(found)


def _is_letter(text: str, at: int) -> bool:
    return at < len(text) and unicodedata.category(text[at]).startswith("L")


def is_alike(one: str, other: str) -> bool:
    """Whether two words may be one name. Words of one consonant are too short to say."""
    bones, others = skeleton(one), skeleton(other)
    if len(bones) < _FEWEST_CONSONANTS or len(others) < _FEWEST_CONSONANTS:
        return transcription(one) == transcription(other) != ""
    return bones == others or likeness(one, other) >= ALIKE


def nearest(sought: str, names: Iterable[str], count: int) -> tuple[str, ...]:
    """The names most like it, best first, each compared word by word in their order."""
    ranked = sorted(names, key=lambda name: (-_likeness_of_names(sought, name), name))
    return tuple(ranked[:count])


def _likeness_of_names(one: str, other: str) -> float:
    left, right = ([word for word, _ in words_of(name)] or [name] for name in (one, other))
    shared = [likeness(mine, theirs) for mine, theirs in zip(left, right, strict=False)]
    return sum(shared) / max(len(left), len(right))


def marks(text: str, values: Sequence[str]) -> tuple[Span, ...]:
    """Where ``values`` (names, places, numbers) may stand in a text, in any script or spelling, in order and apart."""
    spans = [*_marked_words(text, values), *_marked_numbers(text, values)]
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def _marked_words(text: str, values: Sequence[str]) -> Iterator[Span]:
    """A name of two parts may be written in one, and the other way round."""
    said = words_of(text)
    names = [_name_words(value) for value in values]
    single = {word for words in names for word in words}
    joined = {first + second for words in names for first, second in pairwise(words)}
    alike: dict[str, bool] = {}

    def is_name(word: str, names: Iterable[str]) -> bool:
        if word not in alike:
            alike[word] = any(is_alike(word, name) for name in names)
        return alike[word]

    for at, (word, span) in enumerate(said):
        if at + 1 < len(said) and is_name(word + said[at + 1][0], single):
            yield Span(span.start, said[at + 1][1].end)
        elif is_name(word, (*single, *joined)):
            yield span


def _name_words(value: str) -> list[str]:
    """Without words that stand everywhere, and without letters of a code like QA01."""
    return [
        word
        for word, span in words_of(value)
        if word.lower() not in _TOO_COMMON
        and not any(one.isdecimal() for one in value[max(0, span.start - 1) : span.end + 1])
    ]


def _marked_numbers(text: str, values: Sequence[str]) -> Iterator[Span]:
    endings = {number[-_DIGITS_ALIKE:] for value in values for number, _ in _numbers(value)}
    for number, span in _numbers(text):
        if number[-_DIGITS_ALIKE:] in endings:
            yield span


def _numbers(text: str) -> Iterator[tuple[str, Span]]:
    """Digits of any script with what people put between them, if there are enough of them."""
    for match in _DIGITS.finditer(text):
        digits = "".join(str(unicodedata.digit(letter)) for letter in match[0] if letter.isdecimal())
        if len(digits) >= _DIGITS_ALIKE:
            yield digits, Span(match.start(), match.end())
