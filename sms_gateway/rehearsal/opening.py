"""Opens a rehearsal: the whole gateway on a database of its own, with a time and a chance that are given."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from sms_gateway import bootstrap, settings
from sms_gateway.bootstrap import Gateway
from sms_gateway.carriers.simulator import Simulator
from sms_gateway.errors import GatewayError
from sms_gateway.rehearsal.line import CARRIER, Bells, Wire
from sms_gateway.rehearsal.rehearsal import Plan, Rehearsal
from sms_gateway.rehearsal.stage import Clock
from sms_gateway.settings import Settings
from sms_gateway.web.app import close_app, create_app

INBOUND: Final = f"/webhooks/{CARRIER}/inbound"
NOBODY: Final = "redis://127.0.0.1:1/0"  # the doorbells of a rehearsal ring in its own process


@contextmanager
def rehearsal(
    plan: Plan, config: Path | None, database_url: str | None, wire: Wire | None = None
) -> Iterator[Rehearsal]:
    """A rehearsal of *plan* under the limits of *config*, on SQLite or an unused *database_url*.

    Raises GatewayError, for the configured database and for one that is in use.
    """
    with TemporaryDirectory(prefix="smsgw-rehearsal-") as folder:
        found = _settings(config, Path(folder), database_url)
        bootstrap.migrate_new(found)
        gateway = bootstrap.build(found, "cli")
        try:
            gateway.office.sessions.wait_for_no_disk()
            with _played(gateway, plan, wire or Wire()) as opened:
                yield opened
        finally:
            gateway.close()


def _settings(config: Path | None, folder: Path, database_url: str | None) -> Settings:
    """The limits in force; the database, keys, carriers and queue of the rehearsal."""
    real = settings.load(config).database.url
    found = settings.load(
        config,
        folder,
        env="development",
        log_level="ERROR",
        database={"url": database_url},
        redis={"url": NOBODY},
        carriers={"enabled": [CARRIER], "default": CARRIER},
    )
    if real is not None and found.database.url == real:
        raise GatewayError("That is the configured database.", "Rehearse on another one.")
    return found.model_copy(update={"field_keys": (), "index_key": None})


@contextmanager
def _played(gateway: Gateway, plan: Plan, wire: Wire) -> Iterator[Rehearsal]:
    clock, bells = Clock(plan.start), Bells()
    staged = _staged(gateway, plan, clock, wire, bells)
    app = create_app(staged)
    client = app.test_client()

    def door(form: Mapping[str, str]) -> int:
        return client.post(INBOUND, data=form).status_code

    try:
        yield Rehearsal(staged, door, plan, clock, wire, bells)
    finally:
        close_app(app)


def _staged(gateway: Gateway, plan: Plan, clock: Clock, wire: Wire, bells: Bells) -> Gateway:
    """*gateway* with the time of *clock*, the chance of *plan*, a simulator that hands to *wire*, *bells*."""
    carriers = {CARRIER: Simulator(lambda: "unnamed", wire)}
    office = replace(gateway.office, clock=clock, rand=_drawn(plan.seed), carriers=carriers, waker=bells)
    return replace(gateway, office=office, belief=None)


def _drawn(seed: int) -> Callable[[int], int]:
    """rand(n) for 0..n-1 of *seed*; what one limit draws does not depend on how often others are asked."""
    source = cache(lambda limit: Random(f"{seed}:{limit}"))
    return lambda limit: source(limit).randrange(limit)
