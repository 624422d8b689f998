"""Loopback stand-ins for the companies outside, for trials and load tests; they never leave this machine."""
