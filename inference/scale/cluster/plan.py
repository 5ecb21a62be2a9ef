"""How many taggers a Ray cluster bears, so that it never waits for itself.

Ray places actors before tasks. Where taggers hold every CPU, none is left to read with, and all wait for ever. So a
tagger asks for three quarters of its CPUs and reading a file for a quarter of one: the sum of the taggers' is always
less than all, also where there is one CPU, and the operating system shares out what is really used.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from inference.scale.taggers import Arrangement
from storage.errors import BadSettings

TO_READ = 0.25
"""What reading a file asks for, in CPUs."""
_OF_A_TAGGER = 0.75  # for each of its threads


@dataclass(frozen=True, slots=True)
class Machine:
    """What Ray may use of a machine, and is not used by others."""

    cpus: float
    gpus: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How many taggers there will be, and what each asks for."""

    taggers: int
    cpus: float
    gpus: int = 0

    def __str__(self) -> str:
        """Return "4 taggers with 0.75 CPUs each"."""
        each = f"{self.cpus:g} CPUs" + (f" and {self.gpus} GPU" if self.gpus else "")
        return f"{self.taggers} tagger{'s' if self.taggers > 1 else ''} with {each} each"


def plan_for(machines: Sequence[Machine], arrangement: Arrangement) -> Plan:
    """Share out the machines of a cluster: a tagger for each GPU, where there are some and no other device was asked
    for, else for each CPU; fewer where each has several threads, or so many were asked for.

    Raises:
        BadSettings: there is too little for one tagger and for reading beside it, or for as many as were asked for.
    """
    device, threads = arrangement.device, arrangement.threads or 1
    on_gpu = (device is None and any(one.gpus >= 1 for one in machines)) or (device or "").startswith("cuda")
    each = _OF_A_TAGGER * threads
    most = sum(int(min(one.gpus, one.cpus // each) if on_gpu else one.cpus // threads) for one in machines)
    taggers = arrangement.processes or most
    total = sum(one.cpus for one in machines)
    if not 0 < taggers <= most or taggers * each + TO_READ > total:
        raise BadSettings(_refusal(total, sum(one.gpus for one in machines), taggers, threads, on_gpu=on_gpu))
    return Plan(taggers, each, int(on_gpu))


def _refusal(cpus: float, gpus: float, taggers: int, threads: int, *, on_gpu: bool) -> str:
    there = f"{cpus:g} CPUs" + (f" and {gpus:g} GPUs" if on_gpu else "")
    asked = f"{max(1, taggers)} tagger{'s' if taggers > 1 else ''}"
    need = "a GPU" if on_gpu else f"{threads} CPU{'s' if threads > 1 else ''} of one machine"
    return (
        f"Ray has {there} free, which do not bear {asked} and reading beside {'them' if taggers > 1 else 'it'}. "
        f"Expected {need} for each; give fewer --taggers or --threads, or wait until other jobs have ended."
    )
