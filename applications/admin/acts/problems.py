"""What is wrong with a form that only the action could tell."""


class UnfilledError(Exception):
    """The form stays, with these sentences above it."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages
