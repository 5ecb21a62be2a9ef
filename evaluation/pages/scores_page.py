"""Write scores.json and comparison.json for programs, report.html for people."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from evaluation.scoring.comparison import Comparison
from evaluation.scoring.evaluation import COMPARED_WITH, MODEL, Evaluation
from evaluation.scoring.scores import Scores
from inference.pages.colours import swatches
from inference.pages.rendering import render
from storage.results.folders import result_folder
from storage.whole_files import atomic_writer

SCORES = "scores.json"
COMPARISON = "comparison.json"
PAGE = "report.html"
SHOWN_ERRORS = 50
"""Errors on the page: more than a person reads in one sitting. scores.json lists them all."""
_TEMPLATE = Path(__file__).with_name("scores_page.html.j2")
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        MODEL: "模型 Model",
        "tfidf-pair": "段句 TF-IDF pair",
        "tfidf": "TF-IDF",
        "keywords": "关键词 Keywords",
        "majority": "多数 Majority",
    }
)


def write_evaluation(folder: Path, evaluation: Evaluation, comparison: Comparison | None = None) -> Path:
    """Write scores.json and report.html as the folder `folder` and return the path of the page.

    Args:
        comparison: with an older model, for comparison.json beside them.

    Raises:
        CannotWrite: as `storage.results.folders.result_folder`.
    """
    with result_folder(folder, "evaluate.py", PAGE) as made:
        _write_json(made / SCORES, evaluation.to_json())
        if comparison is not None:
            _write_json(made / COMPARISON, comparison.to_json())
        with atomic_writer(made / PAGE) as file:
            file.write(evaluation_page(evaluation))
    return folder / PAGE


def _write_json(path: Path, value: dict[str, Any]) -> None:
    with atomic_writer(path) as file:
        json.dump(value, file, ensure_ascii=False, indent=1, allow_nan=False)
        file.write("\n")


def evaluation_page(evaluation: Evaluation) -> str:
    """Return report.html: one table with all contestants, and the model's surest errors."""
    contestants = evaluation.contestants
    return render(
        _TEMPLATE,
        evaluation=evaluation,
        model=contestants[MODEL],
        names={name: _NAMES.get(name, name) for name in contestants},
        compared_with=_NAMES[COMPARED_WITH],
        swatches=swatches(evaluation.taxonomy),
        totals={
            "宏平均 F1 Macro-F1": {name: one.macro_f1 for name, one in contestants.items()},
            "微平均 F1 Micro-F1": {name: one.micro_f1 for name, one in contestants.items()},
            "完全一致 Exact match": {name: one.exact_match for name, one in contestants.items()},
        },
        best_f1={key: _best_f1(contestants, key) for key in evaluation.taxonomy.ids},
        errors=evaluation.errors[:SHOWN_ERRORS],
    )


def _best_f1(contestants: Mapping[str, Scores], category: str) -> float:
    return max(scores.categories[category].f1 for scores in contestants.values())
