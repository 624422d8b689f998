"""JSON logs of ids and codes only: never a number, never a citizen's words, never an exception's message."""

import io
import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog

QUIET = (
    "twilio",
    "twilio.http_client",
    "urllib3",
    "rq",
    "rq.worker",
    "alembic",
    "sqlalchemy",
    "werkzeug",
    "_granian",
)


def configure(level: str = "INFO", part: str = "") -> None:
    """Send structlog and the standard library's logging to stderr, one JSON object a line."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            _of_part(part),
            *_shared(),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(_Unfailing(sys.stderr)),
        cache_logger_on_first_use=False,  # spares a microsecond a line, and would outlive the next configure
    )
    structlog.contextvars.clear_contextvars()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain(part))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def get(name: str) -> Any:
    """A logger; pass ids and codes as keywords: `log.info("ticket opened", message_id=7, topic="sampah")`."""
    return structlog.get_logger(source=name)


def fault(error: BaseException) -> dict[str, Any]:
    """An exception as log fields: its type and the lines it came through, never its message."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return {
        "error": type(error).__name__,
        "at": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _of_part(part: str) -> structlog.typing.Processor:
    """Adds the part of the gateway that speaks; not from the context, which other threads do not share."""

    def add(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event.setdefault("part", part)
        return event

    return add


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _no_exception_text,
    ]


def _no_exception_text(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event.update(fault(error))
    return event


class _Unfailing(io.StringIO):
    """A stream whose disk may be full: a line that cannot be written is lost, and nothing else."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


class _Plain(logging.Formatter):
    """Other libraries' records: their level and logger, the constant format string, never its arguments."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self._part = part

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {"part": self._part, "source": record.name, "level": record.levelname.lower()}
        event["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            event.update(fault(error))
        stamped = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", event)
        return str(structlog.processors.JSONRenderer()(None, "", stamped))
