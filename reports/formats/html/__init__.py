"""Web pages: what a browser shows of them."""

from reports.formats.html.page import TooDeep, html_lines, looks_like_html

__all__ = ("TooDeep", "html_lines", "looks_like_html")
