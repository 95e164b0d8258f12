"""A desk follows its team into a new epoch by itself, believes nobody else, and reads nothing that came too late."""

from __future__ import annotations

import os

import pytest

from server.format.entry import Remove
from server.format.refusals import Refusal
from server.format.renewal import RenewalTail, renewal_id
from server.seal.device import Device
from server.seal.renewal import seal_renewal
from tests.desk.conftest import PASSPHRASE, Place
from tests.desk.team import MASTUNG
from tests.liar import copy_relay, relay_transport, restore

TOLD = list(MASTUNG.values())


def test_a_desk_that_slept_through_two_epochs_reads_on(place: Place) -> None:
    desk, team = place.joined(), place.team
    team.renew()
    team.testify(TOLD[0])
    team.renew()
    team.testify(TOLD[1])
    assert desk.sync() == 2
    desk.lock()
    desk.unlock(PASSPHRASE)
    team.testify(TOLD[2])
    assert desk.sync() == 1
    assert desk.set_aside() == {}


def test_a_desk_that_was_removed_is_out_at_once(place: Place) -> None:
    desk, team = place.joined(), place.team
    member = next(one for one in team.roster.members.values() if one.label == "Desk")
    team.change_roster(Remove(member.id, 3))
    team.renew()
    with pytest.raises(Refusal, match="token_refused"):
        desk.sync()


def test_what_a_removed_phone_sealed_and_sent_late_is_not_read(place: Place) -> None:
    desk, team = place.joined(), place.team
    stream = team.testify(TOLD[0])
    late = team.seal(stream, ())
    team.change_roster(Remove(team.phone.id, 3))
    team.renew()
    team.push(late)
    assert desk.sync() == 1
    assert desk.set_aside() == {"author_not_member": 1}


def test_a_renewal_that_a_member_or_a_ghost_made_up_is_not_believed(place: Place) -> None:
    desk, team = place.joined(), place.team
    old = team.epoch_secret
    member = next(one for one in team.roster.members.values() if one.label == "Desk")
    team.renew()
    said = RenewalTail(team.roster.seq, team.roster.head, 1, team.epoch_secret, bytes(32), 1)
    for liar in (team.phone, Device.new(os.urandom)):
        place.plant_renewal(renewal_id(old, member.id), seal_renewal(liar, team.roster, member, said))
        with pytest.raises(Refusal, match="author_not_member"):
            desk.sync()


def test_a_desk_says_that_the_relay_was_put_back_and_reads_on_when_it_was_led_forward(place: Place) -> None:
    desk, team = place.joined(), place.team
    backup = place.folder / "backup"
    copy_relay(place.relay_folder, backup)
    team.renew()
    team.testify(TOLD[0])
    assert desk.sync() == 1
    restore(backup)
    place.wire.relay = relay_transport(backup)
    before = len(place.wire.sent)
    with pytest.raises(Refusal, match="epoch_changed"):
        desk.sync()
    assert not any(b"/push" in sent for sent in place.wire.sent[before:])
    team.lead_forward()
    desk.sync()
    assert len(desk.records()) == 1
    team.testify(TOLD[1])
    assert desk.sync() == 1


def test_a_desk_that_is_refused_for_another_reason_is_not_told_of_a_backup(place: Place) -> None:
    desk, team = place.joined(), place.team
    team.renew()
    desk.sync()
    member = next(one for one in team.roster.members.values() if one.label == "Desk")
    team.change_roster(Remove(member.id, 3))
    team.renew()
    with pytest.raises(Refusal, match="token_refused"):
        desk.sync()
