"""label_studio.py start, stop, annotator: the server and its people."""

from argparse import Namespace
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared.options import add_port, add_taxonomy
from scripts.studio import options

if TYPE_CHECKING:
    from scripts.studio.options import Commands

START = """\
examples:
  python scripts/label_studio.py start
  python scripts/label_studio.py start --annotators 2 --local-backends
"""
STOP = """\
examples:
  python scripts/label_studio.py stop
"""
ANNOTATOR = """\
examples:
  python scripts/label_studio.py annotator li@example.com
"""


def add_start(commands: "Commands") -> None:
    """Describe `start`."""
    parser = options.add_command(
        commands, "start", "install the server where it is missing, start it, and make the project", START, start
    )
    add_port(parser, 8080)
    options.add_unit(parser)
    options.add_annotators(parser)
    parser.add_argument("--local-backends", action="store_true", help="let it call a scripts/serve.py on this machine")
    add_taxonomy(parser)
    options.add_server(parser)


def start(arguments: Namespace) -> None:
    """Install, start and prepare the server."""
    from labels.studio.server.access import ADMIN, FILE
    from labels.studio.server.connection import check_installed, connect
    from labels.studio.server.environment import ensure_environment
    from labels.studio.server.process import running
    from labels.studio.server.process import start as start_server
    from labels.taxonomy import Taxonomy
    from storage.errors import BadSettings

    if arguments.url is not None or arguments.token_file is not None:
        raise BadSettings(
            "start was given --url or --token-file. Expected neither: it starts a server here; leave them out."
        )
    taxonomy = Taxonomy.load(arguments.taxonomy)
    check_installed()  # before a server is installed and started that nothing here could speak to
    executable = ensure_environment(commandline.say)
    data = arguments.data.resolve()
    if running(data) is not None:
        commandline.say(
            "the server runs already and stays as it is; what else is asked for is done (to change --port or "
            "--local-backends, stop it first)"
        )
    start_server(executable, data, arguments.port, arguments.local_backends, commandline.say)
    connection = connect(data)
    project = options.project_of(arguments, connection, taxonomy)
    asks = f"; people asked about each paragraph: {arguments.annotators}" if arguments.annotators else ""
    print(f"Label Studio runs at {connection.url}; project '{project.title}'{asks}")
    print(f"open {project.url} and sign in as {ADMIN}; the password is in {arguments.data / FILE}")


def add_stop(commands: "Commands") -> None:
    """Describe `stop`."""
    options.add_data(options.add_command(commands, "stop", "stop the server, whose data stay", STOP, stop))


def stop(arguments: Namespace) -> None:
    """Stop the server."""
    from labels.studio.server.process import stop as stop_server

    print("stopped" if stop_server(arguments.data.resolve()) else f"no server of {arguments.data} runs")


def add_annotator(commands: "Commands") -> None:
    """Describe `annotator`."""
    parser = options.add_command(commands, "annotator", "make an account for another person", ANNOTATOR, annotator)
    parser.add_argument("email", metavar="EMAIL", help="e-mail address, to sign in with")
    options.add_data(parser)


def annotator(arguments: Namespace) -> None:
    """Make an account and keep its password in the access file."""
    from labels.studio.server.access import FILE, read_access, write_access
    from labels.studio.server.connection import connect
    from labels.studio.server.people import add_annotator as add

    path = arguments.data / FILE
    connection, access = connect(arguments.data), read_access(path)
    if arguments.email in access.accounts:
        print(f"{arguments.email} has an account at {connection.url} already; the password is in {path}")
        return
    write_access(path, access.with_account(arguments.email, add(connection, access.token(), arguments.email)))
    print(f"{arguments.email} may sign in at {connection.url}; the password is in {path}")
