"""The map canvas, its layers and painters."""
