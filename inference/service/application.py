"""The routes: what Label Studio asks of an ML backend, and tags for everybody else.

The protocol is that of Label Studio 1.23: `label_studio/ml/api_connector.py` there says what is sent, `ml/models.py`
what is made of the answers. Of an answer that is an error it shows the status only, never the body, so errors are
logged here too.
"""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, HTTPException, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from inference.service.failures import answer_errors
from inference.service.http.asked import TASKS, Object, Texts, WhileThere, check_is_page
from inference.service.http.gate import Gate
from inference.service.http.intake import Intake
from inference.service.http.visitors import own_names
from inference.service.metrics import KIND, Metrics
from inference.service.model import ServedModel
from inference.service.openapi.document import openapi_document
from inference.service.predictions import predictions_of, texts_of
from inference.service.reading.reader import Reader
from inference.service.reading.routes import offer_reading
from inference.service.retraining.trainer import Trainer
from inference.tagged import TaggedParagraph
from labels.studio.page import Question
from labels.studio.page_check import check_page
from labels.studio.tasks import PARAGRAPHS
from storage.errors import BadData

logger = logging.getLogger(__name__)

START_TRAINING = "START_TRAINING"
_HELD = (
    "Nothing was started: another process holds training.lock in the server's folder, as a training does whose server "
    "was killed. "
    "Expected it to end within seconds; ask again then, or see who holds it."
)
_MANY = 64  # results, which take some milliseconds to write
_ANSWERED = ("ANNOTATION_CREATED", "ANNOTATIONS_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED")
_NO_TRAINING = (
    "Training was asked for, but this server was started without labels to train on. "
    "Expected serve.py with --labelled or --pull; start it so."
)


def make_application(
    model: ServedModel,
    secret: str,
    trainer: Trainer | None = None,
    names: Collection[str] | None = None,
    reader: Reader | None = None,
) -> Gate:
    """Return the ASGI application.

    What takes more than some milliseconds runs in threads of its own, so that health is answered meanwhile.

    Args:
        secret: what every request but `GET /` must show.
        trainer: None where no training is offered.
        names: by which the server may be asked for, besides its addresses; None for localhost and this machine's name.
        reader: None where no page is offered to drop a file on.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        if trainer:
            await run_in_threadpool(trainer.stop)

    app = FastAPI(title="Zhengbiao", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    hints: Counter[str] = Counter()
    metrics = Metrics()
    answer_errors(app)
    _offer_model(app, model)
    _offer_health(app, model, trainer, metrics)
    _offer_tags(app, model)
    _offer_training(app, trainer, hints)
    _offer_status(app, model, trainer, hints)
    if reader:
        offer_reading(app, reader)
    _offer_description(app, openapi_document(reads=reader is not None))
    paths = {route.path for route in app.routes if hasattr(route, "path")}
    return Gate(Intake(app), secret, paths, own_names() if names is None else names, metrics.count_request)


def _offer_health(app: FastAPI, model: ServedModel, trainer: Trainer | None, metrics: Metrics) -> None:
    """Add the routes that say how the server is. None of them waits for the model, or looks at a file."""
    model.turns.note = metrics.count_batch
    metrics.watch(lambda: model.turns.waiting, lambda: model.id, lambda: bool(trainer and trainer.running))
    up = {"status": "UP", "model_class": "Zhengbiao"}

    @app.get("/")
    async def front_door() -> dict[str, str]:
        return up

    @app.get("/health")
    async def health() -> dict[str, str | bool]:
        training = bool(trainer and trainer.running)
        return {**up, "model": model.id, "loaded": not model.problem, "training": training}

    @app.get("/metrics")
    async def page() -> Response:
        return Response(metrics.page(), media_type=KIND)


def _offer_model(app: FastAPI, model: ServedModel) -> None:
    """Add the routes by which Label Studio learns which model is served."""

    @app.post("/setup")
    def setup(body: Object) -> dict[str, str]:
        # The body also holds the access token of the project's owner. It is not looked at, logged or kept.
        _check_project(body.get("schema"), model)
        return {"model_version": model.tagger().manifest.id}

    @app.get("/versions")
    def versions() -> dict[str, list[str]]:
        return {"versions": [model.tagger().manifest.id]}


def _offer_description(app: FastAPI, document: dict[str, Any]) -> None:
    @app.get("/openapi.json")
    async def description() -> JSONResponse:
        return JSONResponse(document)


def _offer_tags(app: FastAPI, model: ServedModel) -> None:
    """Add the routes that tag: for Label Studio's tasks, and for texts."""

    @app.post("/predict")
    async def predictions(body: Object, is_there: WhileThere) -> Response:
        tasks = body.get(TASKS)
        if not isinstance(tasks, list):
            raise BadData("No list of tasks arrived. Expected {'tasks': [{'data': {'text': …}}, …]}; send it.")
        page = body.get("label_config")
        question = await run_in_threadpool(_check_project, None if page == "" else page, model)
        texts = await run_in_threadpool(texts_of, tasks)
        tagged = await model.tagged([text for text in texts if text], is_there)
        answered = tagged[0].model if tagged else model.id

        def results() -> Response:
            return JSONResponse({"results": predictions_of(tasks, texts, tagged, answered, question)})

        return await run_in_threadpool(results)

    @app.post("/tag")
    async def tag(texts: Texts, is_there: WhileThere) -> Response:
        tagged = await model.tagged(texts, is_there)
        answered = tagged[0].model if tagged else model.id

        def results() -> Response:
            return JSONResponse({"model": answered, "results": [_answer(one) for one in tagged]})

        return results() if len(tagged) < _MANY else await run_in_threadpool(results)


