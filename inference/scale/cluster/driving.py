"""Tag on a Ray cluster what the work folder lacks; a run then finds it there, and writes the result as always."""

import secrets
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from inference.inputs import is_read_again
from inference.scale.cluster.duties import Reader, ReportTagger, Row, Start, looked_around
from inference.scale.cluster.joining import ROOT, machines
from inference.scale.cluster.plan import TO_READ, Plan, plan_for
from inference.scale.cluster.pulse import Pulse
from inference.scale.fingerprint import program_version
from inference.scale.run import Run
from inference.scale.taggers import Arrangement, start_tagger
from inference.scale.tagging import MOST_SECONDS
from storage.errors import BadSettings, reason_of
from storage.shown import shown

STILL_SECONDS = 300.0
"""How long nothing may be at work before that is called a standstill."""
_ROUNDS = 3  # in a row without anything done
_FILES_AT_ONCE = 16
_BLOCKS_FOR_EACH = 4  # tasks for each tagger, where files are few
_BLOCK_BYTES = 1_000_000  # what is read reaches a tagger soon
_SECONDS_TO_LOOK_AROUND = 180.0
_SECONDS_BETWEEN_LOOKS = 5.0
_SECONDS_TO_END = 60.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Ray that was started or joined, and how this run uses it.

    `start` loads the bundle in the taggers' processes; `still_seconds` as `STILL_SECONDS`, `most_seconds` of processor
    time without progress, after which a report is given up.
    """

    ray: Any
    arrangement: Arrangement
    say: Callable[[str], object] = len
    start: Start = start_tagger
    most_seconds: float = MOST_SECONDS
    still_seconds: float = STILL_SECONDS

    def tag(self, run: Run, progress: Callable[[int], object]) -> None:
        """Tag what is missing into the work folder.

        A machine or a process that ends takes no finished report with it: what it had not done is done by another.

        Args:
            progress: called after each report with the number of its paragraphs.

        Raises:
            BadSettings: the cluster has too little free, its machines do not see the work folder or the inputs, or
                it stands still.
            ZhengbiaoError: what ended a tagger, as `inference.scale.tagging.tag_all`.
        """
        plan = plan_for(machines(self.ray), self.arrangement)
        pulse = Pulse(run.work.folder)
        try:
            self._look_around(run, pulse)
            self.say(f"Ray tags with {plan}")
            self._rounds(run, plan, pulse, progress)
        finally:
            pulse.end()
        run.again = False  # what failed before was tried again

    def _look_around(self, run: Run, pulse: Pulse) -> None:
        """Refuse a cluster whose machines do not see what this one sees."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        pulse.folder.mkdir(parents=True, exist_ok=True)
        token = secrets.token_hex(16)
        (pulse.folder / "driver").write_text(token)
        inputs = run.asked.inputs
        places = [*inputs.given, *(one for _, one in inputs.between if isinstance(one, Path)), run.asked.bundle.folder]
        look = self.ray.remote(looked_around)
        asked = {}
        for node in self.ray.nodes():
            if node["Alive"]:
                near = NodeAffinitySchedulingStrategy(node["NodeID"], soft=False)
                given = (run.work.folder, token, [one.absolute() for one in places], program_version())
                asked[node["NodeManagerHostname"]] = look.options(num_cpus=0, scheduling_strategy=near).remote(
                    *given,
                    bundle=run.asked.bundle,
                    device=self.arrangement.device,
                    engine=run.asked.tagger.engine,
                )
        for host, answer in asked.items():
            try:
                lacks = self.ray.get(answer, timeout=_SECONDS_TO_LOOK_AROUND)
            except self.ray.exceptions.RayError as error:
                lacks = f"cannot run this program ({_first_line(error)})"
            if lacks:
                raise BadSettings(
                    f"The machine {host} of the cluster {lacks}. Expected a disk that all machines share, at the same "
                    f"place, with {ROOT} and its packages; put inputs, --output and program there."
                )

    def _rounds(self, run: Run, plan: Plan, pulse: Pulse, progress: Callable[[int], object]) -> None:
        """Tag until nothing is missing, once more where Ray broke off: what is done stays done."""
        in_vain = 0
        while in_vain < _ROUNDS:
            done = 0
            try:
                with closing(self._round(run, plan, pulse)) as results:
                    for paragraphs in results:
                        done += 1
                        progress(paragraphs)
                return
            except self.ray.exceptions.RayTaskError:
                raise  # a fault of this program
            except self.ray.exceptions.RayError as error:
                in_vain = 0 if done else in_vain + 1
                self.say(f"Ray broke off ({_first_line(error)}); what is missing is begun again")
        raise BadSettings(
            f"Ray broke off {_ROUNDS} times before a report was tagged. Expected a cluster that works; look at it with "
            "ray status, and give the same command again: what is done is kept."
        )

    def _round(self, run: Run, plan: Plan, pulse: Pulse) -> Generator[int, None, None]:
        """Yield the number of paragraphs of each report that was tagged, or could not be."""
        results: SimpleQueue[Row | Exception | None] = SimpleQueue()
        data = self._data(run, plan)
        thread = threading.Thread(target=_fetch, args=(data, results), daemon=True)
        thread.start()
        try:
            yield from self._results(results, plan, pulse)
        finally:
            _end(thread)

    def _results(self, results: "SimpleQueue[Row | Exception | None]", plan: Plan, pulse: Pulse) -> Iterator[int]:
        last, signs = time.monotonic(), pulse.signs()
        while True:
            try:
                result = results.get(timeout=min(_SECONDS_BETWEEN_LOOKS, self.still_seconds))
            except Empty:
                if (now := pulse.signs()) != signs:
                    last, signs = time.monotonic(), now
                elif time.monotonic() - last > self.still_seconds:
                    raise BadSettings(self._standstill(plan)) from None
                continue
            last = time.monotonic()
            if result is None:
                return
            if isinstance(result, Exception):
                raise result
            if result["line"]:
                raise BadSettings(result["line"])
            yield result["paragraphs"]

    def _data(self, run: Run, plan: Plan) -> Any:
        """Describe the work to Ray Data: files are read by tasks, their reports are tagged by actors."""
        data = self.ray.data
        context = data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        context.target_max_block_size = _BLOCK_BYTES
        inputs = run.asked.inputs
        files = [*inputs.found.files, *(one for _, one in inputs.between if isinstance(one, Path))]
        files.sort(key=lambda one: not is_read_again(one))  # a table is long at it
        blocks = min(len(files), max(_BLOCKS_FOR_EACH * plan.taggers, len(files) // _FILES_AT_ONCE))
        folder, work = Path.cwd(), run.work.folder
        ways = {"start": self.start, "most_seconds": self.most_seconds, "folder": folder}
        return (
            data.from_items([{"file": str(one)} for one in files], override_num_blocks=max(1, blocks))
            .flat_map(Reader(run.reading, work, folder), num_cpus=TO_READ)
            .map(
                ReportTagger,
                fn_constructor_args=(run.asked.bundle, work, replace(self.arrangement, tell=None)),
                fn_constructor_kwargs=ways,
                compute=data.ActorPoolStrategy(size=plan.taggers),
                num_cpus=plan.cpus,
                num_gpus=plan.gpus or None,
            )
        )

    def _standstill(self, plan: Plan) -> str:
        free = sum(one.cpus for one in machines(self.ray))
        return (
            f"Ray has had nothing at work for {self.still_seconds:g} seconds: it was asked for {plan}, and has "
            f"{free:g} CPUs free. Expected it to go on; look at it with ray status, and give the same command again "
            "when other jobs have ended: what is done is kept."
        )


def _fetch(data: Any, results: "SimpleQueue[Row | Exception | None]") -> None:
    """Take results as they come, in a thread of its own: Ray may wait for ever."""
    try:
        for batch in data.iter_batches(batch_size=None, prefetch_batches=0, batch_format="pandas"):
            for row in batch.to_dict("records"):
                results.put(row)
        results.put(None)
    except Exception as error:  # whatever it is, it is raised where results are waited for
        results.put(error)


def _end(thread: threading.Thread) -> None:
    """End what still goes on: Ray Data does not survive that Ray is shut down below it, nor does this process."""
    for one in threading.enumerate():
        if type(one).__name__ == "StreamingExecutor":
            one.shutdown(force=True)  # type: ignore[attr-defined]
    thread.join(_SECONDS_TO_END)


def _first_line(error: Exception) -> str:
    return shown(reason_of(error)[:200])
