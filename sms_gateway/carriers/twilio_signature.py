"""Proves that a call comes from Twilio, by the configured public address, never by what the caller says."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

Algorithm = Literal["sha1", "sha256"]
Pairs = Iterable[tuple[str, str]]

_DEFAULT_PORTS = {"https": 443, "http": 80}


def both_addresses(public_url: str) -> tuple[str, str]:
    """*public_url* without and with its port: Twilio signs either, so both are tried."""
    parts = urlsplit(public_url)
    if parts.port:
        bare = parts.netloc.rpartition(":")[0]
        return parts._replace(netloc=bare).geturl(), parts.geturl()
    with_port = f"{parts.netloc}:{_DEFAULT_PORTS.get(parts.scheme, 80)}"
    return parts.geturl(), parts._replace(netloc=with_port).geturl()


def sign(token: str, url: str, form: Pairs, algorithm: Algorithm = "sha1") -> str:
    """The value of X-Twilio-Signature for *form* posted to *url*.

    Rule: the full URL, then every distinct field and value, sorted, without separators; HMAC; base64.
    Source: https://www.twilio.com/docs/usage/security#validating-requests
    """
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    digest = hashlib.sha256 if algorithm == "sha256" else hashlib.sha1
    return b64encode(hmac.new(token.encode(), signed.encode(), digest).digest()).decode()


class Verifier:
    """Checks signatures over one public address with every token that is valid now."""

    def __init__(self, public_url: str, tokens: tuple[str, ...], algorithm: Algorithm) -> None:
        self._addresses = both_addresses(public_url)
        self._tokens = tokens
        self._algorithm = algorithm

    def proven(self, target: str, form: Pairs, signature: str) -> bool:
        """Whether *signature* fits *form* posted to *target* (path and query), by any token."""
        given = signature.encode("utf-8", "replace")
        fields = tuple(form)
        fits = False
        for token in self._tokens:
            for address in self._addresses:
                right = sign(token, address + target, fields, self._algorithm)
                fits |= hmac.compare_digest(right.encode(), given)
        return fits
