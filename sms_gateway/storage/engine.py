"""Opens the database: one engine, a maker of writing sessions and one of reading sessions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage.connecting import READ_ONLY, never_synced, open_engine
from sms_gateway.storage.flow import flowing, flown
from sms_gateway.storage.refusals import refusal


@dataclass(frozen=True, slots=True)
class Sessions:
    """`begin()` opens the one transaction of a use case; `read()` a snapshot that writes nothing."""

    engine: Engine
    _writers: sessionmaker[Session]
    _readers: sessionmaker[Session]

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction, committed at the end. Raises StoreUnavailable when there is no database."""
        with _translated(), self._writers.begin() as session:
            yield session

    @contextmanager
    def flow(self) -> Iterator[Session]:
        """`begin`, for a use case with many writes: they go along with the next question or the COMMIT.

        What one of them violates is raised there, and nothing of the transaction stays. It answers no
        IntegrityError itself.
        """
        with (
            _translated(),
            self.engine.connect() as connection,
            flowing(connection),
            self._writers(bind=connection) as session,
            session.begin(),
            flown(connection),
        ):
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reading transaction. Raises StoreUnavailable when there is no database."""
        with _translated(), self._readers.begin() as session:
            yield session

    @contextmanager
    def translated(self) -> Iterator[None]:
        """For who works on `engine` itself: an unreachable database is a StoreUnavailable here as well."""
        with _translated():
            yield

    def ping(self) -> None:
        """Raises StoreUnavailable unless the database answers."""
        with self.read() as session:
            session.execute(text("SELECT 1"))

    def wait_for_no_disk(self) -> None:
        """Only for a database that is thrown away in the end: a COMMIT need not survive the machine."""
        never_synced(self.engine)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_sessions(url: str, pool_size: int = 8, *, soon: bool = False) -> Sessions:
    """Sessions on the database at *url* (sqlite:///... or postgresql+psycopg://...).

    *soon*: their COMMITs do not wait for the disk, only for who works from what is durable already.
    """
    engine = open_engine(url, pool_size, soon=soon)
    reading = engine.execution_options(**{READ_ONLY: True})
    return Sessions(
        engine,
        sessionmaker(engine, expire_on_commit=False, autoflush=False),
        sessionmaker(reading, expire_on_commit=False, autoflush=False),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """An unreachable, locked or full database is one fault to the callers; a broken rule stays what it is."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreUnavailable(f"The database did not answer ({type(error).__name__}).") from error
    except DBAPIError as error:
        refused = refusal(error.orig)
        if refused is not None:
            raise refused from error
        if isinstance(error, OperationalError):
            raise StoreUnavailable(f"The database did not answer ({type(error).__name__}).") from error
        if isinstance(error, ProgrammingError) and error.statement is None:  # it was never connected
            what = "database.url holds an option that PostgreSQL does not know."
            raise StoreUnavailable(what, "Correct what stands behind its question mark.") from error
        if type(error) is DatabaseError:  # SQLite's word for a file that is damaged or no database
            what = "The database file is damaged."
            raise StoreUnavailable(what, "Stop the gateway, and see docs/runbooks/database.md.") from error
        if error.connection_invalidated:
            raise StoreUnavailable("The connection to the database broke.") from error
        raise
