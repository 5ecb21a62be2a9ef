"""Say what is wrong with a file whose bytes make no Chinese text: one line that names what was recognised and what to
do."""

import re
from pathlib import Path

from reports.encoding.chinese import letters
from reports.encoding.mojibake import Lost, restored
from storage.errors import UnreadableReport

# Japanese and Korean: their encodings, and the least share of kana or Hangul among the letters of such text.
_KANA, _HANGUL = re.compile("[\u3041-\u30fe]"), re.compile("[\uac00-\ud7a3]")
_FOREIGN = (("Shift_JIS", "cp932", _KANA, 0.25), ("EUC-JP", "euc_jp", _KANA, 0.25), ("EUC-KR", "cp949", _HANGUL, 0.5))
_SAMPLE_BYTES = 20_000
_MOST_BROKEN = 0.01


def binary(path: Path) -> UnreadableReport:
    return UnreadableReport(
        f"{path}: holds no text that can be decoded. Expected UTF-8, GB18030, UTF-16 or Big5; "
        "if it is a document of another kind, export it as TXT, HTML or DOCX."
    )


def mixture(path: Path, names: str) -> UnreadableReport:
    return UnreadableReport(
        f"{path}: mixes encodings ({names}), and the encoding of some lines cannot be told. Expected one encoding "
        "throughout; "
        "save its parts as files of their own, in UTF-8."
    )


def damaged(path: Path, cause: str) -> UnreadableReport:
    return UnreadableReport(
        f"{path}: was damaged when it was saved: {cause}. Expected the text as it was written; fetch the original "
        "again."
    )


def broken_wide(path: Path, encoding: str) -> UnreadableReport:
    return UnreadableReport(
        f"{path}: begins as {encoding.removesuffix('-sig').upper()}, but then a byte is missing or another encoding "
        "follows. "
        "Expected one encoding throughout; fetch it again or save it as UTF-8."
    )


def foreign(data: bytes, path: Path) -> UnreadableReport:
    """Name the encoding of Japanese or Korean, or the wrong saving, that the text plainly is in."""
    try:
        restored(data.decode("gb18030", "replace"))
    except Lost as error:
        return damaged(path, str(error))
    for name, encoding, of_language, share in _FOREIGN:
        text = data[:_SAMPLE_BYTES].decode(encoding, "replace")
        if text.count("\ufffd") <= _MOST_BROKEN * len(text) and len(of_language.findall(text)) > share * max(
            len(letters(text)), 1
        ):
            return UnreadableReport(
                f"{path}: is text in {name}, not Chinese. Expected a Chinese government work report; leave it out."
            )
    return UnreadableReport(
        f"{path}: holds text that is Chinese in none of UTF-8, GB18030, UTF-16 and Big5. "
        "Expected one of these; if it is Chinese in another encoding (EUC-TW?), save it as UTF-8."
    )
