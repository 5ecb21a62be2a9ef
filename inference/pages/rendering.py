"""The templates of every page a person reads, filled with everything escaped."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def render(template: Path, **values: Any) -> str:
    """Fill a template. It may include what lies beside it, and what lies in TEMPLATES: page.css is shared by all
    pages."""
    return _environment(template.parent).get_template(template.name).render(values)


@cache
def _environment(folder: Path) -> Environment:
    made = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,  # reports come from the web: no text of theirs may become markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["lean"] = lean
    return made


def lean(source: str) -> Markup:
    """Return our own CSS or JavaScript without comments, indents and blank lines, for a page that weighs less; a
    comment of JavaScript is one that has its line to itself."""
    lines = (line.strip() for line in _COMMENT.sub("", source).splitlines())
    return Markup("\n".join(line for line in lines if line and not line.startswith("//")))
