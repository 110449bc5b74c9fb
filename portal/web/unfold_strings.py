"""What the admin's look says in its own words, so that our catalogues can translate it.

django-unfold ships no translations. Most of its strings are Django's own and translated
there; the rest stand here, because `makemessages` reads only our files. A test compares
this list with the unfold that is installed.
"""

from django.utils.translation import gettext_noop as _

STRINGS = frozenset(
    {
        _("After you've created a user, you’ll be able to edit more user options."),
        _("All applications"),
        _("Apply Filters"),
        _("Cancel"),
        _("Choose file to upload"),
        _("Click to cancel"),
        _("Click to download"),
        _("Dark"),
        _("Date"),
        _("Expand row"),
        _("False"),
        _("Forgotten your password or username?"),
        _("General"),
        _("Go back"),
        _("Image preview"),
        _("Light"),
        _("More actions"),
        _("Next"),
        _("No data"),
        _("No results found"),
        _("Previous"),
        _("Record picture"),
        _("Reset filters"),
        _("Return to site"),
        _("Run"),
        _("Search apps and models..."),
        _("Select action"),
        _("Select action to run"),
        _("Select all rows"),
        _("Select record"),
        _("Select value"),
        _("Submit"),
        _("System"),
        _("This item will be deleted."),
        _("This page yielded into no results. Create a new item or reset your filters."),
        _("Toggle password visibility"),
        _("True"),
        _("Type to search"),
        _("Welcome"),
        _("Welcome back to"),
        _("You can not create nested object without parent"),
        _("You have been successfully logged out from the administration"),
    }
)
