"""A loopback Twilio: takes, keeps and lists SMS, posts signed webhooks, fails on request."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sms_gateway.clock import Clock, utc_now
from sms_gateway.simulators.faults import Faults, changed
from sms_gateway.simulators.record import Message, Record
from sms_gateway.simulators.server import HOST, Exchange, LoopbackServer
from sms_gateway.simulators.twilio_api import Call, Reply, TwilioApi, reply_json
from sms_gateway.simulators.webhooks import Webhooks

UNDELIVERED_CODE = 30003
MAX_MESSAGES = 100_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """An inbound message: its sid, and the status of every post of its webhook (None: nobody answered)."""

    sid: str
    statuses: tuple[int | None, ...]


def _new_sid() -> str:
    return "SM" + uuid.uuid4().hex


class TwilioSimulator:
    """A context manager: `with TwilioSimulator(account_sid=..., auth_token=...) as twilio: twilio.url`."""

    def __init__(
        self,
        port: int = 0,
        *,
        account_sid: str,
        auth_token: str,
        deliver_to: str | None = None,
        webhook: str | None = None,
        faults: Faults | None = None,
        clock: Clock = utc_now,
        number: str = "1708",
        receipt_delay: float = 0.0,
        max_messages: int = MAX_MESSAGES,
    ) -> None:
        """*webhook* is the public inbound URL that is signed; posts go to *deliver_to*, or to it if loopback.

        *receipt_delay* is in seconds, between two receipts. Raises ValueError for a *deliver_to* that is not
        loopback, OSError when *port* is taken.
        """
        self.faults = faults or Faults()
        self._account_sid = account_sid
        self._webhook = webhook
        self._number = number
        self._clock = clock
        self._receipt_delay = receipt_delay
        self._record = Record(max_messages)
        self._webhooks = Webhooks(auth_token, deliver_to)
        self._api = TwilioApi(
            account_sid,
            auth_token,
            self._record,
            self.faults,
            clock=clock,
            new_sid=_new_sid,
            accepted=lambda message: self._webhooks.submit(lambda: self._report(message)),
        )
        self._server = LoopbackServer(port, self._respond)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._server.server_address[1]}"

    @property
    def log(self) -> tuple[Message, ...]:
        """The messages taken for sending, oldest first: the carrier's own record."""
        return tuple(message for message in self._record.all() if message.direction != "inbound")

    @property
    def received(self) -> tuple[Message, ...]:
        """The messages people sent to us, oldest first, lost ones too."""
        return tuple(message for message in self._record.all() if message.direction == "inbound")

    def start(self) -> Self:
        self._webhooks.start()
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop at once; what was not reported yet never will be."""
        self._webhooks.stop()
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def settle(self, seconds: float = 5.0) -> bool:
        """Wait until every receipt was posted; False when *seconds* were not enough."""
        return self._webhooks.settle(seconds)

    def send_inbound(
        self,
        sender: str,
        body: str,
        *,
        lost: bool = False,
        repeat: int = 1,
        extra: Mapping[str, str] | None = None,
    ) -> Delivery:
        """A person texts us: kept on record and posted *repeat* times, or not at all when *lost*.

        Raises ValueError when it should be posted and no *webhook* is known.
        """
        now = self._clock()
        message = self._record.add(
            Message(_new_sid(), 0, "inbound", sender, self._number, body, "received", now, now)
        )
        if lost:
            return Delivery(message.sid, ())
        if self._webhook is None:
            raise ValueError("no webhook is configured")
        form = {**self._inbound_form(message), **(extra or {})}
        url = self._webhook
        return Delivery(message.sid, tuple(self._webhooks.post(url, form) for _ in range(repeat)))

    def _inbound_form(self, message: Message) -> dict[str, str]:
        """The fields of https://www.twilio.com/docs/messaging/guides/webhook-request"""
        blank = ("ToState", "ToCity", "ToZip", "FromState", "FromCity", "FromZip")
        return {
            **dict.fromkeys(blank, ""),
            **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), message.sid),
            "ToCountry": "ID",
            "FromCountry": "ID",
            "AccountSid": self._account_sid,
            "ApiVersion": "2010-04-01",
            "Body": message.body,
            "From": message.sender,
            "NumMedia": "0",
            "NumSegments": str(message.segments),
            "SmsStatus": "received",
            "To": message.recipient,
        }

    def _report(self, message: Message) -> None:
        """Take *message* through its states, telling its callback of each as the faults allow."""
        failed = message.recipient in self.faults.plan.undeliverable
        states = ("queued", "sent", "undelivered" if failed else "delivered")
        told = self.faults.callbacks(states) if message.callback else []
        code = UNDELIVERED_CODE if failed else None
        for state in told:
            self._webhooks.pause(self._receipt_delay)
            self._advance(message, state, code)
            self._webhooks.post(message.callback, self._receipt_form(message, state, code))
        self._advance(message, states[-1], code)

    def _advance(self, message: Message, state: str, code: int | None) -> None:
        final = state == "undelivered"
        self._record.advance(message.sid, state, self._clock(), code if final else None)

    def _receipt_form(self, message: Message, state: str, code: int | None) -> dict[str, str]:
        form = {
            **dict.fromkeys(("MessageSid", "SmsSid"), message.sid),
            **dict.fromkeys(("MessageStatus", "SmsStatus"), state),
            "AccountSid": self._account_sid,
            "ApiVersion": "2010-04-01",
            "From": message.sender or self._number,
            "To": message.recipient,
        }
        return {**form, "ErrorCode": str(code)} if code and state == "undelivered" else form

    def _respond(self, exchange: Exchange) -> Reply:
        if exchange.path.startswith("/_sim/"):
            return self._control(exchange)
        authorization = exchange.headers.get("authorization", "")
        call = Call(exchange.method, exchange.path, authorization, exchange.query, exchange.form)
        return self._api.answer(call)

    def _control(self, exchange: Exchange) -> Reply:
        routes = {
            ("GET", "/_sim/log"): self._show_log,
            ("POST", "/_sim/faults"): self._change_faults,
            ("POST", "/_sim/inbound"): self._post_inbound,
        }
        route = routes.get((exchange.method, exchange.path))
        if route is None:
            return reply_json(404, {"error": "unknown", "known": [" ".join(known) for known in routes]})
        try:
            return route(exchange)
        except ValueError as fault:
            return reply_json(400, {"error": str(fault)})

    def _show_log(self, _: Exchange) -> Reply:
        shown = {
            "accepted": [self._api.shown(message) for message in self.log],
            "inbound": [self._api.shown(message) for message in self.received],
            "dropped": self._record.dropped,
            "callbacks_dropped": self._webhooks.dropped,
            "callbacks_failed": self._webhooks.failed,
        }
        return reply_json(200, shown)

    def _change_faults(self, exchange: Exchange) -> Reply:
        self.faults.change(changed(self.faults.plan, json.loads(exchange.body)))
        return reply_json(200, {"ok": True})

    def _post_inbound(self, exchange: Exchange) -> Reply:
        form = exchange.form
        if not form.get("from"):
            raise ValueError("the form has no from")
        lost = form.get("lost") == "1"
        delivery = self.send_inbound(form["from"], form.get("body", ""), lost=lost)
        return reply_json(200, {"sid": delivery.sid, "statuses": list(delivery.statuses)})
