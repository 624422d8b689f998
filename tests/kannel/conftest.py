"""A real Kannel between two loopback SMSCs and either a recorder or a whole gateway."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from sms_gateway.carriers.kannel import Kannel, KannelSettings
from sms_gateway.carriers.wire import new_session
from tests.conftest import needs
from tests.kannel.boxes import PATH_SECRET, SENDSMS_PASSWORD, Boxes, Ports
from tests.kannel.recorder import Recorder, running_recorder
from tests.kannel.smsc import Smsc
from tests.survival.processes import until


@dataclass
class Alone:
    """Kannel without a gateway: two operators, a recorder, and our adapter for what it sends and reads."""

    boxes: Boxes
    operator_a: Smsc
    operator_b: Smsc
    recorder: Recorder
    carrier: Kannel


def adapter(boxes: Boxes, **changes: object) -> Kannel:
    """Our adapter for *boxes*, with some settings changed."""
    settings = KannelSettings(
        sendsms_url=boxes.sendsms_url,
        username="smsgw",
        password=SENDSMS_PASSWORD,
        secret=PATH_SECRET,
        callback_url=f"http://127.0.0.1:{boxes.ports.web}",
    )
    return Kannel(replace(settings, **changes), partial(new_session, boxes.sendsms_url))


@contextmanager
def kannel_alone(folder: Path, changes: Mapping[str, str] | None = None) -> Iterator[Alone]:
    """The documented configuration with *changes*; both operators are bound."""
    with ExitStack() as stack:
        recorder = stack.enter_context(running_recorder())
        ports = Ports(recorder.port)
        operators = [Smsc(port) for port in (ports.operator_a, ports.operator_b)]
        for operator in operators:
            stack.callback(operator.close)
        boxes = Boxes(folder, ports, changes or {})
        stack.callback(boxes.stop)
        boxes.start()
        until(lambda: all(operator.bound for operator in operators), 10, "both operators are bound")
        yield Alone(boxes, *operators, recorder, adapter(boxes))


@pytest.fixture(scope="session")
def has_kannel() -> None:
    for program in ("bearerbox", "smsbox"):
        needs(program)


@pytest.fixture(scope="module")
def alone(has_kannel: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """One Kannel for the tests that only look."""
    with kannel_alone(tmp_path_factory.mktemp("kannel")) as alone:
        yield alone
