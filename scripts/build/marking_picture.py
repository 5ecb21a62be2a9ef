"""Photograph the page on which people mark sentences, on a Label Studio server of its own."""

from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from scripts import commandline
from scripts.shared import options
from scripts.shared.photograph import chromium, free_port, opened, save

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from reports.report import Paragraph

EPILOG = """\
examples:
  python scripts/build/marking_picture.py

Needs Chromium. Installs the server into .venv-label-studio where it is missing (minutes), starts it on a free port with
a database of its own, marks the sentences of a paragraph of the sample corpus by keyboard, and ends it.
"""
PICTURE = commandline.ROOT / "docs" / "pictures" / "marking-page.png"
REPORT, INDEX = "云陂市-2021", 2
KEYS = ("", "34", "4")
"""What is pressed at each sentence of the paragraph: its treated patients are livelihood and security, the flood is
security."""


def make_parser() -> ArgumentParser:
    """Describe the options."""
    parser = commandline.parser(__doc__ or "", EPILOG)
    options.add_output(parser, "DIR", "folder of the server", default="runs/pictures/label-studio")
    return parser


def main() -> None:
    arguments = make_parser().parse_args()

    from labels.guide import instruction
    from labels.studio.page import SENTENCE
    from labels.studio.project import ensure_project
    from labels.studio.push import push
    from labels.studio.remote_tasks import tasks_there
    from labels.studio.server.access import ADMIN
    from labels.studio.server.connection import connect
    from labels.studio.server.environment import ensure_environment
    from labels.studio.server.process import start, stop
    from labels.taxonomy import Taxonomy

    data: Path = arguments.output or Path("runs/pictures/label-studio")
    taxonomy = Taxonomy.load()
    with chromium() as browser:
        access = start(ensure_environment(commandline.say), data, free_port(), say=commandline.say)
        try:
            connection = connect(data)
            project = ensure_project(
                connection, "政标 Zhengbiao", taxonomy, unit=SENTENCE, instruction=instruction(taxonomy)
            )
            paragraphs = read_sample()
            push(connection, project, paragraphs, taxonomy)
            with opened(browser) as page:
                sign_in(page, access.url, ADMIN, access.accounts[ADMIN].password)
                numbers = {task.paragraph: task.id for task in tasks_there(connection, project)}
                mark(page, f"{project.url}/data?task={numbers[paragraphs[INDEX].id]}", paragraphs[INDEX].text)
                print(save(page.screenshot(clip={"x": 240, "y": 92, "width": 880, "height": 690}), PICTURE))
        finally:
            stop(data)


def read_sample() -> "list[Paragraph]":
    """Return the paragraphs of the report that is shown."""
    from reports.reading import read_file

    sheet = commandline.ROOT / "reports" / "sample_corpus" / "reports.csv"
    return [one for report in read_file(sheet) for one in report.paragraphs if one.report == REPORT]


def sign_in(page: "Page", server: str, name: str, password: str) -> None:
    """Sign in as a person does."""
    page.goto(f"{server}/user/login/")
    page.fill("input[name=email]", name)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/user/login" not in url)


def mark(page: "Page", task: str, text: str) -> None:
    """Open a task and mark its sentences by keyboard."""
    page.set_viewport_size({"width": 1440, "height": 1400})
    page.goto(task)
    page.get_by_text(text[:8]).first.wait_for()
    page.locator(".htx-highlight").first.wait_for()
    page.wait_for_load_state("networkidle")
    for number, keys in enumerate(KEYS):
        page.keyboard.press("Space")
        page.get_by_text(f"u{number}", exact=True).first.wait_for()  # the name of the sentence, where it is chosen
        for key in keys:
            page.keyboard.press(key)


if __name__ == "__main__":
    commandline.run(main)
