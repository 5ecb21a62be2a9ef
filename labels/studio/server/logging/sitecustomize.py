"""Read by the server's Python when it starts: its log names no request that went well, and no token in an address.

Label Studio 1.23 logs every request twice, with the address of an invitation, which holds a token, whatever LOG_LEVEL
says.
"""

import logging
import re

_TOKEN = re.compile(r"(token=)[^\s&\"']+", re.IGNORECASE)


def without_tokens(record: logging.LogRecord) -> bool:
    """Take tokens out of a record, and refuse one below WARNING."""
    record.msg, record.args = _TOKEN.sub(r"\1…", record.getMessage()), ()
    return record.levelno >= logging.WARNING


for _name in ("django.server", "django.request"):
    logging.getLogger(_name).addFilter(without_tokens)
