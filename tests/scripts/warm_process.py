"""A process that has imported what takes seconds, and forks for every script that it is asked to run.

It imports libraries only: a fork imports every module of the project itself, and ends as a process of its own does.
Asked by a line of JSON on standard input, it answers with the exit code on standard output.
"""

import gc
import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any

# As scripts/commandline.py sets them, before these libraries are imported.
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
os.environ.setdefault("HF_HUB_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


def asked() -> dict[str, Any]:
    """Fork for each request; return it in the fork, and never in this process."""
    import lxml.html  # noqa: F401
    import sklearn.linear_model  # noqa: F401
    import torch  # noqa: F401
    import transformers.models.bert.modeling_bert  # noqa: F401

    gc.freeze()  # else each fork copies, and frees at its end, all that was imported here
    for line in sys.stdin.buffer:
        process = os.fork()
        if process == 0:
            return dict(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
    os._exit(0)


request = asked()
os.chdir(request["cwd"])
for number, place in enumerate((os.devnull, request["stdout"], request["stderr"])):
    os.dup2(os.open(place, os.O_RDWR | os.O_CREAT, 0o600), number)
os.closerange(3, 64)
sys.argv = request["command"]
sys.path[0] = str(Path(sys.argv[0]).parent)
runpy.run_path(sys.argv[0], run_name="__main__")
