"""The routes of the page to drop a file on."""

from pathlib import Path
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse

from inference.pages.rendering import render
from inference.service import limits
from inference.service.http.asked import WhileThere
from inference.service.reading.explained import MEANINGS, OTHERWISE
from inference.service.reading.reader import Reader

READ = "/read"
_TEMPLATE = Path(__file__).with_name("drop_page.html.j2")
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def offer_reading(app: FastAPI, reader: Reader) -> None:
    """Add the page, what it sends, and the pages that come of it."""

    @app.get(READ)
    def page() -> Response:
        text = render(
            _TEMPLATE,
            model=reader.model.tagger().manifest.id,
            results=reader.kept.latest(),
            kept=limits.DROPPED_KEPT,
            most=limits.BODY_BYTES,
            meanings=MEANINGS,
            otherwise=OTHERWISE,
            quote=quote,
        )
        return HTMLResponse(text, headers=_HEADERS)

    @app.post(READ)
    async def read(
        request: Request, is_there: WhileThere, name: str = Query("", max_length=limits.NAME_CHARACTERS)
    ) -> dict[str, object]:
        result = await run_in_threadpool(reader.read, name, await request.body(), is_there)
        return {
            "href": f"{READ}/{result.token}/{quote(result.href)}",
            "reports": result.reports,
            "paragraphs": result.paragraphs,
            "skipped": list(result.said),
        }

    @app.get(READ + "/{token}/{path:path}")
    def made(token: str, path: str) -> Response:
        found = reader.kept.file(token, path)
        if found is None:
            raise HTTPException(404, "This page is not kept any more. Expected a recent one; drop the file again.")
        return FileResponse(found[0], media_type=found[1], headers=_HEADERS)
