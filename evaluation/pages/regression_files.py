"""Write a regression: figures, a table of coefficients, the rows it was made of, and how Stata and R read these."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.findings import Family
from evaluation.findings.design import Design
from evaluation.findings.regression import Fit
from storage.results.folders import result_folder
from storage.sheets import safe_cell, sheet_writer
from storage.whole_files import atomic_writer

FIGURES, TABLE, ROWS, STATA, R = "regression.json", "regression.csv", "rows.csv", "regression.do", "regression.R"
_ROW = ("id", "report", "labelled")
_COLUMNS = ("category", "column", "coefficient", "error", "low", "high", "p", "freedom")


def write_regression(folder: Path, design: Design, fits: Mapping[str, Fit], family: Family) -> Path:
    """Write all as the folder `folder`; return the path of the table.

    Args:
        fits: by category.

    Raises:
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    rows = [row for category, fit in fits.items() for row in _rows(category, design.names, fit)]
    with result_folder(folder, "regress.py", TABLE) as made:
        with atomic_writer(made / FIGURES) as file:
            value = {
                "family": family,
                "paragraphs": len(design.ids),
                "paragraphs_labelled": int(design.labelled.sum()),
                "dropped": design.dropped,
                "coefficients": [dict(zip(_COLUMNS, row, strict=True)) for row in rows],
            }
            json.dump(value, file, ensure_ascii=False, indent=1, allow_nan=False)
            file.write("\n")
        with sheet_writer(made / TABLE, atomic_writer) as sheet:
            for row in [_COLUMNS, *rows]:
                sheet.writerow([safe_cell(cell) for cell in row])
        with sheet_writer(made / ROWS, atomic_writer) as sheet:
            sheet.writerow([*_ROW, *map(_variable, design.values), *(f"y_{key}" for key in fits)])
            for n, (identifier, report) in enumerate(zip(design.ids, design.reports, strict=True)):
                values = [own[n] for own in design.values.values()]
                cells = [identifier, report, int(design.labelled[n]), *values]
                sheet.writerow([*map(safe_cell, cells), *design.outcomes[n].tolist()])
        for name, text in ((STATA, _stata(design, fits)), (R, _r(design, fits))):
            with atomic_writer(made / name) as file:
                file.write(text)
    return folder / TABLE


def _rows(category: str, names: Sequence[str], fit: Fit) -> list[list[Any]]:
    columns = (fit.coefficients, fit.errors, fit.low, fit.high, fit.p)
    return [[category, name, *(float(one[n]) for one in columns), fit.freedom] for n, name in enumerate(names)]


def _variable(name: str) -> str:
    """Return a name that Stata and R take for a variable's, and that no other column has."""
    plain = re.sub(r"\W", "_", name)
    return f"on_{plain}" if plain in _ROW or plain.startswith("y_") or not plain[0].isalpha() else plain


def _terms(design: Design, factor: str) -> list[str]:
    """Return how a name is written in a formula; one that has columns for its values is a factor."""
    return [_variable(name) if name in design.names else factor.format(_variable(name)) for name in design.values]


def _stata(design: Design, fits: Mapping[str, Fit]) -> str:
    factors = [_variable(name) for name in design.values if name not in design.names]
    lines = [
        "* The linear regressions of regression.csv, with as many degrees of freedom as there are reports.",
        f'import delimited "{ROWS}", encoding("utf-8") clear',
        *(f"egen {name}_code = group({name}), label" for name in ("report", *factors)),
        *(f"regress y_{key} {' '.join(_terms(design, 'i.{}_code'))}, vce(cluster report_code)" for key in fits),
    ]
    return "\n".join(lines) + "\n"


def _r(design: Design, fits: Mapping[str, Fit]) -> str:
    formula = " + ".join(_terms(design, "factor({})"))
    lines = [
        '# The linear regressions of regression.csv; install.packages("estimatr") first.',
        f'rows <- read.csv("{ROWS}", fileEncoding = "UTF-8-BOM")',
        *(
            f'print(estimatr::lm_robust(y_{key} ~ {formula}, data = rows, clusters = report, se_type = "stata"))'
            for key in fits
        ),
    ]
    return "\n".join(lines) + "\n"
