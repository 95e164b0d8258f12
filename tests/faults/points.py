"""The labelled points at which a process of ours is killed, and how it is brought to die exactly there.

A point names a line of the product, and the process dies when that line is about to run. The product knows nothing of
it: a relay that can be told to die is a relay that a stranger may tell to die. Python's own tracing watches for the
line, in test processes only. A line that is not there any more, or is there twice, is an error, so no point can rot.
"""

from __future__ import annotations

import ast
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final, Literal, NoReturn

ROOT: Final = Path(__file__).resolve().parents[2]
Part = Literal["push", "chunk", "migration", "desk"]


@dataclass(frozen=True, slots=True)
class Point:
    """``part`` says what must go on for it to be reached; ``hit`` at which passing the process dies."""

    name: str
    part: Part
    file: str
    function: str
    line: str
    hit: int = 1

    @property
    def path(self) -> Path:
        return ROOT / self.file

    def line_number(self) -> int:
        source = self.path.read_text(encoding="utf-8")
        lines = source.splitlines()
        found = [
            number
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and node.name == self.function
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
            if lines[number - 1].strip() == self.line
        ]
        if len(found) != 1:
            raise LookupError(f"{self.name}: {len(found)} lines {self.line!r} in {self.function} of {self.file}")
        return found[0]


# Not lines: half of the answer's bytes, or all of them, are on their way when the process dies.
IN_THE_ANSWER: Final = Point("relay: in the answer to a push", "push", "", "", "", hit=3)
AFTER_THE_ANSWER: Final = Point("relay: as soon as a push is answered", "push", "", "", "", hit=3)
ANSWERING: Final = (IN_THE_ANSWER, AFTER_THE_ANSWER)


class Reaper:
    """Kills the whole process group of this process at a point. ``hit_file`` tells afterwards that it was there."""

    def __init__(self, point: Point, hit_file: Path) -> None:
        self._hit_file = hit_file
        self._left = point.hit
        self._point = point
        self._number = 0 if point in ANSWERING else point.line_number()
        self._file = str(point.path)

    @property
    def sends_first(self) -> float | None:
        """The part of the answer to a push that goes out before it; None if the point is a line."""
        return {IN_THE_ANSWER: 0.5, AFTER_THE_ANSWER: 1.0}.get(self._point)

    def watch(self) -> None:
        """From now on, in this thread. Every thread must ask for itself."""
        if self._number:
            sys.settrace(self._enter)

    def pass_by(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.die()

    def die(self) -> NoReturn:
        descriptor = os.open(self._hit_file, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, self._point.name.encode())
        os.fsync(descriptor)
        os.killpg(os.getpgrp(), signal.SIGKILL)
        raise AssertionError("nothing outlives SIGKILL")

    def _enter(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        return self._step if code.co_name == self._point.function and code.co_filename == self._file else None

    def _step(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if event == "line" and frame.f_lineno == self._number:
            self.pass_by()
        return self._step
