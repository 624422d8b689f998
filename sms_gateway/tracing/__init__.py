"""Traces of single SMS, where a collector is configured: spans as values, OpenTelemetry behind one door."""

from sms_gateway.tracing.spans import NO_LAPS, NO_TRACER, Kind, Lap, Laps, Span, Tracer

__all__ = ["NO_LAPS", "NO_TRACER", "Kind", "Lap", "Laps", "Span", "Tracer"]
