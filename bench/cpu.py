"""CPU seconds of what the run has started: unlike a rate, other programs hardly change them."""

import os
from contextlib import suppress
from pathlib import Path

_PARENT, _USER, _SYSTEM = 1, 11, 12  # proc_pid_stat(5), counted behind the name


def seconds() -> float:
    """Of all live descendants of this process, without it and without PostgreSQL, which is no descendant."""
    parents, spent = {}, {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            pid = int(file.parent.name)
            parents[pid] = int(fields[_PARENT])
            spent[pid] = int(fields[_USER]) + int(fields[_SYSTEM])
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return sum(spent.get(pid, 0) for pid in found - {os.getpid()}) / os.sysconf("SC_CLK_TCK")
