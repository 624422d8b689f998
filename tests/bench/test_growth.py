"""The made-up years of bench/growth.py keep every promise, so that what is timed is what there would be."""

from bench.growth_drawing import drawing
from bench.growth_rows import Filler
from sms_gateway.crypto import Vault
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage.schema import cases, tickets
from tests.builders import ROAD, rows, store, work
from tests.conftest import HandClock


def test_made_up_rows_stand_behind_real_ones_and_break_no_promise(
    office: Office, database_url: str, vault: Vault, clock: HandClock
) -> None:
    store(office, ROAD)
    work(office)
    filler = Filler(database_url, vault)
    try:
        filler.prepare(400)
        filler.grow(150, lambda _: None)
        filler.grow(300, lambda _: None)
        assert filler.tickets() == 300
    finally:
        filler.close()
    found = snapshot(office)
    assert found.invariants == {"I1": 0, "I2": 0, "I3": 0, "I4": 0}
    assert (found.messages["ticket"], found.outbox["delivered"]) == (298, 3 * 297)
    assert {row.case_id for row in rows(office, tickets)} == {row.id for row in rows(office, cases)}


def test_what_was_cut_off_is_drawn_as_such() -> None:
    drawn = drawing({"look: /metrics": {"10000": [2.0, 3.0, 4.0], "100000": [float("inf")]}})
    assert "/metrics (cut off after 15 s)" in drawn
    assert drawn.endswith("</svg>\n")
