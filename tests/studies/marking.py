"""A measurement, not a test: what it costs a person to mark the sentences of twenty paragraphs, on four pages.

`python -m tests.studies.marking DATA` takes the folder of a running server (`label_studio.py start --data DATA`), makes
a project of each page, marks with real keys in Chromium what the sample's keywords mark, and prints a table. The keys
are those that a person must press, each key of a chord counted. The seconds are a model's, the keystroke-level model's
0.28 s a key and 1.35 s a decision, here one a sentence; where the key of a mark changes from sentence to sentence, and
has to be read off the page, one more a mark. `page` is what was measured: opening the task and storing the answer.
"""

import argparse
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from labels.keywords import keyword_prediction
from labels.labelled import read_labelled
from labels.studio.marks import sentence_regions
from labels.studio.page import SENTENCE, Question, labelling_page
from labels.studio.server.access import ADMIN, FILE, read_access
from labels.studio.server.connection import Connection, connect
from labels.studio.tasks import to_task
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from reports.sentences import sentence_spans
from scripts.shared.printing import table

SAMPLE = Path(__file__).parents[2] / "labels" / "sample" / "labelled.jsonl"
PARAGRAPHS, KEY_SECONDS, DECISION_SECONDS = 20, 0.28, 1.35
CELLS = "123456789rtyuiopasdfghjklzxcvbnm"  # q, w, e are flags
SEND = "Control+Enter"
TAXONOMY = Taxonomy.load()
Marked = list[list[str]]
"""The categories of each sentence."""


@dataclass(frozen=True)
class Way:
    """A page, what it needs of a task beside the text, and the keys that mark a paragraph on it."""

    page: str
    data: Callable[[Paragraph], dict[str, Any]]
    keys: Callable[[Marked], list[str]]
    looked_up: bool = False
    predictions: Callable[[Paragraph], list[dict[str, Any]]] = lambda paragraph: []


def wanted(paragraph: Paragraph) -> Marked:
    """Return what is marked: the categories whose keywords stand in each sentence."""
    evidence = keyword_prediction(paragraph.text, TAXONOMY).evidence
    regions = sentence_regions(paragraph.text, evidence, Question(SENTENCE))
    return [list(one["value"]["labels"]) for one in regions]


def hotkey(category: str) -> str:
    return next(one.hotkey for one in TAXONOMY.categories if one.id == category)


def steps(marked: Marked, first: Sequence[str], step: str, *after: str) -> list[str]:
    """Return the keys of a page where one key goes to the next sentence and the categories' keys mark it."""
    last = max((number for number, one in enumerate(marked) if one), default=0)
    keys = list(first)
    for number, one in enumerate(marked[: last + 1]):
        keys += [step] * (number > 0)
        for category in one:
            keys += [hotkey(category), *after]
    return [*keys, SEND]


def cell(number: int, category: str) -> str:
    """Return the key of a sentence's category where every such pair has its own; "" past the last key."""
    place = number * len(TAXONOMY.ids) + TAXONOMY.ids.index(category)
    return [*CELLS, *(f"Shift+{key}" for key in CELLS), *[""] * 999][place]


def cells_of(paragraph: Paragraph) -> dict[str, Any]:
    pieces = [paragraph.text[slice(*span)] for span in sentence_spans(paragraph.text)]
    given = [
        [
            {"alias": one.id, "value": one.chinese, "hotkey": cell(number, one.id).lower() or None}
            | {"html": f'<b style="color:{one.colour}">{escape(one.chinese)}</b>'}
            for one in TAXONOMY.categories
        ]
        for number in range(len(pieces))
    ]
    return {"sentences": [{"text": one, "choices": choices} for one, choices in zip(pieces, given, strict=True)]}


