"""The net: codes, grids and what lies where."""
