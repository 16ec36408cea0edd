"""What runs inside QGIS's own window (``qgis --code``): tell when the first map is there.

Called by `tests.bench.qgis`. It can import nothing of ours.
"""
# QGIS comes with the system, not with our environment.
# mypy: disable-error-code="import-not-found"

import os
import sys

from qgis.utils import iface


def tell_ready() -> None:
    """Say ``ready`` when the canvas has drawn the project's layers, and leave at once."""
    canvas = iface.mapCanvas()
    if canvas.layers() and not canvas.isDrawing():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        # Leaving is not what is timed, and the next start must not remember this window's size.
        os._exit(0)


iface.mapCanvas().mapCanvasRefreshed.connect(tell_ready)
