"""Find cases by the beginning of any part of a name, in whichever alphabet it was typed."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Func, Value


class NameParts(Func):
    """The parts of a name key, each for itself, as the index of their beginnings has them."""

    # A key that was cut off at its greatest length may end with a space.
    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    arity = 1
    output_field = SearchVectorField()


class Begin(Func):
    """Whether parts of a name begin like that."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def named(beginnings: Sequence[str]) -> Begin:
    """Select the cases of whom each beginning begins a part of the name."""
    quoted = (beginning.replace("\\", "\\\\").replace("'", "''") for beginning in beginnings)
    return Begin(NameParts("name_key"), Value(" & ".join(f"'{each}':*" for each in quoted)))
