"""Forms of the team at the desk: what coordinators said about them, by which form a record is read, and its fields."""

from __future__ import annotations

import json
from collections.abc import Mapping

from server.format.refusals import Refusal
from server.format.team_form import FormContent
from server.forms.form import Form, load
from server.seal.team_form import OpenedForm

FormKey = tuple[str, str, bool]
"""Id, version, and whether it is the end of its use: the same said twice is one."""


def form_key(content: FormContent) -> FormKey:
    return content.id, content.version, content.form is None


def form_of(forms: Mapping[FormKey, OpenedForm], version: str) -> Form:
    """Its version names a form. Refuses not_found, and malformed for what this version of the desk cannot read."""
    said = [opened.content for opened in forms.values() if opened.content.version == version]
    for form_id, text in ((one.id, one.form) for one in said if one.form is not None):
        try:
            return load({**json.loads(text), "id": form_id, "version": version})
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise Refusal("malformed", "a form of the team") from error
    raise Refusal("not_found", "no such form of the team")
