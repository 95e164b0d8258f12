"""`make fuzz SECONDS=600`: every parser in turn, each with its share of the time, and whatever was found before as the
beginning. Coverage-guided by atheris where that has a wheel (Linux on x86-64, Python 3.11 to 3.13), else by our own
injuries alone; it says which.

What breaks the promise is kept in build/fuzz and named, with its parser; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.fuzz.corpus import LONGEST, seeds
from tests.fuzz.spoil import spoil
from tests.fuzz.targets import TARGETS, Target

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / "build" / "fuzz"
MEMORY_MIB = 1_024
"""Of the whole process, interpreter and coverage included; the suite measures single parsers more closely."""
ONE_INPUT_SECONDS = 5
HAS_ATHERIS = importlib.util.find_spec("atheris") is not None


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--seconds", type=int, default=600, help="in all (default: 600)")
    parser.add_argument("--only", help="one parser, by name")
    parser.add_argument("--guided", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    chosen = [target for target in TARGETS if asked.only in (None, target.name)]
    if asked.guided:
        guided(next(target for target in TARGETS if target.name == asked.guided), asked.seconds)
    way = _in_a_process_of_its_own if HAS_ATHERIS else _unguided
    print(f"{len(chosen)} parsers, {asked.seconds} s, {'guided by atheris' if HAS_ATHERIS else 'not guided'}.")
    share = max(1, asked.seconds // max(1, len(chosen)))
    broken = [target.name for target in chosen if not way(target, share)]
    print(f"Broken: {', '.join(broken)}. See {FOUND}." if broken else "Every parser kept its promise.")
    return 1 if broken or not chosen else 0


def _folder(target: Target, what: str) -> Path:
    folder = FOUND / what / target.name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _in_a_process_of_its_own(target: Target, seconds: int) -> bool:
    """libFuzzer ends its process when it has found something, and is bounded in time and memory by itself."""
    for data in seeds(target):
        (_folder(target, "corpus") / sha256(data).hexdigest()[:16]).write_bytes(data)
    command = [sys.executable, "-m", "tests.fuzz", "--guided", target.name, "--seconds", str(seconds)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = [line for line in (done.stdout + done.stderr).splitlines() if line]
    last = next((line for line in reversed(told) if line.startswith("Done ") or "stat::number" in line), "")
    print(f"  {target.name}: {last if done.returncode == 0 else 'BROKEN'}", flush=True)
    if done.returncode != 0:
        print("\n".join(told[-40:]))
    return done.returncode == 0


def guided(target: Target, seconds: int) -> None:
    """Never returns."""
    import atheris

    with atheris.instrument_imports(include=["server.format", "server.relay.batch", "server.relay.hub_http"]):
        for name in [name for name in sys.modules if name.startswith(("server.format", "server.relay", "tests.fuzz"))]:
            if name != "tests.fuzz":
                del sys.modules[name]
        import tests.fuzz.targets as instrumented
    again = next(one for one in instrumented.TARGETS if one.name == target.name)

    def mutate(data: bytes, limit: int, seed: int) -> bytes:
        """Half of the injuries are ours, which know CBOR; the others are libFuzzer's, which knows what was reached."""
        rng = Random(seed)
        return (spoil(rng, data, seeds(target)) if seed % 2 and data else atheris.Mutate(data, limit))[:limit]

    limits = [f"-max_total_time={seconds}", f"-rss_limit_mb={MEMORY_MIB}", f"-timeout={ONE_INPUT_SECONDS}"]
    places = [f"-artifact_prefix={_folder(target, 'found')}/", str(_folder(target, "corpus"))]
    options = [sys.argv[0], *limits, f"-max_len={LONGEST}", "-print_final_stats=1", *places]
    atheris.Setup(options, lambda data: again.outcome(data) and None, custom_mutator=mutate)
    atheris.Fuzz()


def _unguided(target: Target, seconds: int) -> bool:
    """Our own injuries for so long, in a process that may hold only so much memory."""
    process = multiprocessing.get_context("spawn").Process(target=_injure, args=(target.name, seconds))
    process.start()
    process.join(seconds + 60)
    process.kill()
    process.join()
    print(f"  {target.name}: {'kept' if process.exitcode == 0 else 'BROKEN'}", flush=True)
    return process.exitcode == 0


def _injure(name: str, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MIB << 20, MEMORY_MIB << 20))
    target = next(one for one in TARGETS if one.name == name)
    rng, whole, end = Random(), seeds(target), time.monotonic() + seconds
    while time.monotonic() < end:
        _judge(target.outcome, spoil(rng, rng.choice(whole), whole), _folder(target, "found"))


def _judge(outcome: Callable[[bytes], str], data: bytes, found: Path) -> None:
    began = time.process_time()
    try:
        outcome(data)
        if time.process_time() - began > ONE_INPUT_SECONDS:
            raise AssertionError("too slow")
    except BaseException:
        (found / sha256(data).hexdigest()[:16]).write_bytes(data)
        raise


if __name__ == "__main__":
    sys.exit(main())
