"""A gateway small enough for a test of the handset page: real HTTP on 127.0.0.1, answers made up."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, Thread

from flask import Flask, jsonify, request
from werkzeug.serving import BaseWSGIServer, make_server

from sms_gateway.domain.handset import HandsetSms
from sms_gateway.web.phone import phone_routes


@dataclass
class FakeGateway:
    """Answers every new SMS with *answer*; may be slow, refuse, go away and come back on the same port."""

    answer: str = "LAPOR!: Laporan diterima, No 24183567"
    delay: float = 0.0
    status: int = 200
    forms: list[dict[str, str]] = field(default_factory=list)
    box: list[tuple[str, HandsetSms]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)
    port: int = 0
    server: BaseWSGIServer | None = None

    def start(self) -> None:
        app = Flask("fake_gateway")
        app.register_blueprint(phone_routes(self.replies, lambda number: None))
        app.add_url_rule("/webhooks/simulator/inbound", view_func=self.inbound, methods=["POST"])
        self.server = make_server("127.0.0.1", self.port, app, threaded=True)
        self.port = self.server.port
        self.thread = Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def stop(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.thread.join(timeout=10)
            self.server = None

    def inbound(self):  # type: ignore[no-untyped-def]
        time.sleep(self.delay)
        with self.lock:
            form = request.form.to_dict()
            self.forms.append(form)
            if self.status == 200 and form["id"] not in self.taken:
                self.taken.add(form["id"])
                self.receive(form["from"], self.answer)
        return jsonify(ok=self.status == 200), self.status

    def receive(self, number: str, text: str) -> None:
        self.box.append((number, HandsetSms(len(self.box) + 1, text, datetime.now(UTC))))

    def replies(self, number: str, after: int) -> list[HandsetSms]:
        return [sms for owner, sms in self.box if owner == number and sms.id > after]

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.port}/phone"
