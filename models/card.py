"""Make the model card that every bundle carries, README.md, from its manifest."""

from collections.abc import Mapping
from typing import Any

from labels.asking.annotator import BY_MODELS, said_of_teachers
from labels.soft.taught import taught_line
from models.manifest import Manifest, Unit
from storage.shown import number_of

_READS: dict[Unit, str] = {
    "sentence": "It judges each sentence; a paragraph's score for a category is the highest of them",
    "paragraph": "It judges a paragraph whole; where that takes several windows, the highest score counts",
    "multiscale": "It judges each clause, each sentence, and the paragraph whole; a paragraph's logit for a category "
    "is the mean of the best clause's, the best sentence's and its own",
}

_SECOND_LOOK = (
    "Where a logit lies within {:.2f} of 0, the paragraph is read whole too, and the mean of both logits counts."
)


def model_card(manifest: Manifest) -> str:
    """Return the card as Markdown."""
    parts = (_head, _training_data, _scores, _aim, _exported, _limits)
    return "\n".join(line for part in parts for line in part(manifest))


def _head(manifest: Manifest) -> list[str]:
    return [
        f"# {manifest.id}",
        "",
        f"Tags paragraphs of Chinese government work reports with: {_names(manifest)}. Several may apply, or none."
        if not manifest.taxonomy.exclusive
        else f"Sorts paragraphs of Chinese government work reports into exactly one of: {_names(manifest)}.",
        "",
        f"{_READS[manifest.unit]} (in windows of at most {manifest.max_tokens} tokens).",
        *([_SECOND_LOOK.format(manifest.second_look)] if manifest.second_look else []),
        "Load it with `inference.tagger.Tagger`, or with plain transformers one clause at a time:",
        "",
        "```python",
        "from transformers import pipeline",
        "",
        'pipeline("text-classification", model="<this folder>", top_k=None)("…")  # raw scores, before calibration',
        "```",
        "",
    ]


def _training_data(manifest: Manifest) -> list[str]:
    data = manifest.data
    return [
        "## Training data",
        "",
        f"{data.get('paragraphs', '?')} labelled paragraphs of {len(data.get('reports', []))} reports "
        f"(`{data.get('file', '?')}`, {data.get('without_category', '?')} without a category; content hash "
        f"{str(data.get('sha256', '?'))[:12]}). Encoder: `{manifest.encoder}`{_learnt_before(data)}.",
        *(["", said_of_teachers(data[BY_MODELS], data.get("paragraphs", "?")).english] if data.get(BY_MODELS) else []),
        *(["", _evidence(data)] if "paragraphs_with_evidence" in data else []),
        *(["", str(data["about"])] if data.get("about") else []),
        *(["", _contradictions(data["contradicting_texts"])] if data.get("contradicting_texts") else []),
        *(["", _self_training(data)] if data.get("unlabelled") else []),
        *(["", _taught(data["taught"])] if data.get("taught") else []),
        "",
    ]


def _scores(manifest: Manifest) -> list[str]:
    scores = manifest.scores
    return [
        "## Scores on paragraphs it was not trained on",
        "",
        f"Measured by {scores.get('method', '?')}, {scores.get('paragraphs', '?')} paragraphs: "
        f"macro-F1 {_figure(scores.get('macro_f1'))}, micro-F1 {_figure(scores.get('micro_f1'))}.",
        *(["", _by_models(scores)] if scores.get(BY_MODELS) else []),
        *(["", _seen_before(both)] if (both := _reports_of_both(manifest.data)) else []),
        "",
        "| category | labelled | F1 | threshold | calibration error |",
        "| --- | --- | --- | --- | --- |",
        *(_row(manifest, key) for key in manifest.taxonomy.ids),
        "",
        *([_review(manifest), ""] if manifest.review_band is not None or manifest.review_above is not None else []),
        "F1 is at thresholds chosen without the paragraphs judged. The calibration error is that of the scaling on the "
        "predictions it was",
        "fitted to, so a little small.",
        "",
    ]


def _aim(manifest: Manifest) -> list[str]:
    aim = manifest.scores.get("aim")
    if not aim:
        return []
    return [
        "## Aim",
        "",
        f"Thresholds were then chosen anew for {aim['aim']}, by {aim['paragraphs']} labelled paragraphs of "
        f"{aim['reports']} reports (`{aim['file']}`) that it was not trained on; the F1 above is that of thresholds "
        "before. A promise holds on other reports like these, with a risk of 5 % for each category.",
        "",
        "| category | threshold | promised, at least | precision | recall | tagged share less true |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {key} | {one['threshold']:.2f} | {_figure(one.get('at_least')) if 'at_least' in one else '–'} | "
            f"{_figure(one['precision'])} | {_figure(one['recall'])} | {one['bias']:+.3f} |"
            for key, one in aim["categories"].items()
        ),
        "",
    ]


