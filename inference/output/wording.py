"""What tables and workbooks say, in either language; and the words for levels and parts."""

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Wording(NamedTuple):
    """The same in Chinese and English."""

    chinese: str
    english: str

    def said(self, language: Language) -> str:
        """Return it in one of them."""
        return self.chinese if language == "zh" else self.english


LEVELS: dict[str, Wording] = {
    "national": Wording("全国", "National"),
    "province": Wording("省级", "Province"),
    "prefecture": Wording("地级", "Prefecture"),
    "county": Wording("县级", "County"),
    "township": Wording("乡级", "Township"),
}
PARTS: dict[str, Wording] = {"done": Wording("回顾", "Done"), "planned": Wording("部署", "Planned")}
