"""The look: tokens, style, icons and small shared widgets."""
