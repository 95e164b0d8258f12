"""Reads XLSForm expressions into small JSON trees, so that a phone needs no parser.

It never guesses: what the phone's engine cannot run is refused here, by name, before anyone depends on the form.

A tree is one of: a number; ``{"s": text}``; ``{"r": question}``; ``{"dot": 1}`` (the question's own value);
``{"col": column}`` (of the choice that is looked at); ``[operator or function, tree, ..]``;
``["item", {"s": list}, condition, {"s": column}]`` (that column of all choices for which the condition holds).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from server.forms.functions import FUNCTIONS
from server.forms.tokens import END, Token, tokens

Expr: TypeAlias = "int | float | dict[str, str | int] | list[str | Expr]"

_PRECEDENCE: Final = {
    "or": 1,
    "and": 2,
    "=": 3,
    "!=": 3,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
_LENGTH_LIMIT: Final = 20_000  # the longest real expression measured has 2,604 characters
_DEPTH_LIMIT: Final = 60
_STEPS: Final = frozenset({"/", "//", "[", "|"})


class ExpressionRefused(ValueError):
    """``code``: ``syntax``, ``unsupported_function`` or ``unsupported_path``; ``detail`` quotes what was refused."""

    def __init__(self, code: str, detail: str) -> None:
        self.code: Final = code
        self.detail: Final = detail
        super().__init__(f"{code}: {detail}")


@dataclass(frozen=True, slots=True)
class Parsed:
    tree: Expr
    questions: frozenset[str]
    columns: frozenset[str]
    functions: frozenset[str]
    """All that are called; `FIXED` ones may run once only."""
    lists: frozenset[str]
    """Lists of choices in which something is looked up."""
    nothings: frozenset[str]
    """Bare names outside a choice filter: in XPath a child that is not there, so nothing."""


def parse(source: str, *, in_choice_filter: bool = False) -> Parsed:
    """Bare names are columns of the choice list in a choice filter or look-up, and nothing elsewhere."""
    if len(source) > _LENGTH_LIMIT:
        raise ExpressionRefused("syntax", f"longer than {_LENGTH_LIMIT} characters")
    try:
        found = tokens(source)
    except ValueError as error:
        raise ExpressionRefused("syntax", str(error)) from error
    parser = _Parser(found, in_choice_filter)
    tree = parser.whole()
    sets = (parser.questions, parser.columns, parser.functions, parser.lists, parser.nothings)
    return Parsed(tree, *map(frozenset, sets))


@dataclass(slots=True)
class _Parser:
    tokens: list[Token]
    among_choices: bool
    at: int = 0
    depth: int = 0
    questions: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    nothings: set[str] = field(default_factory=set)

    def whole(self) -> Expr:
        tree = self.operators(0)
        if self.at < len(self.tokens):
            raise ExpressionRefused("syntax", f"cannot go on at {self.peek().text!r}")
        return tree

    def peek(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else END

    def sees(self, symbol: str) -> bool:
        return self.peek() == ("op", symbol)

    def take(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, *symbols: str) -> None:
        for symbol in symbols:
            token = self.take()
            if token.text != symbol or token.kind not in ("op", "name"):
                raise ExpressionRefused("syntax", f"expected {symbol!r}, found {token.text!r}")

    def operators(self, floor: int) -> Expr:
        self.depth += 1
        if self.depth > _DEPTH_LIMIT:
            raise ExpressionRefused("syntax", f"nested deeper than {_DEPTH_LIMIT}")
        left = self.unary()
        while True:
            kind, text = self.peek()
            precedence = _PRECEDENCE.get(text, 0) if kind in ("op", "name") else 0
            if precedence <= floor:
                self.depth -= 1
                return left
            self.take()
            left = [text, left, self.operators(precedence)]

    def unary(self) -> Expr:
        negative = False
        while self.sees("-"):
            self.take()
            negative = not negative
        value = self.primary()
        if self.peek().kind == "op" and self.peek().text in _STEPS:
            raise ExpressionRefused("unsupported_path", f"a path step {self.peek().text!r}")
        return ["neg", value] if negative else value

    def primary(self) -> Expr:
        kind, text = self.take()
        if kind == "text":
            return {"s": text[1:-1]}
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "ref":
            return self.question(text[2:-1].strip())
        if kind == "name":
            return self.call(text) if self.sees("(") else self.column(text)
        if (kind, text) == ("op", "("):
            tree = self.operators(0)
            self.expect(")")
            return tree
        if (kind, text) == ("op", "."):
            return {"dot": 1}
        if (kind, text) == ("op", ".."):
            return self.sibling()
        code = "unsupported_path" if text in ("/", "//", "@") else "syntax"
        raise ExpressionRefused(code, f"unexpected {text!r}")

    def question(self, name: str) -> Expr:
        if "#" in name:
            raise ExpressionRefused("unsupported_path", name)
        self.questions.add(name)
        return {"r": name}

    def sibling(self) -> Expr:
        """`../a` and `../../g/a`, after the first `..`: names are used once in a form, so the last one says which."""
        last = Token("op", "..")
        while self.sees("/"):
            self.take()
            step = self.take()
            upwards = step == ("op", "..")
            goes_back = upwards and last.text != ".."
            if goes_back or not (upwards or step.kind in ("name", "ref")):
                raise ExpressionRefused("unsupported_path", f"a path step {step.text!r}")
            last = step
        if last.text == "..":
            raise ExpressionRefused("unsupported_path", "..")
        return self.question(last.text[2:-1].strip() if last.kind == "ref" else last.text)

    def column(self, name: str) -> Expr:
        if not self.among_choices:
            self.nothings.add(name)
            return {"s": ""}
        self.columns.add(name)
        return {"col": name}

    def call(self, name: str) -> Expr:
        if name == "instance":
            return self.look_up()
        if name == "current":
            return self.current()
        if name == "jr:itext":
            return self.label_of_item()
        if name not in FUNCTIONS:
            raise ExpressionRefused("unsupported_function", name)
        self.functions.add(name)
        arguments = self.levels() if name == "position" else self.arguments()
        least, most = FUNCTIONS[name]
        if len(arguments) < least or (most is not None and len(arguments) > most):
            raise ExpressionRefused("syntax", f"{name} has {len(arguments)} arguments")
        if name == "regex":
            _check_pattern(arguments[1])
        if name == "jr:choice-name":
            arguments[1] = {"s": self.quoted(arguments[1])}
        if name == "indexed-repeat" and not all(isinstance(one, dict) and "r" in one for one in arguments[:2]):
            raise ExpressionRefused("unsupported_path", "indexed-repeat needs a question and its repeat")
        return [name, *arguments]

    def arguments(self) -> list[Expr]:
        self.expect("(")
        found: list[Expr] = []
        while not self.sees(")"):
            if found:
                self.expect(",")
            found.append(self.operators(0))
        self.expect(")")
        return found

    def levels(self) -> list[Expr]:
        """`position(..)` is of the nearest repeat; each further `/..` goes to the next one outside."""
        self.expect("(", "..")
        outside = 0
        while self.sees("/"):
            self.expect("/", "..")
            outside += 1
        self.expect(")")
        return [outside] if outside else []

    def current(self) -> Expr:
        """`current()/.` and `current()/../a`: the question that asks, also where a choice is looked at."""
        self.expect("(", ")", "/")
        if self.sees("."):
            self.take()
            return {"dot": 1}
        self.expect("..")
        return self.sibling()

    def quoted(self, tree: Expr) -> str:
        """Of `'${question}'`, the question."""
        match = (
            re.fullmatch(r"\$\{\s*([^}]+?)\s*\}", str(tree["s"])) if isinstance(tree, dict) and "s" in tree else None
        )
        if match is None:
            raise ExpressionRefused("unsupported_path", "jr:choice-name needs its question as '${name}'")
        self.questions.add(match[1])
        return match[1]

    def label_of_item(self) -> Expr:
        """`jr:itext(instance(..)/root/item[..]/itextId)` is how XForms ask for a choice's label."""
        arguments = self.arguments()
        item = arguments[0] if len(arguments) == 1 else None
        if not isinstance(item, list) or item[0] != "item" or item[3] != {"s": "itextId"}:
            raise ExpressionRefused("unsupported_function", "jr:itext of anything but a choice")
        return [*item[:3], {"s": "label"}]

    def look_up(self) -> Expr:
        """`instance('list')/root/item[condition]/column`."""
        self.expect("(")
        kind, text = self.take()
        if kind != "text":
            raise ExpressionRefused("unsupported_path", f"instance of {text!r}")
        self.expect(")", "/", "root", "/", "item")
        condition: Expr = ["true"]
        if self.sees("["):
            self.take()
            outside, self.among_choices = self.among_choices, True
            condition = self.operators(0)
            self.among_choices = outside
            self.expect("]")
        self.expect("/")
        column = self.take()
        if column.kind != "name":
            raise ExpressionRefused("unsupported_path", f"a path step {column.text!r}")
        self.columns.add(column.text)
        self.lists.add(text[1:-1])
        return ["item", {"s": text[1:-1]}, condition, {"s": column.text}]


def _check_pattern(tree: Expr) -> None:
    """A pattern made while the form runs could not be checked here, so it must be written out."""
    if not isinstance(tree, dict) or "s" not in tree:
        raise ExpressionRefused("syntax", "regex needs its pattern written out")
    try:
        re.compile(str(tree["s"]))
    except re.error as error:
        raise ExpressionRefused("syntax", f"pattern {tree['s']!r}: {error}") from error
