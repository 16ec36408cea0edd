"""What runs inside QGIS's own interpreter: draw a file's layers, save or describe them.

Called by `tests.bench.qgis` as ``python3 -I qgis_script.py draw|save|describe ORDER``, the order
in JSON. It can import nothing of ours.
"""
# QGIS comes with the system, not with our environment.
# mypy: disable-error-code="import-not-found"

import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMarkerSymbol,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

Order = dict[str, Any]
"""What `tests.bench.qgis` asks for; its keys are made there."""

# The symbol of each kind of geometry, and what it calls its fill, stroke and width.
_SYMBOLS = {
    QgsWkbTypes.PointGeometry: (QgsMarkerSymbol, "color", "outline_color", "outline_width"),
    QgsWkbTypes.LineGeometry: (QgsLineSymbol, None, "line_color", "line_width"),
    QgsWkbTypes.PolygonGeometry: (QgsFillSymbol, "color", "outline_color", "outline_width"),
}
_MARGIN = 1.05


def main() -> None:
    """Start QGIS as a program with windows does, do one order, and leave."""
    verb, order = sys.argv[1], json.loads(sys.argv[2])
    application = QgsApplication([], True)
    application.initQgis()
    _VERBS[verb](order)
    QgsProject.instance().clear()
    application.exitQgis()


def draw(order: Order) -> None:
    """Draw a map; say ``ready`` when it is complete, then the seconds of each further drawing."""
    settings = _settings(_open_all(order), order["size"])
    image = _draw_once(settings)
    print("ready", flush=True)
    for _ in range(order["again"]):
        begin = perf_counter()
        _draw_once(settings)
        print(perf_counter() - begin)
    if order["picture"] and not image.save(order["picture"]):
        sys.exit(f"can't write {order['picture']}")


def save(order: Order) -> None:
    """Write a project of the layers, to be opened at their full extent."""
    project = QgsProject.instance()
    layers = _open_all(order)
    project.setCrs(layers[0].crs())
    extent = QgsReferencedRectangle(_extent(layers), layers[0].crs())
    project.viewSettings().setDefaultViewExtent(extent)
    if not project.write(order["project"]):
        sys.exit(f"can't write {order['project']}: {project.error()}")


def describe(order: Order) -> None:
    """Print what each layer of a file is."""
    answer = {}
    top = QgsVectorLayer(order["file"], "top", "ogr")
    for entry in top.dataProvider().subLayers():
        name, kind = entry.split(top.dataProvider().sublayerSeparator())[1:4:2]
        if kind in ("None", "Unknown"):
            continue
        layer = QgsVectorLayer(f"{order['file']}|layername={name}", name, "ogr")
        extent = layer.extent()
        answer[name] = {
            "is_valid": layer.isValid(),
            "features": layer.featureCount(),
            "geometry": QgsWkbTypes.displayString(layer.wkbType()),
            "crs": layer.crs().authid(),
            "extent": [
                extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
            ],
            "readable": sum(not f.geometry().isNull() for f in layer.getFeatures()),
        }  # fmt: skip
    print(json.dumps(answer))


def _open_all(order: Order) -> list[QgsVectorLayer]:
    layers = [_open(order["file"], layer) for layer in order["layers"]]
    QgsProject.instance().addMapLayers(layers)
    return layers


def _open(file: str, order: Order) -> QgsVectorLayer:
    where = f"|subset={order['where']}" if order["where"] else ""
    layer = QgsVectorLayer(f"{file}|layername={order['table']}{where}", order["table"], "ogr")
    if not layer.isValid():
        sys.exit(f"QGIS can't open {order['table']} of {file}")
    make, fill, stroke, width = _SYMBOLS[layer.geometryType()]
    style = {
        stroke: _rgba(order["stroke"]),
        width: str(order["width"]),
        f"{width}_unit": "Pixel",
    }
    if fill:
        style[fill] = _rgba(order["fill"])
    layer.setRenderer(QgsSingleSymbolRenderer(make.createSimple(style)))
    return layer


def _settings(layers: list[QgsVectorLayer], size: tuple[int, int]) -> QgsMapSettings:
    settings = QgsMapSettings()
    settings.setLayers(layers[::-1])  # QGIS names the topmost first
    settings.setDestinationCrs(layers[0].crs())
    settings.setOutputSize(QSize(*size))
    settings.setExtent(_extent(layers))
    settings.setBackgroundColor(QColor("white"))
    settings.setOutputImageFormat(QImage.Format_ARGB32_Premultiplied)
    settings.setFlag(QgsMapSettings.Antialiasing, True)
    # As the map window of QGIS has it: shapes are simplified to what shows.
    settings.setFlag(QgsMapSettings.UseRenderingOptimization, True)
    return settings


def _extent(layers: list[QgsVectorLayer]) -> QgsRectangle:
    extent = QgsRectangle()
    for layer in layers:
        extent.combineExtentWith(layer.extent())
    extent.scale(_MARGIN)
    return extent


def _draw_once(settings: QgsMapSettings) -> QImage:
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    if job.errors():
        sys.exit("; ".join(error.message for error in job.errors()))
    return job.renderedImage()


def _rgba(colour: str) -> str:
    paint = QColor(colour or "#00000000")
    return f"{paint.red()},{paint.green()},{paint.blue()},{paint.alpha()}"


_VERBS: dict[str, Callable[[Order], None]] = {"draw": draw, "save": save, "describe": describe}

if __name__ == "__main__":
    main()
