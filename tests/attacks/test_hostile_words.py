"""Names, reasons and times that another member wrote, on a coordinator's terminal: they command nothing, imitate
nobody, and stop nothing."""

from __future__ import annotations

import os

import pytest

from server.desk.openings_command import opening_text
from server.format.entry import Role
from server.format.opening_ledger import Opening
from server.format.opening_said import Request
from server.format.unseen import name_in_sight
from server.seal.device import Device
from server.seal.roster import add_device
from tests.desk.conftest import Place


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J\x1b]0;owned\x07", "\r", "\n", "\x9b31m", "\u202e", "\u200b", "\ufeff", "\x00"]
)
def test_a_members_name_commands_no_terminal_and_imitates_no_other_name(place: Place, hostile: str) -> None:
    desk = place.joined()
    device = Device.new(os.urandom)
    place.team.change_roster(add_device(device, Role.DOCUMENTER, mailbox=os.urandom(16), label=f"Bilal{hostile}"))
    desk.sync()
    shown = desk.label_of(device.id)
    assert shown != "Bilal"
    assert hostile not in shown
    assert all(sign.isprintable() for sign in shown)


def test_an_honest_name_is_shown_as_it_is_in_any_script() -> None:
    for name in ("گل بی بی", "می\u200cخواهم", "QA-17", "é e\u0301", "👩🏽\u200d🦱 🕊️", "小明"):
        assert name_in_sight(name) == name


def test_a_request_of_the_year_three_hundred_thousand_stops_nobody_from_reading_the_others() -> None:
    """A time is whatever somebody says."""
    request = Request(bytes(16), bytes(32), b"", bytes(1216), (1 << 53) - 1, "why\x1b[2J\n not")
    opening = Opening(bytes(32), bytes(16), request, "expired", 2, (), (), {}, (), ())
    text = opening_text(opening, lambda _: "Bilal")
    assert "9999-12-31" in text
    assert "\x1b" not in text
