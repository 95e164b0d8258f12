"""Opens an XLSForm workbook and mends what real ones get wrong, as long as nothing is guessed; every mend is told.

Never changes what a question asks, and never runs a macro: only cells are read.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from server.forms.findings import FormRefused, Notice, Problem
from server.forms.tokens import straightened
from server.forms.unique import with_own_names

Row = dict[str, Any]
SIZE_LIMIT_BYTES: Final = 20 << 20
ROW_LIMIT: Final = 200_000
_UNPACKED_LIMIT_BYTES: Final = 400 << 20
_ZIP, _OLE, _TEXT_ENDINGS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (".md", ".csv")
_EXPRESSIONS: Final = ("relevant", "constraint", "calculation", "choice_filter", "required", "default", "repeat_count")
_ROOT: Final = "data"
_TEXTS: Final = frozenset({"string", "tel", "url"})
_FOREIGN: Final = frozenset({"instance", "body", "intent"})
_KNOWN: Final = frozenset(
    {"type", "name", "label", "hint", "guidance_hint", "relevant", "constraint", "constraint_message", "required"}
    | {
        "required_message",
        "calculation",
        "calculate",
        "appearance",
        "default",
        "choice_filter",
        "readonly",
        "read_only",
    }
    | {"repeat_count", "parameters", "trigger", "media", "image", "audio", "video", "big-image", "bind", "control"}
    | {"query", "save_to", "autoplay", "caption", "relevance", "noapperrorstring", "jr"}
)


@dataclass(frozen=True, slots=True)
class Workbook:
    """``tree``: what pyxform reads in it; ``headings``: of the survey sheet; ``external``: choices of its own sheet."""

    tree: Row
    headings: tuple[str, ...]
    external: tuple[Row, ...]
    notices: tuple[Notice, ...]


def read_workbook(path: Path) -> Workbook:
    """Raises FormRefused (`unreadable`)."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(path.name, f"cannot open it: {error.strerror}") from error
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Workbook:
    """``name``: as the person knows the file. Raises FormRefused (`unreadable`)."""
    ending, notices = _kind(data, name)
    try:
        definition = get_xlsform(io.BytesIO(data), file_type=ending)
        mended = _Mending(definition)
        notices += mended.all()
        tree = workbook_to_json(definition, form_name=mended.root(), fallback_form_name=Path(name).stem, warnings=[])
    except FormRefused:
        raise
    except PyXFormError as error:
        raise _unreadable(name, str(error)) from error
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, zipfile.BadZipFile) as error:
        # pyxform lets errors of its readers through; each means that it is not a workbook of this kind.
        raise _unreadable(name, f"{type(error).__name__}: {error}") from error
    headings = tuple((definition.survey_header or [{}])[0])
    tree, renamed = with_own_names(tree)
    notices += renamed
    return Workbook(tree, headings, tuple(definition.external_choices or ()), tuple(notices))


def _unreadable(name: str, detail: str) -> FormRefused:
    return FormRefused((Problem("unreadable", name, detail),))


def _kind(data: bytes, name: str) -> tuple[str, list[Notice]]:
    if len(data) > SIZE_LIMIT_BYTES:
        raise _unreadable(name, f"larger than {SIZE_LIMIT_BYTES >> 20} MiB")
    said = Path(name).suffix.lower()
    if data.startswith(_ZIP):
        _check_unpacked(data, name)
        found = ".xlsm" if said == ".xlsm" else ".xlsx"
    elif data.startswith(_OLE):
        found = ".xls"
    elif said in _TEXT_ENDINGS:
        found = said
    else:
        raise _unreadable(name, "not a spreadsheet (.xlsx, .xlsm, .xls, .csv or .md)")
    return found, [] if found == said else [Notice("file_is_other", name, f"read as {found}")]


