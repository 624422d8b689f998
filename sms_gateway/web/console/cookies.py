"""The cookies of the console: sign-in, visitor, language; and whether a form was sent by one of our pages."""

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, Response

from sms_gateway.carriers.simulator import is_local
from sms_gateway.services.office import Office

CSRF_FIELD = "csrf"
_LANGUAGE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and flags: with https a cookie is bound to this host and never travels in the clear."""

    secure: bool

    @property
    def session(self) -> str:
        """Holds the token of a sign-in."""
        return self._name("console")

    @property
    def visitor(self) -> str:
        """Holds what forms are tied to before anybody is signed in."""
        return self._name("console-visitor")

    @property
    def language(self) -> str:
        """Holds the language chosen in this browser."""
        return self._name("console-language")

    def set(self, response: Response, name: str, value: str, max_age: int | None = None) -> None:
        """Out of reach of scripts, and not sent along with forms of other sites."""
        response.set_cookie(
            name, value, max_age=max_age, path="/", secure=self.secure, httponly=True, samesite="Lax"
        )

    def drop(self, response: Response, name: str) -> None:
        """The browser forgets it."""
        response.delete_cookie(name, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def set_language(self, response: Response, language: str) -> None:
        """Kept for a year."""
        self.set(response, self.language, language, _LANGUAGE_DAYS * 86_400)

    @property
    def shortcuts(self) -> str:
        """Says "off" where somebody does not want keys that act."""
        return self._name("console-shortcuts")

    def set_shortcuts(self, response: Response, wanted: bool) -> None:
        """Kept for a year."""
        self.set(response, self.shortcuts, "on" if wanted else "off", _LANGUAGE_DAYS * 86_400)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name


def csrf_of(token: str, office: Office) -> str:
    """What a form must carry: tied to the sign-in (or visitor) *token*, useless elsewhere."""
    return office.vault.digest(f"csrf|{token}")


def is_ours(request: Request, expected: str, address: str) -> bool:
    """Whether a form comes from a page of ours: by its token, and by what the browser says of its origin."""
    given = request.form.get(CSRF_FIELD) or request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("ascii")):
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or _is_origin(origin, request, address)


def _is_origin(origin: str, request: Request, address: str) -> bool:
    parts = urlsplit(address)
    if origin == f"{parts.scheme}://{parts.netloc}":
        return True
    # On this machine the same page is opened under several names and ports.
    return is_local(parts.netloc) and is_local(request.host) and origin == f"http://{request.host}"
