"""Alive, ready, and the numbers: three routes that never show a person."""

from flask import Blueprint, Response, jsonify

from sms_gateway.bootstrap import Gateway
from sms_gateway.errors import StoreUnavailable
from sms_gateway.metrics import CONTENT_TYPE
from sms_gateway.services.diagnosis import unready
from sms_gateway.services.ground import measured
from sms_gateway.services.snapshot import snapshot


def health_routes(gateway: Gateway) -> Blueprint:
    """/livez, /readyz, /metrics."""
    routes = Blueprint("health", __name__)

    @routes.get("/livez")
    def alive() -> Response:
        return jsonify(status="alive")

    @routes.get("/readyz")
    def ready() -> tuple[Response, int]:
        """Can it take an SMS? Without Redis it can: what came in is worked slower."""
        reason = unready(gateway.office)
        if reason is not None:
            return jsonify(status="not ready", database=reason.what, remedy=reason.remedy), 503
        fault = gateway.doorbell.ping()
        return jsonify(status="ready" if fault is None else "degraded", queue=fault or "answers"), 200

    @routes.get("/metrics")
    def metrics() -> Response:
        try:
            state = snapshot(gateway.office)
        except StoreUnavailable:
            state = None
        body = gateway.metrics.render(state, measured(gateway.office))
        return Response(body, content_type=CONTENT_TYPE)

    return routes
