"""Commands run inside the test's process; what they set for all of it is put back."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command speaks only of errors; the tests after it listen to more."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)
