"""Pictures as arrays."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def pixels(image: QImage) -> NDArray[np.int16]:
    """Red, green and blue of each pixel, shape (rows, columns, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), dtype=np.uint8)
    rows = rows.reshape(plain.height(), plain.bytesPerLine())[:, : plain.width() * 3]
    return rows.reshape(plain.height(), plain.width(), 3).astype(np.int16)
