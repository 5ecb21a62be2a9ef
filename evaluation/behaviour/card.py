"""The model card with what a bundle does on cases: for the bundle's README.md, if its owner wants it there."""

from collections.abc import Sequence

from evaluation.behaviour.judging import Behaviour, Counted
from models.card import model_card
from models.manifest import Manifest


def card_with_behaviour(manifest: Manifest, behaviour: Behaviour) -> str:
    """Return a bundle's card as Markdown, and behind it how often cases fail, by kind and category."""
    ids = manifest.taxonomy.ids
    failing = [one for one in behaviour.tests if one.every.failed]
    lines = [
        "## Behaviour on cases whose answer is known",
        "",
        f"Of the {behaviour.every.cases} cases of {behaviour.file}, {behaviour.every.failed} fail: texts whose tags "
        "are known (MFT), changes that must leave tags (INV) or",
        "add or remove some (DIR). Cases are written by rule and are no sample of reports: they say where the model "
        "stumbles, not how often.",
        "Columns of categories count the cases about them.",
        "",
        f"| failing | any | {' | '.join(ids)} |",
        f"| --- | --- |{' --- |' * len(ids)}",
        *(_row(one.kind, one, ids) for one in behaviour.kinds),
        *(_row(f"{one.kind}: {one.english}", one, ids) for one in failing),
        "",
        f"{len(behaviour.tests) - len(failing)} other tests have no failure. Measured by `evaluate.py --behaviour`.",
        "",
    ]
    return model_card(manifest) + "\n" + "\n".join(lines)


def _row(name: str, counted: Counted, ids: Sequence[str]) -> str:
    figures = [counted.every, *(counted.categories[key] for key in ids)]
    return f"| {name} | " + " | ".join(f"{one.failed} of {one.cases}" if one.cases else "–" for one in figures) + " |"
