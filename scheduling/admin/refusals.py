"""When an action refuses, the form comes back and says so; nothing is saved.

A page calls one action, and only the action, inside its transaction, knows whether
it can be done. So the page is tried, and where it was refused it is built once more from
what was typed, with the refusal in the form's hands.
"""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from scheduling.actions.booking import broken_constraint


class RefusalForm(forms.ModelForm[Any]):
    refusal: Exception | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.refusal is not None:
            self.explain(self.refusal)
        return cleaned

    def explain(self, refusal: Exception) -> None:
        """Add the errors that say why it was refused."""
        raise NotImplementedError


class AsksAgainAdmin(ModelAdmin):
    refusals: tuple[type[Exception], ...] = ()
    constraints: frozenset[str] = frozenset()
    """What the database may say at the very end, where somebody else was faster: asked again."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  Django's
        try:
            return self._asking(request, *args, **kwargs)
        except IntegrityError as error:
            if broken_constraint(error) not in self.constraints:
                raise
        return self._asking(request, *args, **kwargs)

    def _asking(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  Django's
        try:
            return self._within_transaction(request, *args, **kwargs)
        except self.refusals as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # read by get_form
        return self._within_transaction(request, *args, **kwargs)

    def _within_transaction(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  Django's
        with transaction.atomic():
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
        return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: ANN401, FBT001, FBT002  Django's
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return type(form.__name__, (form,), {"refusal": refusal}) if refusal else form


class AsksCalmlyAdmin(AsksAgainAdmin):
    """Shows what a change would do as a question, not as a mistake."""

    def render_change_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  Django's
        (context,) = args
        if context["adminform"].form.calm():
            context["errors"] = None
        return super().render_change_form(request, context, **kwargs)
