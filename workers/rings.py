"""Doorbells of one queue, answered through RQ; Redis may vanish, forget all or come back at any time."""

import contextlib
import logging

import redis
from rq import Queue as RqQueue
from rq import SimpleWorker
from rq.exceptions import DequeueTimeout
from rq.serializers import JSONSerializer

from sms_gateway import logs
from sms_gateway.domain.work import Queue
from sms_gateway.queue.connecting import connect

WAIT = 1  # whole seconds: RQ's smallest
SOCKET_SECONDS = 2.0  # more than WAIT; a server that hangs longer counts as down
NOBODY = logging.CRITICAL + 1

log = logs.get(__name__)


class _Worker(SimpleWorker):  # type: ignore[misc]  # RQ is read without its types
    @property
    def connection_timeout(self) -> float:
        """RQ raises a shorter socket time-out to minutes; a hanging server would stop the sweep that long."""
        return SOCKET_SECONDS


class Rings:
    """RQ's worker without its loop: `work()` ends at the first time-out and sleeps up to a minute when down.

    One queue only: RQ moves a job atomically from a single queue, from several it pops and may lose it.
    """

    def __init__(self, redis_url: str, queue: Queue) -> None:
        self._redis_url = redis_url
        self._queue = queue
        self._worker: _Worker | None = None
        self._well = True
        _silence_rq()

    def answer(self) -> bool:
        """Wait up to a second for a doorbell and run it. False when Redis cannot be used now."""
        try:
            if self._worker is None:
                self._worker = self._connect()
            _answer_one(self._worker)
        except Exception as error:  # a lost connection shows as many types, a flushed one as others
            self._drop()
            self._note(False, type(error).__name__)
            return False
        self._note(True)
        return True

    def close(self) -> None:
        """Sign off, as far as Redis still listens."""
        worker = self._worker
        if worker is not None:
            with contextlib.suppress(redis.RedisError, OSError):
                worker.register_death()
        self._drop()

    def _connect(self) -> _Worker:
        connection = connect(self._redis_url, SOCKET_SECONDS, 0.5, retries=0)
        worker = _Worker([self._queue.value], connection=connection, serializer=JSONSerializer, worker_ttl=60)
        worker.register_birth()
        return worker

    def _drop(self) -> None:
        if self._worker is not None:
            self._worker.connection.close()
            self._worker = None

    def _note(self, well: bool, error: str = "") -> None:
        if well != self._well:
            self._well = well
            if well:
                log.info("redis answers again", queue=self._queue.value)
            else:
                log.warning("redis does not answer, sweeping", queue=self._queue.value, error=error)


def _answer_one(worker: _Worker) -> None:
    if worker.should_run_maintenance_tasks:
        worker.run_maintenance_tasks()
    worker.heartbeat()
    try:
        found = RqQueue.dequeue_any(
            worker.queues, WAIT, connection=worker.connection, serializer=JSONSerializer
        )
    except DequeueTimeout:
        return
    if found is not None:
        job, queue = found
        job.redis_server_version = worker.get_redis_server_version()
        worker.execute_job(job, queue)


def _silence_rq() -> None:
    """RQ logs whole exceptions, and an exception may quote a row; what matters is logged here by its type."""
    for name in ("rq", "rq.worker", "rq.job", "rq.queue", "rq.registry"):
        logging.getLogger(name).setLevel(NOBODY)
