"""From the answers of several people to agreement, adjudication and settled labels, by the commands a person types."""

import json
from pathlib import Path

import pytest

from labels.answered import Answer
from labels.labelled import LabelledParagraph, read_labelled, write_labelled
from labels.studio.tasks import choices, to_task
from labels.taxonomy import Taxonomy
from reports.report import Paragraph
from reports.sentences import sentence_spans
from tests.scripts.running import SCRIPTS, run_script

TAXONOMY = Taxonomy.load()


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """Twelve paragraphs of three reports; 林 and 周 differ on the first of each."""
    rows = [
        LabelledParagraph(
            Paragraph(f"岚川县-{year}:{index:03d}", f"岚川县-{year}", f"新建水厂{index + 1}座。", index=index),
            ("industry",),
            {"林": ("industry",), "周": ("industry",) if index else ("ecology", "industry")},
        )
        for year in (2019, 2020, 2021)
        for index in range(4)
    ]
    write_labelled(tmp_path / "rows.jsonl", rows)
    return tmp_path / "rows.jsonl"


def test_agreement_writes_a_page_and_figures(labelled: Path, tmp_path: Path) -> None:
    finished = run_script("label_studio", "agreement", labelled, "--output", "out", cwd=tmp_path)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "2 annotators; 12 paragraphs judged by two or more, 3 disputed" in finished.stdout
    assert "security     Krippendorff's alpha undefined" in finished.stdout
    figures = json.loads((tmp_path / "out" / "agreement.json").read_text(encoding="utf-8"))
    assert len(figures["disputes"]) == 3
    assert (tmp_path / "out" / "agreement.html").stat().st_size > 5000


def test_agreement_on_sentences_is_printed_where_people_marked_them(tmp_path: Path) -> None:
    text = "岚川县轴承产业园新开工项目三个。岚川县修复湿地一百二十公顷。"
    first, second = sentence_spans(text)
    rows = [
        LabelledParagraph(
            Paragraph(f"岚川县-{year}:000", f"岚川县-{year}", text),
            ("ecology",),
            {"林": ("ecology",), "周": ("ecology",)},
            answers={"林": Answer(evidence={"ecology": (second,)}), "周": Answer(evidence=evidence)},
        )
        for year, evidence in ((2019, {"ecology": (second,)}), (2020, {"ecology": (first,)}), (2021, {}))
    ]
    write_labelled(tmp_path / "rows.jsonl", rows)
    finished = run_script("label_studio", "agreement", "rows.jsonl", "--output", "out", cwd=tmp_path)
    assert (finished.returncode, finished.stderr) == (0, "")
    assert "3 paragraphs judged by two or more, 1 disputed" in finished.stdout
    assert "4 sentences judged by two or more; 1 answer gave a category without marks\n" in finished.stdout
    assert "ecology      Krippendorff's alpha 0.125\n" in finished.stdout


def test_only_the_people_named_are_compared(labelled: Path, tmp_path: Path) -> None:
    finished = run_script("label_studio", "agreement", labelled, "--annotators", "林", "--output", "out", cwd=tmp_path)
    assert "1 annotator; 0 paragraphs judged by two or more" in finished.stdout
    refused = run_script("label_studio", "agreement", labelled, "--annotators", "吴", "--output", "out", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "'吴' judged no paragraph. Expected one of 周, 林; correct the name.\n"


def test_disputes_become_tasks_and_answers_to_them_settled_labels(labelled: Path, tmp_path: Path) -> None:
    made = run_script(
        "label_studio",
        "adjudicate",
        labelled,
        "--paragraphs",
        labelled,
        "--output",
        "tasks.json",
        "--page",
        "page.xml",
        cwd=tmp_path,
    )
    assert (made.returncode, made.stderr) == (0, "")
    assert "3 of 12 paragraphs are disputed" in made.stdout
    assert 'value="$said"' in (tmp_path / "page.xml").read_text(encoding="utf-8")
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert tasks[0]["data"]["following"] == "新建水厂2座。"
    answer = {
        "id": 1,
        "completed_by": "裁",
        "result": [choices("category", ["ecology"])],
        "updated_at": "2026-03-01T08:00:00Z",
    }
    decided = [{**task, "annotations": [answer]} for task in tasks[:2]]
    (tmp_path / "decided.json").write_text(json.dumps(decided), encoding="utf-8")
    settled = run_script(
        "label_studio", "settle", labelled, "--adjudicated", "decided.json", "--output", "gold.jsonl", cwd=tmp_path
    )
    assert settled.returncode == 0
    assert settled.stderr == "岚川县-2021:000 stays open: disputed, and no adjudicator answered\n"
    assert settled.stdout == "2 settled, 1 open. Wrote 12 paragraphs to gold.jsonl\n"
    gold = {row.id: row for row in read_labelled(tmp_path / "gold.jsonl", TAXONOMY)}
    assert [gold[f"岚川县-{year}:000"].labels for year in (2019, 2020, 2021)] == [
        ("ecology",),
        ("ecology",),
        ("industry",),
    ]
    settlement = gold["岚川县-2019:000"].settled
    assert settlement is not None
    assert settlement.by == ("裁",)


def test_an_answer_to_another_paragraph_is_refused_by_name(labelled: Path, tmp_path: Path) -> None:
    stranger = LabelledParagraph(Paragraph("丁县-2020:000", "丁县-2020", "另一段话。"), (), {"裁": ()})
    write_labelled(tmp_path / "other.jsonl", [stranger])
    refused = run_script(
        "label_studio", "settle", labelled, "--adjudicated", "other.jsonl", "--output", "gold.jsonl", cwd=tmp_path
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "'丁县-2020:000' was adjudicated, but is not among the 12 labelled ones" in refused.stderr
    assert not (tmp_path / "gold.jsonl").exists()


def test_where_one_category_is_asked_for_what_stays_open_is_left_out(tmp_path: Path) -> None:
    shipped = (SCRIPTS.parent / "labels" / "taxonomy.toml").read_text(encoding="utf-8")
    (tmp_path / "one.toml").write_text(shipped.replace("exclusive = false", "exclusive = true"), encoding="utf-8")
    tasks = []
    for index in range(2):
        task = to_task(Paragraph(f"岚川县-2021:{index:03d}", "岚川县-2021", f"新建水厂{index + 1}座。"), None, None)
        said = (("林", "industry"), ("周", "ecology" if index else "industry"))
        tasks.append(
            {
                **task,
                "annotations": [{"completed_by": who, "result": [choices("category", [one])]} for who, one in said],
            }
        )
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    (tmp_path / "decided.json").write_text(json.dumps(tasks[:1]), encoding="utf-8")
    command = (
        "settle",
        "export.json",
        "--adjudicated",
        "decided.json",
        "--taxonomy",
        "one.toml",
        "--output",
        "gold.jsonl",
    )
    finished = run_script("label_studio", *command, cwd=tmp_path)
    assert finished.stderr == "岚川县-2021:001 stays open: disputed, and no adjudicator answered\n"
    assert finished.stdout == "1 settled, 1 open (1 without a label, left out). Wrote 1 paragraph to gold.jsonl\n"
