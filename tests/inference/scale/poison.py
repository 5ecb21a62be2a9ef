"""Taggers without a model, so that they start at once, which really end, or go on for ever, over certain texts: what
`tag_all` is to start in its processes."""

import os
import re
import signal
import time
from pathlib import Path

from inference.scale.judgements import Judgement
from inference.scale.store import Store
from inference.scale.taggers import Answer, Arrangement, Texts, Tools, Work
from inference.tagged import Evidence
from models.bundle import Bundle
from storage.processes.serving import still_working


def start_poisoned(bundle: Bundle, store: Store, arrangement: Arrangement) -> Work:
    """Start what lets each text do what it says, and finds it to be about ecology where it speaks of a river."""

    def work(given: Texts | None) -> Answer:
        if given is None:
            return Tools(arrangement.device or "cpu", 1)
        for text in given.texts:
            _do(text, store.folder)
        judgements = tuple(_judged(text) for text in given.texts)
        store.put(given.key, judgements)
        return judgements

    return work


def _judged(text: str) -> Judgement:
    at = text.find("河")
    evidence = {} if at < 0 else {"ecology": (Evidence(at, at + 1, 0.9),)}
    return Judgement(tuple(evidence), {"ecology": 0.9 if evidence else 0.1}, evidence, False)


def _do(text: str, folder: Path) -> None:
    match text.split():
        case ["segfault"]:
            os.kill(os.getpid(), signal.SIGSEGV)
        case ["exit"]:
            os._exit(3)
        case ["killed"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["stuck"]:
            while True:
                pass
        case ["memory"]:
            bytearray(1 << 60)
        case ["slow"]:  # longer in all than is allowed, and never without progress for so long
            for _ in range(6):
                until = time.process_time() + 0.5
                while time.process_time() < until:
                    pass
                still_working()
        case ["once"]:  # as where another's memory ran out
            mark = folder / "tried"
            if not mark.exists():
                mark.touch()
                os._exit(3)
        case ["held"]:  # which never lets go of the interpreter
            (folder / "held").touch()
            re.match(r"(a+)+b", "a" * 60)
        case ["waiting"]:
            time.sleep(1_000)
