"""Styles and scripts get lighter on a page and stay what they are."""

from inference.pages.rendering import lean


def test_comments_indents_and_blank_lines_go_and_nothing_else() -> None:
    css = "/* of two\n   lines */\na { color: red; }\n\n  b { content: '//'; }\n"
    assert lean(css) == "a { color: red; }\nb { content: '//'; }"
    script = '  // said\n  const x = "https://a.example"; // kept\n\n  f(/^\\/[*]/);\n'
    assert lean(script) == 'const x = "https://a.example"; // kept\nf(/^\\/[*]/);'
