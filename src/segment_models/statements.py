"""SQL that the library gives back: of models, and of a run that is not carried out."""

from dataclasses import dataclass

from segment_models.display import Display, Displayed, Table, listed
from segment_models.words import counted


@dataclass(frozen=True)
class DryStatement:
    """A statement that a run would execute.

    ``bytes`` is what it would process; None where the engine cannot say, because it reads a table that the run makes
    first, or where it does not bill by the byte (``billed`` is False).
    """

    sql: str
    bytes: int | None
    billed: bool


class DryRun(Displayed, tuple[DryStatement, ...]):
    """The statements of a run, in order: a tuple that shows itself."""

    __slots__ = ()

    def _display(self) -> Display:
        known = sum(one.bytes or 0 for one in self)
        billed = f", {known / 1e6:,.1f} MB and what is known only later" if any(one.billed for one in self) else ""
        rows = [(number, one.bytes, one.sql) for number, one in enumerate(self, start=1)]
        return Display(f"{counted(len(self), 'statement')}{billed}", (), (Table(("number", "bytes", "SQL"), rows),))


class Compiled(Displayed, dict[str, str]):
    """The SQL of models by their names: a dictionary that shows itself."""

    def _display(self) -> Display:
        told = f"The SQL of {counted(len(self), 'model')}, by name: print(models.compile()['sessions']) shows one."
        rows = [(name, counted(len(sql.splitlines()), "line"), sql) for name, sql in self.items()]
        return Display(told, (listed(self, 50),), (Table(("model", "length", "begins"), rows),))
