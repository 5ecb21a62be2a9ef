"""A bundle → an HTTP server: tags for any program, predictions and training for Label Studio."""

from pathlib import Path

import commandline

EPILOG = """\
examples:
  python scripts/serve.py
  python scripts/serve.py --model runs/tagger --port 9191
  python scripts/serve.py --labelled runs/labelled.jsonl                        # offers training
  python scripts/serve.py --model runs/serving/previous                         # goes back to the model before

Everything lies in --state: the secret that clients must show, the models trained, what became of the latest training.
docs/serving.md says how to connect it to Label Studio. End it with Ctrl-C.
"""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main() -> None:
    parser = commandline.parser(__doc__ or "", EPILOG)
    parser.add_argument(
        "--model", type=Path, default=None, metavar="DIR", help="bundle (default: the one served last, else the shipped tagger)"
    )
    parser.add_argument("--state", type=Path, default=Path("runs/serving"), metavar="DIR", help="default: runs/serving")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=commandline.positive, default=9090, help="default 9090")
    parser.add_argument(
        "--secret-file", type=Path, default=None, metavar="FILE", help="made where missing (default: secret in --state)"
    )
    parser.add_argument("--device", default=None, help="cpu, cuda, cuda:N (default: a GPU where there is one)")
    parser.add_argument("--threads", type=commandline.positive, default=None, help="CPU threads (default: all)")
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
        "--held-out", type=Path, default=None, metavar="FILE.jsonl", help="labels to compare on (default: a fifth, whole regions)"
    )
    training.add_argument("--margin", type=float, default=0.0, help="a new model is served above this gain of macro-F1 (default 0)")
    training.add_argument("--taxonomy", type=Path, default=None, metavar="FILE.toml", help="default: labels/taxonomy.toml")
    training.add_argument("--encoder", default=None, metavar="NAME_OR_DIR", help="as in train.py")
    training.add_argument("--revision", default=None, metavar="NAME", help="as in train.py")
    training.add_argument("--config", type=Path, default=None, metavar="FILE.toml", help="settings, as in train.py")
    arguments = parser.parse_args()

    import logging
    import socket

    from labels.taxonomy import Taxonomy
    from models.bundle import read_bundle
    from serving.pointer import open_pointer
    from serving.secret import read_secret
    from storage.errors import BadSettings
    from storage.whole_files import check_writable

    offered = arguments.labelled is not None or arguments.pull is not None
    check_writable(arguments.state)
    secret, place = read_secret(arguments.secret_file or arguments.state / "secret")
    try:
        listening = socket.create_server(
            (arguments.host, arguments.port), family=socket.AF_INET6 if ":" in arguments.host else socket.AF_INET
        )
    except OSError as error:
        raise BadSettings(
            f"--host {arguments.host} --port {arguments.port}: cannot listen there ({str(error.strerror).split(' (')[0]}). Give another --port."
        ) from error
    # asyncio does this for sockets that it opens itself; without it an answer in two pieces waits 40 ms for the client to confirm one.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    taxonomy = Taxonomy.load(arguments.taxonomy) if offered else None
    if arguments.model is not None:
        read_bundle(arguments.model, taxonomy)  # before `current` leads to it
    folder = open_pointer(arguments.state, arguments.model)
    read_bundle(folder, taxonomy)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("uvicorn.access").disabled = True  # serving.gate logs requests, without what others may write into a path

    import torch

    try:
        import uvicorn

        from serving.application import make_application
    except ModuleNotFoundError as error:
        raise BadSettings(f"{error.name} is not installed. Expected the HTTP server's packages; pip install '.[label]'.") from error
    from serving.model import ServedModel
    from serving.sources import pull_by_command
    from serving.training import Trainer, TrainingPlan

    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    model = ServedModel(folder, arguments.device)
    trainer = None
    if taxonomy is not None:
        named = {
            "--encoder": arguments.encoder,
            "--revision": arguments.revision,
            "--config": arguments.config,
            "--taxonomy": arguments.taxonomy,
        }
        options = tuple(str(word) for name, value in named.items() if value is not None for word in (name, value))
        pull = pull_by_command(arguments.pull, Path.cwd()) if arguments.pull else None
        plan = TrainingPlan(taxonomy, arguments.labelled, pull, arguments.held_out, arguments.margin, options)
        trainer = Trainer(arguments.state, model, plan)
    if arguments.host not in LOOPBACK:
        commandline.say("other machines can reach this server, and what they send is not encrypted: see docs/serving.md")
    print(f"serving {model.tagger().manifest.id} at http://{arguments.host}:{arguments.port}; the secret is in {place}", flush=True)
    uvicorn.Server(uvicorn.Config(make_application(model, secret, trainer), log_config=None)).run(sockets=[listening])


if __name__ == "__main__":
    commandline.run(main)
