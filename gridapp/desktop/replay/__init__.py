"""The inspector's replay."""
