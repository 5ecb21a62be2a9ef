"""A real Label Studio server for the tests that need one: started once, on loopback, with a database of its own."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from labels.evidence import Evidence
from labels.studio.marks import sentence_regions
from labels.studio.page import CATEGORY, NONE, PARAGRAPH, SENTENCE, Question, Unit
from labels.studio.project import Project, ensure_project
from labels.studio.server.access import FILE, read_access, write_access
from labels.studio.server.connection import Connection, connect
from labels.studio.server.environment import ensure_environment
from labels.studio.server.people import add_annotator
from labels.studio.server.process import start, stop
from labels.studio.tasks import choices
from labels.taxonomy import NONE_ID, Taxonomy
from reports.report import About, Paragraph
from tests.labels.studio.secrets_found import files_with
from tests.ports import free_port
from tests.waiting import PATIENCE

SECOND = "second@example.com"
_CHARACTERS = "东西南北山川河湖村镇街巷春夏秋冬早晚新旧大小高低长短里外前后左右金木水火土"


@dataclass
class Server:
    """A running server: where its executable, data and port are, and how to speak to it."""

    executable: Path
    data: Path
    port: int
    connection: Connection
    second: Connection
    projects: int = field(default=0)

    def project(self, taxonomy: Taxonomy, annotators: int = 1, unit: Unit = PARAGRAPH) -> Project:
        """Make a project that no other test has."""
        self.projects += 1
        return ensure_project(self.connection, f"test {self.projects}", taxonomy, unit=unit, annotators=annotators)

    @property
    def secrets(self) -> set[str]:
        """Every password and token of the server's accounts, and that of its invitation."""
        access = read_access(self.data / FILE)
        invited = httpx.get(
            f"{access.url}/api/invite", headers={"Authorization": f"Token {access.token()}"}, timeout=PATIENCE
        )
        words = {word for account in access.accounts.values() for word in (account.password, account.token)}
        return words | {str(invited.json()["token"])}

    def answer(self, connection: Connection, task: int, labels: tuple[str, ...], seconds: float = 5.0) -> None:
        """Answer a task as a person who ticks these categories."""
        result = choices(CATEGORY, labels) if labels else choices(NONE, [NONE_ID])
        connection.sdk.annotations.create(id=task, result=[result], lead_time=seconds)

    def mark(self, connection: Connection, task: int, text: str, evidence: Evidence) -> None:
        """Answer a task as a person who marks these sentences."""
        result = sentence_regions(text, evidence, Question(SENTENCE))
        connection.sdk.annotations.create(id=task, result=result, lead_time=5.0)


@pytest.fixture(scope="session")
def label_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two accounts. When all tests are done, no file that any of them wrote may hold a password or
    token."""
    lines: list[str] = []
    executable = ensure_environment(lines.append)
    data = tmp_path_factory.mktemp("label-studio")
    port = free_port()
    access = start(executable, data, port, local_backends=True)
    try:
        connection = connect(data)
        write_access(data / FILE, access.with_account(SECOND, add_annotator(connection, access.token(), SECOND)))
        server = Server(executable, data, port, connection, connect(data, email=SECOND))
        yield server
        found = files_with(server.secrets, tmp_path_factory.getbasetemp(), data)
        assert not found, f"passwords or tokens stand in {found}"
    finally:
        stop(data)


def paragraphs(count: int, report: str = "榆木市-2031", region: str = "榆木市") -> list[Paragraph]:
    """Invent the paragraphs of a report; no two reports share a text."""
    topics = ("园区新引进制造业项目", "河道两岸造林", "新建的幼儿园添了学位", "安全生产隐患逐一排查", "各位代表")
    words = random.Random(report)
    return [
        Paragraph(
            id=f"{report}:{number:04d}",
            report=report,
            about=About(title=f"{region}2031年政府工作报告", region=region, year=2031),
            section=("一、过去一年",),
            index=number,
            text=f"{topics[number % len(topics)]}，{''.join(words.choices(_CHARACTERS, k=30))}，共{number * 7}件。",
        )
        for number in range(count)
    ]
