"""Doorbells of one queue, answered through RQ; Redis may vanish, forget all or come back at any time."""

import contextlib
import logging
import time

import redis
from rq import Queue as RqQueue
from rq import SimpleWorker
from rq.exceptions import DequeueTimeout
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException

from sms_gateway import logs
from sms_gateway.domain.work import Queue
from sms_gateway.queue.connecting import connect

WORKER_TTL = 60
WAIT = 1  # whole seconds: RQ's smallest
SOCKET_SECONDS = 2.0  # more than WAIT; a server that hangs longer counts as down
NOBODY = logging.CRITICAL + 1

log = logs.get(__name__)


class _Worker(SimpleWorker):  # type: ignore[misc]  # RQ is read without its types
    _alive_until = 0.0

    @property
    def connection_timeout(self) -> float:
        """RQ raises a shorter socket time-out to minutes; a hanging server would stop the sweep that long."""
        return SOCKET_SECONDS

    def heartbeat_when_due(self) -> None:
        """RQ's own comes with every look for a job."""
        if time.monotonic() >= self._alive_until:
            self.heartbeat()
            self._alive_until = time.monotonic() + WORKER_TTL / 4

    def execute_job(self, job: Job, queue: RqQueue) -> None:
        """Run a doorbell and throw it away.

        RQ's registries and results took more of an SMS than claiming it. They would say that a doorbell was
        cut off, which nobody asks: what it announced lies in the database, and the sweep finds it.
        """
        try:
            with self.death_penalty_class(job.timeout, JobTimeoutException, job_id=job.id):
                job.perform()
        except Exception:  # noqa: S110 - no doorbell of ours: those do not raise
            pass
        finally:
            with self.connection.pipeline() as together:
                together.lrem(queue.intermediate_queue_key, 1, job.id)
                together.delete(job.key)
                together.execute()


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
        worker = _Worker(
            [self._queue.value], connection=connection, serializer=JSONSerializer, worker_ttl=WORKER_TTL
        )
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
    worker.heartbeat_when_due()
    try:
        found = RqQueue.dequeue_any(
            worker.queues, WAIT, connection=worker.connection, serializer=JSONSerializer
        )
    except DequeueTimeout:
        return
    if found is not None:
        job, queue = found
        worker.execute_job(job, queue)


def _silence_rq() -> None:
    """RQ logs whole exceptions, and an exception may quote a row; what matters is logged here by its type."""
    for name in ("rq", "rq.worker", "rq.job", "rq.queue", "rq.registry"):
        logging.getLogger(name).setLevel(NOBODY)
