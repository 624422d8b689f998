"""Seals what may identify a person: numbers under the field keys, texts under a data key of each sender.

A bare hash of a phone number is exhausted in seconds, so look-ups use an HMAC under a second key.
The row's uuid is sealed together with the value: a ciphertext copied to another row does not open there.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from sms_gateway.errors import ConfigurationFault, GatewayError, MissingSecret
from sms_gateway.settings import Settings

_KEY_FILES = ("field_keys", "index_key")


class SealBroken(GatewayError):
    """A ciphertext does not open: wrong keys, another row's value, or damage."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"A sealed {what} does not open.", "Check that SMSGW_FIELD_KEYS holds every key ever used."
        )


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one sender's texts; destroying its sealed form destroys the texts."""

    secret: bytes

    def seal(self, row: str, text: str) -> bytes:
        """Seal *text* (any str, lone surrogates included) for the row with uuid *row*."""
        return Fernet(self.secret).encrypt(_bind(row, text.encode("utf-8", "surrogatepass")))

    def open(self, row: str, token: bytes) -> str:
        """The text of `seal`. Raises SealBroken for another row's token or another key."""
        try:
            plain = Fernet(self.secret).decrypt(token)
        except InvalidToken:
            raise SealBroken("text") from None
        return _unbind(row, plain, "text").decode("utf-8", "surrogatepass")


class Vault:
    """The field keys (first seals, all open) and the index key."""

    def __init__(self, field_keys: Sequence[str], index_key: str) -> None:
        self._fernets = [Fernet(key) for key in field_keys]
        self._fernet = MultiFernet(self._fernets)
        self.fingerprints = tuple(_fingerprint(key) for key in field_keys)
        self._index_key = _index_bytes(index_key)
        self.index_fingerprint = self._digest(b"fingerprint", "")[:8]

    def blind(self, number: str) -> str:
        """The index of a canonical number: 64 hex digits, useless without the key."""
        return self._digest(b"number", number)

    def digest(self, text: str) -> str:
        """A keyed digest of a normalised text, to recognise the same text sent again."""
        return self._digest(b"text", text)

    def link(self, text: str) -> str:
        """A keyed hash for the chained record, equal to no digest of a text that somebody else chose."""
        return self._digest(b"link", text)

    def trace(self, uuid: str) -> int:
        """128 bits that name the trace of the row with *uuid*, evenly spread, and lead nobody back to it."""
        return int(self._digest(b"trace", uuid)[:32], 16) or 1

    def seal(self, row: str, value: str) -> bytes:
        """Seal a number or another short value under the field keys."""
        return self._fernet.encrypt(_bind(row, value.encode("utf-8", "surrogatepass")))

    def open(self, row: str, token: bytes) -> str:
        """The value of `seal`. Raises SealBroken."""
        return _unbind(row, self._decrypt(token), "value").decode("utf-8", "surrogatepass")

    def reseal(self, token: bytes) -> bytes | None:
        """*token* under the first field key; None when it is. Raises SealBroken."""
        if self.is_newest(token):
            return None
        return self._fernets[0].encrypt(self._decrypt(token))

    def is_newest(self, token: bytes) -> bool:
        """Whether *token* is sealed under the first field key."""
        return self.key_of(token) == 0

    def key_of(self, token: bytes) -> int | None:
        """Which of the field keys *token* is sealed under, counted from 0; None for none of them."""
        for index, fernet in enumerate(self._fernets):
            try:
                fernet.decrypt(token)
            except InvalidToken:
                continue
            return index
        return None

    def new_data_key(self, row: str) -> tuple[DataKey, bytes]:
        """A fresh data key and its sealed form for the sender with uuid *row*."""
        secret = Fernet.generate_key()
        return DataKey(secret), self._fernet.encrypt(_bind(row, secret))

    def data_key(self, row: str, token: bytes) -> DataKey:
        """The data key of `new_data_key`. Raises SealBroken."""
        return DataKey(_unbind(row, self._decrypt(token), "data key"))

    def _decrypt(self, token: bytes) -> bytes:
        try:
            return self._fernet.decrypt(token)
        except InvalidToken:
            raise SealBroken("value") from None

    def _digest(self, label: bytes, text: str) -> str:
        return hmac.digest(
            self._index_key, label + b"\0" + text.encode("utf-8", "surrogatepass"), "sha256"
        ).hex()


