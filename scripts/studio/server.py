"""label_studio.py start, stop, annotator: the server and its people."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.studio import options

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_start(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Describe `start`."""
    parser = commands.add_parser("start", help="install the server where it is missing, start it, and make the project")
    options.add_server(parser)
    options.add_taxonomy(parser)
    parser.add_argument("--port", type=commandline.port, default=8080, help="port on 127.0.0.1 (default: 8080)")
    parser.add_argument(
        "--annotators", type=commandline.positive, default=None, help="people asked about each paragraph (new: 1)"
    )
    parser.add_argument(
        "--local-backends", action="store_true", help="let it call an ML backend on this machine (scripts/serve.py)"
    )
    parser.set_defaults(run=start)


def start(arguments: Namespace) -> None:
    """Install, start and prepare the server."""
    from labels.guide import instruction
    from labels.studio.project import ensure_project
    from labels.studio.server.access import ADMIN, FILE
    from labels.studio.server.connection import connect
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
    executable = ensure_environment(commandline.say)
    data = arguments.data.resolve()
    if running(data) is not None:
        commandline.say(
            "the server runs already, as it was started; stop it first to change --port or --local-backends"
        )
    start_server(executable, data, arguments.port, arguments.local_backends, commandline.say)
    connection = connect(data)
    project = ensure_project(
        connection, arguments.project, taxonomy, annotators=arguments.annotators, instruction=instruction(taxonomy)
    )
    print(f"Label Studio runs at {connection.url}; project '{project.title}'")
    print(f"open {project.url} and sign in as {ADMIN}; the password is in {arguments.data / FILE}")


def add_stop(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Describe `stop`."""
    parser = commands.add_parser("stop", help="stop the server; its data stay")
    options.add_data(parser)
    parser.set_defaults(run=stop)


def stop(arguments: Namespace) -> None:
    """Stop the server."""
    from labels.studio.server.process import stop as stop_server

    print("stopped" if stop_server(arguments.data.resolve()) else f"no server of {arguments.data} runs")


def add_annotator(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Describe `annotator`."""
    parser = commands.add_parser("annotator", help="make an account for another person")
    parser.add_argument("email", help="the name to sign in with, an e-mail address")
    options.add_data(parser)
    parser.set_defaults(run=annotator)


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
