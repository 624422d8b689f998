"""The wire to Twilio: the official client with a time-out, faults that say whether the request left."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import requests
from twilio.base import values  # type: ignore[import-untyped]  # annotated, but ships no py.typed
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http import HttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from sms_gateway.carriers.wire import FAULTS, never_left, new_session, silence, within

PAGE_SIZE = 200


class WireError(Exception):
    """An exchange without a success; it never holds a number or a text."""


class AnswerError(WireError):
    """An answer that is not a success. *code* is Twilio's own error number, *retry_after* is in seconds."""

    def __init__(self, status: int, code: int | None, retry_after: float | None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


class NotSentError(WireError):
    """The request never left: no address, no connection, no TLS."""


class NoAnswerError(WireError):
    """The request may have left and no readable answer came."""


@dataclass(frozen=True, slots=True)
class TwilioRecord:
    """One message as Twilio's own record shows it; times are aware, in UTC."""

    sid: str
    sender: str
    recipient: str
    body: str
    direction: str
    created_at: datetime | None
    sent_at: datetime | None
    media_count: int

    @property
    def at(self) -> datetime | None:
        return self.sent_at or self.created_at


class _Message(Protocol):
    """What we read of twilio's MessageInstance."""

    sid: str | None
    from_: str | None
    to: str | None
    body: str | None
    direction: str | None
    date_created: datetime | None
    date_sent: datetime | None
    num_media: str | None


class WireClient(HttpClient):  # type: ignore[misc]  # the base is untyped
    """An HTTP client for the official library: pooled, thread-safe, silent, every wire fault a named one."""

    def __init__(self, timeout: float, base_url: str | None) -> None:
        super().__init__(logging.getLogger("twilio"), False, timeout)
        self._limit = timeout
        self._session = new_session(base_url)
        silence("twilio.http_client")

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """One exchange. Raises a WireError."""
        try:
            answer = self._session.request(
                method,
                uri,
                params=params,
                data=data,
                headers=headers,
                auth=auth,
                timeout=within(timeout or self._limit),  # type: ignore[arg-type]
                allow_redirects=allow_redirects,
            )
        except FAULTS as error:
            raise (NotSentError() if never_left(error) else NoAnswerError()) from None
        if not 200 <= answer.status_code < 300:
            raise AnswerError(answer.status_code, _code_of(answer), _retry_after_of(answer))
        return Response(answer.status_code, answer.text, answer.headers)


def _code_of(answer: requests.Response) -> int | None:
    try:
        payload = answer.json()
    except ValueError:
        return None
    code = payload.get("code") if isinstance(payload, dict) else None
    return code if isinstance(code, int) else None


def _retry_after_of(answer: requests.Response) -> float | None:
    """Retry-After in seconds; the HTTP-date form is not used by Twilio and is ignored."""
    text = answer.headers.get("Retry-After", "").strip()
    whole = text.isascii() and text.isdigit() and len(text) <= 6
    return float(text) if whole else None


class TwilioApi:
    """The three calls we make, typed; every method raises only WireError."""

    def __init__(self, account_sid: str, token: str, base_url: str | None, timeout: float) -> None:
        wire = WireClient(timeout, base_url)
        # a non-empty environment, so that the library does not read the process's own
        self._client = Client(account_sid, token, http_client=wire, environment={"TWILIO_EDGE": ""})
        if base_url is not None:
            self._client.api.base_url = base_url

    def create(
        self, *, to: str, body: str, sender: str | None, service: str | None, callback: str | None
    ) -> str:
        """Hand one SMS over and return its sid."""
        try:
            message = self._client.messages.create(
                to=to,
                body=body,
                from_=sender or values.unset,
                messaging_service_sid=service or values.unset,
                status_callback=callback or values.unset,
            )
        except (TwilioException, ValueError, TypeError, AttributeError, KeyError):
            raise NoAnswerError from None
        if not message.sid:
            raise NoAnswerError
        return str(message.sid)

    def messages(
        self, *, to: str, since: datetime | None = None, limit: int, page_size: int = PAGE_SIZE
    ) -> Iterator[TwilioRecord]:
        """Up to *limit* messages to *to*, newest first, read page by page."""
        after = since.astimezone(UTC) if since else values.unset
        try:
            found = self._client.messages.stream(
                to=to, date_sent_after=after, limit=limit, page_size=min(page_size, limit)
            )
            for message in found:
                yield _record(message)
        except (TwilioException, ValueError, TypeError, AttributeError, KeyError):
            raise NoAnswerError from None


def _record(message: _Message) -> TwilioRecord:
    media = str(message.num_media or "")
    return TwilioRecord(
        sid=message.sid or "",
        sender=message.from_ or "",
        recipient=message.to or "",
        body=message.body or "",
        direction=message.direction or "",
        created_at=_aware(message.date_created),
        sent_at=_aware(message.date_sent),
        media_count=int(media) if media.isascii() and media.isdigit() else 0,
    )


def _aware(at: datetime | None) -> datetime | None:
    """The library turns an unreadable date into its own text; that is no date."""
    return at if isinstance(at, datetime) else None
