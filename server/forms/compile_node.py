"""One row of the survey sheet after the other, each into a node of the form. Gathers problems; stops at none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from server.forms.choices import ACKNOWLEDGE, has_media
from server.forms.classes import Class, class_of
from server.forms.expression import Expr, ExpressionRefused, Parsed, parse
from server.forms.findings import Notice, Problem
from server.forms.functions import FIXED
from server.forms.kinds import DROPPED_FOR_SAFETY, NOT_ASKED_YET, SHOWN_AS, STRUCTURE, TYPED, TYPES
from server.forms.lint import Reading
from server.forms.texts import language_code, plain, text_of

Node = dict[str, Any]

_TRUE: Final = frozenset({"yes", "true", "true()"})
_FALSE: Final = frozenset({"", "no", "false", "false()"})
_EMPTY: Final[Expr] = {"s": ""}


@dataclass(slots=True)
class NodeCompiler:
    first_language: str
    has_urdu: bool
    classes: Mapping[str, Class]
    """What a person said of questions that the workbook says nothing of."""
    is_read: frozenset[str]
    """Names that stand as ${name} anywhere."""
    problems: list[Problem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    acknowledges: bool = False

    def nodes(self, rows: Iterable[Node]) -> list[Node]:
        return [node for row in rows if (node := self.node(row)) is not None]

    def refuse(self, code: str, where: str, detail: str) -> None:
        self.problems.append(Problem(code, where, detail))

    def tell(self, code: str, where: str, detail: str = "") -> None:
        self.notices.append(Notice(code, where, detail))

    def node(self, row: Node) -> Node | None:
        name, kind = str(row.get("name", "")), str(row.get("type", ""))
        if name == "meta":
            # pyxform's own group; what a form asks for in it (instanceName, audit) is left out as well.
            for child in row.get("children") or ():
                if child.get("name") not in ("instanceID", "instanceName"):
                    self.tell("dropped_for_safety", str(child.get("name")), str(child.get("type") or child.get("name")))
            return None
        if kind == "today" and name in self.is_read:
            return self.day_of_record(name)
        if kind in DROPPED_FOR_SAFETY:
            self.tell("dropped_for_safety", name, kind)
            return None
        if kind not in TYPES:
            self.refuse("unsupported_type", name, kind)
            return None
        node: Node = {"n": name, "t": TYPES[kind]}
        self.words(node, row)
        self.rules(node, row)
        self.kind(node, row, kind)
        if node["t"] in STRUCTURE:
            node["c"] = self.nodes(row.get("children") or [])
        elif node["t"] != "note":
            self.disclosure(node, row)
        return node

    def day_of_record(self, name: str) -> Node:
        """Other questions count from it; a day tells nothing that the record's own date does not."""
        self.tell("fixed_once", name, "today")
        place = {"cls": "quasi", "cmp": "testimony", "gen": "date"}
        return {"n": name, "t": "calculate", "calc": ["today"], "keep": True, **place}

    # ---- what it says
    def words(self, node: Node, row: Node) -> None:
        for key, column in (("l", "label"), ("h", "hint")):
            if row.get(column):
                node[key] = self.text(row[column], f"{node['n']}.{column}")
        if row.get("guidance_hint") and "h" not in node:
            node["h"] = self.text(row["guidance_hint"], f"{node['n']}.guidance_hint")
        if has_media(row):
            self.tell("dropped_media", node["n"])

    def text(self, value: str | Mapping[str, str], where: str) -> dict[str, str]:
        said = {"": value} if isinstance(value, str) else value
        if any(plain(str(words)) != str(words) for words in said.values() if words):
            self.tell("marks_removed", where)
        text = text_of(value, self.first_language)
        if self.has_urdu and not any(language_code(name) == "ur" and words for name, words in said.items()):
            self.refuse("untranslated", where, text["en"])
        return text

    # ---- its rules
    def rules(self, node: Node, row: Node) -> None:
        bind = row.get("bind") or {}
        for key, source in (
            ("rel", bind.get("relevant")),
            ("con", bind.get("constraint")),
            ("stop", row.get("gw_stop")),
        ):
            if source not in (None, ""):
                node[key] = self.expression(node["n"], key, str(source)).tree
        calculation = str(bind.get("calculate") or "")
        if calculation:
            self.calculation(node, row, calculation)
        required = str(bind.get("required") or "")
        if required.lower() in _TRUE:
            node["req"] = True
        elif required.lower() not in _FALSE:
            node["req"] = self.expression(node["n"], "req", required).tree
        if row.get("default") not in (None, "") and "calc" not in node:
            source = str(row["default"])
            is_expression = "(" in source or "${" in source
            node["d"] = self.expression(node["n"], "d", source).tree if is_expression else {"s": source}
        messages = (
            ("cm", bind.get("jr:constraintMsg")),
            ("rm", bind.get("jr:requiredMsg")),
            ("sm", row.get("gw_stop_message")),
        )
        for key, message in messages:
            if message:
                node[key] = self.text(message, f"{node['n']}.{key}")
        readonly = str(bind.get("readonly") or "").lower()
        if readonly in _TRUE and node["t"] not in ("note", "calculate", *STRUCTURE):
            node["ro"] = True

    def calculation(self, node: Node, row: Node, source: str) -> None:
        parsed = self.expression(node["n"], "calc", source)
        node["calc"] = parsed.tree
        fixed = sorted(parsed.functions & FIXED)
        if fixed:
            node["keep"] = True
            self.tell("fixed_once", node["n"], fixed[0])
        if row.get("trigger"):
            self.tell("without_trigger", node["n"], str(row["trigger"]))

    def expression(self, name: str, key: str, source: str, *, in_choice_filter: bool = False) -> Parsed:
        try:
            parsed = parse(source, in_choice_filter=in_choice_filter)
        except ExpressionRefused as refused:
            self.refuse(refused.code, f"{name}.{key}", refused.detail)
            return Parsed(_EMPTY, *[frozenset[str]()] * 5)
        self.readings.append(Reading(name, key, parsed.questions, parsed.lists, parsed.nothings))
        for nothing in sorted(parsed.nothings):
            self.tell("names_nothing", f"{name}.{key}", nothing)
        self.columns |= parsed.columns
        return parsed

    # ---- how it is asked
    def kind(self, node: Node, row: Node, kind: str) -> None:
        name, control = node["n"], row.get("control") or {}
        if control.get("jr:count"):
            node["cnt"] = self.expression(name, "cnt", str(control["jr:count"])).tree
        look = str(control.get("appearance") or "")
        if look and look != "field-list":
            node["a"] = look
        if kind in SHOWN_AS:
            self.tell("shown_as", name, SHOWN_AS[kind])
        if kind in TYPED:
            self.tell("typed_by_hand", name)
        if str(row.get("gw_capture") or "") == "later":
            node["later"] = True
        if node["t"] in NOT_ASKED_YET or "later" in node:
            self.tell("not_asked_yet", name, node["t"])
        if str(row.get("gw_stop_draft") or "") == "delete":
            node["del"] = True
        if kind == "rank":
            node["a"] = "rank"
        if kind == "range":
            self.between(node, row.get("parameters") or {})
        if kind in ("trigger", "acknowledge"):
            node["list"], self.acknowledges = ACKNOWLEDGE, True
        elif node["t"] in ("select_one", "select_multiple"):
            self.choices_of(node, row)

    def between(self, node: Node, parameters: Mapping[str, Any]) -> None:
        ends = [str(parameters.get(key, usual)) for key, usual in (("start", "1"), ("end", "10"), ("step", "1"))]
        if all(end.lstrip("-").isdigit() for end in ends):
            node["t"] = "integer"
        low, high = sorted(ends[:2], key=float)
        tree = parse(f". >= {low} and . <= {high}").tree
        node["con"] = ["and", node["con"], tree] if "con" in node else tree

    def choices_of(self, node: Node, row: Node) -> None:
        source = str(row.get("itemset") or row.get("list_name") or row.get("query") or "")
        if source.startswith("${"):
            node["from"] = source[2:-1].strip()
            self.readings.append(Reading(node["n"], "from", frozenset({node["from"]})))
        elif "." in source:
            self.refuse("unsupported_external_choices", node["n"], source)
        else:
            node["list"] = source
        if row.get("choice_filter"):
            node["f"] = self.expression(node["n"], "f", str(row["choice_filter"]), in_choice_filter=True).tree
        if str((row.get("parameters") or {}).get("randomize") or "").lower() == "true":
            self.tell("no_list_order", node["n"])

    def look_at_choices(self, sheet: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        for name, rows in sheet.items():
            for row in rows:
                if has_media(row):
                    self.tell("dropped_media", f"{name}.{row['name']}")
                if row.get("label"):
                    self.text(row["label"], f"{name}.{row['name']}")

    # ---- what it gives away
    def disclosure(self, node: Node, row: Node) -> None:
        try:
            said = class_of(row) or self.classes.get(node["n"])
        except ValueError as error:
            self.refuse("unclassified", node["n"], str(error))
            return
        if said is None:
            self.refuse("unclassified", node["n"], "neither gw_class nor gw_compartment")
            return
        node["cls"], node["cmp"] = said.disclosure, said.compartment
        if said.ladder is not None:
            node["gen"] = said.ladder
