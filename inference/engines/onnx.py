"""Run an exported model with ONNX Runtime, on the CPU."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from inference.engines.kinds import Kind
from inference.engines.windows import batch_tokens_of, highest_of_windows
from labels.counting import Floats
from models.batching import token_batches
from models.bundle import Bundle, load_tokenizer
from storage.errors import BadBundle, BadSettings, reason_of
from storage.processes.serving import still_working

ONNX_FILES: Mapping[str, str] = {"onnx": "model.onnx", "onnx-int8": "model.int8.onnx"}
_BATCH_TOKENS = 512


def onnx_runtime() -> Any:
    """Return the module.

    Raises:
        BadSettings: it is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise BadSettings(
            "onnxruntime is not installed. Expected it for a model in ONNX; run: make install-bulk"
        ) from error
    return onnxruntime


class OnnxEngine:
    """A session of ONNX Runtime, with as many threads as torch has."""

    def __init__(self, bundle: Bundle, path: Path, kind: Kind, batch_tokens: int | None = None) -> None:
        """Load an exported model.

        Raises:
            BadBundle: it cannot be loaded, or a file of the bundle was changed.
            BadSettings: ONNX Runtime is not installed, or `batch_tokens` is less than one window.
        """
        import torch

        runtime = onnx_runtime()
        self.kind, self._bundle = kind, bundle
        self._batch_tokens = batch_tokens_of(bundle, batch_tokens, _BATCH_TOKENS)
        self.tokenizer = load_tokenizer(bundle)
        options = runtime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = torch.get_num_threads(), 1
        options.log_severity_level = 3
        try:
            self.model = runtime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # its own exceptions have no common class
            raise BadBundle(
                f"{path}: ONNX Runtime cannot load it ({reason_of(error)[:200]}). Copy the bundle again or export it "
                "again."
            ) from error

    def unit_logits(self, units: Sequence[str]) -> Floats:
        """Return the logits of each unit, shape (len(units), categories): the highest over its windows.

        Raises:
            BadBundle: the model answers with NaN or infinity.
        """
        return highest_of_windows(self._bundle, self.tokenizer, units, self._window_logits)

    def _window_logits(self, windows: Sequence[Sequence[int]]) -> Floats:
        logits = np.empty((len(windows), len(self._bundle.manifest.taxonomy.ids)))
        for batch in token_batches([len(window) for window in windows], self._batch_tokens):
            logits[batch] = self.model.run(None, _laid_out([windows[number] for number in batch]))[0]
            still_working()
        return logits


def _laid_out(windows: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return `input_ids` and `attention_mask`. What stands where there is no token is never read."""
    lengths = np.array([len(window) for window in windows])
    there = np.arange(lengths.max()) < lengths[:, None]
    ids = np.zeros(there.shape, np.int64)
    ids[there] = np.concatenate([np.asarray(window) for window in windows])
    return {"input_ids": ids, "attention_mask": there.astype(np.int64)}
