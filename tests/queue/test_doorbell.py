"""A doorbell costs its caller nothing, loses no last ring and says nothing about anybody."""

import importlib
import os
import time

import pytest
import redis
from rq.job import Job
from rq.serializers import JSONSerializer

from sms_gateway.domain.work import Queue, Waker
from sms_gateway.queue.doorbell import ENOUGH, JOBS, Doorbell

INBOX = "rq:queue:inbox"


@pytest.fixture
def bell(valkey):
    found = Doorbell(valkey.url)
    yield found
    found.close()


@pytest.mark.parametrize("dotted", JOBS.values())
def test_every_dotted_name_is_a_function(dotted):
    module, _, name = dotted.rpartition(".")

    assert callable(getattr(importlib.import_module(module), name))


def test_every_queue_has_a_job():
    assert set(JOBS) == set(Queue)


def test_a_wake_puts_a_doorbell_into_its_own_queue(bell, client, until):
    waker: Waker = bell

    waker.wake(Queue.OUTBOX)

    until(lambda: client.llen("rq:queue:outbox") == 1)
    assert client.llen(INBOX) == 0


def test_a_doorbell_carries_no_argument_and_keeps_no_result(bell, client):
    bell.ring(Queue.INBOX)

    job = Job.fetch(client.lindex(INBOX, 0).decode(), connection=client, serializer=JSONSerializer)
    assert (job.func_name, job.args, job.kwargs, job.meta) == ("workers.jobs.ring_inbox", [], {}, {})
    assert (job.result_ttl, job.failure_ttl) == (0, 60)


def test_a_burst_becomes_few_doorbells(bell, client, until):
    for _ in range(1000):
        bell.wake(Queue.INBOX)

    until(lambda: client.llen(INBOX) >= 1)
    assert client.llen(INBOX) <= ENOUGH


def test_a_full_queue_gets_no_more_doorbells(bell, client):
    assert all(bell.ring(Queue.INBOX) for _ in range(ENOUGH + 5))

    assert client.llen(INBOX) == ENOUGH


def test_two_rings_never_share_an_id(bell, client):
    bell.ring(Queue.INBOX)
    bell.ring(Queue.INBOX)

    assert len(set(client.lrange(INBOX, 0, -1))) == 2


def test_a_wake_after_a_ring_gets_a_ring_of_its_own(bell, client, until):
    for _ in range(20):
        bell.wake(Queue.INBOX)
        until(lambda: client.lpop(INBOX))


def test_a_flushed_server_is_rung_again(bell, client, until):
    bell.wake(Queue.INBOX)
    until(lambda: client.llen(INBOX) == 1)
    client.flushall()

    bell.wake(Queue.INBOX)

    until(lambda: client.llen(INBOX) == 1)


def test_wakes_during_an_outage_return_and_the_revived_server_gets_a_ring(valkey, until):
    bell = Doorbell(valkey.url)
    valkey.stop()

    for _ in range(10_000):
        bell.wake(Queue.INBOX)
    assert not bell.ring(Queue.INBOX)
    valkey.start()

    with redis.Redis.from_url(valkey.url) as client:
        until(lambda: client.llen(INBOX) >= 1)
    bell.close()


def test_a_server_that_hangs_holds_up_nobody(valkey):
    bell = Doorbell(valkey.url)
    os.kill(valkey.pid, 19)  # SIGSTOP
    try:
        started = time.monotonic()
        for _ in range(1000):
            bell.wake(Queue.INBOX)
        assert time.monotonic() - started < 10  # one socket time-out each would be five minutes
        assert not bell.ring(Queue.INBOX)
        bell.close()
    finally:
        os.kill(valkey.pid, 18)  # SIGCONT


def test_ping_is_silent_when_well_and_says_a_sentence_without_the_address_when_not(valkey):
    bell = Doorbell(valkey.url)
    assert bell.ping() is None

    valkey.stop()

    sentence = bell.ping()
    assert sentence is not None
    assert "Redis does not answer" in sentence
    assert str(valkey.url) not in sentence
    bell.close()


def test_close_rings_what_is_pending(valkey, client):
    bell = Doorbell(valkey.url, period=60)
    bell.wake(Queue.INBOX)
    bell.wake(Queue.OUTBOX)

    bell.close()

    assert client.llen(INBOX) + client.llen("rq:queue:outbox") >= 2


def test_a_forked_process_rings_by_itself(bell, client, until):
    bell.wake(Queue.OUTBOX)
    until(lambda: client.llen("rq:queue:outbox") == 1)

    child = os.fork()
    if child == 0:
        bell.wake(Queue.INBOX)
        time.sleep(1)
        os._exit(0)

    until(lambda: client.llen(INBOX) == 1)
    os.waitpid(child, 0)
