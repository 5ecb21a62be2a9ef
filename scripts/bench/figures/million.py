"""What a million reports cost, step by step from the kept figures."""

from collections.abc import Mapping
from typing import Any

from scripts.bench.figures.kept import Kept
from scripts.bench.figures.steps import ASSUMED, ESTIMATE, EXTRAPOLATED, MEASURED, Steps
from scripts.bench.figures.tables import Figure

_HOUR, _KB_IN_A_GB, _MIB_IN_A_GIB = 3600, 1_000_000, 1024
_LARGEST = "100000"

Given = Mapping[str, Any]
"""What million.toml says."""


def reckoned(kept: Mapping[str, Kept], given: Given) -> Steps:
    """Return every step from what was measured to what a million reports cost."""
    steps = Steps()
    _report(steps, kept, given)
    _whole_run(steps, kept["bulk"], given)
    _processors(steps, given)
    _graphics(steps, kept["speed"], given)
    _room(steps, kept["bulk"], given)
    _money(steps, given)
    return steps


def _report(steps: Steps, kept: Mapping[str, Kept], given: Given) -> None:
    """Reckon what tagging and reading one report take a core."""
    steps.given("reports", "reports", given["report"]["reports"], "reports", how=ASSUMED)
    steps.given("length", "an average report", given["report"]["characters"], "characters", how=ASSUMED)
    rate = kept["speed"].figure("tagging", "tagger", "rate")
    steps.given("rate", "`Tagger` on one core", rate, "paragraphs/s", how=MEASURED, bench="speed")
    mean = kept["texts"].figure("labelled", "speed", "characters")
    steps.given("mean", "a paragraph that it tagged", mean, "characters", how=MEASURED, bench="texts")
    steps.product("tag", "tagging a report, one core", "s", times=["length"], over=["rate", "mean"])
    read, file = (_of_the_largest(kept["folders"], column) for column in ("processor", "characters"))
    steps.given("read_rate", "reading on one core", read, "reports/s", how=MEASURED, bench="folders")
    steps.given("file", "a report that it read", file, "characters", how=MEASURED, bench="folders")
    steps.product("read", "reading a report, one core", "s", times=["length"], over=["read_rate", "file"])


def _of_the_largest(folders: Kept, column: str) -> Figure:
    """Return a figure of the largest folder that was read."""
    found = folders.table("sizes")
    return found.rows[-1].figures.get(column) if found is not None and found.rows else None


def _whole_run(steps: Steps, bulk: Kept, given: Given) -> None:
    """Reckon what a report takes a core from its file to the outputs, all that is neither read nor tagged included."""
    rate = bulk.figure("sizes", _LARGEST, "rate")
    own = {column: bulk.figure("disk", "report", column) for column in ("characters", "paragraphs")}
    for column, figure in own.items():
        steps.given(f"own_{column}", f"{column} a report of a whole run", figure, "", how=MEASURED, bench="bulk")
    if bulk.ran is None or None in (rate, *own.values()):
        more = 1 + given["scaling"]["beside_reading"]
        steps.given("more", "a whole run, by reading and tagging", more, "", how=ASSUMED)
        steps.total("both", "reading and tagging, one core", "s", parts=["read", "tag"])
        says = "a report from file to outputs, one core (no whole run was measured yet)"
        steps.product("core", says, "s", times=["both", "more"])
        return
    steps.given("cores", "cores of that run", bulk.ran.machine["cores"], "cores", how=MEASURED, bench="bulk")
    steps.given("whole", "from files to outputs on them", rate, "paragraphs/s", how=MEASURED, bench="bulk")
    steps.product(
        "core",
        "a report from file to outputs, one core",
        "s",
        times=["cores", "length", "own_paragraphs"],
        over=["whole", "own_characters"],
    )


def _processors(steps: Steps, given: Given) -> None:
    """Reckon the time on two cores, on eight, and on a cluster."""
    steps.product("small", "**laptop of 2 cores**", "h", times=["reports", "core"], over=[2, _HOUR])
    steps.given("alone", "what each of many cores does of one alone", given["scaling"]["cores"], "", how=ASSUMED)
    cores, machine = given["laptop"]["cores"], given["machine"]
    steps.product("large", f"**laptop of {cores} cores**", "h", times=["reports", "core"], over=[cores, "alone", _HOUR])
    steps.given("apart", "what each of many machines does", given["scaling"]["machines"], "", how=ASSUMED)
    steps.product(
        "cluster",
        f"**cluster of {machine['count']} machines of {machine['cores']} cores**",
        "h",
        times=["reports", "core"],
        over=[machine["count"], "apart", machine["cores"], "alone", _HOUR],
    )


