"""Files of cases and of what happened in them: handed in, tried, read in."""

from applications.admin.imports import run

__all__ = ["run"]
