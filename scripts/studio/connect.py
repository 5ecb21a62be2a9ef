"""label_studio.py connect: a project asks a running scripts/serve.py for predictions and training."""

import os
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.shared.options import add_secret_file
from scripts.studio import options

if TYPE_CHECKING:
    from scripts.studio.options import Commands

EPILOG = """\
examples:
  python scripts/label_studio.py connect
  python scripts/label_studio.py connect --backend http://tags.example.org:9090 --secret-file secret
"""


def add_connect(commands: "Commands") -> None:
    """Describe `connect`."""
    parser = options.add_command(commands, "connect", "let a project ask a running scripts/serve.py", EPILOG, connect)
    parser.add_argument(
        "--backend",
        default="http://127.0.0.1:9090",
        metavar="URL",
        help="address of the server of tags (default: %(default)s)",
    )
    add_secret_file(parser, "%(default)s", Path("runs/serving/secret"))
    options.add_server(parser)


def connect(arguments: Namespace) -> None:
    """Connect the project and say which model answers."""
    from inference.service.http.secret import VARIABLE, read_secret
    from labels.studio.backend import check_answers, connect_project
    from labels.studio.project import open_project
    from storage.errors import BadSettings

    if not arguments.secret_file.exists() and VARIABLE not in os.environ:
        raise BadSettings(
            f"--secret-file {arguments.secret_file}: does not exist. Expected the file that serve.py names; start "
            "serve.py first."
        )
    secret, _ = read_secret(arguments.secret_file)
    connection = options.connection(arguments)
    check_answers(arguments.backend, secret)
    project = open_project(connection, arguments.project)
    with connection.asking("connecting the model") as studio:
        model = connect_project(studio, project.id, arguments.backend, secret)
    print(f"project '{project.title}' asks {arguments.backend}, where {model} answers")
    print(f"open {project.url}")
