"""The prompt of ``nianbao sql``: statements up to a semicolon, commands that begin with a dot, history, and tables.

A statement may go over several lines and ends with ``;``. The session keeps the generation of the warehouse it opened; when a
newer one is published meanwhile, the prompt says so once, and ``.reopen`` takes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.analyst.answers import print_answer
from flows.analyst.worked_queries import worked_queries, worked_query
from nianbao.errors import NianbaoError, WarehouseError
from warehouse.hints import QueryError
from warehouse.query import Session, is_complete

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

FIRST_LIMIT = 100
PROMPT = "nianbao> "
_MORE = "       > "
_LISTS_QUERIES = ".queries lists them"
_HELP = """\
.tables [WORD]     tables and views, with what one row is; only those with WORD in their name
.describe TABLE    columns of a table with type and meaning (mart. may be left out)
.queries           worked queries with their questions
.run NAME          run a worked query
.show NAME         print the SQL of a worked query
.export FILE       write all rows of the last answer: .csv, .parquet, .json or .xlsx
.limit N           rows printed of an answer (now {limit}); 0 prints all
.reopen            open the newest published file
.quit              leave (Ctrl-D, too)
A statement ends with ; and may go over several lines. Ctrl-C gives it up."""


class Shell:
    """What a typed line does; knows nothing of the terminal but a console to print to."""

    def __init__(self, session: Session, console: Console) -> None:
        self._session = session
        self._console = console
        self._last = ""
        self._limit = FIRST_LIMIT
        self._is_told_outdated = False
        self._commands: dict[str, Callable[[str], None]] = {
            ".tables": self._tables,
            ".describe": self._describe,
            ".queries": self._queries,
            ".run": self._run,
            ".show": self._show,
            ".export": self._export,
            ".limit": self._set_limit,
            ".reopen": self._reopen,
            ".help": self._help,
        }

    def handle(self, typed: str) -> bool:
        """Do what was typed; False when the session is over. Errors are printed, never raised."""
        text = typed.strip()
        name, _, argument = text.partition(" ")
        if name in (".quit", ".exit"):
            return False
        try:
            if text.startswith("."):
                command = self._commands.get(name)
                if command is None:
                    raise WarehouseError(name, "is no command", ".help lists them")
                command(argument.strip().rstrip(";").strip())
            elif text.strip(";").strip():
                self._ask(text)
        except NianbaoError as error:
            self._console.print(Text(f"error: {error}", style="red"))
            if isinstance(error, QueryError) and error.place:
                self._console.print(Text(error.place, style="dim"), soft_wrap=True)
        except KeyboardInterrupt:
            self._console.print("given up", style="yellow")
        self._tell_outdated()
        return True

    def _ask(self, text: str) -> None:
        answer = self._session.ask(text, self._limit or None)
        self._last = text
        print_answer(self._console, answer, ".limit N prints more, .export FILE writes all")
        for note in self._session.notes(text, answer):
            self._console.print(Text(f"note: {note}", style="yellow"))

    def _tables(self, word: str) -> None:
        table = Table("table", "一行是什么", "one row is", box=None)
        _fold(table)
        for one in self._session.relations():
            if word.lower() in one.full_name:
                table.add_row(Text(one.full_name), Text(one.zh), Text(one.en))
        self._console.print(table)

    def _describe(self, name: str) -> None:
        wanted = name if "." in name else f"mart.{name}"
        found = next((one for one in self._session.relations() if one.full_name == wanted), None)
        if found is None:
            raise WarehouseError(name or ".describe", "is no table of the warehouse", ".tables lists all")
        table = Table("column", "type", "含义", "meaning", title=f"{found.full_name} {found.zh} / {found.en}")
        _fold(table)
        for column in found.columns:
            table.add_row(*(Text(part) for part in (column.name, column.data_type, column.zh, column.en)))
        self._console.print(table)

    def _queries(self, _: str) -> None:
        for one in worked_queries().values():
            self._console.print(Text(f"{one.name}\n  {one.question_zh}\n  {one.question_en}"))

    def _run(self, name: str) -> None:
        self._ask(worked_query(name or ".run", _LISTS_QUERIES).text)

    def _show(self, name: str) -> None:
        self._console.print(Text(worked_query(name or ".show", _LISTS_QUERIES).text), soft_wrap=True)

    def _export(self, name: str) -> None:
        if not self._last:
            raise WarehouseError(".export", "there is no answer yet", "ask first")
        if not name:
            raise WarehouseError(".export", "wants a file", "for instance .export answer.xlsx")
        target = Path(name).expanduser()
        self._session.export(self._last, target)
        self._console.print(Text(f"written: {target.resolve()}"))

    def _set_limit(self, number: str) -> None:
        if not number.isdecimal():
            raise WarehouseError(f".limit {number}", "wants a number of rows", ".limit 0 prints all")
        self._limit = int(number)

    def _reopen(self, _: str) -> None:
        self._session.reopen()
        self._is_told_outdated = False
        self._console.print(Text(f"open: {self._session.path}"))

    def _help(self, _: str) -> None:
        self._console.print(Text(_HELP.format(limit=self._limit)))

    def _tell_outdated(self) -> None:
        if self._session.is_outdated and not self._is_told_outdated:
            self._is_told_outdated = True
            self._console.print("a newer warehouse was published; .reopen opens it", style="yellow")


def _fold(table: Table) -> None:
    """Long meanings go on in the next line instead of being cut."""
    for column in table.columns:
        column.overflow = "fold"


def prompt_loop(session: Session, **terminal: Any) -> None:
    """Ask and answer until the person leaves. ``terminal``: input and output of prompt_toolkit, where they are not the process's."""
    console = Console(highlight=False, file=terminal.pop("file", None))
    shell = Shell(session, console)
    console.print(Text(f"{session.path}  (.help tells the commands)", style="dim"))
    prompt = _prompt(**terminal)
    while True:
        try:
            typed = prompt.prompt(PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if not shell.handle(typed):
            return


def _prompt(**terminal: Any) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.application import get_app
    from prompt_toolkit.filters import Condition
    from prompt_toolkit.lexers import PygmentsLexer
    from pygments.lexers.sql import PostgresLexer

    def is_going_on() -> bool:
        text = get_app().current_buffer.text
        return bool(text.strip()) and not text.lstrip().startswith(".") and not is_complete(text)

    return PromptSession(
        history=_history(),
        lexer=PygmentsLexer(PostgresLexer),
        multiline=Condition(is_going_on),
        prompt_continuation=_MORE,
        enable_history_search=True,
        **terminal,
    )


def _history() -> Any:
    """History of this user over sessions; of this session only where the home folder cannot be written."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    path = state / "nianbao" / "sql_history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(path)
