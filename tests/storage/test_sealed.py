"""No sealed column is forgotten when keys change."""

from sqlalchemy import LargeBinary

from sms_gateway.storage.schema import metadata
from sms_gateway.storage.sealed import PLACES

UNDER_A_DATA_KEY = {"messages.body_raw", "inbound_parts.body", "outbox.body"}


def test_every_column_of_bytes_is_under_the_field_keys_or_under_a_data_key() -> None:
    sealed = {f"{place.table.name}.{name}" for place in PLACES for name in place.columns}
    found = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert found == sealed | UNDER_A_DATA_KEY
