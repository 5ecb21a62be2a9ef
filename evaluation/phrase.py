"""What pages say in words, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same in Chinese and English."""

    chinese: str
    english: str
