"""Why a table or a policy is refused, in words for the person who gave it, with what to do next."""

from __future__ import annotations


class CannotAnonymise(Exception):
    """``str`` is what is wrong and what would help. Never holds a value of the table, only names of columns."""

    def __init__(self, wrong: str, helps: str) -> None:
        super().__init__(f"{wrong} {helps}")
