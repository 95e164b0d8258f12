"""A form of the team: every member reads it, only a coordinator says it, and a version names one form."""

from __future__ import annotations

import pytest

from server.format.item import ITEM_LIMIT, Kind, check_item
from server.format.refusals import Refusal
from server.format.team_form import FormContent, version_ending
from server.seal.team_form import read_form, seal_form, sign_form, unseal_form
from tests.vectors.judge import each, judge, roster
from tests.vectors.makers.world import DEVICES, ROSTER
from tests.vectors.plain import Json, bytes_of

FORM = FormContent("oral", "1" + version_ending('{"q":[]}'), '{"q":[]}')


def sealed(content: FormContent, epoch: int = 1, secret: bytes = bytes(32)) -> bytes:
    signed = sign_form(DEVICES["bilal"], ROSTER, content)
    return seal_form(signed, team_tag=ROSTER.team_tag, epoch=epoch, epoch_secret=secret, nonce=bytes(12))


@each("team_form", "open")
def test_a_form_is_read_by_members_and_said_by_coordinators(case: Json, world: Json) -> None:
    data, secret = bytes_of(case["sealed"], world), bytes.fromhex(case["epoch_secret"])

    def answer() -> Json:
        known = roster(world, case["known"])
        opened = read_form(known, unseal_form(data, team_tag=known.team_tag, epoch_secret=secret))
        content = opened.content
        said = {"id": content.id, "version": content.version, "form": content.form}
        return {"author": opened.author.hex(), "roster_seq": opened.roster_seq, **said}

    judge(case, answer)


@each("team_form", "version")
def test_a_version_ends_with_its_form(case: Json, world: Json) -> None:
    judge(case, lambda: version_ending(case["form"]))


def test_the_relay_takes_it_as_a_form_of_this_team_and_sees_no_word_of_it() -> None:
    data = sealed(FORM)
    assert check_item(9, data, ROSTER.team_tag) is Kind.FORM
    assert b"oral" not in data
    with pytest.raises(Refusal, match="wrong_team"):
        check_item(9, data, bytes(16))


def test_a_later_epoch_holds_the_same_form_without_its_author() -> None:
    signed = unseal_form(sealed(FORM), team_tag=ROSTER.team_tag, epoch_secret=bytes(32))
    again = seal_form(signed, team_tag=ROSTER.team_tag, epoch=2, epoch_secret=b"1" * 32, nonce=bytes(12))
    opened = read_form(ROSTER, unseal_form(again, team_tag=ROSTER.team_tag, epoch_secret=b"1" * 32))
    assert (opened.author, opened.content) == (DEVICES["bilal"].id, FORM)


def test_a_form_that_no_item_can_hold_is_refused_before_it_is_sent() -> None:
    with pytest.raises(Refusal, match="too_large"):
        seal_form(b"x" * ITEM_LIMIT, team_tag=ROSTER.team_tag, epoch=1, epoch_secret=bytes(32), nonce=bytes(12))
