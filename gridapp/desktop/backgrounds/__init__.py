"""Background maps on the desktop: brought onto the map, and set up in a dialog."""
