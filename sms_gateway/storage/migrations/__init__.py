"""The schema's history; `migrate` brings a database to the newest, on both dialects, while others write.

Alembic is loaded when it is called: the parts of the gateway do not migrate.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from sms_gateway.errors import GatewayError
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.migrations.history import Fit, Standing, newest, standing

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from sms_gateway.storage.migrations.running import Version

Tell = Callable[[str, str], object]  # (version, what is done now)
BEYOND = GatewayError(
    "A newer version of the gateway took away what this one needs from the database.",
    "Install the newer version again; see docs/runbooks/upgrade.md, Go back.",
)


def quiet(_: str, __: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one migration does: its title, what to know of it, and what is made ahead of its transaction."""

    revision: str
    title: str
    remark: str
    ahead: tuple[str, ...] = ()


def migrate(sessions: Sessions, tell: Tell = quiet, more: Sequence[Path] = ()) -> None:
    """Bring the schema to the newest version; safe to call at every start, and while the gateway works.

    Every version is made whole or not at all; an empty database gets all of them at once. A newer one that
    fits this program stays as it is. *more*: folders with further versions. Raises StoreUnavailable without a
    database, GatewayError when it cannot be done now or the database is too new.
    """
    sessions.ping()
    with _scripts(more) as scripts, sessions.translated():
        with sessions.engine.connect() as connection:
            found = standing(connection, scripts.get_current_head())
        if found.fit is Fit.BEYOND:
            raise BEYOND
        if found.fit is Fit.EMPTY:
            with sessions.engine.begin() as connection:
                upgrade(connection, more=more)
        elif found.fit is Fit.BEHIND:

            def behind() -> "list[Version]":
                return [_forward(script, more) for script in _after(scripts, look(sessions).current)]

            _run(sessions, behind, tell)


def go_back(sessions: Sessions, revision: str, tell: Tell = quiet, more: Sequence[Path] = ()) -> None:
    """Undo the versions behind *revision*, newest first, each whole or not at all. Raises GatewayError."""
    with _scripts(more) as scripts, sessions.translated():

        def before() -> "list[Version]":
            return [_backward(script, more) for script in _undone(sessions, scripts, revision)]

        before()  # faults are told before the wait
        _run(sessions, before, tell)


def upgrade(connection: Connection, revision: str = "head", more: Sequence[Path] = ()) -> None:
    """Bring the schema to *revision* in the transaction of *connection*."""
    _alembic("upgrade", revision, more, connection)


def knows(revision: str) -> bool:
    """Whether this code can bring a database of that version to the newest."""
    with _scripts() as scripts:
        return revision in {script.revision for script in scripts.walk_revisions()}


def pending(sessions: Sessions) -> tuple[str | None, str | None]:
    """(version of the database, newest version of this code); equal when nothing is to be done."""
    found = look(sessions)
    return found.current, found.newest


def look(sessions: Sessions) -> Standing:
    """How the database and this program go together. Raises StoreUnavailable."""
    with sessions.translated(), sessions.engine.connect() as connection:
        return standing(connection)


def steps_forward(sessions: Sessions) -> list[Step]:
    """What `migrate` would do, in order."""
    current = look(sessions).current
    with _scripts() as scripts:
        return [_step(script, script.module.upgrade) for script in _after(scripts, current)]


def steps_back(sessions: Sessions, revision: str) -> list[Step]:
    """What `go_back` would do, in order. Raises GatewayError."""
    with _scripts() as scripts:
        return [_step(script, script.module.downgrade) for script in _undone(sessions, scripts, revision)]


def _run(sessions: Sessions, listed: "Callable[[], list[Version]]", tell: Tell) -> None:
    from sms_gateway.storage.migrations import running

    running.run(sessions.engine, listed, tell)


def _after(scripts: "ScriptDirectory", current: str | None) -> list[Any]:
    """The scripts behind *current*, oldest first."""
    return [each for each in reversed(list(scripts.walk_revisions())) if each.revision > (current or "")]


def _undone(sessions: Sessions, scripts: "ScriptDirectory", revision: str) -> list[Any]:
    known = [each.revision for each in scripts.walk_revisions()]
    current = look(sessions).current
    if current not in known:
        raise GatewayError(
            f"The database has schema {current or 'none'}; this program knows {known[0]}.",
            "Go back with the version of the gateway that made the newer one.",
        )
    if revision not in known or revision > current:
        raise GatewayError(
            f"There is no version {revision} before {current}.", "`sms-gateway migrate --check` says which."
        )
    return [each for each in scripts.walk_revisions() if revision < each.revision <= current]


def _step(script: Any, work: object) -> Step:
    ahead = tuple(each.what for each in getattr(script.module, "AHEAD", ()))
    return Step(script.revision, _line(script.module), _line(work), ahead)


def _line(documented: object) -> str:
    return " ".join((getdoc(documented) or "").split())


def _forward(script: Any, more: Sequence[Path]) -> "Version":
    from sms_gateway.storage.migrations.running import Version

    ahead = getattr(script.module, "AHEAD", ())
    return Version(script.revision, ahead, partial(_alembic, "upgrade", script.revision, more))


def _backward(script: Any, more: Sequence[Path]) -> "Version":
    from sms_gateway.storage.migrations.running import Version

    to = script.down_revision or "base"
    return Version(script.revision, (), partial(_alembic, "downgrade", to, more))


def _alembic(verb: str, revision: str, more: Sequence[Path], connection: Connection) -> None:
    from alembic import command

    with _configured(more) as config:
        config.attributes["connection"] = connection
        getattr(command, verb)(config, revision)


@contextmanager
def _scripts(more: Sequence[Path] = ()) -> "Iterator[ScriptDirectory]":
    from alembic.script import ScriptDirectory

    with _configured(more) as config:
        yield ScriptDirectory.from_config(config)


@contextmanager
def _configured(more: Sequence[Path]) -> "Iterator[Config]":
    from alembic.config import Config

    with ExitStack() as stack:
        folder = stack.enter_context(as_file(files(__name__)))
        config = Config()
        config.set_main_option("script_location", _escaped(folder))
        if more:
            config.set_main_option("path_separator", "newline")
            folders = "\n".join(_escaped(each) for each in (folder / "versions", *more))
            config.set_main_option("version_locations", folders)
        yield config


def _escaped(folder: Path) -> str:
    return str(folder).replace("%", "%%")


__all__ = [
    "BEYOND",
    "Fit",
    "Standing",
    "Step",
    "Tell",
    "go_back",
    "knows",
    "look",
    "migrate",
    "newest",
    "pending",
    "standing",
    "steps_back",
    "steps_forward",
    "upgrade",
]
