"""The lying relay: each lie is told to each client that could believe it, which must name it within one exchange, and
work again with an honest relay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from server.format.roster import Role
from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.faults.ground import Ground
from tests.faults.lies import COORDINATOR, DESK, DOCUMENTER, LIES, Lie
from tests.faults.mail import SYNCS_AT_MOST
from tests.faults.middle import Middle, Request, forward
from tests.faults.report import Report
from tests.faults.scene import Scene
from tests.faults.victims import DeskVictim, PhoneVictim, Tab, Victim
from tests.served import Served

ROLES: Final = {COORDINATOR: Role.COORDINATOR | Role.DOCUMENTER, DOCUMENTER: Role.DOCUMENTER}
Make = Callable[[str, str], Victim]


def run(ground: Ground, report: Report, lies: Sequence[Lie] = LIES) -> None:
    with sync_playwright() as playwright, Served(ground.folder / "relay") as relay:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))

        def make(who: str, url: str) -> Victim:
            return _make(ground, who, url, browser)

        _tell_all(ground, report, relay, make, [(lie, who) for lie in lies for who in lie.victims])
        browser.close()
        relay.stop()


def run_for_the_desk(ground: Ground, report: Report, lies: Sequence[Lie] = LIES) -> None:
    """Without a browser."""
    with ground.relay() as relay:

        def make(_who: str, url: str) -> Victim:
            return DeskVictim(ground.folder / f"desk-{len(report.liars)}", url)

        _tell_all(ground, report, relay, make, [(lie, DESK) for lie in lies if DESK in lie.victims])
        relay.stop()


def _make(ground: Ground, who: str, url: str, browser: Browser) -> Victim:
    if who == DESK:
        return DeskVictim(ground.folder / f"desk-{url.rpartition(':')[2]}", url)
    tab = Tab(playwright=None, profile=ground.folder, url=url, browser=browser)  # type: ignore[arg-type]
    return PhoneVictim(tab, ROLES[who])


def _tell_all(ground: Ground, report: Report, relay: Served, make: Make, told: Sequence[tuple[Lie, str]]) -> None:
    for lie, who in told:
        with ExitStack() as stack:
            scene = Scene(ground, relay, stack)
            _tell(report, scene, lie, who, make)


def _tell(report: Report, scene: Scene, lie: Lie, who: str, make: Make) -> None:
    what = f"{lie.what} ({who})"

    def honest(request: Request) -> object:
        return forward(scene.port, request)

    with Middle(honest) as middle:
        victim = make(who, middle.url)
        try:
            victim.join(scene.team)
            scene.testify()
            scene.victim_syncs = victim.sync
            before = victim.sync() | victim.sync()
            if before or not victim.is_well():
                report.complaints.append(f"{what}: before any lie it was told {before}")
            middle.handle = lie.tell(scene)
            victim.write()
            heard: set[str] = set()
            for _ in range(lie.syncs):
                if not heard & lie.names:
                    heard |= victim.sync()
            named = heard & lie.names
            report.liars[what] = ", ".join(sorted(named)) if named else None
            if heard - lie.names:
                report.complaints.append(f"{what}: called {sorted(heard)}")
            middle.handle = honest
            _is_well_again(report, what, victim)
        finally:
            victim.close()


def _is_well_again(report: Report, what: str, victim: Victim) -> None:
    for _ in range(SYNCS_AT_MOST):
        victim.sync()
        if victim.is_well():
            return
    report.stuck += 1
    report.complaints.append(f"{what}: it does not recover with an honest relay")