def _offer_training(app: FastAPI, trainer: Trainer | None, hints: Counter[str]) -> None:
    """Add the route by which Label Studio starts a training, and says what people answered since."""

    @app.post("/webhook")
    async def webhook(body: Object) -> dict[str, str]:
        action = body.get("action")
        if action in _ANSWERED:
            hints[action] += 1  # a hint only: Label Studio does not repeat a call that was lost
        if action != START_TRAINING:
            return {"status": "ok"}
        if trainer is None:
            raise HTTPException(409, _NO_TRAINING)
        project = body.get("project")
        identifier = project.get("id") if isinstance(project, Mapping) else project
        job, began = await _start(trainer, identifier if type(identifier) is int else None)
        if began:
            hints.clear()
        return {"status": "started" if began else "already running", "job": job}


async def _start(trainer: Trainer, project: int | None) -> tuple[str, bool]:
    """Return the job that runs now, and whether it is a new one."""
    job, began = await run_in_threadpool(trainer.start, project)
    if not began and not trainer.running:  # it has ended since, or the lock is held elsewhere
        job, began = await run_in_threadpool(trainer.start, project)
    if not began and not trainer.running:
        raise HTTPException(409, _HELD)
    return job, began


def _offer_status(app: FastAPI, model: ServedModel, trainer: Trainer | None, hints: Mapping[str, int]) -> None:
    """Add the routes that say what became of a training."""

    @app.get("/training")
    def training() -> dict[str, Any]:
        status = trainer.status() if trainer else None
        return {
            "offered": trainer is not None,
            "model": model.tagger().manifest.id,
            "problem": model.problem,
            "annotations_since": dict(hints),
            "last": status.to_json() if status else None,
        }

    @app.post("/job_status")
    def job_status(body: Object) -> dict[str, str]:
        status = trainer.status() if trainer else None
        if status is None or status.job != body.get("job"):
            raise HTTPException(410, "The job is not the latest one. Expected its id; GET /training names it.")
        return {"job_status": "started" if status.running else "failed" if status.failed else "finished"}


def _check_project(page: Any, model: ServedModel) -> Question:
    """Refuse a project whose page cannot show this model's predictions; return what it asks."""
    if page is None:
        return PARAGRAPHS
    try:
        check_is_page(page)
        return check_page(page, model.tagger().manifest.taxonomy)
    except BadData as error:
        raise HTTPException(409, str(error)) from error


def _answer(tagged: TaggedParagraph) -> dict[str, Any]:
    value = tagged.to_json()
    return {key: value[key] for key in ("tags", "scores", "review", "evidence")}
