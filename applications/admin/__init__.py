"""The staff's pages about cases: one module or package for each kind of thing."""

from applications.admin import application

__all__ = ["application"]
