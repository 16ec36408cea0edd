"""Maps on paper: pages as vectors, the notice map of one grid, the wall map of the net."""
