"""Print what ppi_py and samplics make of twenty-four reports: what tests/evaluation/findings/test_outside.py holds ours
against. Both bring along more than a test should need; install them elsewhere first:

pip install --target elsewhere ppi-python==0.2.3 samplics==0.6.1
PYTHONPATH=.:elsewhere python tests/studies/outside_values.py
"""

import numpy as np
from ppi_py import ppi_mean_pointestimate, ppi_ols_pointestimate
from samplics.estimation import TaylorEstimator
from samplics.utils.types import PopParam

from tests.evaluation.findings.few_reports import COUNTY, LABELLED, REPORTS, SIZE, STRATUM, TAGGED, TRUE


def main() -> None:
    x = np.column_stack([np.ones(REPORTS), COUNTY])
    mean = ppi_mean_pointestimate(TRUE[LABELLED] / 40, TAGGED[LABELLED] / 40, TAGGED / 40, lam=1)
    line = ppi_ols_pointestimate(x[LABELLED], TRUE[LABELLED], TAGGED[LABELLED], x, TAGGED, lam=1)
    print("ppi_py, mean:", repr(float(mean[0])))
    print("ppi_py, line:", [float(one) for one in line])

    there, drawn = np.bincount(STRATUM), np.bincount(STRATUM[LABELLED])
    ratio = TaylorEstimator(PopParam.ratio)
    ratio.estimate(
        y=(TRUE - TAGGED)[LABELLED],
        x=SIZE[LABELLED],
        samp_weight=(there / drawn)[STRATUM[LABELLED]],
        stratum=STRATUM[LABELLED],
        psu=np.flatnonzero(LABELLED),
        fpc={n: float(1 - drawn[n] / there[n]) for n in (0, 1)},
    )
    print("samplics, ratio and its error:", ratio.point_est, ratio.stderror)


if __name__ == "__main__":
    main()
