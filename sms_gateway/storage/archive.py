"""A backup as one file: tables as lines of JSON and a manifest, all of it proven by digests.

It appears whole under its name, or not at all, for its owner alone. A person can look into it with unzip.
"""

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from sms_gateway.errors import GatewayError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_SEAL: Final = "sms-gateway-1708 backup, manifest sha256:"
_BLOCK: Final = 1 << 20


class BadArchive(GatewayError):
    """A file that is no backup, or not the one that was written."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} cannot be used: {why}.", "Nothing was changed. Take another backup.")


@dataclass(frozen=True, slots=True)
class Member:
    """A table in an archive: its columns in their order, how many rows, and the digest over its lines."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself. *facts*: what the database knew of itself; no key among it."""

    made_at: datetime
    schema: str
    dialect: str
    anchor: str  # the newest row of the audit chain, as `audit verify --anchor` takes it
    facts: Mapping[str, str]
    tables: Mapping[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    def as_json(self) -> str:
        """The text of manifest.json."""
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1, sort_keys=True)


class Draft:
    """An archive while it is written."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        self._zip = zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._members: dict[str, Member] = {}

    def add(
        self, name: str, columns: Iterable[str], lines: Iterable[str], tell: Callable[[int], object]
    ) -> None:
        """Write a table; *tell* hears how many rows more were written."""
        digest, rows = hashlib.sha256(), 0
        with self._zip.open(_path(name), "w", force_zip64=True) as out:
            for line in lines:
                data = line.encode("ascii") + b"\n"
                digest.update(data)
                out.write(data)
                rows += 1
                tell(1)
        self._members[name] = Member(tuple(columns), rows, digest.hexdigest())

    def finish(self, manifest: Manifest) -> Manifest:
        """Write the manifest; what was written is on the disk then."""
        whole = Manifest(**{**_shallow(manifest), "tables": self._members})
        text = whole.as_json()
        self._zip.writestr(MANIFEST, text)
        self._zip.comment = f"{_SEAL}{hashlib.sha256(text.encode()).hexdigest()}".encode()
        self._zip.close()
        self._raw.flush()
        os.fsync(self._raw.fileno())
        return whole

    def abandon(self) -> None:
        """Write nothing more; after `finish` nothing is left to do."""
        with suppress(OSError, ValueError):
            self._zip.close()


@contextmanager
def writing(file: Path) -> Iterator[Draft]:
    """A draft that becomes *file* in the end. Raises GatewayError when that is there or cannot be written."""
    if os.path.lexists(file):
        raise GatewayError(f"{file} is there already.", "Name a new file, with the date for example.")
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            made = Draft(raw)
            try:
                yield made
            finally:
                made.abandon()
        draft.rename(file)
        sync_folder(file.parent)
    except OSError as error:
        raise GatewayError(
            f"{file} could not be written ({error.strerror}).",
            "Name a folder with room that this user may write to.",
        ) from None
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def sync_folder(folder: Path) -> None:
    """The names in *folder* are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Archive:
    """A backup that was opened; its manifest is proven, its tables once `verify` has passed."""

    def __init__(self, file: Path) -> None:
        """Raises BadArchive."""
        self._file = file
        try:
            self._zip = zipfile.ZipFile(file)
            text = self._zip.read(MANIFEST)
            sealed = f"{_SEAL}{hashlib.sha256(text).hexdigest()}".encode()
            if self._zip.comment != sealed:
                raise BadArchive(file, "its manifest is not the one that was written")
            self.manifest = _manifest(json.loads(text))
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
            raise BadArchive(file, _why(error)) from None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(member.rows for member in self.manifest.tables.values())

    def verify(self, tell: Callable[[int], object]) -> None:
        """Read every line; raises BadArchive unless they are those that were written."""
        for name, member in self.manifest.tables.items():
            digest, rows = hashlib.sha256(), 0
            try:
                with self._zip.open(_path(name)) as lines:
                    while block := lines.read(_BLOCK):
                        digest.update(block)
                        found = block.count(b"\n")
                        rows += found
                        tell(found)
            except (OSError, zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
                raise BadArchive(self._file, _why(error)) from None
            if digest.hexdigest() != member.sha256 or rows != member.rows:
                raise BadArchive(self._file, f"the rows of {name} are not those that were written")

    def lines(self, name: str) -> Iterator[str]:
        """The rows of a table."""
        with self._zip.open(_path(name)) as lines:
            for line in lines:
                yield line.decode("ascii")

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


def _path(name: str) -> str:
    return f"tables/{name}.jsonl"


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return str(error.strerror)
    return "it is no backup of this program, or damaged"


def _shallow(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}


def _manifest(found: dict[str, Any]) -> Manifest:
    if found["format"] != FORMAT:
        raise ValueError("a format of another version")
    members = {
        name: Member(tuple(each["columns"]), each["rows"], each["sha256"])
        for name, each in found["tables"].items()
    }
    return Manifest(**{**found, "made_at": datetime.fromisoformat(found["made_at"]), "tables": members})
