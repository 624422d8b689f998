"""Brings a database to another version of the schema, says what that would do, and what does not fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from sms_gateway.errors import GatewayError, StoreUnavailable
from sms_gateway.storage import migrations
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.migrations import BEYOND, Fit, Standing, Step, Tell

RUNBOOK = "docs/runbooks/upgrade.md"

__all__ = ["Fit", "Plan", "Step", "check_schema", "go_back", "plan", "plan_back", "unfit"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done, in order, and what would be forgotten by it: (table or column, rows)."""

    standing: Standing
    steps: Sequence[Step]
    losses: Sequence[tuple[str, int]] = ()


def unfit(found: Standing) -> GatewayError | None:
    """Why this program cannot work on that database; None when it can."""
    if found.fit is Fit.EMPTY:
        return GatewayError("The database has no schema.", "Run `sms-gateway migrate`.")
    if found.fit is Fit.BEHIND:
        return GatewayError(
            f"The database has schema {found.current}, this program needs {found.newest}.",
            f"Run `sms-gateway migrate`; see {RUNBOOK}.",
        )
    return BEYOND if found.fit is Fit.BEYOND else None


def check_schema(sessions: Sessions) -> None:
    """Raises GatewayError when this program cannot work on the database; an absent one says nothing."""
    try:
        fault = unfit(migrations.look(sessions))
    except (StoreUnavailable, SQLAlchemyError):
        return
    if fault is not None:
        raise fault


def plan(sessions: Sessions) -> Plan:
    """What `migrate` would do. Raises StoreUnavailable, or GatewayError when the database is too new."""
    found = migrations.look(sessions)
    if found.fit is Fit.BEYOND:
        raise BEYOND
    behind = found.fit in (Fit.EMPTY, Fit.BEHIND)
    return Plan(found, migrations.steps_forward(sessions) if behind else ())


def plan_back(sessions: Sessions, revision: str) -> Plan:
    """What `go_back` would do, and forget. Raises GatewayError."""
    from sms_gateway.storage.migrations.losses import losses  # with alembic, which no part loads

    steps = migrations.steps_back(sessions, revision)
    with sessions.translated(), sessions.engine.connect() as connection:
        lost = [(each.what, each.rows) for each in losses(connection, revision)]
    return Plan(migrations.look(sessions), steps, lost)


def go_back(sessions: Sessions, revision: str, tell: Tell, more: Sequence[Path] = ()) -> None:
    """Undo the versions behind *revision*, newest first. Raises GatewayError; what was undone stays so."""
    migrations.go_back(sessions, revision, tell, more)
