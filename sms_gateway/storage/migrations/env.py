"""Run by alembic; the connection comes from `migrate`, never from a file."""

from alembic import context

from sms_gateway.storage.dialect import lock_migrations
from sms_gateway.storage.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite"
)
lock_migrations(connection)
with context.begin_transaction():
    context.run_migrations()
