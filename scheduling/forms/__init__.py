"""What visitors type: whom a time is for, the code from their mail, and which visit they mean."""

from scheduling.forms.citizenships import alphabetical, citizenship_name, citizenships
from scheduling.forms.codes import Asked, CodeForm, FindForm
from scheduling.forms.details import DetailsForm, typed_details

__all__ = [
    "Asked",
    "CodeForm",
    "DetailsForm",
    "FindForm",
    "alphabetical",
    "citizenship_name",
    "citizenships",
    "typed_details",
]
