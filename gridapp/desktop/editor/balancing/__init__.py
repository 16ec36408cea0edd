"""Balance and what-if on the screen: the wish, the proposal on map and table, the last days."""
