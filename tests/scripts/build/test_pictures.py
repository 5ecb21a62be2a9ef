"""Every picture that a document shows is made by a script, from what is in the clone."""

import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scripts.build.pictures import shots
from scripts.shared import photograph
from scripts.shared.photograph import LARGEST, Shot, find_page, save
from storage.errors import BadData

ELSEWHERE = {
    "docs/label-worth.svg": "drawn by tests/studies/label_worth_picture.py, which `make pictures` runs",
    "docs/active-learning.svg": "drawn by scripts/bench/selection.py from labels that are not part of the project",
    "docs/pictures/marking-page.png": "photographed by scripts/build/marking_picture.py on a Label Studio server",
}
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


def picture(width: int, height: int, noise: bool = False) -> bytes:
    """A white picture, or one that no palette makes small."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    if noise:
        pixels = np.random.default_rng(1).integers(0, 256, pixels.shape, np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_every_picture_of_a_document_is_made_by_a_script(root: Path) -> None:
    made = {f"docs/{one.picture}" for one in shots().values()} | set(ELSEWHERE)
    shown = {
        (document.parent / target).resolve().relative_to(root).as_posix()
        for document in (*root.glob("README*.md"), *(root / "docs").rglob("*.md"))
        for target in _PICTURE.findall(document.read_text("utf-8"))
        if not target.startswith("http")
    }
    assert shown and shown <= made


def test_a_picture_keeps_its_size_and_is_small(tmp_path: Path) -> None:
    place = save(picture(1200, 800), tmp_path / "deep" / "a.png")
    with Image.open(place) as kept:
        assert kept.size == (1200, 800) and kept.mode == "P"
    assert place.stat().st_size < LARGEST


def test_a_picture_that_would_weigh_too_much_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"a\.png has [\d,]+ bytes\. Expected at most 150,000"):
        save(picture(1200, 800, noise=True), tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_a_shot_names_one_page(tmp_path: Path) -> None:
    for name in ("1-a.html", "2-a.html"):
        (tmp_path / name).write_text("<p>", "utf-8")
    assert find_page(tmp_path, Shot("x.png", "1-*.html")) == (tmp_path / "1-a.html").as_uri()
    for page in ("3-*.html", "*-a.html"):
        with pytest.raises(BadData, match=r"names [02] pages\. Expected one"):
            find_page(tmp_path, Shot("x.png", page))


def test_without_a_browser_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(photograph, "_NAMES", ())
    with pytest.raises(Exception, match="No Chromium was found"), photograph.chromium():
        pass
