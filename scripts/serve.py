"""A bundle → an HTTP server: tags for any program, predictions and training for Label Studio."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import commandline

if TYPE_CHECKING:
    from inference.service.retraining.preparing import TrainingPlan
    from inference.service.retraining.subprocesses import Scripts
    from labels.taxonomy import Taxonomy

EPILOG = """\
examples:
  python scripts/serve.py
  python scripts/serve.py --model runs/tagger --port 9191
  python scripts/serve.py --labelled runs/labelled.jsonl                        # offers training
  python scripts/serve.py --model runs/serving/previous                         # goes back to the model before

Everything lies in --state: the secret that clients must show, the models trained, what became of the latest training.
docs/serving.md says how to connect it to Label Studio. End it with Ctrl-C.
"""


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--model",
        type=Path,
        default=None,
        metavar="DIR",
        help="bundle (default: the one served last, else the shipped tagger)",
    )
    parser.add_argument("--state", type=Path, default=Path("runs/serving"), metavar="DIR", help="default: runs/serving")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=commandline.port, default=9090, help="default 9090")
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        type=_host_name,
        metavar="NAME",
        help="another name by which clients ask for it; repeatable",
    )
    parser.add_argument(
        "--secret-file", type=Path, default=None, metavar="FILE", help="made where missing (default: secret in --state)"
    )
    parser.add_argument("--device", default=None, help="cpu, cuda, cuda:N (default: a GPU where there is one)")
    parser.add_argument("--threads", type=_up_to(1_024), default=None, help="CPU threads (default: all)")
    training = parser.add_argument_group("training, offered where labels are given")
    training.add_argument(
        "--labelled", type=Path, default=None, metavar="FILE.jsonl", help="labelled paragraphs, read at each training"
    )
    training.add_argument(
        "--pull",
        default=None,
        metavar="COMMAND",
        help="run at each training; writes labels to {output}, {project} is Label Studio's",
    )
    training.add_argument(
        "--pull-minutes",
        type=_up_to(10_000),
        default=None,
        metavar="N",
        help="after which --pull is ended (default 60)",
    )
    training.add_argument(
        "--held-out",
        type=Path,
        default=None,
        metavar="FILE.jsonl",
        help="labels to compare on (default: a fifth, whole regions)",
    )
    training.add_argument(
        "--margin",
        type=commandline.finite,
        default=0.0,
        help="a new model is served above this gain of macro-F1 (default 0)",
    )
    training.add_argument(
        "--taxonomy", type=Path, default=None, metavar="FILE.toml", help="default: labels/taxonomy.toml"
    )
    training.add_argument("--encoder", default=None, metavar="NAME_OR_DIR", help="as in train.py")
    training.add_argument("--revision", default=None, metavar="NAME", help="as in train.py")
    training.add_argument("--config", type=Path, default=None, metavar="FILE.toml", help="settings, as in train.py")
    _serve(parser.parse_args())


def _serve(arguments: argparse.Namespace) -> None:
    from inference.service.http.secret import read_secret
    from inference.service.retraining.pointer import open_pointer
    from inference.service.retraining.state import claim_state
    from inference.service.retraining.subprocesses import Scripts
    from labels.taxonomy import Taxonomy
    from models.bundle import read_bundle
    from storage.errors import BadSettings

    try:
        from inference.service.application import make_application
        from inference.service.http.server import Server, is_for_others, leave, listen, share_memory
        from inference.service.http.visitors import own_names
        from inference.service.log import log_to_stderr
    except ModuleNotFoundError as error:
        raise BadSettings(
            f"{error.name} is not installed. Expected the HTTP server's packages; pip install '.[label]'."
        ) from error

    share_memory()
    listening = listen(arguments.host, arguments.port)
    claim_state(arguments.state)  # until this process ends
    secret, place = read_secret(arguments.secret_file or arguments.state / "secret")
    offered = arguments.labelled is not None or arguments.pull is not None
    taxonomy = Taxonomy.load(arguments.taxonomy) if offered else None
    if arguments.model is not None:
        read_bundle(arguments.model, taxonomy)  # before `current` leads to it
    folder = open_pointer(arguments.state, arguments.model)
    read_bundle(folder, taxonomy)
    scripts = Scripts()
    plan = _plan(arguments, taxonomy, scripts) if taxonomy is not None else None
    log_to_stderr()

    import torch

    from inference.service.model import ServedModel
    from inference.service.retraining.trainer import Trainer

    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    model = ServedModel(folder, arguments.device)
    trainer = Trainer(arguments.state, model, plan, scripts) if plan is not None else None
    names = own_names((arguments.host, *arguments.allow_host))
    server = Server(make_application(model, secret, trainer, names), trainer.stop if trainer else None, model.stop)
    if is_for_others(listening):
        commandline.say(
            "other machines can reach this server, and what they send is not encrypted: see docs/serving.md"
        )
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    print(
        f"serving {model.tagger().manifest.id} at http://{host}:{arguments.port}; the secret is in {place}", flush=True
    )
    server.run(sockets=[listening])
    if server.ended_by is not None:
        leave(server.ended_by)


def _plan(arguments: argparse.Namespace, taxonomy: "Taxonomy", scripts: "Scripts") -> "TrainingPlan":
    from inference.service import limits
    from inference.service.retraining.label_source import pull_by_command
    from inference.service.retraining.preparing import TrainingPlan

    named = {name: getattr(arguments, name) for name in ("encoder", "revision", "config", "taxonomy")}
    options = tuple(str(word) for name, value in named.items() if value is not None for word in (f"--{name}", value))
    minutes = arguments.pull_minutes or limits.PULL_MINUTES
    pull = pull_by_command(arguments.pull, Path.cwd(), scripts, minutes) if arguments.pull is not None else None
    return TrainingPlan(taxonomy, arguments.labelled, pull, arguments.held_out, arguments.margin, options)


def _up_to(most: int) -> Callable[[str], int]:
    """Return what reads a whole number from 1 to `most`, for `type=` of an option."""

    def read(value: str) -> int:
        if not (value.isdecimal() and len(value) <= len(str(most)) and 1 <= int(value) <= most):
            raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 to {most}")
        return int(value)

    return read


def _host_name(value: str) -> str:
    """Read the name of a host, for `type=` of an option."""
    if not re.fullmatch(r"[A-Za-z0-9._-]+", value):
        raise argparse.ArgumentTypeError(f"{value!r} is not the name of a host, such as tags.example.org")
    return value


if __name__ == "__main__":
    commandline.run(main)
