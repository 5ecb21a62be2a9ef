"""When to stop: the curve, and what it says of the next labels."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.next.stopping import expected_gain, forecast
from labels.taxonomy import Taxonomy
from storage.errors import BadSettings
from tests.invented import invented_rows

SIZES = (50, 80, 130, 200, 320, 500)


@given(st.floats(0.6, 0.95), st.floats(0.5, 3), st.sampled_from([0.3, 0.5, 0.8, 1.0]))
def test_a_power_law_is_found_again(top: float, fall: float, exponent: float) -> None:
    scores = top - fall * np.array(SIZES, np.float64) ** -exponent
    true = fall * (600.0**-exponent - 800.0**-exponent)
    assert expected_gain(SIZES, scores, 600, 200) == pytest.approx(true, abs=1e-6)


def test_a_flat_or_falling_curve_promises_nothing() -> None:
    assert expected_gain(SIZES, np.full(6, 0.8), 600, 200) == pytest.approx(0, abs=1e-9)
    assert expected_gain(SIZES, np.linspace(0.8, 0.7, 6), 600, 200) == 0


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6), st.integers(1, 2000))
def test_no_forecast_goes_beyond_what_a_perfect_model_scores(scores: list[float], more: int) -> None:
    assert 0 <= expected_gain(SIZES, np.array(scores), 500, more) <= 1


def test_the_forecast_is_a_sentence_with_interval_and_verdict(taxonomy: Taxonomy) -> None:
    found = forecast(invented_rows(), taxonomy, more=200)
    assert found == forecast(invented_rows(), taxonomy, more=200)
    assert 0 <= found.low <= found.gain <= found.high <= 1
    assert found.sizes == tuple(sorted(found.sizes))
    assert found.labels == 84
    verdict = "stop (below 0.005)" if found.stop else "go on (not below 0.005)"
    assert str(found).startswith("another 200 labels are expected to add 0.")
    assert str(found).endswith(verdict)


def test_the_threshold_decides(taxonomy: Taxonomy) -> None:
    found = forecast(invented_rows(), taxonomy)
    assert replace(found, gain=0.004, enough=0.005).stop
    assert not replace(found, gain=0.004, enough=0.003).stop


def test_too_few_labels_have_no_curve(taxonomy: Taxonomy) -> None:
    with pytest.raises(BadSettings, match=r"59 labelled paragraphs arrived\. Expected 60 or more"):
        forecast(invented_rows()[:59], taxonomy)


@pytest.mark.parametrize(("more", "enough"), [(0, 0.005), (100, 0.0), (100, 1.0)])
def test_settings_out_of_range_are_refused(taxonomy: Taxonomy, more: int, enough: float) -> None:
    with pytest.raises(BadSettings, match="more labels and a gain of"):
        forecast(invented_rows(), taxonomy, more, enough)
