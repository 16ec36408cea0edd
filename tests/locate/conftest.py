"""A village of a dozen places, laid out so that every answer can be checked by eye."""

import numpy as np
import pytest

from gridapp.locate.crs import project
from gridapp.locate.gazetteer import Gazetteer, Places

CRS = "EPSG:4549"
ORIGIN = tuple(float(value) for value in project(120.285, 31.574, CRS))

# id, kind, name, address, aliases, metres east and north of the origin
ROWS = (
    ("P1", "address", "人民路126号", "江苏省江阴市云溪镇人民路126号", "", 0, 0),
    ("P2", "address", "人民路128号", "江苏省江阴市云溪镇人民路128号", "", 40, 0),
    ("P3", "address", "人民路136号", "江苏省江阴市云溪镇人民路136号", "", 200, 0),
    ("P4", "address", "人民路1280号", "云溪镇人民路1280号", "", 3000, 0),
    ("P5", "address", "锡澄路2号", "云溪镇锡澄路2号", "", 20, 60),
    ("P6", "crossing", "人民路锡澄路路口", "", "锡澄路与人民路交叉口", 20, 10),
    ("P7", "estate", "阳光花园", "云溪镇锡澄路15号阳光花园", "阳光花园小区", 500, 500),
    ("P8", "address", "阳光花园5幢", "云溪镇阳光花园5幢", "阳光花园5号楼", 520, 520),
    ("P9", "poi", "惠民超市(人民路店)", "云溪镇人民路126号", "惠民超市", 5, 5),
    ("P10", "poi", "惠民超市(张巷路店)", "云溪镇张巷路8号", "惠民超市", 900, 900),
    ("P11", "bridge", "聚龙桥", "云溪镇张巷路聚龙桥", "", 1000, 0),
    ("P12", "address", "张巷路8号", "云溪镇张巷路8号", "", 900, 890),
    ("P13", "address", "五一路2号", "云溪镇五一路2号", "", 910, 850),
    ("P14", "estate", "金家场", "云溪镇金家场自然村", "", -700, -700),
)


def places(rows: tuple[tuple[str, str, str, str, str, float, float], ...] = ROWS) -> Places:
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    ids, kinds, names, addresses, aliases = ([str(v) for v in column] for column in columns[:5])
    east, north = (np.array(column, dtype=np.float64) for column in columns[5:])
    return Places(ids, kinds, names, addresses, aliases, ORIGIN[0] + east, ORIGIN[1] + north)


@pytest.fixture(scope="session")
def village() -> Gazetteer:
    return Gazetteer(places())
