"""Answers from a project: its whole export, downloaded again where the server went away, then read and checked as a
file."""

import json
import tempfile
from pathlib import Path

from labels.labelled import LabelledParagraph
from labels.studio.exports import OnAside, OnEmpty, read_export
from labels.studio.project import Project
from labels.studio.server.connection import Connection, Interrupted
from labels.studio.server.patience import Patience
from labels.taxonomy import Taxonomy
from storage.errors import BadData
from storage.parsing import parse_json
from storage.results.files import result_file

_TRIES = 3


def pull(
    connection: Connection,
    project: Project,
    taxonomy: Taxonomy,
    export: Path | None = None,
    *,
    on_empty: OnEmpty = lambda where: None,
    on_aside: OnAside = lambda counts: None,
) -> list[LabelledParagraph]:
    """Return what people answered in a project, as `read_export` returns it, with annotators named by e-mail address.

    Args:
        export: where to keep the server's JSON export; None for nowhere.
        on_empty, on_aside: as `read_export`.

    Raises:
        BadData: as `read_export`: nobody answered, a text was changed, an answer is not in the taxonomy or contradicts
            itself.
        Interrupted: the server went away and did not come back within three minutes.
    """
    with connection.asking("listing the annotators") as sdk:
        names = {int(user.id): str(user.email) for user in sdk.users.list() if user.email}
    with tempfile.TemporaryDirectory(prefix="zhengbiao-") as folder:
        path = export or Path(folder) / f"project-{project.id}.json"
        download_export(connection, project, path)
        source = f"{connection.url}, project '{project.title}'"
        return read_export(path, taxonomy, names, source, on_empty=on_empty, on_aside=on_aside)


def download_export(connection: Connection, project: Project, path: Path) -> None:
    """Write the project's JSON export, of the tasks that somebody answered, to a file: whole, or not at all.

    Raises:
        Interrupted: the server went away and did not come back within three minutes.
    """
    patience = Patience(_TRIES)
    while True:
        try:
            content = _download(connection, project)
        except Interrupted as failure:
            if not patience.wait(connection, failure):
                raise
        else:
            with result_file(path, "wb") as file:
                file.write(content)
            return


def _download(connection: Connection, project: Project) -> bytes:
    with connection.asking("downloading the answers") as sdk:
        content = b"".join(sdk.projects.exports.download_sync(project.id, export_type="JSON"))
    try:
        parse_json(content, connection.url)
    except BadData as error:
        if not isinstance(error.__cause__, (json.JSONDecodeError, UnicodeDecodeError)):
            return content  # whole; what is wrong with it is said when it is read
        raise Interrupted(
            f"{connection.url}: {len(content)} bytes of an export arrived, and then no more. Expected all of it; pull "
            "again."
        ) from None
    return content
