"""Where lies what tests throw away: in memory when there is room, for the disk is what they wait for most."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")
ROOM: Final = 4 * 1024**3  # bytes; a whole run leaves about one GB


def throwaway_folder() -> Path:
    """A folder for folders. Linux holds /dev/shm in memory; containers often give it too little room."""
    if os.access(MEMORY, os.W_OK) and _runs_programs(MEMORY) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return Path(tempfile.gettempdir())


def _runs_programs(folder: Path) -> bool:
    return not os.statvfs(folder).f_flag & os.ST_NOEXEC
