"""The words for entries stand with those for applicants: staff read the same."""

from applications.notices.plain.events import SENTENCES, Names, sentence

__all__ = ["SENTENCES", "Names", "sentence"]
