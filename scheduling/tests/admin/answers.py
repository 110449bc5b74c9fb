"""What the forms of the admin say."""

from typing import Any


def errors(response: Any) -> dict[str, list[str]]:  # noqa: ANN401  a response of the test client
    return {name: list(lines) for name, lines in response.context["adminform"].form.errors.items()}
