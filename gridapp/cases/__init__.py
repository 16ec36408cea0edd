"""The case: catalogue, profile, lifecycle, journal, dispatch."""
