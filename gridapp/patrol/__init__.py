"""The track: columnar tracks, cleaning, stops, playback."""
