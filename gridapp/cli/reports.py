"""The command that takes in a sheet of reports; what is doubtful is listed, not guessed."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridapp.cli.command import ACTOR, Answer, table
from gridapp.errors import InputError
from gridapp.language import say, tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.workspace.doubts import Examiner, SheetCase

_SHOWN = 40  # characters of a report in a table


def import_(
    ws: Path,
    file: Path,
    *,
    columns: list[str] | None = None,
    datum: Literal["WGS-84", "GCJ-02", "BD-09", "CGCS2000"] | None = None,
    dry_run: bool = False,
) -> Answer:
    """Open a case for every row of a sheet of reports; doubtful rows are left out and listed.

    A row that was taken in before, from whatever file, isn't opened again.

    Parameters
    ----------
    ws
        the workspace
    file
        CSV (UTF-8 or GB18030) or XLSX
    columns
        FIELD=COLUMN, several: fields are number, time, text, place, lon, lat, matter, channel,
        reporter, urgent
    datum
        what the degrees are on (by default as the columns' names or the addresses tell)
    dry_run
        only say what would be done
    """
    from gridapp.exchange.report_columns import datum_named, key_of
    from gridapp.exchange.reports import choose_columns, read_report_sheet, read_reports
    from gridapp.locate.datum import Datum
    from gridapp.workspace import open_workspace
    from gridapp.workspace.doubts import Examiner, guess_datum
    from gridapp.workspace.reports import BATCH, Reading, open_rows_as_cases, remember, remembered

    wanted = dict(_column(text) for text in columns or ())
    sheet = read_report_sheet(file)
    with open_workspace(ws) as workspace:
        zone = workspace.casework.profile.zone
        earlier = remembered(workspace.settings, key_of(sheet.names))
        kept = {**(earlier.columns if earlier else {}), **wanted}
        chosen = choose_columns(sheet, kept, zone, workspace.now())
        reports, bad = read_reports(sheet, chosen, zone, workspace.now())
        degrees = [chosen[field] for field in ("lon", "lat") if field in chosen]
        on = Datum(datum) if datum else None
        on = on or datum_named(degrees) or (earlier.datum if earlier else None)
        on = on or (guess_datum(workspace, reports) if degrees else None) or Datum.WGS84
        examiner = Examiner(workspace, on)
        rows = [examiner.examine(report) for report in reports]
        refs: list[str] = []
        if not dry_run:
            for start in range(0, len(rows), BATCH):
                batch = rows[start : start + BATCH]
                note = tr("From the sheet {file}", file=sheet.file)
                refs += open_rows_as_cases(workspace, batch, actor=ACTOR, note=note).refs
            remember(workspace.settings, key_of(sheet.names), Reading(chosen, on))
        listed = [_doubt(examiner, row) for row in rows if row.doubts]
    problems = [{"row": one.row, "field": one.field, "problem": say(one.problem)} for one in bad]
    known = sum(bool(row.known) for row in rows)
    ready = sum(row.is_ready for row in rows)
    document = {
        "file": sheet.file,
        "rows": len(sheet.rows),
        "columns": chosen,
        "datum": on.value if degrees else None,
        "dry_run": dry_run,
        "ready": ready,
        "opened": refs,
        "known": known,
        "doubtful": listed,
        "bad": problems,
    }
    lines = [
        tr("{count} rows: {opened} opened, {known} known already, {doubtful} doubtful, {bad} bad.",
           count=len(sheet.rows), opened=len(refs), known=known, doubtful=len(listed),
           bad=len(bad)),
    ]  # fmt: skip
    if dry_run:
        lines.append(tr("{count} would be opened; nothing was written.", count=ready))
    if listed:
        cells: list[tuple[object, ...]] = [
            (one["row"], one["asked"], str(one["text"])[:_SHOWN]) for one in listed
        ]
        lines += table((tr("row"), tr("doubt"), tr("report")), cells)
    lines += [str(one["problem"]) for one in problems]
    return Answer(document, tuple(lines), is_finding=bool(listed or problems))


def _doubt(examiner: "Examiner", row: "SheetCase") -> dict[str, object]:
    """Describe a doubtful row: what a person must be asked first, and the choices."""
    from gridapp.workspace.reports import ASKED

    choices = [
        answer.title if isinstance(answer.title, str) else say(answer.title)
        for answer in examiner.answers(row)
    ]
    return {
        "row": row.report.row,
        "doubts": [doubt.value for doubt in row.doubts],
        "asked": say(ASKED[row.doubts[0]]),
        "choices": choices,
        "text": row.report.text,
    }


def _column(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not (field and sign):
        raise InputError(
            message("“{text}” doesn't say which column a field is in.", text=text),
            message("Write FIELD=COLUMN, such as text=诉求内容."),
        )
    return field, column
