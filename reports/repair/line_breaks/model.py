"""Line breaks that a report has lost are set again where its author is likely to have had them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.repair.line_breaks.context import Floats, context, likely
from reports.repair.line_breaks.features import candidates, hashed
from reports.structure.cutting import LONGEST_LINE
from storage.results.files import result_file

SHIPPED = Path(__file__).with_name("model.npz")


@dataclass(frozen=True, slots=True)
class Layers:
    """A network of one hidden layer: `hidden` (columns, width), `out` (width,), and their biases (width,) and a
    number."""

    hidden: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: float


@dataclass(frozen=True, slots=True)
class WordModel:
    """A linear model of the words around a place: a log-odds weight for each bucket of `break_features`, float32."""

    weights: NDArray[np.float32]
    intercept: float

    def scores(self, features: Sequence[NDArray[np.int64]]) -> Floats:
        """Return the log-odds that a line begins, for the features of each place, shape (places,)."""
        return np.array([self.weights[numbers].sum() for numbers in features], dtype=np.float64) + self.intercept


@dataclass(frozen=True, slots=True)
class ContextModel:
    """Networks, whose mean decides, over the columns of `break_context` less `mean` and divided by `scale`."""

    mean: Floats
    scale: Floats
    networks: tuple[Layers, ...]

    def chances(self, columns: Floats) -> Floats:
        """Return the probability that a line begins, for rows of `context`, shape (rows,)."""
        inputs = (columns - self.mean) / self.scale
        return np.asarray(np.mean([_answer(one, inputs) for one in self.networks], axis=0), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class BreakModel:
    """Judges every place twice, by the words around it, then by how all the other places were judged; a break reaches
    `threshold`."""

    words: WordModel
    context: ContextModel
    threshold: float

    def breaks(self, text: str) -> list[int]:
        """Return the offsets at which lines begin in a text that has no line breaks, without 0, in order."""
        places = [place for place, character in enumerate(text) if character != " "]
        dense = text.replace(" ", "")
        found = candidates(dense)
        if not found:
            return []
        kept, columns = context(dense, found, self.words.scores(hashed(dense, found)))
        if not len(kept):
            return []
        chances = self.context.chances(columns)
        likely = [
            (found[number], chance) for number, chance in zip(kept, chances, strict=True) if chance >= self.threshold
        ]
        best: dict[int, tuple[float, int]] = {}
        for one, chance in likely:  # a heading ends in one place only
            if one.in_heading:
                best[one.before] = max(best.get(one.before, (0.0, 0)), (float(chance), one.place))
        ends = {place for _, place in best.values()}
        return [places[one.place] for one, _ in likely if not one.in_heading or one.place in ends]

    def save(self, path: Path) -> None:
        """Write the model; weights of the words are rounded to float16."""
        arrays: dict[str, Any] = {
            "weights": self.words.weights.astype(np.float16),
            "mean": self.context.mean,
            "scale": self.context.scale,
        }
        arrays["numbers"] = np.array([self.words.intercept, self.threshold])
        for name in ("hidden", "hidden_bias", "out", "out_bias"):
            arrays[name] = np.array([getattr(one, name) for one in self.context.networks])
        with result_file(path, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)


def _answer(layers: Layers, inputs: Floats) -> Floats:
    hidden = np.maximum(inputs @ layers.hidden + layers.hidden_bias, 0.0)
    return likely(hidden @ layers.out + layers.out_bias)


def load_break_model(path: Path) -> BreakModel:
    """Read a model that `BreakModel.save` wrote."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    networks = zip(arrays["hidden"], arrays["hidden_bias"], arrays["out"], arrays["out_bias"], strict=True)
    intercept, threshold = arrays["numbers"].tolist()
    layers = tuple(Layers(hidden, bias, out, float(out_bias)) for hidden, bias, out, out_bias in networks)
    return BreakModel(
        WordModel(arrays["weights"].astype(np.float32), intercept),
        ContextModel(arrays["mean"], arrays["scale"], layers),
        threshold,
    )


@cache
def shipped_break_model() -> BreakModel:
    """Return the model that comes with the project (docs/breaks.md), read once."""
    return load_break_model(SHIPPED)


def recover_breaks(lines: Sequence[str]) -> tuple[list[str], int]:
    """Return lines of which those that hold many paragraphs are broken, and how many breaks were set."""
    recovered: list[str] = []
    for line in lines:
        if len(line) <= LONGEST_LINE:
            recovered.append(line)
            continue
        places = [0, *shipped_break_model().breaks(str(line)), len(line)]
        recovered += [part for start, end in pairwise(places) if (part := line[start:end].strip())]
    return recovered, len(recovered) - len(lines)