def _exported(manifest: Manifest) -> list[str]:
    if not manifest.engine:
        return []
    gate = manifest.gate
    return [
        "## Exported",
        "",
        f"On processors with {', '.join(manifest.processor)} it runs as {manifest.engine}, elsewhere with the weights "
        "beside it. Measured",
        f"on {gate.get('processor', '?')}: {_figure(gate.get('equal'))} of {gate.get('paragraphs', '?')} paragraphs "
        f"keep their tags, macro-F1 {_figure(gate.get('macro_f1'))} (before {_figure(gate.get('macro_f1_before'))}), "
        f"{_figure(gate.get('speed'))} times as quick.",
        "",
    ]


def _limits(manifest: Manifest) -> list[str]:
    return [
        "## Limits",
        "",
        "Scores hold for reports like those it was trained on. Counting tags to compare regions or years needs a "
        "correction for its",
        "errors, and a look at the paragraphs marked for review. It must not be used to judge persons or offices.",
        "",
        "Versions: " + ", ".join(f"{name} {number}" for name, number in manifest.versions.items()) + ".",
        "",
    ]


def _review(manifest: Manifest) -> str:
    if manifest.review_above is not None:
        return (
            "A paragraph is marked for review where the chance that one of its tags is wrong or missing, as its scores "
            f"have it, is above {manifest.review_above:.3f}: so many that it was every fifth of those it was not "
            "trained on."
        )
    bands = manifest.bands
    shown = ", ".join(f"{key} {band:.2f}" for key, band in bands.items())
    return f"A paragraph is marked for review where a score is nearer to its threshold than: {shown}."


def _learnt_before(data: Mapping[str, Any]) -> str:
    """Say that the encoder was a tagger, "" where it was none."""
    reports = len(data.get("encoder_reports", []))
    return f", which had learnt to tag from {number_of(reports, 'report')}" if reports else ""


def _reports_of_both(data: Mapping[str, Any]) -> int:
    """Return how many of the reports that taught it had taught its encoder too."""
    return len({*data.get("encoder_reports", [])} & {*data.get("reports", [])})


def _seen_before(reports: int) -> str:
    return f"The encoder had learnt from {number_of(reports, 'report')} of these paragraphs, so these scores flatter."


def _evidence(data: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{key} {count:,}" for key, count in data["sentences"].items())
    partly = data.get("paragraphs_marked_in_part")
    some = f", in {partly:,} more those of some labels" if partly else ""
    return (
        f"In {data['paragraphs_with_evidence']:,} of them all labels have their sentences marked{some} ({counts}); "
        "it learnt from these sentences one by one, and from every paragraph whole."
    )


def _by_models(scores: Mapping[str, Any]) -> str:
    return (
        f"Of {scores.get('paragraphs', '?')} paragraphs that judged {scores[BY_MODELS]} were labelled by a language "
        "model alone: the scores say how well it imitates these labels, not how often it is right."
    )


def _contradictions(texts: int) -> str:
    different = "stand there several times with different labels"
    return f"{texts} of its texts {different}: no model can be right about all of these."


def _self_training(data: Mapping[str, Any]) -> str:
    read = f"{data['unlabelled']:,} unlabelled texts of the same kind"
    if "paragraphs_with_evidence" in data:
        return (
            f"Beside the labelled paragraphs it read {read}, whose sentences two teachers had labelled that had learnt "
            f"from the labelled paragraphs: linear models over character runs, and a model of its own kind. "
            "In cross-validation the teachers and those texts were without the regions judged."
        )
    return (
        f"Before the labelled paragraphs it read {read} once, with categories from a teacher that had learnt from the "
        "labelled paragraphs: two linear models over character runs. In cross-validation the teacher and those texts "
        "were without the regions judged."
    )


def _taught(facts: Mapping[str, Any]) -> str:
    return (
        f"Other models taught it too: {taught_line(facts)}. Their labels judged nothing; in cross-validation their "
        "texts of the regions judged were left out."
    )


def _names(manifest: Manifest) -> str:
    return ", ".join(f"{category.english} {category.chinese}" for category in manifest.taxonomy.categories)


def _row(manifest: Manifest, key: str) -> str:
    figures = [
        manifest.data.get("labels", {}).get(key, "?"),
        _figure(manifest.scores.get("f1", {}).get(key)),
        f"{manifest.thresholds[key]:.2f}",
        _figure(manifest.scores.get("calibration_error", {}).get(key)),
    ]
    return f"| {key} | " + " | ".join(map(str, figures)) + " |"


def _figure(value: Any) -> str:
    return "?" if value is None else f"{value:.3f}"
