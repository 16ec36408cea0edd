"""A desktop GIS for grid governance: nets, incidents, patrol tracks and cases."""

__version__ = "0.1.0"
