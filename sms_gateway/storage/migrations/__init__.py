"""The schema's history; `migrate` brings a database to the newest, on both dialects.

Alembic is loaded when it is called: the parts of the gateway do not migrate.
"""

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from sms_gateway.storage.engine import Sessions

if TYPE_CHECKING:
    from alembic.config import Config


def migrate(sessions: Sessions) -> None:
    """Bring the schema to the newest version, whole or not at all; safe to call at every start.

    Raises StoreUnavailable when there is no database.
    """
    sessions.ping()
    with sessions.engine.begin() as connection:
        upgrade(connection)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to *revision* in the transaction of *connection*."""
    from alembic import command

    with as_file(files(__name__)) as folder:
        config = _config(str(folder))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def knows(revision: str) -> bool:
    """Whether this code can bring a database of that version to the newest."""
    from alembic.script import ScriptDirectory

    with as_file(files(__name__)) as folder:
        scripts = ScriptDirectory.from_config(_config(str(folder)))
        return revision in {script.revision for script in scripts.walk_revisions()}


def pending(sessions: Sessions) -> tuple[str | None, str | None]:
    """(version of the database, newest version of this code); equal when nothing is to be done."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with as_file(files(__name__)) as folder, sessions.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        return current, ScriptDirectory.from_config(_config(str(folder))).get_current_head()


def _config(folder: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config