_LABELS = "".join(
    f'<Label alias="{one.id}" value="{one.chinese} {one.english}" background="{one.colour}" hotkey="{one.hotkey}"/>'
    for one in TAXONOMY.categories
)
_NONE = '<Choices name="none" toName="text"><Choice alias="none" value="都不是 None of these" hotkey="0"/></Choices>'
WAYS = {
    "sentences as regions": Way(
        labelling_page(TAXONOMY, SENTENCE),
        lambda one: {},
        lambda marked: steps(marked, ["Space"], "Space"),
        predictions=lambda one: to_task(one, None, None, question=Question(SENTENCE))["predictions"],
    ),
    "choices beside each (Repeater)": Way(
        '<View><Text name="text" value="$text"/><Repeater on="$sentences" indexFlag="{{idx}}"><View>'
        '<Text name="s_{{idx}}" value="$sentences[{{idx}}].text"/><Choices name="c_{{idx}}" toName="s_{{idx}}" '
        'choice="multiple" layout="inline" value="$sentences[{{idx}}].choices"/></View></Repeater>'
        f"{_NONE}</View>",
        cells_of,
        lambda marked: ([cell(number, one) for number, ones in enumerate(marked) for one in ones] or ["0"]) + [SEND],
        looked_up=True,
    ),
    "phrases (Paragraphs)": Way(
        f'<View><ParagraphLabels name="marks" toName="text">{_LABELS}</ParagraphLabels><Paragraphs name="text" '
        f'value="$sentences" layout="none" nameKey="text" textKey="text"/>{_NONE}</View>',
        cells_of,
        lambda marked: steps(marked, [] if any(marked) else ["0"], "Control+ArrowDown", "Control+Shift+a"),
    ),
    "the paragraph alone": Way(
        labelling_page(TAXONOMY),
        lambda one: {},
        lambda marked: [*([hotkey(one) for one in TAXONOMY.ids if any(one in each for each in marked)] or ["0"]), SEND],
    ),
}


def pressed(keys: Sequence[str]) -> int:
    """Count keys, those of a chord one by one."""
    return sum(len(key.split("+")) for key in keys)


def found_in(result: Sequence[dict[str, Any]]) -> int:
    """Count the marks of an answer, on whichever page it was given."""
    lists = [
        value.get("labels") or value.get("paragraphlabels") or value.get("choices") or []
        for value in (entry["value"] for entry in result)
    ]
    return sum(one in TAXONOMY.ids for each in lists for one in each)


def measure(page: Any, connection: Connection, name: str, way: Way, paragraphs: Sequence[Paragraph]) -> list[str]:
    """Mark the paragraphs on one page with real keys, and return its line of the table."""
    sdk = connection.sdk
    project = sdk.projects.create(
        title=f"marking {time.time():.0f}", label_config=way.page, show_collab_predictions=True
    )
    tasks = [
        {"data": to_task(one, None, None)["data"] | way.data(one), "predictions": way.predictions(one)}
        for one in paragraphs
    ]
    numbers = sdk.projects.import_tasks(id=project.id, request=tasks, return_task_ids=True).task_ids or []
    seconds, kept = [], 0
    for number, one in zip(numbers, paragraphs, strict=True):
        began = time.perf_counter()
        page.goto(f"{connection.url}/projects/{project.id}/data?task={number}")
        page.get_by_role("button", name="Submit").wait_for()
        page.wait_for_load_state("networkidle")
        page.get_by_text(one.text[:8]).first.wait_for()
        opened = time.perf_counter()
        *keys, send = way.keys(wanted(one))
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(150)  # as a person does, so that the page follows
        sent = time.perf_counter()
        with page.expect_response(lambda it: "/annotations" in it.url and it.request.method == "POST"):
            page.keyboard.press(send)
        seconds.append(opened - began + time.perf_counter() - sent)
        [answer] = sdk.annotations.list(id=number)
        kept += found_in(answer.result)
    marks = [sum(map(len, wanted(one))) for one in paragraphs]
    keys_pressed = sum(pressed(way.keys(wanted(one))) for one in paragraphs)
    decisions = sum(len(wanted(one)) for one in paragraphs) + (sum(marks) if way.looked_up else 0)
    modelled = keys_pressed * KEY_SECONDS + decisions * DECISION_SECONDS
    told = (keys_pressed, f"{modelled:.0f}", f"{median(seconds):.1f}", f"{kept} of {sum(marks)}")
    return [name, *map(str, told)]


def main() -> None:
    """Measure every page and print the table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    connection, account = connect(data), read_access(data / FILE).accounts[ADMIN]
    rows = [row.paragraph for row in read_labelled(SAMPLE, TAXONOMY) if 3 <= len(sentence_spans(row.text)) <= 9]
    chosen = rows[:: len(rows) // PARAGRAPHS][:PARAGRAPHS]
    marked = [one for paragraph in chosen for one in wanted(paragraph)]
    print(f"{len(chosen)} paragraphs, {len(marked)} sentences, {sum(map(len, marked))} marks")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 1100})
        page.set_default_timeout(60_000)
        page.on("dialog", lambda asked: asked.accept())  # whether to leave the page
        page.goto(f"{connection.url}/user/login/")
        page.fill("input[name=email]", ADMIN)
        page.fill("input[name=password]", account.password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/user/login" not in url)
        lines = [measure(page, connection, name, way, chosen) for name, way in WAYS.items()]
        browser.close()
    print(table(["page", "keys", "seconds (model)", "page, s", "marks kept"], lines))


if __name__ == "__main__":
    main()
