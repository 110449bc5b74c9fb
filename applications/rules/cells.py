"""Text as a cell of a file that a spreadsheet opens: nothing in it is run as a formula.

OWASP, CSV Injection: a cell that begins with one of these signs is a formula to most programs.
"""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Return the text, with an apostrophe before what a program might run."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) or text.startswith(FORMULA) else text
