from pathlib import Path

import pytest

from reports.errors import BadData
from reports.jsonl import read_paragraphs

WHOLE = {"id": '"a:0"', "report": '"a"', "text": '"新建水厂一座。"'}


@pytest.mark.parametrize("key", WHOLE)
@pytest.mark.parametrize("value", ["null", "7", "[]"])
def test_a_key_that_holds_no_text_is_an_error_that_names_line_and_key(tmp_path: Path, key: str, value: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("{" + ", ".join(f'"{name}": {held}' for name, held in (WHOLE | {key: value}).items()) + "}\n", encoding="utf-8")
    with pytest.raises(BadData, match=rf"line 1: .*'{key}'"):
        list(read_paragraphs(path))
