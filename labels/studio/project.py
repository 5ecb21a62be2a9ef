"""A project on the server: found by its title or made, with the page that the taxonomy asks for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from labels.studio.page import PARAGRAPH, SENTENCE, Unit, labelling_page
from labels.studio.page_check import stored_ids, unit_of
from labels.studio.server.connection import ONCE, Connection
from labels.taxonomy import Taxonomy
from storage.errors import BadData, BadSettings, BadTaxonomy, LabelStudioFailed

UNCERTAIN_FIRST = "Uncertainty sampling"
"""The server's word for handing out the tasks of the lowest prediction score first."""

_SHORTEST_TITLE, _LONGEST_TITLE = 3, 50


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a server. `model` is the version whose predictions people see, "" for none; `made` says that it is
    new, `unit` what its page asks about."""

    id: int
    title: str
    model: str
    url: str
    made: bool = False
    unit: Unit = PARAGRAPH


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
    unit: Unit | None = None,
    page: Callable[[Taxonomy, Unit], str] = labelling_page,
    annotators: int | None = None,
    instruction: str = "",
) -> Project:
    """Open the project of this title, or make it with the labelling page of the taxonomy.

    The page of a project that exists follows a change of wording, colour or hotkey. Categories must be the same:
    answers given without a category say nothing about it, and the server would drop one in silence. A project about
    paragraphs may become one about sentences, whose answers so far stay; predictions are then to be sent again.

    Args:
        unit: what the page asks about; None leaves a project as it is, and is sentences in a new one.
        page: makes the page, in place of the taxonomy's labelling page, with controls of the same names.
        annotators: how many people are asked about each task; None leaves a project as it is, and is 1 in a new one.
        instruction: HTML that people can open beside the page.

    Raises:
        BadSettings: the title is too short or too long, `annotators` is not above 0, or a project about sentences is
            to be one about paragraphs.
        BadTaxonomy: the project asks for other categories.
        BadData: several projects have this title.
        LabelStudioFailed: the server refuses.
    """
    _check_settings(title, annotators)
    if _named(connection, title) or title.isdecimal():
        project = open_project(connection, title)
        unit = _unit_of_both(project, unit)
        _bring_up_to_date(connection, project, page(taxonomy, unit), taxonomy)
        if annotators is not None:
            with connection.asking(f"changing how many people '{title}' asks") as sdk:
                sdk.projects.update(project.id, maximum_annotations=annotators, request_options=ONCE)
        return replace(project, unit=unit)
    return _make(connection, title, page(taxonomy, unit or SENTENCE), annotators or 1, instruction)


def _unit_of_both(project: Project, unit: Unit | None) -> Unit:
    if project.unit == SENTENCE and unit == PARAGRAPH:
        raise BadSettings(
            f"The project '{project.title}' asks about sentences, and paragraphs were asked for. Expected sentences, "
            "whose marks the other page would not show; leave --unit out, or name a project of another title."
        )
    return unit or project.unit


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
    if unit_of(standing) != unit_of(page):  # what was predicted for the other page does not show the sentences
        _forget_predictions(connection, project)


def _forget_predictions(connection: Connection, project: Project) -> None:
    with connection.asking(f"deleting the predictions of '{project.title}'") as sdk:
        models = {one.model_version for one in sdk.predictions.list(project=project.id)}
    for model in models:
        forget_model(connection, project, str(model))


def forget_model(connection: Connection, project: Project, model: str) -> None:
    """Delete the predictions of a model version.

    Raises:
        LabelStudioFailed: the server refuses.
    """
    with connection.asking(f"deleting the predictions of '{model}'") as sdk:
        # The SDK has no method for it.
        client = sdk._client_wrapper.httpx_client
        path, body = f"api/projects/{project.id}/model-versions/", {"model_version": model}
        answer = client.request(path, method="DELETE", json=body, request_options=ONCE)
    if answer.status_code != 200:
        raise LabelStudioFailed(
            f"{connection.url}: the predictions of '{model}' could not be deleted ({answer.status_code}). Expected "
            "them to go; delete them under Settings › Predictions."
        )


def _listed(choices: dict[str, tuple[str, ...]]) -> str:
    return ", ".join(one for control in choices.values() for one in control) or "nothing"


def _named(connection: Connection, title: str) -> list[Project]:
    with connection.asking(f"looking for the project '{title}'") as sdk:
        return [_project(connection, one) for one in sdk.projects.list(page_size=100) if one.title == title]


def _project(connection: Connection, value: object) -> Project:
    number = int(getattr(value, "id", 0))
    model = str(getattr(value, "model_version", "") or "")
    unit = unit_of(str(getattr(value, "label_config", "") or ""))
    return Project(number, str(getattr(value, "title", "")), model, f"{connection.url}/projects/{number}", unit=unit)