def _fingerprint(key: str) -> str:
    """Eight digits that name a field key and tell nothing of it."""
    return hashlib.sha256(b"fingerprint\0" + key.encode("ascii", "replace")).hexdigest()[:8]


def has_keys(settings: Settings) -> bool:
    """Whether `open_vault` would find keys, rather than make some."""
    if settings.field_keys or settings.index_key or settings.env == "production":
        return True
    return all((settings.data_dir / "keys" / name).exists() for name in _KEY_FILES)


def add_field_key(settings: Settings) -> str:
    """Put a fresh field key before those in the data directory; its fingerprint. Raises GatewayError."""
    old = _keys_of_folder(settings)
    fresh = make_keys()["field_keys"]
    _replace(settings.data_dir / "keys" / "field_keys", ",".join([fresh, *old]))
    return _fingerprint(fresh)


def drop_field_keys(settings: Settings) -> int:
    """Leave only the first field key in the data directory; how many went. Raises GatewayError."""
    old = _keys_of_folder(settings)
    _replace(settings.data_dir / "keys" / "field_keys", old[0])
    return len(old) - 1


def _keys_of_folder(settings: Settings) -> list[str]:
    if settings.field_keys:
        raise GatewayError(
            "The field keys are in SMSGW_FIELD_KEYS, which this command cannot change.",
            "Change it where it is set, as docs/runbooks/keys.md says.",
        )
    return _keys_in(settings.data_dir / "keys")["field_keys"].split(",")


def _replace(path: Path, value: str) -> None:
    draft = _draft(path, value)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make_keys() -> dict[str, str]:
    """A fresh field key and index key, as the environment wants them."""
    return {"field_keys": Fernet.generate_key().decode(), "index_key": secrets.token_urlsafe(32)}


def open_vault(settings: Settings) -> Vault:
    """The vault of the environment's keys or, outside production, of keys made once in the data directory."""
    if settings.field_keys and settings.index_key:
        field_keys = [key.get_secret_value() for key in settings.field_keys]
        return _vault(field_keys, settings.index_key.get_secret_value())
    if settings.env == "production":
        raise MissingSecret("SMSGW_FIELD_KEYS" if not settings.field_keys else "SMSGW_INDEX_KEY")
    if settings.field_keys or settings.index_key:
        raise ConfigurationFault(["set both SMSGW_FIELD_KEYS and SMSGW_INDEX_KEY, or neither"])
    found = _keys_in(settings.data_dir / "keys")
    return _vault(found["field_keys"].split(","), found["index_key"])


def _vault(field_keys: Sequence[str], index_key: str) -> Vault:
    try:
        return Vault(field_keys, index_key)
    except (ValueError, binascii.Error):
        raise ConfigurationFault(
            ["SMSGW_FIELD_KEYS or SMSGW_INDEX_KEY is not a key as `sms-gateway make-keys` prints it"]
        ) from None


def _keys_in(folder: Path) -> dict[str, str]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = make_keys()
    for name in _KEY_FILES:
        _write_once(folder / name, fresh[name])
    return {name: (folder / name).read_text(encoding="ascii").strip() for name in _KEY_FILES}


def _write_once(path: Path, value: str) -> None:
    """Whoever links the file first wins; a half-written key can never be read."""
    if path.exists():
        return
    draft = _draft(path, value)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(path: Path, value: str) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    return draft


def _index_bytes(index_key: str) -> bytes:
    key = base64.urlsafe_b64decode(index_key + "=" * (-len(index_key) % 4))
    if len(key) < 32:
        raise ValueError("index key too short")
    return key


def _bind(row: str, value: bytes) -> bytes:
    return row.encode("ascii") + b"\0" + value


def _unbind(row: str, plain: bytes, what: str) -> bytes:
    head, _, value = plain.partition(b"\0")
    if not hmac.compare_digest(head, row.encode("ascii")):
        raise SealBroken(what)
    return value
