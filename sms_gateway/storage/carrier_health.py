"""What all workers know of each carrier."""

from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_gateway.domain.carrier_health import Health, Mode
from sms_gateway.storage.dialect import lock_keys, upsert
from sms_gateway.storage.schema import carrier_health

_ONE_AT_A_TIME = -1710  # no report has a negative key; taken after the budget's and the pace's


def lock(session: Session) -> None:
    """Nobody else changes what is known until the transaction ends."""
    lock_keys(session, [_ONE_AT_A_TIME])


def known(session: Session) -> dict[str, Health]:
    """The health of every carrier there was ever something against."""
    names = tuple(Health.__dataclass_fields__)
    found = session.execute(select(carrier_health.c.carrier, *(carrier_health.c[name] for name in names)))
    return {row.carrier: _health({name: getattr(row, name) for name in names}) for row in found}


def store(session: Session, carrier: str, health: Health) -> None:
    """Remember *health*."""
    values = asdict(health) | {"carrier": carrier, "pause": health.pause.total_seconds()}
    upsert(session, carrier_health, values, "carrier")


def _health(values: dict[str, object]) -> Health:
    pause = timedelta(seconds=float(str(values["pause"])))
    return Health(**{**values, "mode": Mode(str(values["mode"])), "pause": pause})  # type: ignore[arg-type]
