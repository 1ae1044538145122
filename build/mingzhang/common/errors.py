"""What a person can mend: in, a file, what is wrong with it, the remedy; out, errors to raise."""

from __future__ import annotations

from pathlib import Path


class UserError(Exception):
    """Bad input, told in one line of the reader's language: which file, what, and the remedy."""

    def __init__(self, file: str | Path, problem: str, remedy: str) -> None:
        self.file = str(file)
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{self.file}：{problem}。{remedy}")

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str, str]]:
        """Travel from one process to another as the three words that it was made of."""
        return type(self), (self.file, self.problem, self.remedy)


class UserErrors(Exception):
    """Several `UserError`s found in one pass, so that a person can mend all of them at once.

    What several documents meet for one reason (a faulty vocabulary) is told once.
    """

    def __init__(self, errors: tuple[UserError, ...]) -> None:
        self.errors = tuple({str(error): error for error in errors}.values())
        super().__init__("\n".join(map(str, self.errors)))
