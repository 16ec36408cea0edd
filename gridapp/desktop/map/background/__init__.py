"""Pictures below the nets: tiles read and decoded aside, warped into the map's system."""
