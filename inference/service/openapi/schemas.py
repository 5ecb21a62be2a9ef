"""The values that travel: what the server takes is what these schemas say, no more and no less."""

from typing import Any

from inference.service import limits
from inference.service.http.asked import VISIBLE

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    """Point to a schema of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(required: dict[str, Schema], more: dict[str, Schema] | None = None, *, open_to: Any = False) -> Schema:
    """Describe an object: the keys it has, those it may have, and whether it may have others."""
    properties = {**required, **(more or {})}
    return {"type": "object", "required": list(required), "properties": properties, "additionalProperties": open_to}


def several(of: Schema, **more: Any) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": of, **more}


TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
SCORE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
YES_OR_NO: Schema = {"type": "boolean"}
_SENTENCE: Schema = {
    "description": "Where a sentence begins and ends in the text, in characters, and its score.",
    "type": "array",
    "prefixItems": [COUNT, COUNT, SCORE],
    "minItems": 3,
    "maxItems": 3,
}
_PAGE: Schema = {
    "description": "The labelling page of a project; it must ask for the model's categories.",
    "type": ["string", "null"],
    "maxLength": limits.PAGE_CHARACTERS,
}

SCHEMAS: dict[str, Schema] = {
    "Text": {
        "description": "One paragraph, with something in it that is no white space.",
        "type": "string",
        "minLength": 1,
        "maxLength": limits.CHARACTERS_OF_ONE,
        "pattern": VISIBLE,
    },
    "Texts": {
        "description": f"One text, or several, of at most {limits.CHARACTERS:,} characters in all.",
        "anyOf": [ref("Text"), several(ref("Text"), maxItems=limits.TEXTS)],
    },
    "Tagged": record(
        {
            "tags": several(TEXT),
            "scores": {"type": "object", "additionalProperties": SCORE},
            "review": YES_OR_NO,
            "evidence": {"type": "object", "additionalProperties": several(_SENTENCE)},
        }
    ),
    "TaggedTexts": record({"model": TEXT, "results": several(ref("Tagged"))}),
    "Setup": record({}, {"schema": _PAGE}, open_to=True),
    "Tasks": record(
        {"tasks": several({"description": "A task of Label Studio; one without data.text gets an empty prediction."})},
        {"label_config": _PAGE},
        open_to=True,
    ),
    "Prediction": record({"result": several({"type": "object"}), "score": SCORE, "model_version": TEXT}),
    "Predictions": record({"results": several(ref("Prediction"))}),
    "Call": {
        "description": "What Label Studio's webhooks send; the action START_TRAINING begins a training.",
        "type": "object",
    },
    "Called": record({"status": {"enum": ["ok", "started", "already running"]}}, {"job": TEXT}),
    "Job": {"description": "The id of a job, under the key job.", "type": "object"},
    "JobStatus": record({"job_status": {"enum": ["started", "finished", "failed"]}}),
    "ModelVersion": record({"model_version": TEXT}),
    "Versions": record({"versions": several(TEXT)}),
    "Up": record({"status": {"const": "UP"}, "model_class": {"const": "Zhengbiao"}}),
    "Health": record(
        {
            "status": {"const": "UP"},
            "model_class": {"const": "Zhengbiao"},
            "model": TEXT,
            "loaded": {"description": "No where a newer bundle lies there that cannot be loaded.", **YES_OR_NO},
            "training": {"description": "Whether a model is trained now.", **YES_OR_NO},
        }
    ),
    "Training": record(
        {
            "offered": YES_OR_NO,
            "model": TEXT,
            "problem": TEXT,
            "annotations_since": {"type": "object", "additionalProperties": COUNT},
            "last": {"anyOf": [{"type": "null"}, ref("TrainingStatus")]},
        }
    ),
    "TrainingStatus": record(
        {
            "job": TEXT,
            "stage": {"enum": ["pulling", "training", "comparing", "replaced", "kept", "failed", "interrupted"]},
            "line": TEXT,
            "comparison": {"type": "object"},
        }
    ),
    "Read": record({"href": TEXT, "reports": COUNT, "paragraphs": COUNT, "skipped": several(TEXT)}),
    "Error": record({"error": {"description": "What arrived, what was expected, what to do.", **TEXT}}),
}
