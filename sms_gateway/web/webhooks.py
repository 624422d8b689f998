"""The webhook routes of Flask, one for all carriers. `Direct` answers plain calls before they get here."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from sms_gateway.carriers.base import WebhookRequest
from sms_gateway.web.desk import PLAIN, Desk, Errand, Kind, Said

METHODS = ["GET", "POST"]
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def webhook_routes(desk: Desk) -> Blueprint:
    """/webhooks/<carrier>/inbound and .../status, each also with a secret in the path."""
    routes = Blueprint("webhooks", __name__, url_prefix="/webhooks")

    @routes.route("/<carrier>/inbound", methods=METHODS)
    @routes.route("/<carrier>/<secret>/inbound", methods=METHODS)
    def inbound(carrier: str, secret: str | None = None) -> Response:
        return _answer(desk, "inbound", carrier, secret)

    @routes.route("/<carrier>/status", methods=METHODS)
    @routes.route("/<carrier>/<secret>/status", methods=METHODS)
    def status(carrier: str, secret: str | None = None) -> Response:
        return _answer(desk, "status", carrier, secret)

    return routes


def _answer(desk: Desk, kind: Kind, name: str, secret: str | None) -> Response:
    """The answer to one call: is there such a carrier, does it call so, is the body small enough."""
    carrier = desk.carrier(name)
    if carrier is None:
        return Response("no such carrier is enabled\n", 404, content_type=PLAIN)
    if request.method not in carrier.methods:
        wrong = Response(f"{name} calls by {' or '.join(sorted(carrier.methods))}\n", 405, content_type=PLAIN)
        wrong.headers["Allow"] = ", ".join(sorted(carrier.methods))
        return wrong
    errand = Errand(carrier, kind, secret)
    try:
        call = read_call()
    except RequestEntityTooLarge:
        return _response(desk.too_large(errand))
    return _response(desk.take(errand, call))


def _response(said: Said) -> Response:
    return Response(said.body, said.status, said.headers, content_type=said.content_type)


def read_call() -> WebhookRequest:
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
