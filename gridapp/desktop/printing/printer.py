"""A page on a printer: as large as its sheet, in its middle."""

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from gridapp.desktop.printing.pages import Page
from gridapp.errors import StoreError
from gridapp.messages import message


def printer_for(page: Page) -> QPrinter:
    """Return a printer whose sheet is the page's, as far as it has such; people may choose another.

    A page has its own margin, so the whole sheet is the page's.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(page.title)
    printer.setCreator("gridapp")
    size = page.millimetres
    upright = QSizeF(min(size.width(), size.height()), max(size.width(), size.height()))
    printer.setPageSize(QPageSize(upright, QPageSize.Unit.Millimeter))
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape
        if size.width() > size.height()
        else QPageLayout.Orientation.Portrait
    )
    printer.setFullPage(True)
    return printer


def print_page(page: Page, printer: QPrinter) -> None:
    """Draw a page on the sheet of a printer, as large as it goes, in the sheet's middle.

    Raises
    ------
    StoreError
        The printer, or the file it prints to, doesn't take it.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise _refused(printer)
    sheet: QRectF = printer.paperRect(QPrinter.Unit.DevicePixel)
    scale = min(sheet.width() / page.width, sheet.height() / page.height)
    painter.translate(
        (sheet.width() - page.width * scale) / 2, (sheet.height() - page.height * scale) / 2
    )
    painter.scale(scale, scale)
    try:
        page.draw(painter)
    finally:
        is_done = painter.end()
    if not is_done or printer.printerState() == QPrinter.PrinterState.Error:
        raise _refused(printer)


def _refused(printer: QPrinter) -> StoreError:
    return StoreError(
        message("“{printer}” doesn't print the page.",
                printer=printer.outputFileName() or printer.printerName()),
        message("Look whether the printer is on and has paper, or save the page as PDF."),
    )  # fmt: skip
