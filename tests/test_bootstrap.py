"""How a process is put together."""

import gc

from parsers import load_knowledge
from sms_gateway import bootstrap


def test_the_packaged_knowledge_is_not_looked_through_for_garbage() -> None:
    assert bootstrap._load_for_good() is load_knowledge()
    assert gc.get_freeze_count() > 100_000
