"""Binary Word documents are read through LibreOffice, which leaves nothing behind; without it the line says what to
do."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reports.formats.kinds.recognition import recognise_bytes
from reports.formats.office import libreoffice
from reports.formats.office.libreoffice import as_docx
from reports.reading import read_file
from storage.errors import UnreadableReport
from tests.reports.packing import rtf
from tests.reports.sample_text import LINES, TEXT

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed; install libreoffice-writer"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def binary_word(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A binary Word document as LibreOffice saves it."""
    place = tmp_path_factory.mktemp("word")
    (place / "a.rtf").write_bytes(rtf(LINES))
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", place, place / "a.rtf"]
    subprocess.run(command, check=True, capture_output=True)
    return (place / "a.doc").read_bytes()


@needs_libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.txt"])
def test_a_binary_word_document_is_read_under_any_name(name: str, binary_word: bytes, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / name).write_bytes(binary_word)
    (plain,), (report,) = read_file(tmp_path / "plain.txt"), read_file(tmp_path / name)
    assert [one.text for one in report.paragraphs] == [one.text for one in plain.paragraphs]
    assert report.encoding == "doc"


@needs_libreoffice
def test_a_password_and_a_cut_off_document_are_named(binary_word: bytes) -> None:
    locked = bytearray(binary_word)
    locked[locked.find(b"\xec\xa5") + 11] |= 1
    assert "protected by a password" in recognise_bytes(bytes(locked), "a.doc").reason
    for share in (0.1, 0.5, 0.95):
        assert "damaged" in recognise_bytes(binary_word[: int(len(binary_word) * share)], "a.doc").reason


def test_without_libreoffice_the_line_holds_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "_ON_A_MAC", str(tmp_path / "none"))
    with pytest.raises(UnreadableReport) as caught:
        as_docx(OLE, ".doc", Path("in/我的 报告.doc"))
    assert str(caught.value).endswith("soffice --headless --convert-to docx '我的 报告.doc'")
    with pytest.raises(UnreadableReport, match=r"cp a\.wps report\.doc && soffice --headless --convert-to docx report"):
        as_docx(OLE, ".doc", Path("a.wps"))


def stand_in(folder: Path) -> None:
    """Put in the place of LibreOffice a program that says who it is and does nothing more."""
    script = f"import os, time; open({str(folder / 'pid')!r}, 'w').write(f'{{os.getpid()}} '); time.sleep(600)"
    (folder / "soffice").write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    (folder / "soffice").chmod(0o755)


def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(libreoffice, "MOST_SECONDS", 2)
    with pytest.raises(UnreadableReport, match="LibreOffice took more than 2 seconds"):
        as_docx(OLE, ".doc", Path("a.doc"))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_nothing_is_left_behind_when_the_reader_is_killed(tmp_path: Path, root: Path) -> None:
    stand_in(tmp_path)
    (tmp_path / "temporary").mkdir()
    program = "from reports.formats.office.libreoffice import as_docx; from pathlib import Path; "
    program += "as_docx(b'x', '.doc', Path('a.doc'))"
    environment = {**os.environ, "PATH": str(tmp_path), "TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(root)}
    reader = subprocess.Popen([sys.executable, "-c", program], env=environment)
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text().endswith(" "):
        assert reader.poll() is None
        time.sleep(0.05)
    reader.send_signal(signal.SIGKILL)
    reader.wait()
    ends = time.monotonic() + 60
    while any((tmp_path / "temporary").iterdir()) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not any((tmp_path / "temporary").iterdir())
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
