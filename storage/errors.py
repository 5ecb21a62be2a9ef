"""The exception tree: everything a person's input can cause.

    ZhengbiaoError
    ├── UnreadableReport    a file that should be a report cannot be read (reports/, storage/)
    │   └── GaveUp          there was no time or memory to read it: another try may (storage/)
    ├── BadData             a data file breaks its format; the message names file and place (all that read)
    ├── BadTaxonomy         labels/taxonomy.toml, or the taxonomy in a bundle, is not usable (labels/)
    ├── BadBundle           a model folder is incomplete, of another taxonomy, or of a newer format (models/)
    ├── BadSettings         a setting, or what was asked for, is outside its range (labels/ and below it)
    ├── EmptyText           a blank text was given to a model (inference/)
    ├── LabelStudioFailed   a Label Studio server cannot be installed, started or reached, or refuses (labels/)
    ├── AskingFailed        the server of a language model cannot be reached, refuses, or is asked no more (labels/)
    └── CannotWrite         an output place is read-only, a file where a folder belongs, … (every room that writes)

Every message has three parts: what arrived, what was expected, what to do. Scripts print it as one line on stderr and
exit with 1. Whatever is not in this tree is a bug and keeps its traceback.
"""


class ZhengbiaoError(Exception):
    """A fault in what was given, not in the program."""


class UnreadableReport(ZhengbiaoError):
    """A file that should hold a report cannot be read as one."""


class GaveUp(UnreadableReport):
    """Reading a file took too much time or memory, or ended its process: another try may read it."""


class BadData(ZhengbiaoError):
    """A data file breaks its format."""


class BadTaxonomy(ZhengbiaoError):
    """A taxonomy is not usable."""


class BadBundle(ZhengbiaoError):
    """A model folder is not usable."""


class BadSettings(ZhengbiaoError):
    """A setting, or what was asked for, is outside its range."""


class EmptyText(ZhengbiaoError):
    """A blank text was given where text is needed."""


class LabelStudioFailed(ZhengbiaoError):
    """A Label Studio server does not do what it was asked. The message never holds a token, password or cookie."""


class AskingFailed(ZhengbiaoError):
    """The server of a language model does not do what it was asked. The message never holds a key."""


class CannotWrite(ZhengbiaoError):
    """An output place cannot be written."""


def reason_of(error: Exception) -> str:
    """Return what a library says was wrong, in one line: some libraries speak in several."""
    return " ".join(str(error).split()) or type(error).__name__
