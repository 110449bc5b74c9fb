"""The words for terms stand with those for applicants: staff read the same."""

from applications.notices.plain.terms import Label, days_left, label_of

__all__ = ["Label", "days_left", "label_of"]
