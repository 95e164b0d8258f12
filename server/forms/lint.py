"""What a form must promise before anyone depends on it.

Pure: reads a compiled form, returns named problems, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from server.forms.findings import Problem
from server.forms.ladders import LADDERS

Node = Mapping[str, Any]

COMPARTMENTS: Final = frozenset({"identity", "testimony", "review"})
_RESERVED_NAMES: Final = frozenset(
    {
        "of",
        "gw_marks",
        "gw_media",
        "__proto__",
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "prototype",
    }
    | {"toLocaleString", "toString", "valueOf"}
)
"""`of` names a member's parent, `gw_marks` what is to be redacted, `gw_media` voices and pictures; the others are every
object's in JavaScript."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The expression ``key`` of ``reader`` reads ``questions`` and looks something up in ``lists``."""

    reader: str
    key: str
    questions: frozenset[str]
    lists: frozenset[str] = frozenset()
    nothings: frozenset[str] = frozenset()
    """Bare names: nothing, unless a question is called so; then a path was meant that phones do not follow."""


@dataclass(frozen=True, slots=True)
class _Place:
    node: Node
    above: tuple[str, ...]


def lint(form: Node, readings: tuple[Reading, ...]) -> tuple[Problem, ...]:
    places = tuple(_places(form["q"], ()))
    by_name = {place.node["n"]: place for place in places}
    return (
        *_names(places),
        *_fields(form, places),
        *_unknown(readings, by_name, form["lists"]),
        *_identity_leaks(readings, by_name),
        *_circles(readings, by_name),
    )


def _places(nodes: list[Node], above: tuple[str, ...]) -> Iterator[_Place]:
    for node in nodes:
        yield _Place(node, above)
        yield from _places(node.get("c", []), (*above, node["n"]))


def _names(places: tuple[_Place, ...]) -> Iterator[Problem]:
    seen: set[str] = set()
    for place in places:
        name = place.node["n"]
        if name in seen:
            yield Problem("duplicate_name", name, "a name is used once in a form")
        if name in _RESERVED_NAMES:
            yield Problem("reserved_name", name, "this name is Gawahi's own")
        seen.add(name)


def _fields(form: Node, places: tuple[_Place, ...]) -> Iterator[Problem]:
    for node in (place.node for place in places):
        if "list" in node and node["list"] not in form["lists"]:
            yield Problem("unknown_list", node["n"], node["list"])
        if "cmp" not in node:
            continue
        if node["cmp"] not in COMPARTMENTS:
            yield Problem("unclassified", node["n"], f"compartment {node['cmp']!r}")
        if node["cls"] == "direct" and node["cmp"] != "identity":
            yield Problem("direct_outside_identity", node["n"], node["cmp"])
        if node["cls"] == "quasi" and "gen" not in node:
            yield Problem("no_ladder", node["n"], "a quasi-identifier needs a ladder")
        if "gen" in node and node["gen"] not in LADDERS:
            yield Problem("unknown_ladder", node["n"], node["gen"])


def _unknown(
    readings: tuple[Reading, ...], by_name: Mapping[str, _Place], lists: Mapping[str, object]
) -> Iterator[Problem]:
    for reading in readings:
        for name in sorted(reading.lists - lists.keys()):
            yield Problem("unknown_list", f"{reading.reader}.{reading.key}", name)
        for name in sorted(reading.nothings & by_name.keys()):
            yield Problem("unsupported_path", f"{reading.reader}.{reading.key}", f"{name}; write ${{{name}}}")
        for name in sorted(reading.questions - by_name.keys()):
            yield Problem("unknown_question", f"{reading.reader}.{reading.key}", name)


def _compartments(place: _Place, by_name: Mapping[str, _Place]) -> set[str]:
    """Of the question itself, or of all that lie in the group or repeat."""
    name = place.node["n"]
    inside = [other.node for other in by_name.values() if name in other.above or other is place]
    return {node["cmp"] for node in inside if "cmp" in node}


def _identity_leaks(readings: tuple[Reading, ...], by_name: Mapping[str, _Place]) -> Iterator[Problem]:
    """Whether a testimony's question is asked, or what it computes, must not tell anything of a witness's identity."""
    for reading in readings:
        if reading.reader not in by_name or not _compartments(by_name[reading.reader], by_name) - {"identity"}:
            continue
        for name in sorted(reading.questions & by_name.keys()):
            if by_name[name].node.get("cmp") == "identity":
                yield Problem("identity_leak", f"{reading.reader}.{reading.key}", name)


def _circles(readings: tuple[Reading, ...], by_name: Mapping[str, _Place]) -> Iterator[Problem]:
    """A value depends on its calculation and on every relevance above it; a circle could not be computed."""
    reads: dict[str, set[str]] = {name: set(place.above) for name, place in by_name.items()}
    for reading in readings:
        if reading.key in ("rel", "calc", "cnt") and reading.reader in reads:
            reads[reading.reader] |= reading.questions & by_name.keys()
    done: set[str] = set()
    for start in reads:
        circle = _circle_from(start, reads, done, ())
        if circle:
            yield Problem("circular", start, " > ".join(circle))
            return


def _circle_from(name: str, reads: Mapping[str, set[str]], done: set[str], way: tuple[str, ...]) -> tuple[str, ...]:
    if name in way:
        return (*way[way.index(name) :], name)
    if name in done:
        return ()
    for other in sorted(reads[name]):
        circle = _circle_from(other, reads, done, (*way, name))
        if circle:
            return circle
    done.add(name)
    return ()
