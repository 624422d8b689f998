"""Tells the workers that there is work, through RQ: soon when Redis is well, never at the caller's cost."""

import os
import threading

import redis
from rq import Queue as RqQueue
from rq.serializers import JSONSerializer

from sms_gateway.domain.work import Queue
from sms_gateway.queue.connecting import connect

JOBS = {Queue.INBOX: "workers.jobs.ring_inbox", Queue.OUTBOX: "workers.jobs.ring_outbox"}
ENOUGH = 4  # doorbells that wait: each of them starts after the row was committed, so it finds the row
BACKOFF = 0.5
TIMEOUT = 0.3
JOB_SECONDS = 600  # above any batch: a send must not be cut off between the wire and its result


class Doorbell:
    """Rings at most once per queue and *period* seconds; a ring always follows the last `wake` of a burst.

    Every ring is a job with an id of its own. A shared or time-bucketed id can lose one: RQ deletes the job's
    hash when it finishes (result_ttl=0), and with it the hash of a job that was enqueued under the same id
    meanwhile; the worker then drops that one in silence. The length of the queue bounds the number instead.
    """

    def __init__(self, redis_url: str, *, period: float = 0.02) -> None:
        self._period = period
        # One more try: for a pooled connection to a server that was restarted.
        self._redis = connect(redis_url, TIMEOUT, TIMEOUT, retries=1)
        self._queues = {
            queue: RqQueue(queue.value, connection=self._redis, serializer=JSONSerializer) for queue in Queue
        }
        self._closed = False
        self._pid = 0
        self._starting = threading.Lock()

    def wake(self, queue: Queue) -> None:
        """Ask for a ring soon. Never raises, never waits for Redis."""
        if self._pid != os.getpid() and not self._start_thread():
            return
        self._pending[queue] = True
        self._event.set()

    def ring(self, queue: Queue) -> bool:
        """Ring now, at most about a second; True when a doorbell waits in Redis afterwards."""
        try:
            rung = self._queues[queue]
            if rung.count < ENOUGH:
                rung.enqueue(JOBS[queue], result_ttl=0, failure_ttl=60, job_timeout=JOB_SECONDS)
        except Exception:  # whatever RQ finds wrong, the sweep finds what this loses
            return False
        return True

    def ping(self) -> str | None:
        """None when Redis answers, else a sentence why not, without the address: it may hold a password."""
        try:
            self._redis.ping()
        except (redis.RedisError, OSError) as error:
            return f"Redis does not answer ({type(error).__name__})."
        return None

    def close(self) -> None:
        """Ring what is pending once more, then let go of the connections."""
        self._closed = True
        if self._pid == os.getpid():
            self._rest.set()
            self._event.set()
            self._thread.join(timeout=2 * TIMEOUT)
        self._redis.close()

    def _start_thread(self) -> bool:
        """Threads do not survive a fork: each process makes its own at its first `wake`."""
        with self._starting:
            if self._pid == os.getpid():
                return True
            self._pending = dict.fromkeys(Queue, False)
            self._event = threading.Event()
            self._rest = threading.Event()
            self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
            try:
                self._thread.start()
            except RuntimeError:  # the interpreter is on its way out
                return False
            self._pid = os.getpid()
            return True

    def _run(self) -> None:
        while not self._closed:
            self._event.wait()
            self._event.clear()
            well = [self._ring_pending(queue) for queue in Queue]
            if not all(well):
                self._event.set()
            self._rest.wait(self._period if all(well) else BACKOFF)
        for queue in Queue:
            self._ring_pending(queue)

    def _ring_pending(self, queue: Queue) -> bool:
        """Lower the flag first: a wake during the ring raises it again and gets a ring of its own."""
        if not self._pending[queue]:
            return True
        self._pending[queue] = False
        if self.ring(queue):
            return True
        self._pending[queue] = True
        return False
