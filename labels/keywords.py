"""Weak labels from the keywords of the taxonomy: the reference that a model has to beat."""

from labels.evidence import Evidence, of_sentences
from labels.prediction import Prediction
from labels.taxonomy import Taxonomy
from reports.sentences import sentence_spans

KEYWORD_MODEL = "keywords"
"""The model version of pre-annotations by keywords."""


def keyword_labels(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Label `text` by the keywords it contains, and by nothing else.

    A category applies where at least one of its keywords stands in the text. Asking for two different ones was measured
    too: precision rises by about 0.15, recall falls by 0.2 and more, and F1 is lower in all four shipped categories.

    Returns:
        Category ids in taxonomy order. In an exclusive taxonomy the one category with most different keywords in the
        text, the first of equals; () where no keyword stands in it: the rule has nothing to say.
    """
    found = {category.id: sum(keyword in text for keyword in category.keywords) for category in taxonomy.categories}
    if taxonomy.exclusive:
        best = max(taxonomy.ids, key=lambda identifier: found[identifier])
        return (best,) if found[best] else ()
    return tuple(identifier for identifier in taxonomy.ids if found[identifier])


def keyword_prediction(text: str, taxonomy: Taxonomy) -> Prediction:
    """Return the keyword labels of `text`, each with the sentences that hold a keyword of it, as a pre-annotation for
    the time before any model is trained.

    Its score is no probability: n / (n + 1), where n counts the different keywords of the category with the fewest,
    and 0.5 where the rule says that none applies, so that paragraphs with little to go by come first.
    """
    labels = keyword_labels(text, taxonomy)
    found = [sum(keyword in text for keyword in one.keywords) for one in taxonomy.categories if one.id in labels]
    fewest = min(found, default=1)
    spans = sentence_spans(text)
    evidence: Evidence = {
        one.id: of_sentences([any(word in text[slice(*span)] for word in one.keywords) for span in spans], spans)
        for one in taxonomy.categories
        if one.id in labels
    }
    return Prediction(labels, fewest / (fewest + 1), KEYWORD_MODEL, evidence)
