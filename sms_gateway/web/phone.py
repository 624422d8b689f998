"""The handset to try the gateway with: its page and the SMS it got, for clients on this machine only."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC
from ipaddress import IPv6Address, ip_address

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from sms_gateway.carriers.simulator import is_local
from sms_gateway.domain.handset import HandsetSms, Silence

Replies = Callable[[str, int], Sequence[HandsetSms]]
Why = Callable[[str], Silence | None]

SERVICE_NUMBER = "1708"
AFTER = re.compile(r"[0-9]{1,18}")  # 18 digits always fit a signed 64-bit id
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def phone_routes(replies: Replies, why: Why) -> Blueprint:
    """`/phone`, `/simulator/messages` and `/simulator/silence`, all 403 for who is not on this machine.

    *replies(number, after)* gives the SMS sent to that number with an id above *after*, oldest first;
    *why(number)* the reason why it is not answered, if there is one.
    """
    phone = Blueprint(
        "phone",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/phone/static",
    )
    phone.before_request(_refuse_strangers)
    phone.after_request(_with_security_headers)

    @phone.get("/phone")
    def page() -> ResponseReturnValue:
        response = make_response(render_template("phone.html", service_number=SERVICE_NUMBER))
        response.headers["Cache-Control"] = "no-store"
        return response

    @phone.get("/simulator/messages")
    def messages() -> ResponseReturnValue:
        number = request.args.get("from", "").strip()
        after = request.args.get("after", "0")
        if not number:
            return _refusal("from is missing: give the number of the handset", 400)
        if not AFTER.fullmatch(after):
            return _refusal("after must be the id of an SMS: 1 to 18 digits", 400)
        response = jsonify([_as_json(sms) for sms in replies(number, int(after))])
        response.headers["Cache-Control"] = "no-store"
        return response

    @phone.get("/simulator/silence")
    def silence() -> ResponseReturnValue:
        return jsonify(why=why(request.args.get("from", "").strip()))

    return phone


def is_loopback(address: str | None) -> bool:
    """Whether *address* is this machine: 127.0.0.0/8 (or ::ffff:127.x.y.z) or ::1; False for none."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped.is_loopback
    return ip.is_loopback


def _refuse_strangers() -> ResponseReturnValue | None:
    if is_loopback(request.remote_addr) and is_local(request.headers.get("Host")):
        return None
    return _refusal("the handset answers clients on this machine only", 403)


def _with_security_headers(response: Response) -> Response:
    response.headers.update(SECURITY_HEADERS)
    return response


def _refusal(reason: str, status: int) -> ResponseReturnValue:
    return jsonify(error=reason), status


def _as_json(sms: HandsetSms) -> dict[str, int | str]:
    return {"id": sms.id, "text": sms.text, "at": sms.at.astimezone(UTC).isoformat()}
