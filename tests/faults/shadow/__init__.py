"""What a disk would hold after a power cut, kept by a shim in C below every process that is to be cut."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("shadow.c")


@dataclass(frozen=True)
class Shadow:
    """``kept``: contents and lists of names by inode, as shadow.c writes them for everything below ``real``."""

    library: Path
    real: Path
    kept: Path
    names_with_files: bool

    @classmethod
    def of(cls, real: Path, folder: Path, *, names_with_files: bool = False) -> Shadow:
        """``folder`` is new and outside of ``real``. Needs a C compiler.

        ``names_with_files``: a file's name is durable with its content, without any sync of its folder.
        """
        folder.mkdir(parents=True)
        library, kept = folder / "shadow.so", folder / "kept"
        if any(character in str(library) for character in " :"):
            raise ValueError("LD_PRELOAD takes spaces and colons for the end of a name")
        compiler = ["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(compiler, check=True)
        kept.mkdir()
        kept.chmod(0o777)  # a database server runs as another user
        return cls(library, real, kept, names_with_files)

    def environment(self) -> dict[str, str]:
        told = {"SHADOW_FROM": str(self.real.resolve()), "SHADOW_TO": str(self.kept)}
        return {
            "LD_PRELOAD": str(self.library),
            **told,
            "SHADOW_NAMES": "files" if self.names_with_files else "folders",
        }

    def cut(self) -> None:
        """To be called when nothing runs any more: what was not synced is gone from ``real``."""
        left = self.real.with_name(f"{self.real.name}.left")
        shutil.rmtree(left, ignore_errors=True)
        self._lay_out(self._inodes()[""], left)
        shutil.copymode(self.real, left)
        shutil.rmtree(self.real)
        left.rename(self.real)
        self.settle()

    def _lay_out(self, inode: str, target: Path) -> None:
        target.mkdir(mode=0o700)
        listing = self.kept / inode
        for line in listing.read_text(encoding="utf-8").splitlines() if listing.exists() else ():
            kind, below, name = line.split(" ", 2)
            content = self.kept / below
            if kind == "d":
                self._lay_out(below, target / name)
            elif content.exists():
                shutil.copyfile(content, target / name)
            else:
                (target / name).touch()  # its name was synced, its content never
            (target / name).chmod(0o700 if kind == "d" else 0o600)

    def settle(self) -> None:
        """All that is there now is durable: at the beginning, and after a cut what survived it."""
        shutil.rmtree(self.kept)
        self.kept.mkdir()
        self.kept.chmod(0o777)
        inodes = self._inodes()
        for inside, inode in inodes.items():
            path = self.real / inside
            if path.is_dir():
                names = sorted(one.name for one in path.iterdir())
                below = [self.real / inside / name for name in names]
                listed = [f"{'d' if one.is_dir() else 'f'} {inodes[str(one.relative_to(self.real))]}" for one in below]
                lines = [f"{entry} {name}\n" for entry, name in zip(listed, names, strict=True)]
                (self.kept / inode).write_text("".join(lines), encoding="utf-8")
            else:
                shutil.copyfile(path, self.kept / inode)
            (self.kept / inode).chmod(0o666)

    def _inodes(self) -> dict[str, str]:
        """Path below ``real`` -> the name under which shadow.c keeps it."""
        command = ["find", str(self.real.resolve()), "-exec", "stat", "--printf", "%i %W %w %n\\0", "{}", "+"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = {}
        for one in listed.split("\0")[:-1]:
            inode, second, _, time, _, path = one.split(" ", 5)
            inside = Path(path).relative_to(self.real.resolve()).as_posix()
            found["" if inside == "." else inside] = f"{inode}-{second}-{int(time.split('.')[1])}"
        return found
