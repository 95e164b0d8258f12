"""What a trace means: people, a relay and time, with nothing of the product in it but how a change is written.

A trace is a list of steps. Every step can be taken at any moment: what makes no sense there (an edit of a record that
its author never saw) does nothing, so that a trace stays one when steps are taken out of it.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from server.format.change import Change, Op, Path, Value, encode_change
from tests.sync.model import Model, Said
from tests.sync.pasts import frontier

Step = dict[str, Any]
COORDINATORS = ("bilal", "sana", "dawood")
DOCUMENTERS = ("amina", "zahra")
PEOPLE = (*COORDINATORS, *DOCUMENTERS)
FORM, NOW = "2026112200", 1_795_000_000_000


def device_of(who: str) -> bytes:
    return bytes([PEOPLE.index(who) + 1] * 16)


def record_of(number: int) -> bytes:
    return number.to_bytes(4, "big") + bytes(12)


def path_of(text: str) -> Path:
    """`e_title`, `victim/1` or `victim/1/v_sex`; the number stands for a member's sixteen bytes."""
    parts = text.split("/")
    if len(parts) == 1:
        return (parts[0],)
    member = int(parts[1]).to_bytes(4, "big") + bytes(12)
    return (parts[0], member) if len(parts) == 2 else (parts[0], member, parts[2])


def value_of(x: Any) -> Value:
    return tuple(x) if isinstance(x, list) else x


