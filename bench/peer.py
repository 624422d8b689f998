"""The peer of ack.py: a trivial Flask app under granian that inserts one row and commits per request."""

import os
import sys

from flask import Flask, request
from granian.constants import Interfaces
from granian.server import Server
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, insert

THREADS = 32  # as web.threads of the gateway
INBOX = Table(
    "peer_inbox",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("sender", String(32), nullable=False),
    Column("text", String, nullable=False),
)


def make_app() -> Flask:
    """The application; its database has the gateway's durability and nothing else of it."""
    engine = create_engine(os.environ["PEER_URL"], pool_size=THREADS)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def durable(connection, _):  # type: ignore[no-untyped-def]
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
                connection.execute(f"PRAGMA {pragma}")

    INBOX.metadata.create_all(engine)
    app = Flask("peer")

    @app.post("/inbound")
    def inbound() -> str:
        row = {"sender": request.form["from"], "text": request.form["text"]}
        with engine.begin() as connection:
            connection.execute(insert(INBOX), row)
        return "ok"

    return app


if __name__ == "__main__":
    Server(
        "peer:make_app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=make_app, wrap_loader=False)
