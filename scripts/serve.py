"""A bundle → an HTTP server: a page to drop a file on, tags for any program, predictions and training for Label
Studio."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING

import commandline

from scripts.shared import options, values

if TYPE_CHECKING:
    from argparse import _ArgumentGroup

    from inference.service.http.server import Server
    from inference.service.model import ServedModel
    from inference.service.retraining.preparing import TrainingPlan
    from inference.service.subprocesses import Scripts
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


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_model(parser, default="the one served last, else the shipped tagger")
    parser.add_argument(
        "--state",
        type=Path,
        default=Path("runs/serving"),
        metavar="DIR",
        help="folder of the server (default: %(default)s)",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="NAME", help="address to listen on (default: %(default)s)"
    )
    options.add_port(parser, 9090)
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        type=values.host_name,
        metavar="NAME",
        help="another name by which clients ask for it, may be given again (default: none)",
    )
    options.add_secret_file(parser, "secret in --state, made where missing")
    options.add_device(parser)
    options.add_threads(parser)
    _add_training(parser.add_argument_group("training, offered where labels are given, which are read anew each time"))
    return parser


def _add_training(training: "_ArgumentGroup") -> None:
    options.add_labelled(training)
    training.add_argument(
        "--pull",
        metavar="COMMAND",
        help="command that writes labels to {output}, where {project} is Label Studio's (default: none)",
    )
    training.add_argument(
        "--pull-minutes",
        type=values.up_to(10_000),
        metavar="N",
        help="minutes after which --pull is ended (default: 60)",
    )
    training.add_argument(
        "--held-out",
        type=Path,
        metavar="FILE.jsonl",
        help="labelled paragraphs to compare on (default: a fifth, whole regions)",
    )
    training.add_argument(
        "--margin",
        type=values.finite,
        default=0.0,
        metavar="X",
        help="gain of macro-F1 above which a new model is served (default: 0)",
    )
    options.add_taxonomy(training)
    options.add_encoder(training)
    options.add_revision(training)
    options.add_config(training)


def main() -> None:
    arguments = make_parser().parse_args()

    from inference.service.retraining.state import claim_state
    from storage.errors import BadSettings

    try:
        import inference.service.application  # noqa: F401  (nothing is claimed where a package is missing)
        from inference.service.http.secret import read_secret
        from inference.service.http.server import leave, listen, share_memory
        from inference.service.log import log_to_stderr
    except ModuleNotFoundError as error:
        raise BadSettings(
            f"{error.name} is not installed. Expected the HTTP server's packages; run make install-label."
        ) from error

    share_memory()
    listening = listen(arguments.host, arguments.port)
    claim_state(arguments.state)  # until this process ends
    secret, place = read_secret(arguments.secret_file or arguments.state / "secret")
    folder, plan = _open(arguments)
    log_to_stderr()
    server, model = _server(arguments, secret, folder, plan)
    _announce(arguments, listening, model, place)
    server.run(sockets=[listening])
    if server.ended_by is not None:
        leave(server.ended_by)


def _open(arguments: Namespace) -> "tuple[Path, tuple[TrainingPlan, Scripts] | None]":
    """Return the folder to serve from, and where labels are given what a training does and what runs it."""
    from inference.service.retraining.pointer import open_pointer
    from inference.service.subprocesses import Scripts
    from labels.taxonomy import Taxonomy
    from models.bundle import read_bundle

    offered = arguments.labelled is not None or arguments.pull is not None
    taxonomy = Taxonomy.load(arguments.taxonomy) if offered else None
    if arguments.model is not None:
        read_bundle(arguments.model, taxonomy)  # before `current` leads to it
    folder = open_pointer(arguments.state, arguments.model)
    read_bundle(folder, taxonomy)
    if taxonomy is None:
        return folder, None
    scripts = Scripts()
    return folder, (_plan(arguments, taxonomy, scripts), scripts)


def _server(
    arguments: Namespace, secret: str, folder: Path, training: "tuple[TrainingPlan, Scripts] | None"
) -> "tuple[Server, ServedModel]":
    """Load the model and return the server that answers with it."""
    from inference.service.application import make_application
    from inference.service.http.server import Server
    from inference.service.http.visitors import own_names
    from inference.service.model import ServedModel
    from inference.service.reading.kept import Kept
    from inference.service.reading.reader import Reader
    from inference.service.retraining.trainer import Trainer

    options.use_threads(arguments.threads)
    model = ServedModel(folder, arguments.device)
    trainer = Trainer(arguments.state, model, *training) if training else None
    names = own_names((arguments.host, *arguments.allow_host))
    reader = Reader(model, Kept(arguments.state / "read"))

    def stop() -> None:
        reader.stop()
        if trainer:
            trainer.stop()

    return Server(make_application(model, secret, trainer, names, reader), stop, model.stop), model


def _announce(arguments: Namespace, listening: socket, model: "ServedModel", place: str) -> None:
    """Say who can reach the server, and print where it is and where the secret lies."""
    from inference.service.http.server import is_for_others

    if is_for_others(listening):
        commandline.say(
            "other machines can reach this server, and what they send is not encrypted: see docs/serving.md"
        )
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = f"http://{host}:{arguments.port}"
    print(f"serving {model.tagger().manifest.id} at {address}; the secret is in {place}")
    print(f"open {address}/read to drop a file on it: any user name, the secret as password", flush=True)


def _plan(arguments: Namespace, taxonomy: "Taxonomy", scripts: "Scripts") -> "TrainingPlan":
    from inference.service import limits
    from inference.service.retraining.label_source import pull_by_command
    from inference.service.retraining.preparing import TrainingPlan

    named = {name: getattr(arguments, name) for name in ("encoder", "revision", "config", "taxonomy")}
    options = tuple(str(word) for name, value in named.items() if value is not None for word in (f"--{name}", value))
    minutes = arguments.pull_minutes or limits.PULL_MINUTES
    pull = pull_by_command(arguments.pull, Path.cwd(), scripts, minutes) if arguments.pull is not None else None
    return TrainingPlan(taxonomy, arguments.labelled, pull, arguments.held_out, arguments.margin, options)


if __name__ == "__main__":
    commandline.run(main)
