"""What the law asks of the peer too: numbers and texts are sealed, and found by keyed hashes."""

import hmac
import os
from functools import cache

from cryptography.fernet import Fernet

KEY = "PEER_KEY"


@cache
def _fernet() -> Fernet:
    return Fernet(os.environ[KEY])


def seal(text: str) -> bytes:
    return _fernet().encrypt(text.encode())


def unseal(token: bytes) -> str:
    return _fernet().decrypt(token).decode()


def blind(number: str) -> str:
    return hmac.digest(os.environ[KEY].encode(), number.encode(), "sha256").hex()
