"""Edits: each a value that plans a patch on the fabric; a patch has an inverse."""
