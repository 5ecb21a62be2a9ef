"""The routes: what Label Studio asks of an ML backend, and tags for everybody else.

The protocol is that of Label Studio 1.23: `label_studio/ml/api_connector.py` there says what is sent, `ml/models.py` what is made
of the answers. Of an answer that is an error it shows the status only, never the body, so errors are logged here too.
"""

import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from inference.tagged import TaggedParagraph
from labels.page_check import check_page
from serving.gate import Gate
from serving.model import ServedModel
from serving.predictions import predict
from serving.training import Trainer
from storage.errors import BadData, EmptyText, ZhengbiaoError

logger = logging.getLogger(__name__)

START_TRAINING = "START_TRAINING"
_ANSWERED = ("ANNOTATION_CREATED", "ANNOTATIONS_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED")
_NO_TRAINING = (
    "Training was asked for, but this server was started without labels to train on. "
    "Expected serve.py with --labelled or --pull; start it so."
)


async def _object(request: Request) -> Mapping[str, Any]:
    value = await _json(request)
    if not isinstance(value, dict):
        raise BadData(f"A JSON {type(value).__name__} arrived. Expected an object; send what Label Studio sends.")
    return value


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError as error:  # its message would quote the body
        raise BadData("The body is not JSON in UTF-8. Expected JSON; check the client.") from error


async def _texts(request: Request) -> list[str]:
    """Read one text, or several: plain text, a JSON string, or a JSON list of strings."""
    if request.headers.get("content-type", "").split(";")[0].strip().casefold() == "text/plain":
        try:
            value: Any = (await request.body()).decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadData("The text is not UTF-8. Expected text in UTF-8; encode it so.") from error
    else:
        value = await _json(request)
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadData(
            "Something else than texts arrived. Expected plain text, a JSON string or a list of strings; send one of them."
        )
    for position, text in enumerate(texts, start=1):
        if not text.strip():
            raise EmptyText(f"Text number {position} of {len(texts)} is blank. Expected text to tag; leave it out.")
    return texts


Object = Annotated[Mapping[str, Any], Depends(_object)]
Texts = Annotated[list[str], Depends(_texts)]


def make_application(model: ServedModel, secret: str, trainer: Trainer | None = None) -> Gate:
    """Return the ASGI application.

    Routes that use the model are plain functions, which run in threads of their own, so that the server answers a health check
    while it tags.

    Args:
        secret: what every request but `GET /` must show.
        trainer: None where no training is offered.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        if trainer:
            await run_in_threadpool(trainer.stop)

    app = FastAPI(title="Zhengbiao", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    hints: Counter[str] = Counter()

    def check(page: Any) -> None:
        """Refuse a project whose page cannot show this model's predictions."""
        if page is not None:
            try:
                check_page(str(page), model.tagger().manifest.taxonomy)
            except BadData as error:
                raise HTTPException(409, str(error)) from error

    @app.exception_handler(ZhengbiaoError)
    async def bad_input(request: Request, error: ZhengbiaoError) -> JSONResponse:
        logger.warning("refused: %s", error)
        return JSONResponse({"error": str(error)}, 400)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        logger.warning("refused: %s", error.detail)
        return JSONResponse({"error": error.detail}, error.status_code)

    @app.get("/")
    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "UP", "model_class": "Zhengbiao"}

    @app.post("/setup")
    def setup(body: Object) -> dict[str, str]:
        # The body also holds the access token of the project's owner. It is not looked at, logged or kept.
        check(body.get("schema"))
        return {"model_version": model.tagger().manifest.id}

    @app.get("/versions")
    def versions() -> dict[str, list[str]]:
        return {"versions": [model.tagger().manifest.id]}

    @app.post("/predict")
    def predictions(body: Object) -> dict[str, list[dict[str, Any]]]:
        tasks = body.get("tasks")
        if not isinstance(tasks, list):
            raise BadData("No list of tasks arrived. Expected {'tasks': [{'data': {'text': …}}, …]}; send it.")
        check(body.get("label_config") or None)
        return {"results": predict(model, tasks)}

    @app.post("/tag")
    def tag(texts: Texts) -> dict[str, Any]:
        return {"model": model.tagger().manifest.id, "results": [_answer(one) for one in model.tag(texts)]}

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
        job, began = trainer.start(identifier if isinstance(identifier, int) else None)
        if began:
            hints.clear()
        return {"status": "started" if began else "already running", "job": job}

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

    return Gate(app, secret, {route.path for route in app.routes if hasattr(route, "path")})


def _answer(tagged: TaggedParagraph) -> dict[str, Any]:
    value = tagged.to_json()
    return {key: value[key] for key in ("tags", "scores", "review", "evidence")}
