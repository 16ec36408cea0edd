import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gridapp.desktop.map.classify import METHODS, Floats, classify

figures = arrays(
    np.float64,
    st.integers(1, 60),
    elements=st.floats(-1e6, 1e6, width=32) | st.just(float("nan")),
)


@settings(deadline=None)
@given(figures, st.sampled_from(sorted(METHODS)), st.integers(3, 7))
def test_every_value_has_one_class_and_nothing_else_has(
    values: Floats, method: str, count: int
) -> None:
    classes = classify(values, method, count)
    known = ~np.isnan(values)
    found = classes.of(values)
    assert (found[~known] == -1).all()
    assert ((found[known] >= 0) & (found[known] < max(len(classes), 1))).all()
    assert (np.diff(classes.breaks) > 0).all()
    if known.any():
        assert len(classes) <= max(count, 5)
        assert classes.breaks[-1] >= values[known].max()


@settings(deadline=None)
@given(figures, st.sampled_from(sorted(METHODS)))
def test_a_greater_value_is_never_in_a_lower_class(values: Floats, method: str) -> None:
    known = np.sort(values[~np.isnan(values)])
    assert (np.diff(classify(values, method).of(known)) >= 0).all()


@pytest.mark.parametrize("count", [3, 5, 7])
@pytest.mark.parametrize("size", [12, 200, 900])
@pytest.mark.filterwarnings("ignore:Numba not installed")
def test_breaks_are_those_of_mapclassify(size: int, count: int) -> None:
    rng = np.random.default_rng(size + count)
    samples: list[Floats] = [
        rng.gamma(2, 30, size),
        rng.normal(size=size),
        rng.integers(0, 40, size).astype(np.float64),
    ]
    for values in samples:
        peers = {
            "natural": mapclassify.FisherJenks(values, k=count),
            "quantile": mapclassify.Quantiles(values, k=count),
            "equal": mapclassify.EqualInterval(values, k=count),
        }
        for method, peer in peers.items():
            np.testing.assert_allclose(classify(values, method, count).breaks, peer.bins)
        deviation = mapclassify.StdMean(values).bins[:4]
        np.testing.assert_allclose(classify(values, "deviation").breaks[:4], deviation)


def test_no_other_breaks_are_more_natural() -> None:
    values = np.random.default_rng(5).gamma(2, 3, 14)

    def spread(breaks: Floats) -> float:
        group = np.searchsorted(np.sort(breaks), values)
        return sum(
            float(((values[group == g] - values[group == g].mean()) ** 2).sum())
            for g in np.unique(group)
        )

    mine = spread(classify(values, "natural", 3).breaks[:-1])
    ranked = np.sort(values)
    for one in range(len(values) - 2):
        for other in range(one + 1, len(values) - 1):
            assert mine <= spread(ranked[[one, other]]) + 1e-9


def test_quantiles_hold_equally_many() -> None:
    values = np.random.default_rng(0).permutation(100.0 + np.arange(100))
    assert np.bincount(classify(values, "quantile", 5).of(values)).tolist() == [20] * 5


@pytest.mark.parametrize("method", sorted(METHODS))
def test_few_or_equal_values_make_few_classes(method: str) -> None:
    assert len(classify(np.full(9, 4.0), method)) == 1
    assert len(classify(np.array([np.nan]), method)) == 0
    assert classify(np.array([7.0]), method).of(np.array([7.0])).tolist() == [0]
