"""The real Label Studio server takes scripts/serve.py for an ML backend: it connects, asks, hears of answers, and has
it train."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from labels.labelled import write_labelled
from labels.studio.backend import USER, connect_project
from labels.studio.page import labelling_page
from labels.studio.server.access import FILE, read_access
from labels.studio.tasks import choices, to_tasks
from labels.taxonomy import Taxonomy
from models.bundle import Bundle
from reports.report import Paragraph
from tests.invented import invented_rows
from tests.labels.studio.conftest import Server
from tests.ports import free_port
from tests.scripts.running import SCRIPTS, run_script
from tests.waiting import PATIENCE, wait_until

sdk = pytest.importorskip("label_studio_sdk", reason="label-studio-sdk is not installed; make test installs it")
pytestmark = pytest.mark.slow
PAGE = labelling_page(Taxonomy.load())
ROWS = invented_rows(8)


@dataclass(frozen=True)
class Backend:
    """A running scripts/serve.py: its address, secret, folder, log and process."""

    url: str
    secret: str
    state: Path
    log: Path
    process: "subprocess.Popen[bytes]"

    def get(self, path: str) -> Any:
        return httpx.get(self.url + path, headers={"Authorization": f"Bearer {self.secret}"}, timeout=PATIENCE).json()

    def training(self, seconds: float = 240) -> dict[str, Any]:
        """Wait for the end of a training and return what became of it."""
        end = time.monotonic() + seconds
        while (last := self.get("/training")["last"])["stage"] in ("pulling", "training", "comparing"):
            assert time.monotonic() < end, last
            time.sleep(0.5)
        return dict(last)


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory, tiny_bundle: Bundle, tiny_encoder: Path) -> Iterator[Backend]:
    """Serve the tiny bundle, with a training that takes seconds and whose model is always served."""
    folder = tmp_path_factory.mktemp("backend")
    write_labelled(folder / "rows.jsonl", invented_rows())
    (folder / "quick.toml").write_text("epochs = 1\nfolds = 0\nmax_tokens = 32\nvalidation_share = 0.2\n")
    port = free_port()
    options = ["--model", tiny_bundle.folder, "--state", "state", "--port", port, "--threads", 1, "--device", "cpu"]
    options += ["--labelled", "rows.jsonl", "--margin", -1, "--encoder", tiny_encoder, "--config", "quick.toml"]
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(SCRIPTS / "serve.py"), *map(str, options)], cwd=folder, stdout=output, stderr=output
        )
    try:
        wait_until(lambda: b"serving tiny-" in log.read_bytes() or process.poll() is not None)
        assert process.poll() is None, log.read_text("utf-8")
        secret = (folder / "state" / "secret").read_text("utf-8").strip()
        yield Backend(f"http://127.0.0.1:{port}", secret, folder / "state", log, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


@pytest.fixture
def studio(label_studio: Server) -> Any:
    return label_studio.connection.sdk


@pytest.fixture
def project(studio: Any) -> Iterator[int]:
    """A project with the labelling page and eight tasks, the last of them blank."""
    made = studio.projects.create(title="backend", label_config=PAGE)
    tasks = list(to_tasks([row.paragraph for row in ROWS[:7]]))
    blank = list(to_tasks([Paragraph("岚川县-2031:900", "岚川县-2031", "　")]))
    studio.projects.import_tasks(id=made.id, request=tasks + blank)
    yield made.id
    studio.projects.delete(id=made.id)


def connect_model_alone(studio: Any, project: int, backend: Backend, password: str) -> Any:
    """Connect as somebody does who has not read docs/serving.md."""
    return studio.ml.create(
        project=project, url=backend.url, auth_method="BASIC_AUTH", basic_auth_user=USER, basic_auth_pass=password
    )


def predictions(studio: Any, project: int) -> list[list[Any]]:
    """Have every task predicted, and return the predictions of each."""
    tasks = list(studio.tasks.list(project=project, fields="all"))
    ids = [task.id for task in tasks]
    studio.actions.create(
        id="retrieve_tasks_predictions", project=project, selected_items={"all": False, "included": ids}
    )
    return [[one.dict() for one in task.predictions] for task in studio.tasks.list(project=project, fields="all")]


def test_a_project_is_connected_predicted_and_heard_of(
    studio: Any, project: int, backend: Backend, label_studio: Server
) -> None:
    model = connect_project(studio, project, backend.url, backend.secret)
    assert model == backend.get("/versions")["versions"][0]
    (connected,) = studio.ml.list(project=project)
    assert (connected.state, connected.model_version) == ("CO", model)
    # Predictions reach the tasks, valid for the page; the blank task costs the others nothing.
    interface = sdk.label_interface.LabelInterface(PAGE)
    found = predictions(studio, project)
    assert [len(one) for one in found] == [1] * 8
    for (prediction,) in found:
        assert prediction["model_version"] == model
        assert interface.validate_prediction(prediction, return_errors=True) == []
        assert 0 <= prediction["score"] <= 1
    assert [len(one["result"]) for (one,) in found] == [1] * 7 + [0]
    # Interactive: one task, as the page asks for it.
    token = read_access(label_studio.data / FILE).token()
    task = next(iter(studio.tasks.list(project=project)))
    answer = httpx.post(
        f"{label_studio.connection.url}/api/ml/{connected.id}/interactive-annotating",
        json={"task": task.id},
        headers={"Authorization": f"Token {token}"},
    )
    assert answer.json()["data"]["result"] == found[0][0]["result"]
    # An answer arrives once.
    before = sum(backend.get("/training")["annotations_since"].values())
    studio.annotations.create(id=task.id, result=found[0][0]["result"], lead_time=3.2)
    assert sum(backend.get("/training")["annotations_since"].values()) == before + 1
    # Training starts, ends, and its model predicts.
    studio.ml.train(id=connected.id)
    last = backend.training()
    assert last["stage"] == "replaced", last
    versions = [{one["model_version"] for one in of_task} for of_task in predictions(studio, project)]
    assert versions == [{last["comparison"]["new"], model}] * 8
    assert studio.ml.get(id=connected.id).model_version == last["comparison"]["new"]
    # Label Studio sent the owner's token with every setup; it is nowhere.
    assert backend.log.read_text("utf-8").count("POST /setup 200") >= 3
    for file in [
        backend.log,
        *(one for one in backend.state.rglob("*") if one.is_file() and one.suffix != ".safetensors"),
    ]:
        assert not [secret for secret in label_studio.secrets if secret in file.read_text("utf-8")], file


def test_a_webhook_that_label_studio_made_without_the_secret_is_given_it(
    studio: Any, project: int, backend: Backend, label_studio: Server
) -> None:
    connect_model_alone(studio, project, backend, backend.secret)
    task = next(iter(studio.tasks.list(project=project)))

    def heard() -> int:
        before = sum(backend.get("/training")["annotations_since"].values())
        studio.annotations.create(id=task.id, result=[choices("category", ["ecology"])])
        return int(sum(backend.get("/training")["annotations_since"].values()) - before)

    assert heard() == 0  # refused, for want of the secret
    where = ["--data", label_studio.data, "--project", project, "--backend", backend.url]
    for _ in range(2):  # the second time changes nothing
        connected = run_script(
            "label_studio", "connect", *where, "--secret-file", backend.state / "secret", cwd=backend.state
        )
        assert (connected.returncode, connected.stderr) == (0, "")
        assert f"where {backend.get('/versions')['versions'][0]} answers" in connected.stdout
        assert heard() == 1
    assert (len(studio.webhooks.list(project=project)), len(studio.ml.list(project=project))) == (1, 1)


def test_a_wrong_password_is_told_to_the_person_who_connects(studio: Any, project: int, backend: Backend) -> None:
    with pytest.raises(sdk.core.api_error.ApiError) as refused:
        connect_project(studio, project, backend.url, "a wrong password")
    assert refused.value.status_code == 400
    assert "authentication parameters" in json.dumps(refused.value.body)


def test_a_page_of_other_categories_is_refused(studio: Any, backend: Backend) -> None:
    other = studio.projects.create(title="other categories", label_config=PAGE.replace('"security"', '"culture"'))
    try:
        with pytest.raises(sdk.core.api_error.ApiError) as refused:
            connect_project(studio, other.id, backend.url, backend.secret)
        assert "409" in json.dumps(refused.value.body)
        assert "missing security; not known to the model culture" in backend.log.read_text("utf-8")
    finally:
        studio.projects.delete(id=other.id)


def test_a_killed_server_comes_back_with_the_model_it_had(backend: Backend, tiny_bundle: Bundle) -> None:
    auth = {"Authorization": f"Bearer {backend.secret}"}
    before = backend.get("/versions")
    httpx.post(f"{backend.url}/webhook", json={"action": "START_TRAINING", "project": {"id": 1}}, headers=auth)
    wait_until(lambda: backend.get("/training")["last"]["stage"] != "pulling")
    os.kill(backend.process.pid, signal.SIGKILL)
    backend.process.wait(PATIENCE)
    port = backend.url.rsplit(":", 1)[1]
    options = ["--state", str(backend.state), "--port", port, "--labelled", "nothing.jsonl"]
    again = subprocess.Popen(
        [sys.executable, str(SCRIPTS / "serve.py"), *options], cwd=backend.state.parent, stdout=subprocess.PIPE
    )
    try:
        assert again.stdout is not None
        assert before["versions"][0] in again.stdout.readline().decode()
        end = time.monotonic() + PATIENCE
        while True:
            try:
                last = backend.get("/training")["last"]
                break
            except httpx.ConnectError:
                assert time.monotonic() < end
                time.sleep(0.1)
        assert last["stage"] == "interrupted"
        assert backend.get("/versions") == before
        end = time.monotonic() + 120
        while True:
            began = httpx.post(f"{backend.url}/webhook", json={"action": "START_TRAINING"}, headers=auth)
            if began.status_code == 200:
                break
            assert "another process holds training.lock" in began.text  # the old server's training ends within seconds
            assert time.monotonic() < end
            time.sleep(0.5)
        assert began.json()["status"] == "started"
        assert backend.training()["stage"] == "failed"  # there is no nothing.jsonl
        assert backend.get("/versions") == before
    finally:
        again.terminate()
        again.wait(PATIENCE)
