"""Suggests what each answer of a form gives away, for a person who decides. Careful: in doubt, more is protected.

Looks at names, labels and types. A suggestion is never used until somebody accepted it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.forms.classes import Class
from server.forms.kinds import STRUCTURE
from server.forms.lint import Reading

Node = Mapping[str, Any]
DROP: Final = "drop"


@dataclass(frozen=True, slots=True)
class Suggestion:
    question: str
    label: str
    suggested: Class
    why: str


_DIRECT: Final = Class("direct", "identity", DROP)
_SENSITIVE: Final = Class("sensitive", "testimony", DROP)
_WORDS: Final[tuple[tuple[str, Class, str], ...]] = (
    (r"\b(phone|mobile|cell|tel|whatsapp|e-?mail|facebook|twitter)\b|فون|موبائل|ای میل", _DIRECT, "reaches a person"),
    (
        r"\b(cnic|nic|tazkira|passport|national id|id (card|number|no)|licen[cs]e)\b|شناختی|پاسپورٹ",
        _DIRECT,
        "names a person",
    ),
    (r"\b(name|surname|nickname|father|mother|husband|wife)s?\b|\bنام\b|ولدیت", _DIRECT, "names a person"),
    (r"\b(address|street|house|signature)\b|پتہ|دستخط", _DIRECT, "leads to a person"),
    (r"\b(age|years old)\b|عمر", Class("quasi", "testimony", "age"), "known to neighbours"),
    (r"\b(sex|gender|male|female)\b|جنس", Class("quasi", "testimony", "sex"), "known to neighbours"),
    (r"\b(ethnic\w*|tribe|caste|clan)\b|قوم|قبیلہ", Class("quasi", "testimony", "ethnic"), "known to neighbours"),
    (r"\b(religio\w*|sect|faith)\b|مذہب|مسلک|فرقہ", Class("quasi", "testimony", "religion"), "known to neighbours"),
    (r"\b(occupation|profession|job|work)\b|پیشہ", Class("quasi", "testimony", "occupation"), "known to neighbours"),
    (
        r"\b(province|district|region|county|village|town|city|ward|camp|community|country|location|place|admin\d?)\b"
        r"|ضلع|صوبہ|گاؤں|شہر",
        Class("quasi", "testimony", "place"),
        "says where",
    ),
)
_OF_THINGS: Final = re.compile(
    r"\b(village|town|city|district|school|clinic|hospital|place|community|species|product|project|site|camp|organi[sz]ation)\b"
)
_STORY: Final = re.compile(r"\b(descri\w*|story|stories|explain|comments?|tell|details?|notes?)\b", re.IGNORECASE)
_MATCHERS: Final = tuple((re.compile(pattern, re.IGNORECASE), found, why) for pattern, found, why in _WORDS)
_TYPES: Final[Mapping[str, tuple[Class, str]]] = {
    "geopoint": (_DIRECT, "a point on the map leads to a door"),
    "geotrace": (_DIRECT, "a way on the map leads to a door"),
    "geoshape": (_DIRECT, "an area on the map leads to a door"),
    "image": (_DIRECT, "a picture may show a face"),
    "audio": (_DIRECT, "a voice is known"),
    "video": (_DIRECT, "a film may show a face"),
    "file": (_DIRECT, "a file may hold anything"),
    "date": (Class("quasi", "testimony", "date"), "says when"),
    "dateTime": (Class("quasi", "testimony", "date"), "says when"),
    "text": (_SENSITIVE, "people write names into texts"),
    "integer": (Class("quasi", "testimony", "count"), "a number may single somebody out"),
    "decimal": (_SENSITIVE, "an exact number may single somebody out"),
}
_OTHERWISE: Final = (Class("sensitive", "testimony"), "an answer about a person")
_UNSURE_LADDERS: Final = frozenset({"age", "count"})


def suggest(form: Node, readings: Iterable[Reading]) -> tuple[Suggestion, ...]:
    """For every question without a class, in the form's order."""
    found = {node["n"]: _of(node) for node in _questions(form["q"]) if "cls" not in node}
    classes = _kept_apart(form, {name: one[0] for name, one in found.items()}, tuple(readings))
    labels = {node["n"]: node.get("l", {}).get("en", "") for node in _questions(form["q"])}
    return tuple(
        Suggestion(name, labels[name], classes[name], why if classes[name] == found[name][0] else _READ)
        for name, (_, why) in found.items()
    )


_READ: Final = "reads, or is read by, an answer that names a person"


def _questions(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if node["t"] in STRUCTURE:
            yield from _questions(node.get("c", ()))
        elif node["t"] != "note":
            yield node


def _of(node: Node) -> tuple[Class, str]:
    kind = node["t"]
    words = f"{re.sub(r'[_.-]', ' ', node['n'])} {node.get('l', {}).get('en', '')}"
    if kind in ("geopoint", "geotrace", "geoshape", "image", "audio", "video", "file"):
        return _TYPES[kind]
    for matcher, found, why in _MATCHERS:
        if not matcher.search(words) or (found.ladder in _UNSURE_LADDERS and kind not in ("integer", "select_one")):
            continue
        if kind == "text" and _STORY.search(words):
            break
        if found == _DIRECT and (kind not in ("text", "integer", "calculate") or _OF_THINGS.search(words.lower())):
            continue
        return found, why
    return _TYPES.get(kind, _OTHERWISE)


def _kept_apart(form: Node, classes: dict[str, Class], readings: tuple[Reading, ...]) -> dict[str, Class]:
    """A testimony's question may not read a name. Who reads one joins it, unless much else would have to follow."""
    nodes = {node["n"]: node for node in _everything(form["q"])}
    classes = dict(classes)
    changed = True
    while changed:
        changed = False
        for reading in readings:
            for name in sorted(reading.questions & classes.keys()):
                if classes[name].compartment != "identity" or _all_identity(nodes.get(reading.reader), classes):
                    continue
                if reading.reader in classes and reading.reader not in _read_by_groups(readings, nodes):
                    classes[reading.reader] = _DIRECT
                else:
                    classes[name] = _SENSITIVE
                changed = True
    return classes


def _everything(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _everything(node.get("c", ()))


def _all_identity(node: Node | None, classes: Mapping[str, Class]) -> bool:
    if node is None:
        return True
    inside = [one["n"] for one in _everything((node,)) if one["t"] not in (*STRUCTURE, "note")]
    return all(classes[name].compartment == "identity" for name in inside if name in classes)


def _read_by_groups(readings: Iterable[Reading], nodes: Mapping[str, Node]) -> frozenset[str]:
    """Those on which whole parts of the form depend: they cannot lie among the names."""
    return frozenset(
        name
        for reading in readings
        if nodes.get(reading.reader, {}).get("t") in STRUCTURE
        for name in reading.questions
    )
