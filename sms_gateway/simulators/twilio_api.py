"""The part of Twilio's REST API that an SMS gateway uses, as values: a call in, a reply out.

Source: https://www.twilio.com/docs/messaging/api/message-resource
"""

import base64
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

from sms_gateway.clock import Clock
from sms_gateway.simulators.faults import Fault, Faults
from sms_gateway.simulators.record import Message, Record, Wanted

API = "/2010-04-01"
MAX_BODY = 1600
MAX_PAGE = 1000
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_PATH = re.compile(API + r"/Accounts/(AC[0-9A-Za-z]{1,64})(?:/Messages(?:/([A-Z]{2}[0-9a-f]{1,64}))?)?\.json")
_TOKEN = re.compile(r"PA([0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Call:
    """One request as the server hands it over."""

    method: str
    path: str
    authorization: str
    query: Mapping[str, str]
    form: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back after *delay* seconds; *reset* breaks the connection instead."""

    status: int
    body: str
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    reset: bool = False


def reply_json(status: int, payload: object, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    return Reply(status, json.dumps(payload), headers)


def error(status: int, code: int, message: str, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """An error as Twilio words it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return reply_json(
        status, {"code": code, "message": message, "more_info": more, "status": status}, headers
    )


class TwilioApi:
    """One account: checks credentials and forms, keeps the record, plays the faults."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        record: Record,
        faults: Faults,
        *,
        clock: Clock,
        new_sid: Callable[[], str],
        accepted: Callable[[Message], None],
    ) -> None:
        """*accepted* is told of every message taken, before the answer."""
        self._account_sid = account_sid
        self._basic = "Basic " + base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._record = record
        self._faults = faults
        self._clock = clock
        self._new_sid = new_sid
        self._accepted = accepted

    def answer(self, call: Call) -> Reply:
        """The reply to one call of the API."""
        if not hmac.compare_digest(call.authorization.encode("utf-8", "replace"), self._basic.encode()):
            return error(401, 20003, "Authenticate")
        match = _PATH.fullmatch(call.path)
        if match is None or match[1] != self._account_sid:
            return error(404, 20404, "The requested resource was not found")
        if "/Messages" not in call.path:
            return self._account()
        if match[2]:
            return self._fetch(match[2])
        return self._create(call.form) if call.method == "POST" else self._list(call.query)

    def _account(self) -> Reply:
        sid = self._account_sid
        uri = f"{API}/Accounts/{sid}.json"
        account = {"sid": sid, "friendly_name": "loopback", "status": "active", "type": "Full", "uri": uri}
        return reply_json(200, account)

    def _fetch(self, sid: str) -> Reply:
        message = self._record.get(sid)
        if message is None:
            return error(404, 20404, "The requested resource was not found")
        return reply_json(200, self.shown(message))

    def _create(self, form: Mapping[str, str]) -> Reply:
        fault, plan = self._faults.of_sending(), self._faults.plan
        refused = self._struck_before(fault) or _refusal(form, plan.opted_out)
        if refused:
            return refused
        message = self._take(form)
        taken = reply_json(201, self.shown(message))
        after = {
            Fault.ERROR_AFTER: error(500, 20500, "Internal Server Error"),
            Fault.RESET_AFTER: Reply(0, "", reset=True),
            Fault.GARBAGE: Reply(201, "<html>not json"),
            Fault.SLOW: Reply(taken.status, taken.body, delay=plan.slow_seconds),
        }
        return after.get(fault, taken)

    def _struck_before(self, fault: Fault) -> Reply | None:
        if fault is Fault.RATE_LIMIT:
            wait = (("Retry-After", str(self._faults.plan.retry_after)),)
            return error(429, 20429, "Too Many Requests", wait)
        if fault is Fault.UNAVAILABLE:
            return error(503, 20503, "Service Unavailable")
        return Reply(0, "", reset=True) if fault is Fault.RESET_BEFORE else None

    def _take(self, form: Mapping[str, str]) -> Message:
        service = form.get("MessagingServiceSid") or None
        message = self._record.add(
            Message(
                sid=self._new_sid(),
                order=0,
                direction="outbound-api",
                sender=form.get("From", ""),
                recipient=form["To"],
                body=form["Body"],
                status="accepted" if service else "queued",
                created_at=self._clock(),
                callback=form.get("StatusCallback", ""),
                service=service,
            )
        )
        self._accepted(message)
        return message

    def _list(self, query: Mapping[str, str]) -> Reply:
        if self._faults.strikes_a_list():
            return error(503, 20503, "Service Unavailable")
        size, token = query.get("PageSize", "50"), query.get("PageToken", "")
        below = _TOKEN.fullmatch(token)
        try:
            wanted = Wanted(
                recipient=query.get("To"),
                sender=query.get("From"),
                sent_from=_moment(query.get("DateSent>") or query.get("DateSent"), time.min),
                sent_until=_moment(query.get("DateSent<") or query.get("DateSent"), time.max),
                created_until=self._clock() - timedelta(seconds=self._faults.plan.lookup_lag),
                below=int(below[1]) if below else None,
            )
            count = min(MAX_PAGE, max(1, int(size)))
        except ValueError:
            return error(400, 20001, "Invalid parameter")
        return self._listed(query, count, *self._record.page(wanted, count))

    def _listed(self, query: Mapping[str, str], size: int, found: list[Message], more: bool) -> Reply:
        uri = f"{API}/Accounts/{self._account_sid}/Messages.json"
        number = int(query.get("Page", "0")) if re.fullmatch(r"[0-9]{1,6}", query.get("Page", "0")) else 0
        following = None
        if more:
            token = {"Page": str(number + 1), "PageToken": f"PA{found[-1].order}"}
            following = f"{uri}?{urlencode({**query, **token})}"
        page = {
            "messages": [self.shown(message) for message in found],
            "page": number,
            "page_size": size,
            "start": number * size,
            "end": number * size + max(0, len(found) - 1),
            "first_page_uri": f"{uri}?PageSize={size}&Page=0",
            "next_page_uri": following,
            "previous_page_uri": None,
            "uri": f"{uri}?{urlencode(query)}",
        }
        return reply_json(200, page)

    def shown(self, message: Message) -> dict[str, object]:
        """*message* as Twilio's JSON shows it."""
        sent_at = format_datetime(message.sent_at) if message.sent_at else None
        uri = f"{API}/Accounts/{self._account_sid}/Messages/{message.sid}"
        return {
            "account_sid": self._account_sid,
            "api_version": "2010-04-01",
            "body": message.body,
            "date_created": format_datetime(message.created_at),
            "date_sent": sent_at,
            "date_updated": sent_at or format_datetime(message.created_at),
            "direction": message.direction,
            "error_code": message.error_code,
            "error_message": None,
            "from": message.sender or None,
            "messaging_service_sid": message.service,
            "num_media": "0",
            "num_segments": str(message.segments),
            "price": None,
            "price_unit": "USD",
            "sid": message.sid,
            "status": message.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": message.recipient,
            "uri": f"{uri}.json",
        }


def _refusal(form: Mapping[str, str], opted_out: frozenset[str]) -> Reply | None:
    """Why Twilio would not take *form*; the numbers are its own error codes."""
    to, body = form.get("To", ""), form.get("Body", "")
    rules = (
        (not to, 21604, "A 'To' phone number is required."),
        (PHONE.fullmatch(to) is None, 21211, "The 'To' number is not a valid phone number."),
        (not form.get("From") and not form.get("MessagingServiceSid"), 21603, "A 'From' is required."),
        (not body, 21602, "Message body is required."),
        (len(body) > MAX_BODY, 21617, "The concatenated message body exceeds the 1600 character limit."),
        (to in opted_out, 21610, "Attempt to send to unsubscribed recipient"),
    )
    return next((error(400, code, text) for broken, code, text in rules if broken), None)


def _moment(text: str | None, at: time) -> datetime | None:
    """A date (then *at* that day) or a moment, as DateSent takes them; UTC."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-11-24"):
        moment = datetime.combine(moment.date(), at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
