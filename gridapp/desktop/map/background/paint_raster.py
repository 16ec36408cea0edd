"""Tiles of pictures: gathered side by side, then laid on the map by affine pieces."""

import time
from collections.abc import Generator, Iterator
from math import floor

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from gridapp.desktop.map.background.feed import TileFeed
from gridapp.desktop.map.background.warp import Piece, Warp
from gridapp.desktop.map.layers import RasterLayer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.exchange.backgrounds.mercator import TileKey

_NAP_S = 0.003  # waiting leaves the interpreter to the threads that decode
_PATIENCE_S = 0.4  # for tiles from the disk; others stand in after that
_MOST = 100  # tiles a piece: a piece that needs more isn't worth its pictures
_COARSER = 2  # zooms by which a source may be too fine for a view before it stays away


def paint_raster(
    painter: QPainter, layer: RasterLayer, view: Viewport, _: Tokens
) -> Iterator[None]:
    """Draw the tiles that touch the view; yields where the work may pause.

    Tiles on the disk are waited for a moment, which spares drawing everything twice; those from
    the network only by a patient layer, as long as they keep coming. Coarser tiles stand in for
    missing ones.
    """
    feed = layer.feed
    warp = Warp(layer.crs, layer.datum)
    zoom = warp.zoom(view, feed.side, feed.tiles.max_zoom)
    if zoom < feed.tiles.min_zoom - _COARSER:
        return
    zoom = max(zoom, feed.tiles.min_zoom)
    patience_s = layer.patience_s
    for piece in warp.pieces(view, feed.side * 2.0**zoom):
        yield
        tiles = _tiles(piece, zoom, feed.side)
        if not tiles or len(tiles) > _MOST:
            continue
        has_come = yield from _await(feed, tiles, patience_s)
        if not has_come:
            patience_s = 0.0  # nor will what the other pieces need
        _draw(painter, piece, feed, tiles, layer.opacity)
        yield


def _tiles(piece: Piece, zoom: int, side: int) -> list[TileKey]:
    """Return the tiles that a piece needs, with a pixel more at each edge for smoothing."""
    corners = piece.corners
    first = [floor(low) for low in (corners.min(axis=0) - 1.0) / side]
    last = [floor(high) for high in (corners.max(axis=0) + 1.0) / side]
    if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > _MOST:
        return []
    tiles = (
        TileKey(zoom, column, row)
        for row in range(first[1], last[1] + 1)
        for column in range(first[0], last[0] + 1)
    )
    return [tile for tile in tiles if tile.is_real]


def _await(feed: TileFeed, tiles: list[TileKey], patience_s: float) -> Generator[None, None, bool]:
    """Wait for tiles, for those from afar until none came for so long; tell whether all did."""
    feed.want(tiles)
    since = time.monotonic()
    while feed.is_reading(tiles) and time.monotonic() - since < _PATIENCE_S:
        feed.wait(_NAP_S)
        yield
    under_way = feed.count_under_way(tiles)
    while under_way and time.monotonic() - since < patience_s:
        feed.wait(_NAP_S)
        yield
        before, under_way = under_way, feed.count_under_way(tiles)
        if under_way < before:
            since = time.monotonic()
    return not under_way


def _draw(
    painter: QPainter, piece: Piece, feed: TileFeed, tiles: list[TileKey], opacity: float
) -> None:
    mosaic = _mosaic(feed, tiles)
    if mosaic is None:
        return
    (a, b), (c, d), (e, f) = piece.matrix.tolist()
    left, top = tiles[0].column * feed.side, tiles[0].row * feed.side
    back, is_sound = QTransform(a, b, c, d, e - left, f - top).inverted()
    if not is_sound:
        return
    x0, y0, x1, y1 = piece.frame
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(QRectF(x0, y0, x1 - x0, y1 - y0), Qt.ClipOperation.IntersectClip)
    painter.setOpacity(opacity)
    painter.setTransform(back, combine=True)
    painter.drawImage(0, 0, mosaic)
    painter.restore()


def _mosaic(feed: TileFeed, tiles: list[TileKey]) -> QImage | None:
    """Put tiles side by side; clear where there is none, None where there is none at all."""
    side, first, last = feed.side, tiles[0], tiles[-1]
    mosaic = QImage(
        (last.column - first.column + 1) * side,
        (last.row - first.row + 1) * side,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    mosaic.fill(0)
    painter = QPainter(mosaic)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    has_any = False
    for tile in tiles:
        box = QRectF((tile.column - first.column) * side, (tile.row - first.row) * side, side, side)
        image = feed.picture(tile)
        if image is not None:
            painter.drawImage(box, image)
            has_any = True
            continue
        feed.miss(tile)
        if (found := feed.stand_in(tile)) is not None:
            above, levels = found
            share = above.width() / 2**levels
            part = QRectF(
                (tile.column % 2**levels) * share, (tile.row % 2**levels) * share, share, share
            )
            painter.drawImage(box, above, part)
            has_any = True
    painter.end()
    return mosaic if has_any else None