def _graphics(steps: Steps, speed: Kept, given: Given) -> None:
    """Estimate the time with a GPU: none was measured."""
    gpu = given["gpu"]
    work = speed.figure("limit", "tagger", "gflop_a_paragraph")
    steps.given("gflop_paragraph", "what a paragraph takes the model", work, "GFLOP", how=MEASURED, bench="speed")
    steps.product("gflop", "what a report takes the model", "GFLOP", times=["gflop_paragraph", "length"], over=["mean"])
    steps.given("peak", f"published for a GPU {gpu['name']}", gpu["tflops"] * 1000, "GFLOP/s", how=ASSUMED)
    steps.given("share", "share of it that so small a model gets", gpu["efficiency"], "", how=ASSUMED)
    steps.product(
        "gpu_tag", "tagging on the GPU", "h", times=["reports", "gflop"], over=["peak", "share", _HOUR], how=ESTIMATE
    )
    says = "all of a report but tagging, one core"
    steps.less("rest", says, "s", whole="core", part="tag", least="read", how=EXTRAPOLATED)
    cores = gpu["cores"]
    steps.product(
        "gpu_rest",
        f"that on the {cores} cores beside the GPU",
        "h",
        times=["reports", "rest"],
        over=[cores, "alone", _HOUR],
        how=ESTIMATE,
    )
    says = f"**one GPU {gpu['name']}**, both at the same time"
    steps.largest("gpu", says, "h", of=["gpu_tag", "gpu_rest"], how=ESTIMATE)


def _room(steps: Steps, bulk: Kept, given: Given) -> None:
    """Reckon disk and memory."""
    bytes_each = given["report"]["bytes_a_character"]
    steps.given("bytes", "bytes of a character", bytes_each, "bytes", how=ASSUMED)
    steps.product("files", "disk for the reports as text", "GB", times=["reports", "length", "bytes"], over=[10**9])
    for key, says in (("result", "the result"), ("work", "the work folder")):
        each = bulk.figure("disk", "report", key)
        steps.given(f"{key}_each", f"{says} of a report of that run", each, "kB", how=MEASURED, bench="bulk")
        steps.product(
            key,
            f"disk for {says}",
            "GB",
            times=["reports", f"{key}_each", "length"],
            over=["own_characters", _KB_IN_A_GB],
        )
    steps.total("disk", "**disk** in all", "GB", parts=["files", "result", "work"])
    memory = bulk.figure("sizes", _LARGEST, "memory")
    steps.given("process", "largest process", memory, "MiB", how=MEASURED, bench="bulk")
    for key, cores in (("small", 2), ("large", given["laptop"]["cores"])):
        says = f"**memory** with {cores} cores: a process each and one that leads, all as large"
        steps.given(f"{key}_processes", f"processes on {cores} cores", cores + 1, "", how=ASSUMED)
        steps.product(f"{key}_memory", says, "GiB", times=["process", f"{key}_processes"], over=[_MIB_IN_A_GIB])


def _money(steps: Steps, given: Given) -> None:
    """Reckon what power, machines and a month of disk cost."""
    laptop = given["laptop"]
    steps.given("watts", "a laptop at full load", laptop["watts"], "W", how=ASSUMED)
    steps.given("kwh", "power", laptop["dollars_a_kwh"], "$/kWh", how=ASSUMED)
    for key in ("small", "large"):
        cores = 2 if key == "small" else laptop["cores"]
        steps.product(f"{key}_money", f"power, {cores} cores", "$", times=[key, "watts", "kwh"], over=[1000])
    machine = given["machine"]
    steps.given("rent", f"a rented machine of {machine['cores']} cores", machine["dollars_an_hour"], "$/h", how=ASSUMED)
    steps.product("rented_money", f"rent of a machine of {machine['cores']} cores", "$", times=["large", "rent"])
    steps.product(
        "cluster_money", f"rent of {machine['count']} such machines", "$", times=["cluster", "rent", machine["count"]]
    )
    steps.given("gpu_rent", "one with a GPU", given["gpu"]["dollars_an_hour"], "$/h", how=ASSUMED)
    steps.product("gpu_money", "rent of a machine with a GPU", "$", times=["gpu", "gpu_rent"], how=ESTIMATE)
    steps.given("disk_rent", "rented disk, a month", given["disk"]["dollars_a_gb"], "$/GB", how=ASSUMED)
    steps.product("disk_money", "a month of disk, where it is rented", "$", times=["disk", "disk_rent"])
