"""The categories that exist, as `labels/taxonomy.toml` declares them and as a bundle remembers them."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from storage.checking import Text, Truth, Word, Wording, checked
from storage.errors import BadData, BadTaxonomy
from storage.parsing import did_you_mean, parse_toml
from storage.regular import read_regular, refusal
from storage.shown import shown

SHIPPED = Path(__file__).with_name("taxonomy.toml")

NONE_ID = "none"
"""The answer "none of these" of the labelling page, and so no category's id."""
FLAG_HOTKEYS = ("q", "w", "e")
NONE_HOTKEY = "0"

_LARGEST = 4_000_000  # bytes
_ID = re.compile(r"[a-z][a-z0-9_]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_HOTKEY = re.compile(r"[a-z0-9]")
_WORDING = Wording(
    "see labels/taxonomy.toml",
    entries={
        "categories": "category",
        "border_cases": "border case",
        "examples": "example",
        "keywords": "keyword",
        "labels": "label",
    },
)


@dataclass(frozen=True, slots=True)
class Category:
    """One category. `id` is what files and models hold, `hotkey` one key of the labelling page, `colour` is #rrggbb."""

    id: Text
    chinese: Text
    english: Text
    definition_chinese: Text
    definition_english: Text
    colour: Text
    hotkey: Text
    keywords: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that a border case is about, and the categories it carries, () where none."""

    chinese: Text
    english: Text
    labels: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class BorderCase:
    """One hard case and how it is decided, in both languages, with examples where the words alone leave doubt."""

    chinese: Text
    english: Text
    examples: tuple[Example, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the case as a JSON object, its examples only where it has some."""
        examples = [asdict(one) | {"labels": list(one.labels)} for one in self.examples]
        return {"chinese": self.chinese, "english": self.english, **({"examples": examples} if examples else {})}


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The categories in their order, the rule for all of them, and whether a paragraph carries exactly one
    (`exclusive`).

    The order of `categories` is the order of labels, of a model's outputs and of every table. `source` names where the
    taxonomy was read, for messages; it takes no part in comparisons.
    """

    name: Text
    version: Text
    exclusive: Truth
    rule_chinese: Text
    rule_english: Text
    categories: tuple[Category, ...]
    border_cases: tuple[BorderCase, ...] = ()
    source: str = field(default="labels/taxonomy.toml", compare=False)

    @classmethod
    def load(cls, path: Path | None = None) -> "Taxonomy":
        """Read a taxonomy file; the shipped one where no path is given.

        Raises:
            BadTaxonomy: the file cannot be read, is not TOML, or breaks a rule of `from_json`.
        """
        source = "labels/taxonomy.toml" if path is None else shown(path)
        try:
            content = read_regular(path or SHIPPED, _LARGEST)
        except OSError as error:
            raise BadTaxonomy(f"{source}: {refusal(error)}. Expected a taxonomy file; check the path.") from error
        value = parse_toml(content, source, "Expected a file like labels/taxonomy.toml; mend that place.", BadTaxonomy)
        return cls.from_json(value, source)

    @classmethod
    def from_json(cls, value: Mapping[str, Any], source: str = "the taxonomy") -> "Taxonomy":
        """Build a taxonomy from the object that `to_json` returns, which has the shape of the TOML file.

        Raises:
            BadTaxonomy: a key is missing, unknown or of the wrong type; there is no category; an id, hotkey or colour
                is illegal, or an id or hotkey repeated; an example carries what is no category.
        """
        taxonomy = checked(cls, value, source, BadTaxonomy, _WORDING)
        _check_categories(taxonomy.categories, source)
        _check_examples(taxonomy, source)
        return replace(taxonomy, source=source)

    def to_json(self) -> dict[str, Any]:
        """Return the taxonomy as a JSON object, all but its source; `from_json` takes it back."""
        value = asdict(self)
        del value["source"]
        value["categories"] = [{**category, "keywords": list(category["keywords"])} for category in value["categories"]]
        value["border_cases"] = [case.to_json() for case in self.border_cases]
        return value

    @property
    def ids(self) -> tuple[str, ...]:
        """The category ids in the order of the file."""
        return tuple(category.id for category in self.categories)

    @property
    def digest(self) -> str:
        """Twelve hex digits that two taxonomies share exactly when a model of one can stand in for a model of the
        other.

        They depend on the ids, their order and `exclusive`: on what a model's outputs mean, not on wording or colours.
        """
        return hashlib.sha256(json.dumps([self.exclusive, self.ids]).encode()).hexdigest()[:12]

    def check(self, label: str, where: str) -> str:
        """Return `label` where it is a category id.

        Args:
            where: names file and line in the error, e.g. "march.jsonl, line 412".

        Raises:
            BadData: it is none; the message names the nearest id.
        """
        if label in self.ids:
            return label
        names = {
            name.casefold(): category.id
            for category in self.categories
            for name in (category.english, category.chinese, category.id)
        }
        raise BadData(
            f"{where}: category '{label}' is not in the taxonomy.{did_you_mean(label.casefold(), names)} "
            f"The categories are {', '.join(self.ids)} ({self.source}); correct it, or name the taxonomy or the model "
            "that has it."
        )


def _check_categories(categories: tuple[Category, ...], source: str) -> None:
    if not categories:
        raise BadTaxonomy(
            f"{source}: no category. Expected at least one [[categories]] table; add it as in labels/taxonomy.toml."
        )
    owners: dict[tuple[str, str], str] = {}
    for category in categories:
        _check_form(category, source)
        for kind, content in (("id", category.id), ("hotkey", category.hotkey)):
            if (kind, content) in owners:
                raise BadTaxonomy(
                    f"{source}: the {kind} '{content}' of '{category.chinese}' is also that of "
                    f"'{owners[kind, content]}'. "
                    f"Expected a {kind} of its own for every category; change one."
                )
            owners[kind, content] = category.chinese


def _check_examples(taxonomy: Taxonomy, source: str) -> None:
    for number, case in enumerate(taxonomy.border_cases, 1):
        for label in (label for example in case.examples for label in example.labels):
            if label not in taxonomy.ids:
                raise BadTaxonomy(
                    f"{source}, border case {number}: an example carries '{label}', which is no category."
                    f"{did_you_mean(label, taxonomy.ids)} Expected some of {', '.join(taxonomy.ids)}, or [] for none; "
                    "correct it."
                )


def _check_form(category: Category, source: str) -> None:
    where = f"{source}, category '{category.id}'"
    if category.id == NONE_ID or not _ID.fullmatch(category.id):
        raise BadTaxonomy(
            f"{where}: the id is not usable. Expected small letters, digits and _, a letter first, and not "
            f"'{NONE_ID}'; rename it."
        )
    if category.hotkey in (NONE_HOTKEY, *FLAG_HOTKEYS) or not _HOTKEY.fullmatch(category.hotkey):
        raise BadTaxonomy(
            f"{where}: the hotkey '{category.hotkey}' is not usable. Expected one of 1-9 or a-z, but not "
            f"{', '.join(FLAG_HOTKEYS)}, which are the flags of the labelling page; choose another."
        )
    if not _COLOUR.fullmatch(category.colour):
        raise BadTaxonomy(
            f"{where}: the colour '{category.colour}' is not usable. Expected #rrggbb, e.g. #1556c9; write it so."
        )
