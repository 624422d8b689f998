"""Passwords as argon2id hashes; a wrong one costs as much as one for an account that does not exist."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sms_gateway.domain.accounts import normal_password

# RFC 9106, 4, second recommended option, on one lane: 64 MiB for each that is computed at a time.
HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
_ROOM = BoundedSemaphore(4)  # a flood of sign-ins waits instead of taking the memory of the webhooks


def hashed(password: str) -> str:
    """The hash to store."""
    with _ROOM:
        return HASHER.hash(normal_password(password))


def fits(stored: str | None, password: str) -> bool:
    """Whether *password* is the one of *stored*; None (no such account) takes as long and never fits."""
    with _ROOM:
        try:
            return HASHER.verify(stored or _nobodys(), normal_password(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether *stored* was made with other parameters than those in force."""
    return HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody has this password")
