"""The form as the desk reads it: which fields there are, how far each discloses, and by which ladder it is generalised.

Reads the compiled JSON only; never a workbook, never an answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

Node = Mapping[str, Any]
Disclosure = Literal["direct", "quasi", "sensitive", "safe"]
Compartment = Literal["identity", "testimony", "review"]
PathKind = Literal["record", "collection"]

# A member of a nested collection names its parent member in this field; no question may have the name.
PARENT_FIELD: Final = "of"


@dataclass(frozen=True, slots=True)
class Text:
    en: str
    ur: str


_NO_TEXT: Final = Text("", "")


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: Text
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Collection:
    name: str
    label: Text
    parent: str | None


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: str
    label: Text
    group: str
    collection: str | None
    disclosure: Disclosure
    compartment: Compartment
    ladder: str | None
    list: str | None
    choices_from: str | None

    @property
    def path_kind(self) -> PathKind:
        """``record``: the path is [name]; ``collection``: it is [collection, member, name]."""
        return "record" if self.collection is None else "collection"


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    version: str
    title: Text
    lists: Mapping[str, tuple[Choice, ...]]
    fields: Mapping[str, Field]
    collections: Mapping[str, Collection]

    def fields_of(self, collection: str | None) -> tuple[Field, ...]:
        """In the form's order; None: those of the record itself."""
        return tuple(field for field in self.fields.values() if field.collection == collection)


def load(data: Node) -> Form:
    """From the form JSON; a field without class or compartment is a KeyError, for the compiler lets none pass."""
    places = tuple(_walk(data["q"], "", None))
    return Form(
        id=data["id"],
        version=data["version"],
        title=_text(data["title"]),
        lists={name: tuple(_choice(row) for row in rows) for name, rows in data["lists"].items()},
        fields={node["n"]: _field(node, group, inside) for node, group, inside in places if _is_field(node)},
        collections={
            node["n"]: Collection(node["n"], _label(node), inside)
            for node, _, inside in places
            if node["t"] == "repeat"
        },
    )


@cache
def load_default() -> Form:
    return load(json.loads(Path(__file__).with_name("gawahi_default.json").read_text(encoding="utf-8")))


def _walk(nodes: list[Node], group: str, inside: str | None) -> Iterator[tuple[Node, str, str | None]]:
    for node in nodes:
        yield node, group, inside
        collection = node["n"] if node["t"] == "repeat" else inside
        yield from _walk(node.get("c", []), node["n"], collection)


def _is_field(node: Node) -> bool:
    return node["t"] not in ("group", "repeat", "note")


def _text(said: Mapping[str, str]) -> Text:
    """A team's own form may be there in more languages."""
    return Text(said["en"], said["ur"])


def _label(node: Node) -> Text:
    return _text(node["l"]) if "l" in node else _NO_TEXT


def _choice(row: Node) -> Choice:
    return Choice(row["v"], _text(row["l"]), row.get("x", {}))


def _field(node: Node, group: str, collection: str | None) -> Field:
    return Field(
        name=node["n"],
        type=node["t"],
        label=_label(node),
        group=group,
        collection=collection,
        disclosure=cast("Disclosure", node["cls"]),
        compartment=cast("Compartment", node["cmp"]),
        ladder=node.get("gen"),
        list=node.get("list"),
        choices_from=node.get("from"),
    )
