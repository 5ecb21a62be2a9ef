"""Health and metrics: what the server says of itself, whatever else is going on, and nothing that is anybody's."""

import json
import re
import shutil
import threading
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from inference.service.application import make_application
from inference.service.metrics import Metrics
from inference.service.model import ServedModel
from inference.service.retraining.pointer import point_to
from tests.inference.service.conftest import HERE, SECRET
from tests.inference.service.test_model import edited
from tests.inference.service.test_turns import held
from tests.invented import invented_sentences
from tests.waiting import PATIENCE, wait_until

TEXTS = invented_sentences()


def measured(client: TestClient) -> dict[tuple[str, ...], float]:
    """Return every sample: its name and the values of its labels → its value."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (one.name, *one.labels.values()): one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    client.post("/tag", json=TEXTS[:3])
    client.post("/tag", json=5)
    client.get("/nowhere/at/all")
    client.request("BREW", "/tag")
    found = measured(client)
    assert found["zhengbiao_requests_total", "POST", "/tag", "200"] == 1
    assert found["zhengbiao_requests_total", "POST", "/tag", "400"] == 1
    assert found["zhengbiao_requests_total", "GET", "(unknown path)", "404"] == 1
    assert found["zhengbiao_requests_total", "(unknown method)", "/tag", "405"] == 1
    assert found["zhengbiao_refused_total", "400"] == found["zhengbiao_refused_total", "404"] == 1
    assert found["zhengbiao_request_seconds_count", "/tag"] == 3
    assert found["zhengbiao_paragraphs_tagged_total",] == 3
    assert found["zhengbiao_characters_tagged_total",] == sum(map(len, TEXTS[:3]))
    assert found["process_resident_memory_bytes",] > 0


def test_what_waits_and_what_is_tagged_together_is_measured(client: TestClient, model: ServedModel) -> None:
    with held(model):
        asking = [threading.Thread(target=model.tag, args=([text],)) for text in TEXTS[:5]]
        for one in asking:
            one.start()
        wait_until(lambda: model.turns.waiting == 5)
        assert measured(client)["zhengbiao_waiting_requests",] == 5
    for one in asking:
        one.join(PATIENCE)
    found = measured(client)
    assert found["zhengbiao_waiting_requests",] == 0
    assert (found["zhengbiao_batch_requests_sum",], found["zhengbiao_batch_requests_count",]) == (5, 1)
    assert (found["zhengbiao_batch_paragraphs_sum",], found["zhengbiao_batch_paragraphs_count",]) == (5, 1)


def test_only_the_model_that_is_served_is_named(
    client: TestClient, model: ServedModel, state: Path, tmp_path: Path
) -> None:
    old = model.id
    assert measured(client)["zhengbiao_model_info", old] == 1
    point_to(state, edited((state / "current").resolve(), tmp_path / "bundles" / "new", "new-1"))
    client.post("/tag", json=TEXTS[0])
    named = [key for key in measured(client) if key[0] == "zhengbiao_model_info"]
    assert named == [("zhengbiao_model_info", model.id)] and model.id != old


def test_no_word_of_a_client_stands_in_the_metrics(client: TestClient) -> None:
    client.post("/tag", json=TEXTS[0])
    client.post("/setup", json={"schema": "<Private/>"})
    client.get("/private-path?private=1")
    client.request("PRIVATE", "/")
    page = client.get("/metrics").text
    for private in ("rivate", "PRIVATE", SECRET, TEXTS[0]):
        assert private not in page


def test_metrics_need_the_secret_and_two_servers_share_none(client: TestClient, model: ServedModel) -> None:
    client.post("/tag", json=TEXTS[0])
    assert b'route="/tag"' not in Metrics().page()
    client.auth = None
    assert client.get("/metrics").status_code == 401
    with TestClient(make_application(model, SECRET), HERE, headers={"Authorization": f"Bearer {SECRET}"}) as other:
        assert ("zhengbiao_requests_total", "POST", "/tag", "200") not in measured(other)


def test_prometheus_as_the_manual_sets_it_up_is_answered(client: TestClient, root: Path, state: Path) -> None:
    [block] = re.findall(r"```yaml\n(.*?)```", (root / "docs" / "serving.md").read_text("utf-8"), re.DOTALL)
    [job] = yaml.safe_load(block)["scrape_configs"]
    assert job.get("metrics_path", "/metrics") == "/metrics"
    assert job["basic_auth"]["password_file"].endswith("runs/serving/secret")
    [target] = [one for static in job["static_configs"] for one in static["targets"]]
    client.auth = (job["basic_auth"]["username"], SECRET)
    assert client.get("/metrics", headers={"Host": target}).status_code == 200


def test_every_metric_of_the_manual_is_there_and_no_other(client: TestClient, root: Path) -> None:
    manual = set(re.findall(r"`(zhengbiao_\w+)", (root / "docs" / "serving.md").read_text("utf-8")))
    families = {one.name for one in text_string_to_metric_families(client.get("/metrics").text)}
    assert {name.removesuffix("_total") for name in manual} == {
        name for name in families if name.startswith("zhengbiao") and not name.endswith("_created")
    }


def test_health_is_answered_while_the_model_is_busy(client: TestClient, model: ServedModel) -> None:
    with held(model):
        assert client.get("/health").json() == {
            "status": "UP",
            "model_class": "Zhengbiao",
            "model": model.id,
            "loaded": True,
            "training": False,
        }


def test_the_front_door_says_no_more_than_that_it_is_there(client: TestClient) -> None:
    client.auth = None
    assert client.get("/").json() == {"status": "UP", "model_class": "Zhengbiao"}


@pytest.mark.parametrize("gone", [True, False])
def test_health_says_where_a_newer_bundle_could_not_be_loaded(
    client: TestClient, model: ServedModel, state: Path, gone: bool
) -> None:
    old, folder = model.id, (state / "current").resolve()
    if gone:
        shutil.rmtree(folder)
    else:
        (folder / "tagger.json").write_text(json.dumps({"id": "broken"}), "utf-8")
    client.post("/tag", json=TEXTS[0])
    said = client.get("/health").json()
    assert (said["status"], said["model"], said["loaded"]) == ("UP", old, False)
