"""Carriers: one file a company; they know neither storage nor one another."""
