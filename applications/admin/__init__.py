"""The staff's pages about cases: one module or package for each kind of thing."""

from applications.admin import application, law

__all__ = ["application", "law"]
