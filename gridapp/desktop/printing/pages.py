"""A page and the devices that it goes to: PDF and SVG as vectors, PNG as a picture."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QRectF,
    QSaveFile,
    QSize,
    QSizeF,
)
from PySide6.QtGui import (
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from gridapp.desktop.printing.searchable import make_searchable
from gridapp.errors import InputError, StoreError
from gridapp.messages import message

MM_PER_INCH = 25.4
PIXELS_PER_INCH = 96.0
"""Of a page at its natural size: the letters of the screen are as large on paper."""

_PICTURE_DPI = 200.0


@dataclass(frozen=True, slots=True)
class Page:
    """What goes onto one sheet.

    Attributes
    ----------
    title : of the document
    width, height : logical pixels
    mm_per_pixel : how large a logical pixel is on paper
    draw : draws all of it, in logical pixels, on any device
    """

    title: str
    width: float
    height: float
    mm_per_pixel: float
    draw: Callable[[QPainter], None]

    @property
    def millimetres(self) -> QSizeF:
        """The sheet's size."""
        return QSizeF(self.width, self.height) * self.mm_per_pixel


def page_of(
    title: str,
    millimetres: tuple[float, float],
    magnification: float,
    draw: Callable[[QPainter], None],
) -> Page:
    """Make a page of a paper's size, on which everything is so many times its natural size."""
    mm_per_pixel = MM_PER_INCH / PIXELS_PER_INCH * magnification
    width, height = (side / mm_per_pixel for side in millimetres)
    return Page(title, width, height, mm_per_pixel, draw)


def require_page(path: Path) -> None:
    """Refuse a file name that no page can be written to.

    Raises
    ------
    InputError
        Its suffix is none of `SUFFIXES`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            message("“{path}” is not a picture that can be written.", path=path),
            message("Give a file name that ends in {suffixes}.", suffixes=", ".join(SUFFIXES)),
        )


def save_page(page: Page, path: Path, *, picture_ratio: float | None = None) -> None:
    """Write a page in the format of the suffix, all of it or nothing.

    Parameters
    ----------
    picture_ratio : float, optional
        Pixels of a PNG to one of the page's; by default enough for a printer.

    Raises
    ------
    InputError
        The suffix is none of `SUFFIXES`.
    StoreError
        The disk or its rights don't let it.
    """
    require_page(path)
    ratio = picture_ratio or _PICTURE_DPI * page.mm_per_pixel / MM_PER_INCH
    device = _DEVICES[path.suffix.lower()]
    save_whole(path, lambda file: device(page, file, ratio))


def save_whole(path: Path, write: Callable[[QIODevice], bool]) -> None:
    """Write a file, all of it or nothing: what was there before stays until then.

    Raises
    ------
    StoreError
        The disk or its rights don't let it.
    """
    file = QSaveFile(str(path))
    if not (file.open(QIODevice.OpenModeFlag.WriteOnly) and write(file) and file.commit()):
        raise StoreError(
            message("The picture “{path}” can't be written.", path=path),
            message("Check the folder, its rights and the room on the disk."),
        )


def picture_of(page: Page, ratio: float) -> QImage:
    """Return a picture of a page with `ratio` device pixels to one of its own."""
    size = QSize(round(page.width * ratio), round(page.height * ratio))
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    _paint(page, image, 1.0)
    return image


def _write_pdf(page: Page, file: QIODevice, _ratio: float) -> bool:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(page.title)
    writer.setCreator("gridapp")
    # At another resolution Qt would spread the letters of spaced labels; a PDF has decimals.
    writer.setResolution(round(PIXELS_PER_INCH))
    size = QPageSize(page.millimetres, QPageSize.Unit.Millimeter, page.title,
                     QPageSize.SizeMatchPolicy.ExactMatch)  # fmt: skip
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())
    if not (
        writer.setPageLayout(layout)
        and _paint(page, writer, PIXELS_PER_INCH * page.mm_per_pixel / MM_PER_INCH)
    ):
        return False
    pdf = make_searchable(bytes(buffer.data().data()))
    return file.write(QByteArray(pdf)) == len(pdf)


def _write_svg(page: Page, file: QIODevice, _ratio: float) -> bool:
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setTitle(page.title)
    generator.setOutputDevice(file)
    generator.setResolution(round(MM_PER_INCH / page.mm_per_pixel))
    generator.setSize(QSize(round(page.width), round(page.height)))
    generator.setViewBox(QRectF(0, 0, page.width, page.height))
    return _paint(page, generator, 1.0)


def _write_png(page: Page, file: QIODevice, ratio: float) -> bool:
    return QImageWriter(file, QByteArray(b"png")).write(picture_of(page, ratio))


def _paint(page: Page, device: QPaintDevice, scale: float) -> bool:
    """Draw a page on a device of so many points to a logical pixel; tell whether it took it."""
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.scale(scale, scale)
    try:
        page.draw(painter)
    finally:
        is_done = painter.end()
    return is_done


_DEVICES: Mapping[str, Callable[[Page, QIODevice, float], bool]] = MappingProxyType(
    {".pdf": _write_pdf, ".svg": _write_svg, ".png": _write_png}
)
SUFFIXES = tuple(_DEVICES)
"""The suffixes that a page can be written to."""
