"""The templates of every page a person reads, filled with everything escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent / "templates"


def render(template: Path, **values: Any) -> str:
    """Fill a template. It may include what lies beside it, and what lies in TEMPLATES: page.css is shared by all
    pages."""
    return _environment(template.parent).get_template(template.name).render(values)


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,  # reports come from the web: no text of theirs may become markup
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["lean"] = lean
    return environment


def lean(code: str) -> str:
    """Leave out what only its readers need of a script or a style sheet: indentation, and comments of a line of their
    own. No text in it may run over two lines."""
    lines = [line.strip() for line in code.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))
