"""Serves the peer, or a Flask function that only answers, by the same granian as ours."""

import sys
from collections.abc import Callable
from functools import partial

from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from bench.peer.app import make_app

THREADS = 32  # web.threads of the gateway


def trivial() -> Flask:
    """Counts its calls and keeps nothing: what Kannel could do at best."""
    app, seen = Flask("trivial"), []

    @app.get("/count")
    def count() -> str:
        return str(len(seen))

    @app.get("/<path:_>")
    def taken(_: str) -> str:
        seen.append(1)  # atomic, unlike a number that is added to
        return ""

    return app


def serve(port: int, make: Callable[[], Flask]) -> None:
    """Until SIGTERM."""
    Server(
        "bench.peer.serve:make",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_enabled=False,
    ).serve(target_loader=make, wrap_loader=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]), trivial if sys.argv[2:] == ["trivial"] else partial(make_app, THREADS))
