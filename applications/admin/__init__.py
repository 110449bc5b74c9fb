"""The staff's pages about cases: one module or package for each kind of thing."""

from applications.admin import application, imports, law, mandates, organisations, reminders

__all__ = ["application", "imports", "law", "mandates", "organisations", "reminders"]
