"""Answers to what routes raise: a status and one line."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as NoRoute

from inference.service.http.refusals import Refusal, come_back, ending, error_body
from inference.service.subprocesses import Stopped
from inference.service.turns import Busy, Ending, NotWanted
from storage.errors import ZhengbiaoError

logger = logging.getLogger(__name__)

_CLIENT_GONE = 499  # what nginx writes into its log for it; nobody sees the answer


def answer_errors(app: FastAPI) -> None:
    """Turn what routes raise into answers of one line."""

    def answer(status: int, line: str, headers: Mapping[str, str] | None = None) -> Response:
        logger.warning("refused: %s", line)
        return Response(error_body(line), status, headers, "application/json")

    @app.exception_handler(ZhengbiaoError)
    async def bad_input(request: Request, error: ZhengbiaoError) -> Response:
        return answer(400, str(error))

    @app.exception_handler(RequestValidationError)
    async def bad_address(request: Request, error: RequestValidationError) -> Response:
        named = " and ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
        return answer(400, f"The address is not as it should be: {named}. Expected what docs/serving.md says; mend it.")

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return answer(error.status_code, str(error.detail))

    @app.exception_handler(NoRoute)
    async def unknown(request: Request, error: NoRoute) -> Response:
        return answer(
            error.status_code, f"{error.detail}. Expected a route of docs/serving.md; correct the URL.", error.headers
        )

    @app.exception_handler(Refusal)
    async def too_much(request: Request, error: Refusal) -> Response:
        return answer(error.status, str(error), error.headers)

    @app.exception_handler(Busy)
    async def busy(request: Request, error: Busy) -> Response:
        return await too_much(request, come_back("The server has as many requests as it can answer.", error.seconds))

    @app.exception_handler(Stopped)
    @app.exception_handler(Ending)
    async def stopping(request: Request, error: Exception) -> Response:
        return await too_much(request, ending())

    @app.exception_handler(NotWanted)
    async def gone(request: Request, error: NotWanted) -> Response:
        return Response(status_code=_CLIENT_GONE)
