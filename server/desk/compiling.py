"""A workbook from the coordinator's own page into a form, or every reason why not. Nothing of it is kept here."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Final

from server.format.refusals import Refusal
from server.forms.compile_form import compile_workbook, to_bytes
from server.forms.findings import FormRefused, Notice, Problem
from server.forms.workbook import read_bytes

WORKBOOK_LIMIT_BYTES: Final = 4 << 20
"""The largest workbook that we have seen has 0.9 MiB."""
NAME_LIMIT: Final = 200
_ONE_AT_A_TIME: Final = threading.Lock()


def compile_upload(data: bytes, name: str) -> dict[str, object]:
    """``name``: as the person knows the file. Refuses too_large, malformed (no name), too_many (another is being read).

    ``form`` is JSON text, None if there are problems.
    """
    if len(data) > WORKBOOK_LIMIT_BYTES:
        raise Refusal("too_large", "workbook")
    if not name or len(name) > NAME_LIMIT:
        raise Refusal("malformed", "name of the workbook")
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise Refusal("too_many", "another workbook")
    try:
        compiled = compile_workbook(read_bytes(data, name))
    except FormRefused as refused:
        return {"form": None, "problems": _told(refused.problems), "notices": _told(refused.notices)}
    finally:
        _ONE_AT_A_TIME.release()
    return {"form": to_bytes(compiled.form).decode().strip(), "problems": [], "notices": _told(compiled.notices)}


def _told(found: Iterable[Notice | Problem]) -> list[dict[str, str]]:
    return [{"code": one.code, "where": one.where, "detail": one.detail} for one in found]
