"""A stand-in for the server of a language model: it has the chat interface, and answers by the taxonomy's keywords."""

import asyncio
import json
import re
from argparse import ArgumentParser
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scripts import commandline
from scripts.shared import values
from scripts.shared.options import add_port, add_taxonomy
from storage.errors import BadSettings

if TYPE_CHECKING:
    from labels.taxonomy import Taxonomy

EPILOG = """\
examples:
  python scripts/bench/stand_in.py
  python scripts/bench/stand_in.py --port 8001 --seconds 0.5

For trying `label_studio.py ask` and for measuring it where no model is at hand. What it says is worth what keywords are
worth. It listens on 127.0.0.1 alone, until Ctrl-C.
"""
_SENTENCE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
_LARGEST = 10_000_000
_CHARACTERS_A_TOKEN = 1.5


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    add_port(parser, 8000)
    parser.add_argument(
        "--seconds",
        type=values.from_0_to(60),
        default=0.0,
        metavar="X",
        help="time that every answer takes, however many are asked at once (default: %(default)s)",
    )
    add_taxonomy(parser)
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from labels.taxonomy import Taxonomy

    asyncio.run(_serve(arguments.port, arguments.seconds, answer_by_keywords(Taxonomy.load(arguments.taxonomy))))


def answer_by_keywords(taxonomy: "Taxonomy") -> Callable[[dict[str, Any]], str]:
    """Return what answers a request: the numbered sentences that hold a keyword of a category carry it."""
    from labels.keywords import keyword_prediction

    def answer(request: dict[str, Any]) -> str:
        found: dict[str, list[int]] = {key: [] for key in taxonomy.ids}
        asked = next(turn["content"] for turn in request["messages"] if turn["role"] == "user")
        for number, sentence in _SENTENCE.findall(asked):
            for key in keyword_prediction(sentence, taxonomy).labels:
                found[key].append(int(number))
        return json.dumps(found)

    return answer


async def _serve(port: int, seconds: float, answer: Callable[[dict[str, Any]], str]) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                due = asyncio.get_running_loop().time() + seconds
                response = _response(request, answer)
                await asyncio.sleep(due - asyncio.get_running_loop().time())  # its own work is part of these seconds
                writer.write(response)
                await writer.drain()
        except ConnectionError:
            pass  # whoever asked has left
        finally:
            writer.close()

    try:
        server = await asyncio.start_server(serve, "127.0.0.1", port, limit=_LARGEST)
    except OSError as error:
        raise BadSettings(
            f"--port {port}: cannot be listened on ({error.strerror}). Expected a free port; give another."
        ) from error
    commandline.say(f"startup complete: a stand-in answers at http://127.0.0.1:{port}/v1")
    async with server:
        await server.serve_forever()


async def _read(reader: asyncio.StreamReader) -> bytes | None:
    """Return the body of the next request of a connection, None at its end."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        return await reader.readexactly(int(length[1]) if length else 0)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None


def _response(body: bytes, answer: Callable[[dict[str, Any]], str]) -> bytes:
    """Answer a question in the form of a chat completion; say of anything else that it is none."""
    try:
        request = json.loads(body)
        said = answer(request)
        sent = sum(len(turn["content"]) for turn in request["messages"])
    except (ValueError, LookupError, TypeError, StopIteration):
        return _http("400 Bad Request", {"error": {"message": "a stand-in answers chat completions alone"}})
    usage = {"prompt_tokens": round(sent / _CHARACTERS_A_TOKEN), "completion_tokens": len(said) // 4}
    choice = {"index": 0, "message": {"role": "assistant", "content": said}, "finish_reason": "stop"}
    whole = {"object": "chat.completion", "model": request.get("model"), "choices": [choice], "usage": usage}
    return _http("200 OK", whole)


def _http(status: str, value: dict[str, Any]) -> bytes:
    content = json.dumps(value).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


if __name__ == "__main__":
    commandline.run(main)
