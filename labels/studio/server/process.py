"""Label Studio's server as a process: started on this machine alone, found again, stopped.

Facts about Label Studio 1.23 that shaped it: without --internal-host it listens on every address; where its port is
taken it silently takes the next; it reads settings under generic names (PORT, HOST, DEBUG) too, so it gets an
environment of its own; old tokens work only where they were allowed when the database was made.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from labels.studio.server.access import ADMIN, FILE, Access, Account, read_access, write_access
from labels.studio.server.connection import speak_directly
from storage.errors import BadData, BadSettings, LabelStudioFailed
from storage.locks import holding
from storage.parsing import read_json
from storage.whole_files import atomic_writer, make_folder

HOST = "127.0.0.1"
PORT = 8080
LOG = "server.log"

_PROCESS = "process.json"
_MAKING = ".zhengbiao-makes-the-database"  # there from before the database is made until it is whole
_LARGEST_NOTE = 1_000_000  # bytes
_LOGGING = Path(__file__).with_name("logging")
_SECONDS_TO_START = 240.0  # 60 to 90 with a new database, 5 to 9 with an old one
_SECONDS_TO_STOP = 20.0
# Label Studio's own keys are Alt+. for the next sentence, and Backspace deletes the one that is marked.
_KEYS = {"region:cycle": {"key": "space", "mac": "space", "description": "Next sentence"}}
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SSL_CERT_FILE", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs: its process, when that was made (a number is used again one day), and its address."""

    pid: int
    created: float
    url: str


def start(
    executable: Path,
    data: Path,
    port: int = PORT,
    local_backends: bool = False,
    say: Callable[[str], None] = lambda line: None,
) -> Access:
    """Start the server whose database lies in `data`, and wait until it answers. One that runs already is left as it
    is.

    Args:
        executable: as `ensure_environment` returns it.
        data: made where it is missing, readable by its owner alone; the accounts are in its access.json.
        local_backends: let the server call an ML backend or webhook on this machine, which it refuses by itself.
        say: is told what takes long.

    Raises:
        BadSettings: the port is taken by something else; `data` is a folder of somebody else.
        CannotWrite: another start works in `data`, or it is not writable.
        LabelStudioFailed: the server does not come up; its log is named.
        BadData: access.json is damaged.
    """
    speak_directly()
    _check_ours(data)
    make_folder(data)
    with holding(data):
        return _start(executable, data, port, local_backends, say)


def _start(executable: Path, data: Path, port: int, local_backends: bool, say: Callable[[str], None]) -> Access:
    if running(data) is not None:
        return read_access(data / FILE)
    _check_free(port)
    data.chmod(0o700)
    url = f"http://{HOST}:{port}"
    if (data / _MAKING).exists():  # the start before was cut off in the middle of it
        for left in (data / FILE, *data.glob("label_studio.sqlite3*")):
            left.unlink(missing_ok=True)
    known = read_access(data / FILE).accounts if (data / FILE).exists() else {}
    if not known:
        (data / _MAKING).touch()
    access = Access(url, known or {ADMIN: Account.invent()})
    write_access(data / FILE, access)
    environment = _environment(data, local_backends)
    if not known:
        say("making the database: about a minute")
        try:
            _make_database(executable, data, environment, access.accounts[ADMIN])
        except (KeyboardInterrupt, LabelStudioFailed, OSError):
            (data / FILE).unlink()  # accounts of a database that is not there
            raise
        (data / _MAKING).unlink()
    say(f"starting Label Studio at {url}")
    with (data / LOG).open("ab") as log:
        command = [str(executable), "start", "--no-browser", "--internal-host", HOST, "--port", str(port)]
        process = subprocess.Popen(
            command, env=environment, cwd=data, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    with atomic_writer(data / _PROCESS) as file:
        json.dump(asdict(Running(process.pid, psutil.Process(process.pid).create_time(), url)), file)
    try:
        _wait_until_healthy(process, url, data / LOG)
    except (KeyboardInterrupt, LabelStudioFailed):
        stop(data)  # a server that nobody waits for would hold the port
        raise
    return access


def _check_ours(data: Path) -> None:
    """Refuse a folder that holds anything but a server's data: it is made private, and a half-made database in it is
    removed."""
    try:
        others = os.listdir(data)
    except FileNotFoundError:
        return
    except OSError as error:
        raise BadSettings(
            f"{data}: cannot be used ({error.strerror}). Expected a folder for the server's data; give another."
        ) from error
    if others and not {FILE, _MAKING}.intersection(others):
        raise BadSettings(
            f"{data}: holds {sorted(others)[0]}, but no {FILE}. Expected a new or empty folder, or one that an earlier "
            "start made; give another with --data."
        )


def stop(data: Path) -> bool:
    """Stop the server of `data` and tell whether one ran.

    Raises:
        LabelStudioFailed: it does not end.
    """
    old = running(data)
    if old is None:
        return False
    process = psutil.Process(old.pid)
    family = [process, *process.children(recursive=True)]
    for one in family:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(signal.SIGTERM)
    _, left = psutil.wait_procs(family, timeout=_SECONDS_TO_STOP)
    for one in left:
        one.kill()
    if psutil.wait_procs(left, timeout=_SECONDS_TO_STOP)[1]:
        raise LabelStudioFailed(
            f"The server of {data} (process {old.pid}) does not stop. Expected it to; end it by hand."
        )
    (data / _PROCESS).unlink(missing_ok=True)
    return True


def running(data: Path) -> Running | None:
    """Return the server of `data` where its process lives."""
    try:
        value = Running(**read_json(data / _PROCESS, _LARGEST_NOTE, "what `start` wrote"))
        alive = (
            psutil.Process(value.pid).create_time() == value.created and psutil.Process(value.pid).status() != "zombie"
        )
    except (BadData, TypeError, psutil.NoSuchProcess):
        return None
    return value if alive else None


def _environment(data: Path, local_backends: bool) -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    settings = {
        "HOME": str(data),
        "LABEL_STUDIO_BASE_DATA_DIR": str(data),
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "LATEST_VERSION_CHECK": "false",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(_LOGGING),
        "EDITOR_KEYMAP": json.dumps(_KEYS),
    }
    if local_backends:
        settings |= {"ML_BLOCK_LOCAL_IP": "false", "SSRF_PROTECTION_ENABLED": "false"}
    return passed | settings


def _make_database(executable: Path, data: Path, environment: Mapping[str, str], admin: Account) -> None:
    """Make the database and its first account. Password and token go by the environment: others can see a command
    line."""
    account = {
        "LABEL_STUDIO_USERNAME": ADMIN,
        "LABEL_STUDIO_PASSWORD": admin.password,
        "LABEL_STUDIO_USER_TOKEN": admin.token,
    }
    with (data / LOG).open("ab") as log:
        finished = subprocess.run(
            [str(executable), "init", "--quiet", "--enable-legacy-api-token"],
            env={**environment, **account},
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=False,
        )
    if finished.returncode:
        raise LabelStudioFailed(
            f"Label Studio could not make its database. Expected {data} to be usable; {data / LOG} says more."
        )


def _wait_until_healthy(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    end = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise LabelStudioFailed(
                f"Label Studio ended with exit code {process.returncode}. Expected it to run; {log} says why."
            )
        with suppress(OSError), urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.25)
    raise LabelStudioFailed(
        f"Label Studio did not answer at {url} in {_SECONDS_TO_START:.0f} s. Expected it to; {log} says more."
    )


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise BadSettings(
                f"Port {port} of {HOST} cannot be used ({error}). Expected a free one; give another with --port."
            ) from None
