"""Binary Word documents, WPS, OpenDocument and Word XML become DOCX through LibreOffice, where it is installed."""

import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from storage.errors import GaveUp, UnreadableReport

MOST_SECONDS = 60
"""On the clock. A report takes one or two, on a busy machine five."""
_LARGEST = 60_000_000
_LARGEST_MADE = 200_000_000
_ON_A_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_NAMES = {
    ".doc": "a binary Word document (.doc or .wps)",
    ".wps": "a document of Microsoft Works",
    ".odt": "an OpenDocument text",
    ".xml": "a Word document in XML",
    ".fodt": "an OpenDocument text in XML",
}
# A profile of its own, so that any number may work at once beside the one that a person has open; in it nothing runs
# that a document brings along, and nothing is fetched for it.
_SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def as_docx(data: bytes, ending: str, path: Path) -> bytes:
    """Return a document as DOCX.

    Nothing is written outside a temporary folder, and that is removed, with the program, also when this process is
    killed.

    Args:
        ending: what LibreOffice knows its format by.
        path: its name as it is shown.

    Raises:
        UnreadableReport: LibreOffice is not installed, or makes nothing of it within 60 seconds; the line holds the
            command that converts it.
    """
    program = libreoffice()
    if program is None:
        raise UnreadableReport(
            f"{path}: is {_NAMES[ending]}, for which LibreOffice is not installed here. Expected it, or a DOCX; "
            f"convert it where it is: {_command(path, ending)}"
        )
    if len(data) > _LARGEST:
        raise _refused(path, ending, f"holds {len(data):,} bytes, more than the {_LARGEST:,} that are converted")
    with tempfile.TemporaryDirectory(prefix="zhengbiao-", ignore_cleanup_errors=True) as name:
        return _converted(program, data, ending, path, Path(name))


def _converted(program: str, data: bytes, ending: str, path: Path, folder: Path) -> bytes:
    given, made, profile = folder / f"report{ending}", folder / "made", folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    given.write_bytes(data)
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    command += ["--nologo", "--nodefault", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made), str(given)]
    code = _kept(command, folder)
    result = made / "report.docx"
    if not result.is_file():
        took = f"took more than {MOST_SECONDS} seconds" if code == 124 else "made nothing of it"
        raise GaveUp(str(_refused(path, ending, f"is {_NAMES[ending]}, and LibreOffice {took}")))
    if result.stat().st_size > _LARGEST_MADE:
        raise _refused(path, ending, f"is {_NAMES[ending]} and becomes over {_LARGEST_MADE:,} bytes of DOCX")
    return result.read_bytes()


def _kept(command: list[str], folder: Path) -> int:
    """Run a command under a keeper, which ends it when this process ends or its time is up."""
    keeper = [sys.executable, "-I", str(Path(__file__).with_name("keeper.py")), str(folder), str(MOST_SECONDS)]
    with subprocess.Popen(
        [*keeper, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that Ctrl-C does not end it before its program
    ) as process:
        return process.wait()


def libreoffice() -> str | None:
    """Return the program, None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or (_ON_A_MAC if Path(_ON_A_MAC).is_file() else None)


def _command(path: Path, ending: str) -> str:
    name = shlex.quote(path.name)
    # Only by .doc does LibreOffice know what WPS writes.
    rename = f"cp {name} report.doc && " if ending == ".doc" and path.suffix.lower() != ".doc" else ""
    return f"{rename}soffice --headless --convert-to docx {'report.doc' if rename else name}"


def _refused(path: Path, ending: str, why: str) -> UnreadableReport:
    return UnreadableReport(f"{path}: {why}. Expected a DOCX; save it as one, or try: {_command(path, ending)}")
