"""Doorbells over RQ and the embedded Valkey: speed only, never the truth."""
