"""The same service as a good engineer writes it with Flask, the ORM of SQLAlchemy and Celery."""
