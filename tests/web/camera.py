"""A camera that looks at one QR code: a video made of the code's squares, and a Chromium that takes it for its camera.

Chromium for Linux has no detector of its own, so what these tests read is read by the app.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

from tests.browser import CHROMIUM_ARGUMENTS, chromium_path
from tests.web.conftest import PHONE

STATIC = Path(__file__).resolve().parents[2] / "static"
WIDTH, HEIGHT, FRAMES = 640, 480, 5
DARK, LIGHT, GREY = 30, 220, 128
"""As a camera sees ink and paper, and the chroma of neither."""
QUIET = 4
ENCODE = (
    "import { encode } from 'uqr'; console.log(JSON.stringify(encode(process.argv[1], { ecc: 'L', border: 0 }).data))"
)

# Every camera track that the page was ever given.
LISTENS = """(() => { window.tracks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted); window.tracks.push(...stream.getTracks()); return stream; };
  window.told = [];
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (...given) {
    window.told.push(JSON.stringify(given[0])); post.apply(this, given); };
})()"""
TRACKS = "window.tracks.map(({ kind, readyState }) => `${kind} ${readyState}`)"


def squares(text: str) -> list[list[bool]]:
    """The code as the app itself draws it (ui/team/QrCode.tsx)."""
    node = ["node", "--input-type=module", "-e", ENCODE, text]
    done = subprocess.run(node, cwd=STATIC, capture_output=True, text=True, check=True)
    matrix: list[list[bool]] = json.loads(done.stdout)
    return matrix


def film(path: Path, text: str) -> Path:
    """The code in the middle of the picture, on its paper, on a grey table."""
    matrix = squares(text)
    size = len(matrix) + 2 * QUIET
    dot = (HEIGHT - 40) // size
    left, top = (WIDTH - size * dot) // 2, (HEIGHT - size * dot) // 2
    luma = bytearray([GREY]) * (WIDTH * HEIGHT)
    for y in range(size * dot):
        for x in range(size * dot):
            row, column = y // dot - QUIET, x // dot - QUIET
            inked = 0 <= row < len(matrix) and 0 <= column < len(matrix) and matrix[row][column]
            luma[(top + y) * WIDTH + left + x] = DARK if inked else LIGHT
    frame = b"FRAME\n" + bytes(luma) + bytes([GREY]) * (WIDTH * HEIGHT // 2)
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * FRAMES)
    return path


@contextmanager
def phone_that_sees(playwright: Playwright, video: Path, locale: str, answer: str = "") -> Iterator[BrowserContext]:
    """``answer`` is given to the question for permission: nothing for yes, ``=deny`` for no."""
    arguments = (
        *CHROMIUM_ARGUMENTS,
        "--use-fake-device-for-media-stream",
        f"--use-fake-ui-for-media-stream{answer}",
        f"--use-file-for-fake-video-capture={video}",
    )
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(arguments))
    try:
        context = browser.new_context(viewport=PHONE, locale=locale, reduced_motion="reduce")
        context.add_init_script(LISTENS)
        yield context
    finally:
        browser.close()
