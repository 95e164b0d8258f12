"""Vectors of release notes: genuine, wrongly signed, wrongly written (PROTOCOL section 22)."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from server.format.release import Release, ReleaseNote, release_key_id
from server.seal.primitives import SignKey
from server.seal.release import release_key, sign_release

from ..plain import Json

SIGNER = release_key(hashlib.sha256(b"gawahi vectors: a release key").digest())
STRANGER = SignKey(hashlib.sha256(b"gawahi vectors: somebody else").digest())


def _hash(name: str) -> str:
    return hashlib.sha256(f"gawahi vectors: {name}".encode()).hexdigest()


GOOD = Release(
    version="0.1.0",
    build=_hash("build")[:32],
    day="2026-11-25",
    files={name: _hash(name) for name in ("index.html", "sw.js", "assets/main-AHDv1JxW.css", "icon-192.png")},
)


def as_json(release: Release) -> Json:
    return {
        "version": release.version,
        "build": release.build,
        "day": release.day,
        "files": [[path, release.files[path]] for path in sorted(release.files)],
    }


def release_vectors() -> Json:
    text = sign_release(SIGNER, GOOD)
    asked = {"do": "check", "release_pk": SIGNER.public.hex()}
    many = replace(GOOD, files={f"assets/{number}.js": _hash(str(number)) for number in range(12)})
    good = {
        "an app": GOOD,
        "an app with one file": replace(GOOD, files={"sw.js": _hash("sw.js")}),
        "an app of a leap day": replace(many, day="2028-02-29", version="1.0.0-rc.1+2"),
    }
    cases: list[Json] = []
    for name, release in good.items():
        note = sign_release(SIGNER, release)
        signature = SIGNER.sign(release.signed()).hex()
        cases += [
            {"name": f"the note of {name}", **asked, "text": note, "gives": as_json(release)},
            {
                "name": f"{name} is written down",
                "do": "write",
                "release_pk": SIGNER.public.hex(),
                "release": as_json(release),
                "signature": signature,
                "gives": note,
            },
        ]
    cases += [
        {"name": f"a note {name}", **asked, "text": wrong, "refused": "release_wrong"}
        for name, wrong in {**_wrongly_signed(), **_wrongly_written(text)}.items()
    ]
    cases += [
        {
            "name": f"no note is written for {name}",
            "do": "write",
            "release_pk": SIGNER.public.hex(),
            "release": as_json(release),
            "signature": bytes(64).hex(),
            "refused": "release_wrong",
        }
        for name, release in _impossible().items()
    ]
    return {
        "noun": "release",
        "about": "check: text, release_pk -> the release. write: release, signature, release_pk -> the note's text.",
        "cases": cases,
    }


def _wrongly_signed() -> dict[str, str]:
    """In good form, each, but for one thing."""
    other = replace(GOOD, files={**GOOD.files, "sw.js": _hash("another worker")})
    signature = SIGNER.sign(GOOD.signed())
    key_id = release_key_id(SIGNER.public)
    return {
        "signed by somebody else": sign_release(STRANGER, GOOD),
        "signed by somebody else under the right key's id": ReleaseNote(
            GOOD, key_id, STRANGER.sign(GOOD.signed())
        ).text(),
        "with another key's id": ReleaseNote(GOOD, release_key_id(STRANGER.public), signature).text(),
        "with one file exchanged": ReleaseNote(other, key_id, signature).text(),
        "with another day": ReleaseNote(replace(GOOD, day="2026-11-26"), key_id, signature).text(),
        "with a signature of zeros": ReleaseNote(GOOD, key_id, bytes(64)).text(),
    }


def _wrongly_written(text: str) -> dict[str, str]:
    lines = text.split("\n")
    swapped = [*lines[:4], lines[5], lines[4], *lines[6:]]
    return {
        "that is empty": "",
        "without its last newline": text[:-1],
        "with a line behind it": f"{text}\n",
        "with Windows line ends": text.replace("\n", "\r\n"),
        "of another kind": text.replace("gawahi/release", "gawahi/checkpoint"),
        "with files out of order": "\n".join(swapped),
        "that names a file twice": text.replace(f"{lines[4]}\n", f"{lines[4]}\n{lines[4]}\n"),
        "with one space before a path": text.replace("  sw.js", " sw.js"),
        "with a hash in capitals": text.replace(GOOD.files["sw.js"], GOOD.files["sw.js"].upper()),
        "with a path that climbs": text.replace("  sw.js", "  ../sw.js"),
        "with a path from the root": text.replace("  sw.js", "  /sw.js"),
        "with a hidden file": text.replace("  sw.js", "  .sw.js"),
        "that names itself": text.replace("  sw.js", "  release.txt"),
        "with a path in Urdu": text.replace("  sw.js", "  گواہی.js"),
        "with a day that is none": text.replace("2026-11-25", "2026-11-31"),
        "with a short build": text.replace(GOOD.build, GOOD.build[:-1]),
        "without files": "\n".join([*lines[:4], *lines[8:]]),
        "with a broken signature": text.replace("=\n", "?\n"),
    }


def _impossible() -> dict[str, Release]:
    return {
        "no file": replace(GOOD, files={}),
        "a version with a space": replace(GOOD, version="0.1 beta"),
        "a path with a space": replace(GOOD, files={"a b.js": _hash("x")}),
    }
