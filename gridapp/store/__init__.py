"""Persistence: one schema, the journal, a GeoPackage file."""
