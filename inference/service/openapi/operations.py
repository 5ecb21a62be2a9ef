"""The parts of an operation's description."""

from typing import Any

from inference.service.openapi.schemas import Schema, ref

JSON = "application/json"
_SECONDS = {"type": "string", "pattern": "^[0-9]+$"}
_RETRY = {"Retry-After": {"description": "Seconds after which to ask again.", "required": True, "schema": _SECONDS}}
REFUSALS: dict[str, tuple[str, bool]] = {
    "400": ("What arrived cannot be used.", False),
    "401": ("The secret is missing or wrong.", False),
    "403": ("A browser sent it for a page of another site.", False),
    "404": ("There is nothing, or nothing any more.", False),
    "408": ("The body did not arrive in time.", False),
    "409": ("It does not fit the model, or cannot begin now.", False),
    "410": ("The job is not the latest one.", False),
    "413": ("It is too much for one request.", False),
    "415": ("The body is of another kind.", False),
    "421": ("It is for a host that is not this one.", False),
    "429": ("Too many wait; ask again after Retry-After.", True),
    "503": ("The server is ending; ask again after Retry-After.", True),
}
_ALWAYS = ("400", "401", "403", "421")
OF_A_BODY = ("408", "413", "415", "429", "503")


def answer(description: str, content: dict[str, Any]) -> Schema:
    """Describe an answer, by its kinds of content."""
    return {"description": description, "content": content}


def json_of(name: str, example: Any = None) -> Schema:
    """Describe JSON that follows one of the schemas, with an example of it."""
    return {JSON: {"schema": ref(name), **({} if example is None else {"examples": {"one": {"value": example}}})}}


def operation(
    summary: str,
    answered: Schema,
    refusals: tuple[str, ...] = (),
    *,
    body: dict[str, Any] | None = None,
    parameters: list[Schema] | None = None,
    is_open: bool = False,
) -> Schema:
    """Describe what one method of a path does.

    Args:
        answered: the answer where all is well.
        refusals: statuses of `REFUSALS` with which it may be refused, besides those that any request may get.
        body: the kinds of body it takes.
        is_open: whether it needs no secret.
    """
    named = sorted({*_ALWAYS, *refusals, *(OF_A_BODY if body else ())})
    return {
        "summary": summary,
        "responses": {"200": answered, **{one: {"$ref": f"#/components/responses/{one}"} for one in named}},
        **({"requestBody": {"required": True, "content": body}} if body else {}),
        **({"parameters": parameters} if parameters else {}),
        **({"security": []} if is_open else {}),
    }


def refusal_responses() -> Schema:
    """Describe every refusal once."""
    return {
        status: {**answer(description, json_of("Error")), **({"headers": _RETRY} if waits else {})}
        for status, (description, waits) in REFUSALS.items()
    }
