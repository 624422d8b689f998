"""Which file a test process takes next: one takes what waits for processes, others compute meanwhile."""

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

WAITING = ("survival", "kannel", "rehearsal", "hosts", "deploy")  # folders
GUIDES = "tests/test_docs_commands.py"


def waits(path: str) -> bool:
    """Whether the tests of the file *path*, from the root, mostly wait for processes they started."""
    return path == GUIDES or path.split("/")[1] in WAITING


class OneWaits(LoadFileScheduling):  # type: ignore[misc]
    """Two that wait leave a core idle, and two that compute make what waits late."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        wanted = node is self.nodes[0]
        first = next((scope for scope in self.workqueue if waits(scope) is wanted), None)
        if first is not None:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)
