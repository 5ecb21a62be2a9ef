"""What a reader sees of a page: one language of it, without its styles and its script."""

from lxml import html
from lxml.html import HtmlElement

OTHER = {"zh": "en", "en": "zh"}


def shown(page: str, language: str = "en") -> HtmlElement:
    """Return the body of a page as it stands in one language."""
    body = html.fromstring(page).find("body")
    assert body is not None
    for element in body.xpath(f"//*[@class='{OTHER[language]}'] | //script | //style"):
        element.drop_tree()
    return body


def words(page: str, language: str = "en") -> str:
    """Return what it says, in one line."""
    return " ".join(shown(page, language).text_content().split())


def from_outside(page: str) -> list[str]:
    """Return what a page would ask others for: nothing is right."""
    tree = html.fromstring(page)
    asked: list[str] = tree.xpath("//link/@href | //@src | //iframe | //object | //a[contains(@href, ':')]/@href")
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert len(policy) == 1 and policy[0].startswith("default-src 'none'; style-src 'unsafe-inline'; script-src ")
    return asked
