"""The side door: everything that needs no eyes, as commands."""
