"""The embedded Valkey comes up after anything: a kill, an orphan, a torn file, a long path."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from sms_gateway.errors import DataDirBusy, GatewayError
from sms_gateway.queue import identity
from sms_gateway.queue.datadir import SOCKET_BYTES
from sms_gateway.queue.embedded import DataDirLock, EmbeddedValkey, queue_url, socket_path, url_for
from sms_gateway.settings import Settings


def kill(server: EmbeddedValkey) -> None:
    os.kill(server.pid, signal.SIGKILL)
    server._process.wait()


def append_only_files(data_dir: Path) -> list[Path]:
    return sorted((data_dir / "valkey" / "appendonlydir").glob("*.incr.aof"))


def test_it_answers_on_a_private_socket_and_on_no_port(valkey, client):
    assert client.ping()
    assert client.config_get("port") == {"port": "0"} or client.config_get("port") == {b"port": b"0"}
    mode = os.stat(valkey.url.removeprefix("unix://").partition("?")[0]).st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_stop_leaves_no_process(valkey):
    pid = valkey.pid

    valkey.stop()

    assert identity.started_at(pid) is None
    assert valkey.pid is None


def test_what_was_queued_is_there_after_a_stop_and_a_start(valkey, client):
    client.set("bell", "1")
    valkey.stop()

    valkey.start()

    assert client.get("bell") == b"1"


def test_it_starts_again_after_kill_9(valkey, client):
    kill(valkey)

    valkey.start()

    assert client.ping()


def test_a_cut_off_file_starts_with_what_is_whole(tmp_path, valkey, client):
    client.set("bell", "1")
    client.set("other", "x" * 1000)
    client.execute_command("WAITAOF", 1, 0, 2000)
    kill(valkey)
    newest = append_only_files(tmp_path / "data")[-1]
    os.truncate(newest, newest.stat().st_size - 500)

    valkey.start()

    assert client.get("bell") == b"1"
    assert not (tmp_path / "data" / "valkey.broken").exists()


@pytest.mark.parametrize("victim", ["appendonly.aof.manifest", "appendonly.aof.1.incr.aof"])
def test_a_corrupt_file_is_moved_aside_and_the_server_starts_empty(tmp_path, valkey, client, victim):
    client.set("bell", "1")
    client.execute_command("WAITAOF", 1, 0, 2000)
    kill(valkey)
    path = tmp_path / "data" / "valkey" / "appendonlydir" / victim
    path.write_bytes(b"nonsense\r\n" * 50)

    valkey.start()

    assert client.dbsize() == 0
    assert (tmp_path / "data" / "valkey.broken" / "appendonlydir" / victim).exists()


def orphan(data_dir: Path) -> int:
    """A server whose starter was killed; the kernel's signal to it is taken away so that it stays."""
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from sms_gateway.queue import embedded\n"
        "embedded._end_with_parent = lambda: None\n"
        "server = embedded.EmbeddedValkey(Path(sys.argv[1])); server.start()\n"
        "print(server.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", script, str(data_dir)]
    return int(subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout)


@pytest.mark.parametrize("pid_file", ["kept", "lost"])
def test_an_orphan_of_a_killed_gateway_is_ended_before_the_next_start(tmp_path, pid_file):
    pid = orphan(tmp_path)
    assert identity.started_at(pid) is not None
    if pid_file == "lost":
        (tmp_path / "run" / "valkey.pid").unlink()
    server = EmbeddedValkey(tmp_path)

    server.start()

    assert identity.started_at(pid) is None
    assert server.pid != pid
    server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start reaps it")
def test_the_server_ends_with_the_process_that_started_it(tmp_path, until):
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from sms_gateway.queue.embedded import EmbeddedValkey\n"
        "server = EmbeddedValkey(Path(sys.argv[1])); server.start()\n"
        "print(server.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    pid = int(subprocess.run(command, capture_output=True, text=True, timeout=30, check=False).stdout)

    until(lambda: identity.started_at(pid) is None)


def test_a_process_that_got_the_pid_of_a_dead_server_is_left_alone(tmp_path):
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (tmp_path / "run").mkdir(mode=0o700)
        (tmp_path / "run" / "valkey.pid").write_text(f"{bystander.pid}\nanother start\n")
        server = EmbeddedValkey(tmp_path)
        assert not server.reap_orphan()
        identity.remember(tmp_path / "run" / "valkey.pid", bystander.pid)  # right time, but no Valkey
        assert not server.reap_orphan()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_long_path_gets_a_short_socket_that_works(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    server = EmbeddedValkey(deep)
    server.start()
    try:
        path = socket_path(deep)
        assert len(os.fsencode(path)) < SOCKET_BYTES
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        with redis.Redis.from_url(url_for(deep)) as client:
            assert client.ping()
    finally:
        server.stop()
        path.parent.rmdir()


def test_a_short_path_stays_in_the_data_directory():
    assert socket_path(Path("/srv/gateway")) == Path("/srv/gateway/run/valkey.sock")


def test_a_socket_directory_that_others_can_write_to_is_refused(tmp_path):
    deep = tmp_path / ("d" * 60) / ("f" * 60)
    planted = socket_path(deep).parent
    planted.mkdir()
    planted.chmod(0o777)
    try:
        with pytest.raises(GatewayError, match="only this user"):
            socket_path(deep)
    finally:
        planted.rmdir()


def test_a_second_gateway_on_the_same_directory_is_refused_and_told_who_has_it(tmp_path):
    with DataDirLock(tmp_path), pytest.raises(DataDirBusy, match=str(os.getpid())) as refusal:
        DataDirLock(tmp_path).acquire()
    assert "--data-dir" in refusal.value.remedy


def test_the_lock_is_free_after_release(tmp_path):
    with DataDirLock(tmp_path):
        pass
    with DataDirLock(tmp_path):
        pass


def test_the_data_directory_is_made_for_this_user_only(tmp_path):
    with DataDirLock(tmp_path / "new"):
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_a_configured_server_wins_over_the_embedded_one(tmp_path):
    plain = Settings(data_dir=tmp_path)
    configured = Settings(data_dir=tmp_path, redis={"url": "redis://127.0.0.1:1/0"})

    assert queue_url(plain) == url_for(tmp_path)
    assert queue_url(configured) == "redis://127.0.0.1:1/0"
