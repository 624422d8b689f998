"""One route for all carriers: body limit, proof, reading, COMMIT, and only then 200."""

import hmac
import time
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from sms_gateway import logs
from sms_gateway.bootstrap import Gateway
from sms_gateway.carriers.base import Carrier, Refusal, Refused, WebhookRequest
from sms_gateway.domain.messages import InboundSms, Receipt
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import traces
from sms_gateway.services.group_commit import IntakeWriter, ReceiptWriter
from sms_gateway.services.signatures import SignatureFailures

log = logs.get("webhooks")
METHODS = ["GET", "POST"]
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
RETRY_SECONDS = "5"
Take = Callable[[Carrier, WebhookRequest, datetime], Refused | None]


def webhook_routes(
    gateway: Gateway, writer: IntakeWriter, receipts: ReceiptWriter, failures: SignatureFailures
) -> Blueprint:
    """/webhooks/<carrier>/inbound and .../status, each also with a secret in the path."""
    routes = Blueprint("webhooks", __name__, url_prefix="/webhooks")
    desk = _Desk(gateway, writer, receipts, failures)

    @routes.route("/<carrier>/inbound", methods=METHODS)
    @routes.route("/<carrier>/<secret>/inbound", methods=METHODS)
    def inbound(carrier: str, secret: str | None = None) -> Response:
        return desk.answer("inbound", carrier, secret, desk.take_inbound)

    @routes.route("/<carrier>/status", methods=METHODS)
    @routes.route("/<carrier>/<secret>/status", methods=METHODS)
    def status(carrier: str, secret: str | None = None) -> Response:
        return desk.answer("status", carrier, secret, desk.take_receipt)

    return routes


class _Desk:
    """What every webhook call has in common: who is it for, is it proven, is the store there."""

    def __init__(
        self, gateway: Gateway, writer: IntakeWriter, receipts: ReceiptWriter, failures: SignatureFailures
    ) -> None:
        self._gateway = gateway
        self._writer = writer
        self._receipts = receipts
        self._failures = failures

    def take_inbound(self, carrier: Carrier, call: WebhookRequest, now: datetime) -> Refused | None:
        """Store one delivery, also one that is refused as unreadable when it could be salvaged."""
        started = time.perf_counter()
        laps = self._gateway.office.tracer.laps()
        with laps.lap("verify"):
            read = carrier.read_inbound(call, now)
        sms = read if isinstance(read, InboundSms) else read.salvage
        if sms is not None:
            with laps.lap("commit"):
                stored = self._writer.accept(sms, self._gateway.settings.web.commit_seconds)
            laps.of(stored.message)
            traces.called(laps, self._gateway.office, carrier.name, new=stored.new)
            self._gateway.metrics.ack_seconds.observe(time.perf_counter() - started)
        return read if isinstance(read, Refused) else None

    def take_receipt(self, carrier: Carrier, call: WebhookRequest, now: datetime) -> Refused | None:
        """Record one status report; one of an SMS we do not know is recorded too."""
        laps = self._gateway.office.tracer.laps()
        with laps.lap("verify"):
            read = carrier.read_receipt(call, now)
        if isinstance(read, Receipt):
            with laps.lap("commit"):
                outbox_id = self._receipts.accept(read, self._gateway.settings.web.commit_seconds)
            traces.reported(laps, self._gateway.office, outbox_id, read)
            return None
        return read

    def answer(self, kind: str, name: str, secret: str | None, take: Take) -> Response:
        """The answer to one call, counted by its status."""
        carrier = self._gateway.office.carriers.get(name)
        if carrier is None:
            return _plain("no such carrier is enabled", 404)
        if request.method not in carrier.methods:
            wrong = _plain(f"{name} calls by {' or '.join(sorted(carrier.methods))}", 405)
            wrong.headers["Allow"] = ", ".join(sorted(carrier.methods))
            return wrong
        response = self._answer(carrier, kind, secret, take)
        self._gateway.metrics.webhooks.labels(name, kind, str(response.status_code)).inc()
        return response

    def _answer(self, carrier: Carrier, kind: str, secret: str | None, take: Take) -> Response:
        try:
            call = _read_call()
            refused = (
                take(carrier, call, self._gateway.office.now())
                if _secret_fits(carrier, secret)
                else Refused(Refusal.FORBIDDEN, "the path does not hold the right secret")
            )
        except RequestEntityTooLarge:
            limit = self._gateway.settings.limits.body_bytes
            return _plain(f"body larger than limits.body_bytes ({limit})", 400)
        except StoreUnavailable as error:
            log.error("store unavailable", carrier=carrier.name, kind=kind, **logs.fault(error))
            response = _plain("the message was not stored, try again", 503)
            response.headers["Retry-After"] = RETRY_SECONDS
            return response
        return self._refuse(refused, carrier) if refused else _success(carrier)

    def _refuse(self, refused: Refused, carrier: Carrier) -> Response:
        if refused.refusal is Refusal.FORBIDDEN:
            self._failures.note(carrier.name)
        log.warning("refused", carrier=carrier.name, refusal=str(refused.refusal), reason=refused.reason)
        return _plain(refused.reason, 403 if refused.refusal is Refusal.FORBIDDEN else 400)


def _success(carrier: Carrier) -> Response:
    """The body this carrier takes for a yes."""
    return Response(carrier.success.body, 200, content_type=carrier.success.content_type)


def _plain(reason: str, status: int) -> Response:
    return Response(reason + "\n", status, content_type="text/plain; charset=utf-8")


def _secret_fits(carrier: Carrier, secret: str | None) -> bool:
    """A carrier without a signature carries a secret in the path; the others must not have one there."""
    if carrier.secret is None:
        return secret is None
    return hmac.compare_digest((secret or "").encode(), carrier.secret.encode())


def _read_call() -> WebhookRequest:
    """The call as values. Raises RequestEntityTooLarge before anything is parsed."""
    body = request.get_data(cache=True)
    most = request.max_content_length
    if request.content_length is None and most is not None and len(body) >= most:
        raise RequestEntityTooLarge  # a stream without a length is cut at the limit, in silence
    return WebhookRequest(
        method=request.method,
        path=request.path,
        query=request.query_string.decode("latin-1"),
        headers={name.lower(): value for name, value in request.headers.items()},
        form=request.values.to_dict(flat=True),
        body=body,
        remote_addr=request.remote_addr or "",
        form_ok=request.method == "GET" or request.mimetype in FORMS,
    )