def _check_unpacked(data: bytes, name: str) -> None:
    """A small file may unpack to more than the computer has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _unreadable(name, str(error)) from error
    if size > _UNPACKED_LIMIT_BYTES:
        raise _unreadable(name, f"unpacks to more than {_UNPACKED_LIMIT_BYTES >> 20} MiB")


class _Mending:
    """Works on the rows as they stand in the sheets, before pyxform judges them."""

    def __init__(self, definition: DefinitionData) -> None:
        self.definition = definition
        self.notices: list[Notice] = []

    def all(self) -> list[Notice]:
        for sheet in (self.definition.survey, self.definition.choices, self.definition.external_choices):
            if len(sheet or ()) > ROW_LIMIT:
                raise _unreadable("the workbook", f"more than {ROW_LIMIT} rows")
        self.choices()
        self.names()
        self.quotes()
        self.columns()
        self.entities()
        return self.notices

    def root(self) -> str:
        """The root of the tree may not have a question's name."""
        names = {str(row.get("name")) for row in self.definition.survey or ()}
        return next(root for number in range(len(names) + 1) if (root := f"{_ROOT}{number or ''}") not in names)

    def choices(self) -> None:
        if any(_is_yes(row.get("allow_choice_duplicates")) for row in self.definition.settings or ()):
            return
        seen: set[tuple[str, str]] = set()
        kept: list[Row] = []
        for row in self.definition.choices or ():
            list_name = str(row.get("list_name") or row.get("list name") or "").strip()
            name = str(
                row.get("name", row.get("value", "")) if row.get("name", row.get("value")) is not None else ""
            ).strip()
            if list_name and not name:
                self.notices.append(Notice("choice_unnamed", list_name))
                continue
            if list_name and (list_name, name) in seen:
                self.notices.append(Notice("choice_repeated", f"{list_name}.{name}"))
                continue
            seen.add((list_name, name))
            kept.append(row)
        if self.definition.choices:
            self.definition.choices = kept

    def names(self) -> None:
        """pyxform keeps `meta` for itself, and some programs have types of their own for a text."""
        for row in self.definition.survey or ():
            kind, name = str(row.get("type") or "").strip(), str(row.get("name") or "")
            if kind.lower() in _TEXTS:
                row["type"] = "text"
                self.notices.append(Notice("shown_as", name, f"text, instead of {kind}"))
            if name == "meta" and kind.replace(" ", "_") in ("begin_group", "end_group"):
                row["name"] = "meta_group"
                if kind.startswith("begin"):
                    self.notices.append(Notice("group_renamed", "meta", "meta_group"))

    def columns(self) -> None:
        """What stands in columns for other programs would be read as if it were ours, or stop the reader."""
        left_out: set[str] = set()
        for row in self.definition.survey or ():
            for column in list(row):
                head = column.partition(":")[0].strip().lower().replace(" ", "_")
                foreign = head in _FOREIGN or (
                    head not in _KNOWN and not head.startswith("gw_") and "${" in str(row[column])
                )
                if foreign and row[column] not in (None, ""):
                    left_out.add(column)
                    del row[column]
        self.notices += [Notice("column_left_out", column) for column in sorted(left_out)]

    def quotes(self) -> None:
        for row in self.definition.survey or ():
            for column in _EXPRESSIONS:
                source = row.get(column)
                if isinstance(source, str) and straightened(source) != source:
                    row[column] = straightened(source)
                    self.notices.append(Notice("quotes_mended", f"{row.get('name')}.{column}"))

    def entities(self) -> None:
        """Lists that one record changes for all others: half of that would be worse than none."""
        savers = [str(row.get("name")) for row in self.definition.survey or () if row.get("save_to")]
        if self.definition.entities or savers:
            detail = "it uses entities, which are not supported: take out the entities sheet and the column save_to"
            raise FormRefused((Problem("unsupported_entities", ", ".join(savers) or "entities", detail),))


def _is_yes(value: object) -> bool:
    return str(value or "").strip().lower() in ("yes", "true", "true()")
