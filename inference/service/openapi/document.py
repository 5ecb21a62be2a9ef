"""The document itself: every route, with examples of what is asked and answered."""

from typing import Any

from inference.service import limits
from inference.service.openapi.operations import answer, json_of, operation, refusal_responses
from inference.service.openapi.schemas import SCHEMAS, ref

_TEXT = "完成造林绿化3万亩，河湖水质持续改善。"
_MODEL = "zhengbiao-0123456789ab"
_SCORES = {"industry": 0.02, "ecology": 0.98, "livelihood": 0.03, "security": 0.01}
_TAGGED = {"tags": ["ecology"], "scores": _SCORES, "review": False, "evidence": {"ecology": [[0, 19, 0.98]]}}
_TICK = {"from_name": "category", "to_name": "text", "type": "choices", "value": {"choices": ["ecology"]}}
_UP = {"status": "UP", "model_class": "Zhengbiao"}
_LAST = {"job": "20310405-101500", "stage": "kept", "line": "the old model stays", "comparison": {}}
_HTML = {"text/html": {"schema": {"type": "string"}}}


def openapi_document(*, reads: bool) -> dict[str, Any]:
    """Return the description of a server.

    Args:
        reads: whether it has the page to drop a file on.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Zhengbiao",
            "version": "1",
            "description": "Tags paragraphs of Chinese government work reports. docs/serving.md says more.",
        },
        "security": [{"basic": []}, {"bearer": []}],
        "paths": {**_health(), **_tags(), **_label_studio(), **(_reading() if reads else {})},
        "components": {
            "schemas": SCHEMAS,
            "responses": refusal_responses(),
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic", "description": "Any user name; the secret as password."},
                "bearer": {"type": "http", "scheme": "bearer", "description": "The secret."},
            },
        },
    }


def _health() -> dict[str, Any]:
    health = {**_UP, "model": _MODEL, "loaded": True, "training": False}
    training = {"offered": True, "model": _MODEL, "problem": "", "annotations_since": {"ANNOTATION_CREATED": 2}}
    numbers = {"text/plain": {"schema": {"type": "string"}}}
    return {
        "/": {"get": operation("Say that a server is up.", answer("Up.", json_of("Up", _UP)), is_open=True)},
        "/health": {"get": operation("Say how the server is.", answer("How it is.", json_of("Health", health)))},
        "/metrics": {"get": operation("Give numbers to Prometheus.", answer("Its text format.", numbers))},
        "/training": {
            "get": operation(
                "Say what became of the latest training.",
                answer("Where it stands.", json_of("Training", {**training, "last": _LAST})),
            )
        },
        "/openapi.json": {
            "get": operation("Give this document.", answer("It.", {"application/json": {"schema": {"type": "object"}}}))
        },
    }


def _tags() -> dict[str, Any]:
    examples = {"one": {"value": _TEXT}, "several": {"value": [_TEXT, "城镇新增就业1200人。"]}}
    body = {
        "application/json": {"schema": ref("Texts"), "examples": examples},
        "text/plain": {"schema": ref("Text"), "examples": {"one": {"value": _TEXT}}},
    }
    tagged = answer(
        "One result for each text, in order.", json_of("TaggedTexts", {"model": _MODEL, "results": [_TAGGED]})
    )
    return {"/tag": {"post": operation("Tag texts.", tagged, body=body)}}


def _label_studio() -> dict[str, Any]:
    tasks = {"tasks": [{"id": 1, "data": {"text": _TEXT}}], "label_config": None}
    prediction = {"result": [_TICK], "score": 0.97, "model_version": _MODEL}
    called = answer("What was done.", json_of("Called", {"status": "started", "job": _LAST["job"]}))
    versions = answer("The model's id.", json_of("Versions", {"versions": [_MODEL]}))
    return {
        "/setup": {
            "post": operation(
                "Connect a project.",
                answer("The model's id.", json_of("ModelVersion", {"model_version": _MODEL})),
                ("409",),
                body=json_of("Setup", {"project": "7.1700000000", "schema": None}),
            )
        },
        "/versions": {"get": operation("Name the model.", versions)},
        "/predict": {
            "post": operation(
                "Predict what people would answer.",
                answer("One prediction for each task, in order.", json_of("Predictions", {"results": [prediction]})),
                ("409",),
                body=json_of("Tasks", tasks),
            )
        },
        "/webhook": {
            "post": operation(
                "Hear what happened in a project, and begin a training.",
                called,
                ("409",),
                body=json_of("Call", {"action": "ANNOTATION_CREATED", "project": {"id": 7}}),
            )
        },
        "/job_status": {
            "post": operation(
                "Say how a training is.",
                answer("How it is.", json_of("JobStatus", {"job_status": "finished"})),
                ("410",),
                body=json_of("Job", {"job": _LAST["job"]}),
            )
        },
    }


def _reading() -> dict[str, Any]:
    name = {"name": "name", "in": "query", "schema": {"type": "string", "maxLength": limits.NAME_CHARACTERS}}
    token = {"name": "token", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    path = {"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}
    read = {"href": "/read/0123456789abcdef/pages/1.html", "reports": 1, "paragraphs": 60, "skipped": []}
    made = {**_HTML, "text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}}}
    return {
        "/read": {
            "get": operation("Show the page to drop a file on.", answer("The page.", _HTML)),
            "post": operation(
                "Read and tag a file.",
                answer("Where its page is.", json_of("Read", read)),
                body={"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
                parameters=[name],
            ),
        },
        "/read/{token}/{path}": {
            "get": operation(
                "Give a page, or a table, of a file that was read.",
                answer("It.", made),
                ("404",),
                parameters=[token, path],
            )
        },
    }
