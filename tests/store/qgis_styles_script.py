"""What runs inside QGIS's own interpreter: open layers with their default styles, tell and draw.

Called by `test_layer_styles` as ``python3 -I qgis_styles_script.py FILE PICTURE``.
"""
# QGIS comes with the system, not with our environment.
# mypy: disable-error-code="import-not-found"

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

_LAYERS = ("base_area", "base_line", "grid", "leg", "place", "case")


def main(file: str, picture: str) -> None:
    """Open, tell, draw."""
    application = QgsApplication([], True)
    application.initQgis()
    told, layers = {}, []
    for name in _LAYERS:
        layer = QgsVectorLayer(f"{file}|layername={name}", name, "ogr")
        words, is_ours = layer.loadDefaultStyle()
        styles = layer.listStylesInDatabase()
        rules = layer.renderer().rootRule().children() if layer.renderer() else []
        told[name] = {
            "is_loaded": is_ours,
            "said": words,
            "names": styles[2],
            "renderer": layer.renderer().type(),
            "rules": [rule.label() for rule in rules],
            "errors": [rule.filter().parserErrorString() for rule in rules
                       if rule.filter() and rule.filter().hasParserError()],
            "has_labels": layer.labelsEnabled(),
        }  # fmt: skip
        layers.append(layer)
    QgsProject.instance().addMapLayers(layers)
    settings = QgsMapSettings()
    settings.setLayers(layers[::-1])
    settings.setDestinationCrs(layers[0].crs())
    settings.setOutputSize(QSize(1400, 1200))
    extent = layers[2].extent()
    extent.scale(1.03)
    settings.setExtent(extent)
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(picture)
    sys.stdout.write(json.dumps(told))
    QgsProject.instance().clear()
    application.exitQgis()


if __name__ == "__main__":
    main(*sys.argv[1:])
