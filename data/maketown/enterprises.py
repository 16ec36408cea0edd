"""The register of enterprises: names, credit codes with true check digits, trades, places."""

from dataclasses import dataclass

import numpy as np

from data.maketown.buildings import Building, Built
from data.maketown.places import TOWN
from data.maketown.roads import Roads
from data.maketown.space import stage
from data.maketown.words import BRAND, SURNAMES, TRADES

COUNT = 3215
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_PLANTS = ("industrial", "office")
_FRONTS = ("shop", "shophouse", "commercial", "market")


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A row of enterprises.csv; `at` in local metres."""

    name: str
    uscc: str
    industry: str
    staff: int
    address: str
    at: tuple[float, float]


def organisation_check(body: str) -> str:
    """Return the ninth character of an organisation code (GB 11714-1997)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c, 36) * w for c, w in zip(body, weights, strict=True))
    return "0123456789X0"[11 - total % 11]


def credit_check(body: str) -> str:
    """Return the eighteenth character of a unified social credit code (GB 32100-2015)."""
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return _ALPHABET[(31 - total % 31) % 31]


def _credit_code(rng: np.random.Generator, *, company: bool) -> str:
    letters = "MA" + "".join(_ALPHABET[int(k)] for k in rng.integers(0, 31, 6))
    body = ("91" if company else "92") + "320281" + letters + organisation_check(letters)
    return body + credit_check(body)


def _name(rng: np.random.Generator, middles: tuple[str, ...], ending: str) -> str:
    brand = "".join(rng.choice(BRAND, 2, replace=False))
    middle = str(rng.choice(middles))
    if ending:
        return (
            f"{rng.choice(('江阴', '江阴市云溪', '江苏', '无锡', '江阴市'))}{brand}{middle}{ending}"
        )
    owner = f"{rng.choice(('老', '小', '阿'))}{rng.choice(SURNAMES)}"
    return f"云溪镇{brand if rng.random() < 0.7 else owner}{middle}"


def register(built: Built, roads: Roads, seed: int) -> list[Enterprise]:
    """Return the register in order of credit code."""
    rng = stage(seed, "enterprises")
    plants = [b for b in built.buildings if b.use in _PLANTS]
    fronts = [b for b in built.buildings if b.use in _FRONTS]
    odds = np.array([t[3] for t in TRADES], dtype=float)
    rows: list[Enterprise] = []
    names, codes = set[str](), set[str]()
    while len(rows) < COUNT:
        industry, middles, ending, _, plant = TRADES[
            int(rng.choice(len(TRADES), p=odds / odds.sum()))
        ]
        name, code = _name(rng, middles, ending), _credit_code(rng, company=bool(ending))
        if name in names or code in codes:
            continue
        names.add(name)
        codes.add(code)
        hosts: list[Building] = plants if plant else fronts
        shape = hosts[int(rng.integers(len(hosts)))].shape
        size = 6.0 if plant else 2.5
        p = np.array([shape.centroid.x, shape.centroid.y]) + rng.uniform(-size, size, 2)
        way, number = roads.address(p)
        staff = int(np.clip(rng.lognormal(3.1 if plant else 1.2, 0.9), 1, 900))
        address = f"{TOWN}{way.name}{number}号"
        rows.append(Enterprise(name, code, industry, staff, address, (float(p[0]), float(p[1]))))
    return sorted(rows, key=lambda r: r.uscc)
