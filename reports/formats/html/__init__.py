"""Web pages: what a browser shows of them."""

from reports.formats.html.page import InFrames, TooDeep, WrittenByScripts, html_lines, looks_like_html, page_lines

__all__ = ("InFrames", "TooDeep", "WrittenByScripts", "html_lines", "looks_like_html", "page_lines")
