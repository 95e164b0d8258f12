"""Reads XLSForm expressions into small JSON trees, so that a phone needs no parser.

It never guesses: what the phone's engine cannot run is refused here, by name, before anyone depends on the form.

A tree is one of: a number; ``{"s": text}``; ``{"r": question}``; ``{"dot": 1}`` (the question's own value);
``{"col": column}`` (of the choice being filtered); ``[operator or function, tree, ..]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Expr: TypeAlias = "int | float | dict[str, str | int] | list[str | Expr]"

# Arguments of each function: at least, at most (None: any number). The phone has the same table; a test says so.
FUNCTIONS: Final[dict[str, tuple[int, int | None]]] = {
    "abs": (1, 1),
    "boolean": (1, 1),
    "ceiling": (1, 1),
    "checklist": (3, None),
    "coalesce": (2, 2),
    "concat": (1, None),
    "contains": (2, 2),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "count-selected": (1, 1),
    "date": (1, 1),
    "ends-with": (2, 2),
    "false": (0, 0),
    "floor": (1, 1),
    "if": (3, 3),
    "int": (1, 1),
    "join": (2, None),
    "max": (1, None),
    "min": (1, None),
    "normalize-space": (1, 1),
    "not": (1, 1),
    "number": (1, 1),
    "position": (0, 0),
    "pow": (2, 2),
    "regex": (2, 2),
    "round": (1, 2),
    "selected": (2, 2),
    "selected-at": (2, 2),
    "starts-with": (2, 2),
    "string": (1, 1),
    "string-length": (1, 1),
    "substr": (2, 3),
    "substring-after": (2, 2),
    "substring-before": (2, 2),
    "sum": (1, 1),
    "today": (0, 0),
    "translate": (3, 3),
    "true": (0, 0),
}
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
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*[^}]+?\s*\})|(?P<text>'[^']*'|"[^"]*")|(?P<number>\d+(?:\.\d+)?|\.\d+)
    |(?P<op>!=|<=|>=|//|\.\.|[=<>|+*/()\[\],@.-])|(?P<name>[A-Za-z_][\w.-]*(?::[\w-]+)?))""",
    re.VERBOSE,
)


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


def parse(source: str, *, in_choice_filter: bool = False) -> Parsed:
    """Bare names are columns of the choice list in a choice filter, and refused elsewhere."""
    if len(source) > _LENGTH_LIMIT:
        raise ExpressionRefused("syntax", f"longer than {_LENGTH_LIMIT} characters")
    parser = _Parser(_tokens(source), in_choice_filter)
    tree = parser.whole()
    return Parsed(tree, frozenset(parser.questions), frozenset(parser.columns))


def _tokens(source: str) -> list[tuple[str, str]]:
    source = source.replace("\u00a0", " ").strip()
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            raise ExpressionRefused("syntax", f"cannot read {source[at : at + 12]!r}")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return found


@dataclass(slots=True)
class _Parser:
    tokens: list[tuple[str, str]]
    in_choice_filter: bool
    at: int = 0
    depth: int = 0
    questions: set[str] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)

    def whole(self) -> Expr:
        tree = self.operators(0)
        if self.at < len(self.tokens):
            raise ExpressionRefused("syntax", f"cannot go on at {self.peek()[1]!r}")
        return tree

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "the end")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, symbol: str) -> None:
        kind, text = self.take()
        if (kind, text) != ("op", symbol):
            raise ExpressionRefused("syntax", f"expected {symbol!r}, found {text!r}")

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
        while self.peek() == ("op", "-"):
            self.take()
            negative = not negative
        value = self.primary()
        if self.peek() in (("op", "/"), ("op", "//"), ("op", "["), ("op", "|")):
            raise ExpressionRefused("unsupported_path", f"a path step {self.peek()[1]!r}")
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
            return self.call(text) if self.peek() == ("op", "(") else self.column(text)
        if (kind, text) == ("op", "("):
            tree = self.operators(0)
            self.expect(")")
            return tree
        if (kind, text) == ("op", "."):
            return {"dot": 1}
        code = "unsupported_path" if text in ("..", "/", "//", "@") else "syntax"
        raise ExpressionRefused(code, f"unexpected {text!r}")

    def question(self, name: str) -> Expr:
        if "#" in name:
            raise ExpressionRefused("unsupported_path", name)
        self.questions.add(name)
        return {"r": name}

    def column(self, name: str) -> Expr:
        if not self.in_choice_filter:
            raise ExpressionRefused("unsupported_path", name)
        self.columns.add(name)
        return {"col": name}

    def call(self, name: str) -> Expr:
        if name not in FUNCTIONS:
            raise ExpressionRefused("unsupported_function", name)
        arguments = self.arguments(name)
        least, most = FUNCTIONS[name]
        if len(arguments) < least or (most is not None and len(arguments) > most):
            raise ExpressionRefused("syntax", f"{name} has {len(arguments)} arguments")
        if name == "regex":
            _check_pattern(arguments[1])
        return [name, *arguments]

    def arguments(self, name: str) -> list[Expr]:
        self.expect("(")
        if name == "position":
            self.expect("..")
            self.expect(")")
            return []
        found: list[Expr] = []
        while self.peek() != ("op", ")"):
            if found:
                self.expect(",")
            found.append(self.operators(0))
        self.expect(")")
        return found


def _check_pattern(tree: Expr) -> None:
    """A pattern made while the form runs could not be checked here, so it must be written out."""
    if not isinstance(tree, dict) or "s" not in tree:
        raise ExpressionRefused("syntax", "regex needs its pattern written out")
    try:
        re.compile(str(tree["s"]))
    except re.error as error:
        raise ExpressionRefused("syntax", f"pattern {tree['s']!r}: {error}") from error
