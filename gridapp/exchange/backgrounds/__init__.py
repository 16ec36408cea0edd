"""What may lie under the nets: local layers, tile archives, tiles from a network."""
