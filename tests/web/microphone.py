"""A phone that hears: a Chromium on a profile of its own, whose microphone is a file with a made voice in it."""

from __future__ import annotations

import os
import signal
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.web.conftest import PHONE
from tests.web.forensic.phone import CALL

RATE: Final = 48_000
PITCH_HZ: Final = 120
KEEP_WORKER: Final = """(() => { const KeptWorker = window.Worker;
  window.Worker = class extends KeptWorker { constructor(...all) { super(...all); window.engineWorker = this; } };
  window.tracks = []; window.addresses = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted); window.tracks.push(...stream.getTracks()); return stream; };
  const give = URL.createObjectURL.bind(URL), take = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (what) => { const url = give(what); window.addresses.push(url); return url; };
  URL.revokeObjectURL = (url) => { window.addresses = window.addresses.filter((one) => one !== url); take(url); };
})()"""
LIVE: Final = "window.tracks.filter(({ readyState }) => readyState === 'live').length"


def speak(path: Path, seconds: int = 20) -> Path:
    """A throat's pulses through three resonances, in five syllables a second."""
    time = np.arange(RATE * seconds) / RATE
    pulses = (np.diff(np.floor(time * PITCH_HZ), prepend=0) > 0).astype(float)
    spectrum = np.fft.rfft(pulses)
    frequencies = np.fft.rfftfreq(len(pulses), 1 / RATE)
    shape = sum(1 / (1 + ((frequencies - centre) / 90) ** 2) for centre in (600, 1200, 2500))
    said = np.fft.irfft(spectrum * shape, len(pulses)) * (0.4 + 0.6 * np.abs(np.sin(np.pi * 5 * time)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((said / np.abs(said).max() * 20_000).astype("<i2").tobytes())
    return path


def heard_in(path: Path) -> np.ndarray:
    """At 16,000 samples a second."""
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)[::3] / 2**15


def voiced(samples: np.ndarray, rate: int) -> float:
    """How many of the frames of 40 ms that are loud enough have a period between 70 and 400 Hz."""
    frame, found = rate // 25, []
    loud = np.sqrt(np.mean(samples**2)) / 3
    for start in range(0, len(samples) - 2 * frame, frame):
        here = samples[start : start + frame]
        if np.sqrt(np.mean(here**2)) < loud:
            continue
        likeness = [
            float(np.dot(here, later) / (np.linalg.norm(here) * np.linalg.norm(later) + 1e-12))
            for lag in range(rate // 400, rate // 70)
            for later in [samples[start + lag : start + lag + frame]]
        ]
        found.append(max(likeness) > 0.75)
    assert len(found) > 20, "too little is heard"
    return sum(found) / len(found)


@contextmanager
def phone_that_hears(
    playwright: Playwright, profile: Path, heard: Path, locale: str = "en-GB", answer: str = ""
) -> Iterator[BrowserContext]:
    """``answer`` is given to the question for permission: nothing for yes, ``=deny`` for no."""
    arguments = (
        *CHROMIUM_ARGUMENTS,
        "--use-fake-device-for-media-stream",
        f"--use-fake-ui-for-media-stream{answer}",
        f"--use-file-for-fake-audio-capture={heard}",
    )
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=chromium_path(),
        args=list(arguments),
        viewport=PHONE,
        locale=locale,
        reduced_motion="reduce",
    )
    context.add_init_script(KEEP_WORKER)
    try:
        yield context
    finally:
        context.close()


def kill(profile: Path) -> None:
    """The browser of this profile, as a phone whose battery is taken out."""
    mine = f"--user-data-dir={profile}".encode()
    killed = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            given = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it has ended meanwhile
            continue
        if mine in given and not any(part.startswith(b"--type=") for part in given):
            os.kill(int(entry.name), signal.SIGKILL)
            killed += 1
    assert killed == 1


def call(page: Page, method: str, *arguments: object) -> Any:
    return page.evaluate(CALL, [method, list(arguments)])
