"""PostgreSQL's own pgbench: one bare INSERT and its COMMIT, again and again, by prepared statements."""

import re
import subprocess
from pathlib import Path

import psycopg

from tests.postgres import Cluster

TABLE = "CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, sender text NOT NULL, body text NOT NULL)"
INSERT = (
    "INSERT INTO bare (sender, body) VALUES ('+628120000001', "
    "'jalan berlubang parah byk motor jatuh di jl kelud raya semarang no 17, mohon segera diperbaiki');\n"
)


def rate(cluster: Cluster, url: str, clients: int, seconds: int, folder: Path) -> float:
    """COMMITs a second of *clients* connections that do nothing else."""
    address = url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(TABLE)
    script = folder / "insert.sql"
    script.write_text(INSERT)
    program = str(cluster.binaries / "bin" / "pgbench")
    options = ("-n", "-M", "prepared", "-f", str(script), "-c", str(clients), "-j", str(min(clients, 2)))
    command = [program, *options, "-T", str(seconds), address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60)
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return float(found[1])
