"""What visitors type: whom a time is for, the code from their mail, and which visit they mean."""

from scheduling.forms.citizenships import alphabetical, citizenship_name, citizenships
from scheduling.forms.codes import Asked, CodeForm, FindForm
from scheduling.forms.details import DetailsForm
from scheduling.forms.party import Occasion, PartyForm, typed_details
from scheduling.forms.people import prefix_of

__all__ = [
    "Asked",
    "CodeForm",
    "DetailsForm",
    "FindForm",
    "Occasion",
    "PartyForm",
    "alphabetical",
    "citizenship_name",
    "citizenships",
    "prefix_of",
    "typed_details",
]
