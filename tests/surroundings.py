"""What tests inherit from whoever starts them, made the same everywhere: signals, rights of new files, environment."""

import os
import resource
import signal
from types import FrameType

# What a person, or the machine, may have set for programs like ours; a test that needs one sets it.
_TAKEN_AWAY = (
    *("COLUMNS", "FORCE_COLOR", "NO_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"),
    "PYTHONDONTWRITEBYTECODE",  # each of some 800 scripts that are started would compile the project anew
    *("PYTHONWARNINGS", "PYTHONDEVMODE", "PYTHONOPTIMIZE", "PYTHONINSPECT", "PYTHONIOENCODING"),
    *("ZHENGBIAO_SECRET", "ZHENGBIAO_LLM_KEY", "LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY", "LABEL_STUDIO_PASSWORD"),
    *("MAKEFLAGS", "MFLAGS", "MAKELEVEL"),  # of `make test`, for the tests that call make
    *("HF_ENDPOINT", "HF_TOKEN", "HF_HUB_CACHE", "TRANSFORMERS_CACHE"),
)
# Models in tests are so small that threads cost more than they give, and no test may depend on a model hub.
_USUAL = {
    "OMP_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}
_HERE = ("127.0.0.1", "localhost")
_FILES = 4_096  # the tests of the server hold more than a thousand connections, at both ends


def settle() -> None:
    """Make this process, and those that tests start, behave as if a person had started them by hand.

    Call it before torch is imported: OMP_NUM_THREADS is read then.
    """
    _hear_signals()
    os.umask(0o022)
    for name in _TAKEN_AWAY:
        os.environ.pop(name, None)
    for name, value in _USUAL.items():
        os.environ.setdefault(name, value)
    os.environ["HF_HUB_OFFLINE"] = "1"
    for name in ("NO_PROXY", "no_proxy"):
        os.environ[name] = ",".join(filter(None, [os.environ.get(name, ""), *_HERE]))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _hear_signals() -> None:
    """Let what tests start hear every signal: `nohup`, `&` in a script and some schedulers hand them down ignored or
    blocked.

    Who asked that this process goes on (nohup) is obeyed: it passes over the signal by a handler, which is not handed
    down as a signal that is ignored would be.
    """
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, _pass_over)
    for number in (signal.SIGCHLD, signal.SIGPROF, signal.SIGALRM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def _pass_over(number: int, frame: FrameType | None) -> None:
    """Do nothing."""
