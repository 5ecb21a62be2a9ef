"""Make an exported bundle: what scores quicker on this processor, beside the weights that it was made from."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from inference.engines.onnx import ONNX_FILES
from inference.engines.pytorch import RANGES, PytorchEngine, not_packed
from models.bundle import Bundle, load_weights
from models.manifest import EXPORTED_FORMAT, Exported
from models.processor import processor_flags
from models.writing import write_again


def export_files(bundle: Bundle, engine: Exported, texts: Sequence[str], folder: Path) -> Mapping[str, Path]:
    """Make in a folder the files that an engine needs beside those of a bundle; return them by name.

    Args:
        texts: what the ranges of 8 bits are taken from.

    Raises:
        BadBundle: the model is not of a kind that can be exported so.
        BadSettings: a library is not installed.
        CannotWrite: the folder is not writable, or full.
    """
    if engine in ONNX_FILES:
        path = folder / ONNX_FILES[engine]
        _write_onnx(bundle, engine, path)
        return {path.name: path}
    if engine == "torch-int8":
        return {RANGES: _write_ranges(bundle, texts, folder / RANGES)}
    return {}


def write_exported(
    bundle: Bundle, folder: Path, *, engine: Exported, files: Mapping[str, Path], gate: Mapping[str, object]
) -> Bundle:
    """Write a bundle with an engine. Raises as `models.writing.write_again`."""
    return write_again(
        bundle,
        folder,
        "export.py",
        beside=files,
        format=EXPORTED_FORMAT,
        engine=engine,
        processor=processor_flags(),
        gate=gate,
    )


def _write_onnx(bundle: Bundle, engine: Exported, path: Path) -> None:
    from models.export.onnx_file import check_onnx, write_onnx, write_onnx_int8

    check_onnx()
    model, _ = load_weights(bundle)
    (write_onnx if engine == "onnx" else write_onnx_int8)(model, path)


def _write_ranges(bundle: Bundle, texts: Sequence[str], path: Path) -> Path:
    from safetensors.torch import save_file
    from torch import Tensor

    from inference.engines.linears import watched
    from inference.engines.packed_bert import PackedBert, may_be_packed
    from inference.tagger import Tagger
    from models.files.saving import saving

    model, _ = load_weights(bundle)
    if not may_be_packed(model):
        raise not_packed(bundle, model)
    ranges: dict[str, Tensor] = {}
    tagger = Tagger(bundle, "cpu")
    assert isinstance(tagger.engine, PytorchEngine)
    tagger.engine.model = PackedBert(model, watched(ranges))
    tagger.logits(texts)
    with saving(path):
        save_file(ranges, path)
        path.chmod(0o644)  # safetensors writes for the owner only
    return path
