"""What the tests of asking share: paragraphs with many sentences, and a run in this process that is in no hurry to give
up but pauses briefly."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from labels.asking import asking
from labels.asking.chat import Asked
from labels.asking.endpoint import Key, endpoint_of
from labels.asking.prompt import make_prompt
from labels.asking.replies import Prices
from labels.asking.run import Ran, Settings, read_to_ask, run
from labels.taxonomy import Taxonomy
from storage.jsonl import write_objects
from tests.invented import invented_rows

COUNT = 8
_MODEL = {"model": "tiny", "temperature": 0.0, "answer_tokens": 100, "timeout": 20.0}
_REST: dict[str, Any] = {
    "times": 1,
    "at_once": 3,
    "tokens_a_minute": None,
    "prices": Prices(),
    "budget": None,
    "patience": 20.0,
}


@pytest.fixture
def paragraphs(tmp_path: Path) -> Path:
    """A file of paragraphs, each with a first sentence of its own."""
    path = tmp_path / "paragraphs.jsonl"
    write_objects(path, (row.paragraph.to_json() for row in invented_rows()[:COUNT]))
    return path


@pytest.fixture
def said() -> list[str]:
    """The lines that a run said."""
    return []


@pytest.fixture
def ask(
    tmp_path: Path, paragraphs: Path, said: list[str], taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Ask about all paragraphs, with the journal in `tmp_path`/work."""
    monkeypatch.setattr(asking, "_FIRST_PAUSE", 0.01)

    def ask(
        url: str,
        *,
        key: str = "",
        again: bool = False,
        file: Path | None = None,
        categories: Taxonomy = taxonomy,
        **more: Any,
    ) -> Ran:
        asked = Asked(**{name: more.pop(name, usual) for name, usual in _MODEL.items()})
        secret = Key(key)
        settings = Settings(endpoint_of(url, False, secret), asked, **{**_REST, **more})
        return run(
            read_to_ask(file or paragraphs, categories, settings.times),
            make_prompt(categories, "zh"),
            settings,
            key=secret,
            work=tmp_path / "work",
            again=again,
            say=said.append,
            begin=lambda count: lambda: None,
        )

    return ask
