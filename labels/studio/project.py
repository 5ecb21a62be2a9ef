"""A project on the server: found by its title or made, with the page that the taxonomy asks for."""

from dataclasses import dataclass, replace
from xml.etree import ElementTree

from labels.studio.page import labelling_page
from labels.studio.page_check import stored_ids
from labels.studio.server.connection import ONCE, Connection
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings, BadTaxonomy

UNCERTAIN_FIRST = "Uncertainty sampling"
"""The server's word for handing out the tasks of the lowest prediction score first."""

_SHORTEST_TITLE, _LONGEST_TITLE = 3, 50


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a server. `model` is the version whose predictions people see, "" for none; `made` says that it is
    new."""

    id: int
    title: str
    model: str
    url: str
    made: bool = False


def open_project(connection: Connection, title: str) -> Project:
    """Find the project of this title; a number is taken as the project's id where no title is equal to it.

    Raises:
        BadData: there is none, or several.
    """
    found = _named(connection, title)
    if not found and title.isdecimal():
        with connection.asking(f"looking for project {title}") as sdk:
            found = [_project(connection, one) for one in sdk.projects.list(page_size=100) if one.id == int(title)]
    if len(found) != 1:
        what = f"{len(found)} projects are" if found else "no project is"
        numbers = f" (numbers {', '.join(str(one.id) for one in found)})" if found else ""
        raise BadData(
            f"{connection.url}: {what} called '{title}'{numbers}. Expected one; give its number with --project, or "
            "make one with scripts/label_studio.py push."
        )
    return found[0]


def ensure_project(
    connection: Connection,
    title: str,
    taxonomy: Taxonomy,
    *,
    page: str | None = None,
    annotators: int | None = None,
    instruction: str = "",
) -> Project:
    """Open the project of this title, or make it with the labelling page of the taxonomy.

    The page of a project that exists follows a change of wording, colour or hotkey. Categories must be the same:
    answers given without a category say nothing about it, and the server would drop one in silence.

    Args:
        page: in place of the taxonomy's labelling page, with controls of the same names.
        annotators: how many people are asked about each task; None leaves a project as it is, and is 1 in a new one.
        instruction: HTML that people can open beside the page.

    Raises:
        BadSettings: the title is too short or too long, or `annotators` is not above 0.
        BadTaxonomy: the project asks for other categories.
        BadData: several projects have this title.
        LabelStudioFailed: the server refuses.
    """
    _check_settings(title, annotators)
    page = labelling_page(taxonomy) if page is None else page
    if _named(connection, title) or title.isdecimal():
        project = open_project(connection, title)
        _bring_up_to_date(connection, project, page, taxonomy)
        if annotators is not None:
            with connection.asking(f"changing how many people '{title}' asks") as sdk:
                sdk.projects.update(project.id, maximum_annotations=annotators, request_options=ONCE)
        return project
    return _make(connection, title, page, annotators or 1, instruction)


def _make(connection: Connection, title: str, page: str, annotators: int, instruction: str) -> Project:
    with connection.asking(f"making the project '{title}'") as sdk:
        made = sdk.projects.create(
            title=title,
            label_config=page,
            sampling=UNCERTAIN_FIRST,
            maximum_annotations=annotators,
            show_collab_predictions=True,
            enable_empty_annotation=False,
            expert_instruction=instruction,
            request_options=ONCE,
        )
    return replace(_project(connection, made), made=True)


def _check_settings(title: str, annotators: int | None) -> None:
    if not _SHORTEST_TITLE <= len(title) <= _LONGEST_TITLE:
        raise BadSettings(
            f"The project title '{title}' has {len(title)} characters. Expected {_SHORTEST_TITLE} to {_LONGEST_TITLE}; "
            "choose another."
        )
    if annotators is not None and annotators < 1:
        raise BadSettings(
            f"{annotators} annotators for each paragraph arrived. Expected 1 or more; 2 let agreement be measured."
        )


def asked_for(page: str) -> dict[str, tuple[str, ...]]:
    """Return the choices that each control of a labelling page stores, by the name of the control."""
    return {control.get("name", ""): stored_ids(control) for control in ElementTree.fromstring(page).iter("Choices")}


def _bring_up_to_date(connection: Connection, project: Project, page: str, taxonomy: Taxonomy) -> None:
    with connection.asking(f"reading the page of '{project.title}'") as sdk:
        standing = str(sdk.projects.get(project.id).label_config)
    if standing.split() == page.split():
        return
    had, wanted = asked_for(standing), asked_for(page)
    if {name: set(ids) for name, ids in had.items()} != {name: set(ids) for name, ids in wanted.items()}:
        raise BadTaxonomy(
            f"The project '{project.title}' asks for {_listed(had)}, but {taxonomy.source} for {_listed(wanted)}. "
            "Expected the same categories; push into a project of another title, and bring old answers along with "
            "scripts/label_studio.py migrate."
        )
    with connection.asking(f"changing the page of '{project.title}'") as sdk:
        sdk.projects.update(project.id, label_config=page, request_options=ONCE)


def _listed(choices: dict[str, tuple[str, ...]]) -> str:
    return ", ".join(one for control in choices.values() for one in control) or "nothing"


def _named(connection: Connection, title: str) -> list[Project]:
    with connection.asking(f"looking for the project '{title}'") as sdk:
        return [_project(connection, one) for one in sdk.projects.list(page_size=100) if one.title == title]


def _project(connection: Connection, value: object) -> Project:
    number = int(getattr(value, "id", 0))
    model = str(getattr(value, "model_version", "") or "")
    return Project(number, str(getattr(value, "title", "")), model, f"{connection.url}/projects/{number}")
