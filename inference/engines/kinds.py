"""Say what scores the texts that a bundle is asked about, without loading it or torch: what is exported, on which
device, and on a processor of which kind."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from models.bundle import Bundle
from models.manifest import Exported
from models.processor import processor_flags

Arithmetic = Literal["float32", "bfloat16", "int8"]
_ARITHMETIC: dict[Exported, Arithmetic] = {
    "onnx": "float32",
    "onnx-int8": "int8",
    "torch-int8": "int8",
    "torch-bfloat16": "bfloat16",
}
_NVIDIA = Path("/dev/nvidiactl")


@dataclass(frozen=True, slots=True)
class Kind:
    """What scores: on the CPU torch with 32 bits, or what the bundle was exported to; on a GPU torch with 16 bits.

    `note` says in a line why it is not what the bundle was exported to, "" where it is.
    """

    library: Literal["pytorch", "onnxruntime"]
    arithmetic: Arithmetic
    on_gpu: bool = False
    note: str = ""

    def __str__(self) -> str:
        """Return what belongs into the fingerprint of a run: another one may give other tags."""
        return f"{self.library}{' on a GPU' if self.on_gpu else ''}, {self.arithmetic}"


def kind_of(bundle: Bundle, device: str | None = None) -> Kind:
    """Say what scores with a bundle on a device; None takes a GPU where there seems to be one."""
    engine = bundle.manifest.engine
    on_gpu = has_gpu() if device is None else not device.startswith("cpu")
    if on_gpu:
        note = f"{bundle.folder}: exported to {engine}, which runs on the CPU; on {device or 'the GPU'} its own weights"
        return Kind("pytorch", "bfloat16", on_gpu=True, note=f"{note} are used." if engine else "")
    if not engine:
        return Kind("pytorch", "float32")
    arithmetic = _ARITHMETIC[engine]
    here, there = processor_flags(), tuple(bundle.manifest.processor)
    if arithmetic != "float32" and here != there:
        return Kind("pytorch", "float32", note=_elsewhere(bundle, here, there))
    return Kind("onnxruntime" if engine.startswith("onnx") else "pytorch", arithmetic)


def has_gpu() -> bool:
    """Say whether torch will find a GPU, as far as can be told without loading it."""
    try:
        return _NVIDIA.exists() and not version("torch").endswith("+cpu")
    except PackageNotFoundError:
        return False


def _elsewhere(bundle: Bundle, here: tuple[str, ...], there: tuple[str, ...]) -> str:
    differing = ", ".join(sorted(set(here) ^ set(there)))
    return (
        f"{bundle.folder}: {bundle.manifest.engine} was measured on a processor of another kind (they differ in "
        f"{differing}), so its own weights are used in 32 bits; export it here to measure again."
    )
