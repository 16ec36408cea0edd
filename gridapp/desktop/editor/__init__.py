"""The supervisor's editor: drafts of the net, redrawn on the map."""
