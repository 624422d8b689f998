"""The web part: webhooks, health, the console and the trial handset, around one Gateway."""

import atexit
import threading
import time

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from sms_gateway import logs
from sms_gateway.bootstrap import Gateway
from sms_gateway.carriers.simulator import Simulator
from sms_gateway.services import handset
from sms_gateway.services.group_commit import IntakeWriter, ReceiptWriter
from sms_gateway.services.signatures import SignatureFailures
from sms_gateway.web import access
from sms_gateway.web.console.routes import console_routes
from sms_gateway.web.desk import Desk
from sms_gateway.web.health import health_routes
from sms_gateway.web.phone import phone_routes
from sms_gateway.web.webhooks import webhook_routes

log = logs.get("web")
HEARTBEAT_SECONDS = 5.0


def create_app(gateway: Gateway) -> Flask:
    """The WSGI application. It owns a writer for SMS and one for receipts, closed at exit."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.config["MAX_CONTENT_LENGTH"] = gateway.settings.limits.body_bytes
    app.config["MAX_FORM_MEMORY_SIZE"] = gateway.settings.limits.body_bytes
    writer, receipts = IntakeWriter(gateway.office), ReceiptWriter(gateway.office)
    failures = SignatureFailures(gateway.office)
    stopped = threading.Event()
    beating = threading.Thread(target=_beat, args=(gateway, stopped), name="heartbeat", daemon=True)
    beating.start()

    def end() -> None:
        stopped.set()
        failures.close()
        writer.close()
        receipts.close()
        beating.join(timeout=1)

    atexit.register(end)
    app.extensions["end"] = end
    desk = Desk(gateway, writer, receipts, failures)
    app.extensions["webhook_desk"] = desk
    app.register_blueprint(webhook_routes(desk))
    app.register_blueprint(health_routes(gateway))
    if offers_phone(gateway):
        app.register_blueprint(
            phone_routes(
                lambda number, after: handset.received(number, after, gateway.office),
                lambda number: handset.silence(number, gateway.office),
            )
        )
    if gateway.settings.console.enabled:
        console, app.extensions["console_guard"] = console_routes(gateway)
        app.register_blueprint(console)
    app.before_request(_start_clock)
    app.after_request(_finish)
    app.register_error_handler(Exception, _fault)
    return app


def close_app(app: Flask) -> None:
    """End the threads of an application of `create_app`; what was handed to its writers is committed."""
    app.extensions["end"]()
    atexit.unregister(app.extensions["end"])


def offers_phone(gateway: Gateway) -> bool:
    """The handset shows what numbers received: never in production, never without the simulator carrier."""
    return gateway.settings.env != "production" and Simulator.name in gateway.office.carriers


def _beat(gateway: Gateway, stopped: threading.Event) -> None:
    """Say every few seconds that the web part is alive; a database that is away is tried again."""
    while not stopped.is_set():
        try:
            gateway.beat()
        except Exception as error:  # no schema yet, a lock, anything: the next beat may come through
            log.warning("no heartbeat", **logs.fault(error))
        stopped.wait(HEARTBEAT_SECONDS)


def _start_clock() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers.setdefault(*access.NO_SNIFFING)
    route = request.url_rule.rule if request.url_rule else "unrouted"
    access.note(route, request.method, response.status_code, g.get("started", time.perf_counter()))
    return response


def _fault(error: Exception) -> Response:
    """A surprise is answered so that a carrier tries again."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 500:
        plain = Response(f"{error.name}\n", error.code, content_type="text/plain")
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            plain.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110, 15.5.6
        return plain
    access.note_fault(error)
    return Response(access.FAULT_TEXT, 503, content_type="text/plain")
