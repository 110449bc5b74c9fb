"""Strings of other packages that our catalogues say better, or at all.

Polish and Russian have genders and cases that a sentence put together in English does not
know: Django's "Select %s to change" cannot be declined, and allauth's Polish addresses men
alone. Our catalogues are asked first, so a message that stands here is said our way.
"""

from django.utils.translation import gettext_noop as _

STRINGS = frozenset(
    {
        # django-allauth
        _("Forgot your password?"),
        _("Enter your password:"),
        _("Are you sure you want to sign out?"),
        # django.contrib.admin
        _("Add %s"),
        _("Change %s"),
        _("View %s"),
        _("Select %s to change"),
        _("Select %s to view"),
        _("Add %(name)s"),
        _("Add another %(verbose_name)s"),
        _("Delete selected %(verbose_name_plural)s"),
        _("Filters"),
        _("Yes, I’m sure"),
        _("The {name} “{obj}” was added successfully."),
        _("The {name} “{obj}” was changed successfully."),
        _("The %(name)s “%(obj)s” was deleted successfully."),
    }
)