@dataclass
class Device:
    """What lies on one device, and what its owner's clock and form say. `held` is what it could offer again."""

    joined: bool
    knows: dict[bytes, Said] = field(default_factory=dict)
    outbox: list[Said | str] = field(default_factory=list)
    held: list[Said | str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    epoch: int = 0
    after: int = 0

    def keep(self, item: Said | str) -> None:
        if item not in self.held:
            self.held.append(item)


@dataclass
class World:
    devices: dict[str, Device] = field(default_factory=lambda: {who: Device(who != "dawood") for who in PEOPLE})
    backups: dict[str, Device] = field(default_factory=dict)
    clocks: dict[str, int] = field(default_factory=lambda: dict.fromkeys(PEOPLE, NOW))
    forms: dict[str, str] = field(default_factory=lambda: dict.fromkeys(PEOPLE, FORM))
    feed: list[Said | str] = field(default_factory=list)
    epoch: int = 0
    number: int = 0

    def run(self, steps: Sequence[Step]) -> World:
        for step in steps:
            self.number += 1
            getattr(self, step["do"])(step)
        return self

    # ---- what people say
    def testify(self, step: Step) -> None:
        ops = [Op(path_of(path), value_of(x)) for path, x in step["fields"]]
        self._commit(step, Model(), ops)

    def edit(self, step: Step) -> None:
        """Replaces the one value that its author was shown; of several one. `blind`: replaces nothing."""
        model, path = self._view(step), path_of(step["path"])
        shown = [] if step.get("blind") else sorted(model.current().get(path, {}))[:1]
        self._say(step, model, Op(path, value_of(step["x"]), tuple(shown)))

    def decide(self, step: Step) -> None:
        model, path = self._view(step), path_of(step["path"])
        shown = sorted(model.current().get(path, {}))
        self._say(step, model, Op(path, value_of(step["x"]), tuple(shown), step["why"]))

    def remove(self, step: Step) -> None:
        model, path = self._view(step), path_of(step["path"])
        shown = {name for at, values in model.current().items() if at[:2] == path for name in values}
        self._say(step, model, Op(path, False, tuple(sorted(shown))))

    def keep(self, step: Step) -> None:
        model, path = self._view(step), path_of(step["path"])
        removals = [name for name, (x, _) in model.current().get(path, {}).items() if x is False]
        self._say(step, model, Op(path, True, tuple(sorted(removals))))

    # ---- the way to the relay
    def push(self, step: Step) -> None:
        self._send(step["who"])
        device = self.devices[step["who"]]
        for item in device.outbox:
            device.keep(item)
        device.outbox.clear()

    def lose_answer(self, step: Step) -> None:
        """The relay stored what was pushed, and the answer never came: it is offered again."""
        self._send(step["who"])

    def pull(self, step: Step) -> None:
        who = step["who"]
        device = self.devices[who]
        if not device.joined:
            return
        self._notice_epoch(device)
        for item in self.feed[device.after :]:
            if isinstance(item, str):
                device.gone.add(item)
                device.keep(item)
            elif who in COORDINATORS and who not in device.gone:
                device.knows[item.id] = item
                device.keep(item)
        device.after = len(self.feed)

    # ---- what happens to people and machines
    def crash(self, step: Step) -> None:
        """Nothing that was committed is lost, and nothing else was there."""

    restart = crash

    def backup(self, step: Step) -> None:
        self.backups[step["who"]] = copy.deepcopy(self.devices[step["who"]])

    def restore(self, step: Step) -> None:
        if step["who"] in self.backups:
            self.devices[step["who"]] = copy.deepcopy(self.backups[step["who"]])

    def roll_back(self, step: Step) -> None:
        """The relay is restored from a backup that lacks the newest items."""
        self.epoch += 1
        del self.feed[max(0, len(self.feed) - step["lost"]) :]

    def clock(self, step: Step) -> None:
        self.clocks[step["who"]] = step["ms"]

    def form(self, step: Step) -> None:
        self.forms[step["who"]] = step["version"]

    def join(self, step: Step) -> None:
        self.devices[step["who"]].joined = True

    def dismiss(self, step: Step) -> None:
        """The administrator takes a member out; they learn of it with the next pull, as everybody."""
        bilal = self.devices["bilal"]
        if step["who"] != "bilal" and self.devices[step["who"]].joined and step["who"] not in bilal.gone:
            bilal.gone.add(step["who"])
            bilal.outbox.append(step["who"])

    # ---- the end of a trace
    def heal(self) -> dict[bytes, Model]:
        """Everything is pushed and pulled; what the coordinators then agree on, by record."""
        for _ in range(3):
            for who in PEOPLE:
                self.push({"who": who})
                self.pull({"who": who})
        assert not any(device.outbox for device in self.devices.values())
        views = [self._records(who) for who in COORDINATORS if self._reads(who)]
        assert all(view == views[0] for view in views)
        return {record: Model.of(said) for record, said in views[0].items()}

    def _reads(self, who: str) -> bool:
        return self.devices[who].joined and who not in self.devices["bilal"].gone

    def _records(self, who: str) -> dict[bytes, list[Said]]:
        records: dict[bytes, list[Said]] = {}
        for _, said in sorted(self.devices[who].knows.items()):
            records.setdefault(said.change.record, []).append(said)
        return dict(sorted(records.items()))

    def _view(self, step: Step) -> Model:
        return Model.of(self._records(step["who"]).get(record_of(step["record"]), []))

    def _say(self, step: Step, model: Model, op: Op) -> None:
        if model.all:
            self._commit(step, model, [op])

    def _commit(self, step: Step, model: Model, ops: list[Op]) -> None:
        who = step["who"]
        device = self.devices[who]
        # Who dies before the commit said nothing; who dies after it said everything.
        if not device.joined or who in device.gone or step.get("dies") == "before":
            return
        form = ("gawahi_default", self.forms[who])
        change = Change(record_of(step["record"]), "testimony", form, self.clocks[who], frontier(model), tuple(ops))
        # Two devices may write the same bytes; the number of the step tells their changes apart.
        unique = b"trace" + self.number.to_bytes(4, "big") + encode_change(change)
        said = Said(hashlib.sha256(unique).digest(), device_of(who), change)
        if who in COORDINATORS:
            device.knows[said.id] = said
        device.outbox.append(said)

    def _send(self, who: str) -> None:
        device = self.devices[who]
        if not device.joined:
            return
        self._notice_epoch(device)
        self.feed += [item for item in device.outbox if item not in self.feed]

    def _notice_epoch(self, device: Device) -> None:
        """A relay that was rolled back is offered again all that a device holds, and read from its start."""
        if device.epoch != self.epoch:
            device.outbox = [*device.held, *(item for item in device.outbox if item not in device.held)]
            device.epoch, device.after = self.epoch, 0
