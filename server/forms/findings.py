"""What is said of a form while it is compiled: a problem stops it, a notice tells what was changed or is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Problem:
    """``where``: a question, or a question and what of it (``name.rel``)."""

    code: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class Notice:
    code: str
    where: str
    detail: str = ""


class FormRefused(ValueError):
    """The workbook is not a form that can be used; ``problems`` names every reason."""

    def __init__(self, problems: tuple[Problem, ...], notices: tuple[Notice, ...] = ()) -> None:
        self.problems: Final = problems
        self.notices: Final = notices
        super().__init__("; ".join(f"{problem.code} at {problem.where}: {problem.detail}" for problem in problems))


SENTENCES: Final = {
    # problems
    "classes_file": "the table of classes cannot be used; write it again with `gawahi form classify`",
    "circular": "these questions depend on each other in a circle; break it",
    "direct_outside_identity": "what names a person must lie in the compartment identity",
    "duplicate_name": "a name is used once in a form; rename one of the questions",
    "identity_leak": "a testimony's question may not read one about identity; move it to identity, or read another",
    "no_ladder": "a quasi-identifier needs gw_generalise, the ladder by which it is made less exact",
    "reserved_name": "this name is needed by the app; rename the question",
    "syntax": "this expression cannot be read; compare it with the XLSForm reference",
    "too_large": "phones on slow networks could not fetch it; cut the lists of choices, or make two forms",
    "unclassified": "say in gw_class and gw_compartment what this answer gives away; `gawahi form classify` asks you",
    "unknown_ladder": "there is no such ladder; see the ladders in the README",
    "unknown_list": "the choices sheet has no such list",
    "unknown_question": "there is no such question, or it was left out for safety",
    "unreadable": "this file cannot be read as an XLSForm",
    "unsupported_entities": "lists that records change for each other are not supported; take entities and save_to out",
    "unsupported_external_choices": "choices from another file cannot be used; put them on the choices sheet",
    "unsupported_function": "phones do not run this function; use another",
    "unsupported_path": "phones do not follow this path; refer to a question as ${name}",
    "unsupported_type": "phones do not ask this type of question; use another",
    "untranslated": "other questions are there in Urdu and this one is not",
    # notices
    "choice_repeated": "this choice was twice in its list: the first is used",
    "choice_unnamed": "a choice without a name was left out",
    "column_left_out": "this column is for other programs and was not read",
    "dropped_for_safety": "left out: it would identify the phone, or follow its owner",
    "dropped_media": "pictures, sounds or films beside a label or choice are not shown",
    "file_is_other": "the file is not of the kind that its name says; it was read as what it is",
    "fixed_once": "worked out once, as soon as there is something to work out, and kept",
    "group_renamed": "a group may not be called this and was renamed",
    "marks_removed": "HTML and Markdown are not shown; the words are kept",
    "name_made_unique": "two questions had this name, and nothing reads them: this one was renamed",
    "names_nothing": "no question is called so, so it is read as nothing, as in ODK; write ${name} or a text in quotes",
    "no_list_order": "choices are shown in the order of the list, not at random",
    "not_asked_yet": "kept in the form and not asked on phones yet",
    "quotes_mended": "bent quotation marks in an expression were made straight",
    "shown_as": "asked in another way",
    "typed_by_hand": "typed by hand, not scanned",
    "without_trigger": "worked out whenever what it reads changes, not only when its trigger does",
}
"""What each code means and what to do next, for the person who wrote the form."""
