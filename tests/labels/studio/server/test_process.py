"""The server process: on loopback alone, found again, stopped."""

import socket
import urllib.request
from pathlib import Path

import psutil
import pytest

from labels.studio.server.access import FILE, read_access
from labels.studio.server.environment import executable_of
from labels.studio.server.process import running, start, stop
from storage.errors import BadSettings, LabelStudioFailed
from tests.labels.studio.conftest import Server
from tests.ports import free_port


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BadSettings, match=r"cannot be used .* another with --port"):
            start(tmp_path / "nothing", tmp_path, taken.getsockname()[1])


def test_a_database_that_cannot_be_made_leaves_no_accounts(tmp_path: Path) -> None:
    broken = tmp_path / "label-studio"
    broken.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    with pytest.raises(LabelStudioFailed, match="could not make its database"):
        start(broken, tmp_path / "data", free_port())
    assert not (tmp_path / "data" / FILE).exists()


def test_a_server_that_ends_at_once_names_its_log(tmp_path: Path) -> None:
    broken = tmp_path / "label-studio"
    broken.write_text('#!/bin/sh\nif [ "$1" = start ]; then exit 3; fi\n', encoding="utf-8")
    broken.chmod(0o755)
    with pytest.raises(LabelStudioFailed, match=r"ended with exit code 3.*server\.log says why"):
        start(broken, tmp_path / "data", free_port())


def test_where_nothing_runs_there_is_nothing_to_stop(tmp_path: Path) -> None:
    assert running(tmp_path) is None
    assert not stop(tmp_path)
    (tmp_path / "process.json").write_text(
        '{"pid": 1, "created": 0.0, "url": "http://127.0.0.1:8080"}', encoding="utf-8"
    )
    assert running(tmp_path) is None  # another process has the number now


def test_the_executable_lies_where_the_system_puts_it(tmp_path: Path) -> None:
    assert executable_of(tmp_path).parent.parent == tmp_path


@pytest.mark.slow
def test_the_server_listens_on_loopback_alone(label_studio: Server) -> None:
    server = running(label_studio.data)
    assert server is not None
    process = psutil.Process(server.pid)
    listening = {
        one.laddr.ip
        for member in (process, *process.children(recursive=True))
        for one in member.net_connections()
        if one.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    with urllib.request.urlopen(f"{server.url}/health") as answer:
        assert answer.status == 200


@pytest.mark.slow
def test_a_server_that_runs_is_left_as_it_is(label_studio: Server) -> None:
    before = running(label_studio.data)
    access = start(label_studio.executable, label_studio.data, free_port())
    assert running(label_studio.data) == before
    assert access == read_access(label_studio.data / FILE)


@pytest.mark.slow
def test_others_cannot_read_the_server_s_folder(label_studio: Server) -> None:
    assert label_studio.data.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_project_that_asks_for_other_categories_is_refused(label_studio: Server) -> None:
    from dataclasses import replace

    from labels.studio.project import ensure_project, open_project
    from labels.taxonomy import Taxonomy
    from storage.errors import BadData, BadTaxonomy

    taxonomy = Taxonomy.load()
    project = label_studio.project(taxonomy)
    fewer = replace(taxonomy, categories=taxonomy.categories[:3])
    with pytest.raises(
        BadTaxonomy, match=r"asks for industry, ecology, livelihood, security.*label_studio\.py migrate"
    ):
        ensure_project(label_studio.connection, project.title, fewer)
    reworded = replace(taxonomy, categories=(replace(taxonomy.categories[0], chinese="实业"), *taxonomy.categories[1:]))
    ensure_project(label_studio.connection, project.title, reworded)
    with label_studio.connection.asking("reading") as sdk:
        assert "实业" in sdk.projects.get(project.id).label_config
    assert open_project(label_studio.connection, str(project.id)).title == project.title
    with pytest.raises(BadData, match="no project is called 'nowhere'"):
        open_project(label_studio.connection, "nowhere")
    with pytest.raises(BadSettings, match="has 2 characters"):
        ensure_project(label_studio.connection, "ab", taxonomy)
    with pytest.raises(BadSettings, match="0 annotators"):
        ensure_project(label_studio.connection, "abc", taxonomy, annotators=0)
