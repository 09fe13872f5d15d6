"""File commands: open, recent files, and saving of screenshots, figures and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QWidget

from app.drawing.qimages import save_png
from app.model.background import Task
from app.model.commands import Command
from app.model.language import tr
from app.model.measured import Measures
from app.model.messages import Message, describe, saved
from app.model.opening import MODEL_SUFFIXES
from app.model.own_project import SUFFIX, OwnProject
from app.model.preferences import PreferenceStore
from app.model.report import Kind, Wanted, report_of, usual_kind, write
from app.model.session import Session
from app.model.wording import names_of_source
from app.widgets.report_dialog import ReportDialog
from app.window.menus import Does
from streaming.errors import MansError, UnknownFormatError
from streaming.paths import is_file_in_sight, is_folder
from streaming.pipeline.live import VideoFeed
from streaming.reports.report import PARTS
from streaming.skeleton.frames import Recording
from streaming.writers.files import dated_path, write_new

if TYPE_CHECKING:
    from app.widgets.column_dialog import ColumnDialog

MAPPINGS = "mappings"
"""Folder of the remembered mappings of columns, beside the preferences."""
FEWEST_COLUMNS = 45
"""Fifteen joints in space: of a table of fewer columns nobody is asked."""
SOURCE = "Source"
"""What PNG calls where a picture comes from."""


def source_of(session: Session) -> tuple[str, str]:
    """Return what is shown, as a word for the names of files, and so that one can tell which it is."""
    recording = session.recording
    path = None if recording is None else recording.path
    return names_of_source(session.live.feed if session.live.active else None, path)


class Files:
    """File commands."""

    def __init__(
        self,
        session: Session,
        store: PreferenceStore,
        measures: Measures,
        own: OwnProject,
        window: QWidget,
    ) -> None:
        """Serve a window.

        Args:
            session: opens the files.
            store: remembers them, and where new ones go.
            measures: which of them is exported.
            own: opens projects.
            window: whose picture is saved; the dialogs belong to it.
        """
        self._session, self._store, self._measures, self._window = session, store, measures, window
        self._own = own
        self._saving: list[tuple[Task[list[Path]], str]] = []
        self._shown: Path | None = None
        self._unknown: SimpleQueue[Path] = SimpleQueue()
        self._read, session.read = session.read, self._reading
        self.assigning: ColumnDialog | None = None
        """The dialog that assigns the columns of a table that was not recognised, while it is shown."""
        self._kind: Kind | None = None

    def does(self) -> Mapping[Command, Does]:
        """What each command does."""
        return {
            Command.CHOOSE_RECORDING: self.choose_recording,
            Command.CHOOSE_MODEL: self.choose_model,
            Command.SAVE_PICTURE: self.save_picture,
            Command.EXPORT_ATTENTION: self.export_attention,
            Command.SAVE_REPORT: self.save_report,
        }

    # ---- opening ----

    def open(self, path: Path, *, play: bool = False) -> None:
        """Open a file."""
        session, store = self._session, self._store
        if path.suffix.lower() in MODEL_SUFFIXES:
            store.change(model=str(path))
            if session.models.path is None:  # it was chosen before: load it again
                session.open_model(path)
            return
        if path.suffix.lower() == SUFFIX:
            self._own.open(path)
            return
        session.open_recording(path, play=play)

    def choose_recording(self) -> None:
        """Open a recording or a video by dialog."""
        # No filter by ending: formats are recognised by content, and many of them share an ending.
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open recording or video"), self._folder())
        if name:
            self.open(Path(name), play=True)

    def choose_model(self) -> None:
        """Open a model by dialog."""
        filters = tr("Trained models ({endings});;All files (*)").format(
            endings=" ".join("*" + suffix for suffix in MODEL_SUFFIXES)
        )
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open model"), "", filters)
        if name:
            self.open(Path(name).with_suffix(MODEL_SUFFIXES[0]))

    def _reading(self, path: Path) -> Recording | VideoFeed:
        """Read a file on the session's thread; tables by a remembered mapping, or to be asked about."""
        from streaming.readers.number_table import read_remembered  # not while the window is made

        try:
            return self._read(path)
        except UnknownFormatError:
            folder = self._store.folder_of(MAPPINGS)
            found = None if folder is None or not is_folder(folder) else read_remembered(path, folder)
            if found is not None:
                return found
            self._unknown.put(path)
            raise

    def _ask_for_columns(self, path: Path) -> None:
        """Let the user say what the columns of a table hold; other files stay with their message."""
        from app.model.assigned_columns import AssignedColumns
        from app.widgets.column_dialog import ColumnDialog

        if self.assigning is not None or not is_file_in_sight(path):
            return
        try:
            columns = AssignedColumns(path)
        except MansError:
            return
        if columns.width < FEWEST_COLUMNS:
            return
        self.assigning = ColumnDialog(columns, self._window)
        self.assigning.finished.connect(self._assigned)
        self.assigning.open()

    def _assigned(self, result: int) -> None:
        """Save the mapping, and open the recording by it."""
        dialog, self.assigning = self.assigning, None
        if dialog is None:
            return
        dialog.deleteLater()
        if result != QDialog.DialogCode.Accepted:
            return
        try:
            dialog.columns.save(self._store.folder_of(MAPPINGS))
        except MansError as error:
            self._tell(describe(error, tr("The mapping of columns could not be saved")))
            return
        self._session.open_recording(dialog.columns.path, play=True)

    def _remember(self) -> None:
        """Add the displayed file to the recent files."""
        session, store = self._session, self._store
        recording, stream = session.recording, session.live.stream
        path = None if recording is None else recording.path
        if stream is not None:
            feed = stream.feed if stream.feed.ends and stream.sight is not None else None
            path = feed.path if isinstance(feed, VideoFeed) else None
        if path is not None and path != self._shown:
            self._shown = path
            store.change(recent=store.current.opened(path).recent)

    def recent(self) -> list[Path]:
        """Return the recent files that are still there, newest first."""
        return [path for path in map(Path, self._store.current.recent) if is_file_in_sight(path)]

    def fill_recent(self, menu: QMenu) -> None:
        """Fill the menu of recent files."""
        menu.clear()
        for name in self._store.current.recent:
            path = Path(name)
            action = menu.addAction(f"{path.name}   ({path.parent.name})")
            action.setToolTip(name)
            action.setEnabled(is_file_in_sight(path))
            action.triggered.connect(lambda _=False, path=path: self.open(path, play=True))
        if menu.isEmpty():
            menu.addAction(tr("None yet")).setEnabled(False)

    def _folder(self) -> str:
        """Where the open recording lies."""
        recording = self._session.recording
        return str(recording.path.parent) if recording is not None and recording.path is not None else ""

    # ---- saving ----

    def save_picture(self) -> None:
        """Save what the window looks like, beside the recordings."""
        image = self._window.grab().toImage()
        name, source = source_of(self._session)
        image.setText(SOURCE, source)

        def work() -> list[Path]:
            def write(path: Path) -> list[Path]:
                save_png(image, path, overwrite=False)
                return [path]

            return write_new(lambda: self._new(name, ".png"), write)

        self._start(work, tr("The picture could not be saved"))

    def save_report(self) -> None:
        """Save what was done when, with repetitions and angles, as asked by a dialog."""
        session = self._session
        stream, analysis = session.live.stream, session.analysis
        recording = None
        if session.live.active:
            segments, start_s = (stream.segments(), stream.span[0]) if stream is not None else ([], 0.0)
        elif analysis is not None and session.recording is not None:
            recording = session.recording
            segments, start_s = analysis.segments(), recording.start_s
        else:
            segments, start_s = [], 0.0
        if not segments:
            self._tell(
                Message(tr("There is nothing to report yet."), tr("Open a recording first."), is_error=False)
            )
            return
        failed = tr("No report was saved")
        name, source = source_of(session)
        try:
            place = self._new(name, ".mcap")
        except MansError as error:
            self._tell(describe(error, failed))
            return
        progress = [] if recording is None or analysis is None else analysis.progress()
        held = set(PARTS if recording is not None else PARTS[:2])
        if not progress:
            held.discard("progress")
        parts = tuple(part for part in PARTS if part in held)
        proposed = Wanted(place.parent, place.stem, self._kind or usual_kind(), parts).freed()
        wanted = self._asked(proposed, source)
        if wanted is None:
            return
        self._kind = wanted.kind
        feed = session.live.feed
        files = [
            feed.path if isinstance(feed, VideoFeed) else None,
            recording.path if recording is not None else None,
        ]
        medium = next((str(path.absolute()) for path in files if path is not None), "")
        report = report_of(segments, start_s, source, recording, session.followed, medium, progress)
        read = [*files, Path(self._store.current.model or ".")]
        self._start(lambda: write(report, wanted, read), failed)

    def _asked(self, proposed: Wanted, source: str) -> Wanted | None:
        """Ask what a report shall hold and where it goes; None if it is not wanted after all."""
        dialog = ReportDialog(proposed, source, held=proposed.parts, parent=self._window)
        wanted = dialog.wanted if dialog.exec() else None
        dialog.deleteLater()
        return wanted

    def export_attention(self) -> None:
        """Save the measure that is plotted of the window that is shown, as a picture, and all as numbers."""
        session, measure = self._session, self._measures.measure
        answer, recogniser = session.answer, session.recogniser
        if answer is None or recogniser is None:
            self._tell(Message(tr("There is no F_A to export at this moment."), "", is_error=False))
            return
        recording = None if session.live.active else session.recording
        start_s = recording.start_s if recording is not None else 0.0
        title, (name, source) = self._window.windowTitle(), source_of(session)

        def work() -> list[Path]:
            from mans.attribution.figure import About, Plotted, export_window  # they bring matplotlib

            plotted = Plotted(measure, recogniser.saliency, recogniser.f_a_mean, recogniser.attention)
            return write_new(
                lambda: self._new(name, ".png", ".csv"),
                lambda path: export_window(answer, About(title, source, start_s), path, plotted),
            )

        self._start(work, tr("F_A could not be exported"))

    def _new(self, name: str, *suffixes: str) -> Path:
        """Return a new file's path in the folder for recordings, which is made if need be."""
        return dated_path(self._store.current.folder, *suffixes, of=name)

    def _start(self, work: Callable[[], list[Path]], failed: str) -> None:
        """Save something on a thread of its own."""
        self._saving.append((Task("save", work), failed))

    def pull(self) -> None:
        """Tell what has been saved, and remember what has been opened."""
        self._remember()
        if (error := self._store.trouble()) is not None:
            message = describe(error, tr("What you choose and open is not remembered for the next start"))
            self._session.messages.tell("preferences", message)
        if not self._unknown.empty():
            self._ask_for_columns(self._unknown.get())
        for entry in [entry for entry in self._saving if entry[0].done]:
            self._saving.remove(entry)
            task, failed = entry
            try:
                paths = task.result()
            except Exception as error:  # noqa: BLE001 (the user reads it)
                self._tell(describe(error, failed))
            else:
                self._tell(saved(paths))

    def close(self) -> None:
        """Wait until everything is saved."""
        for task, _ in self._saving:
            task.join()

    def _tell(self, message: Message) -> None:
        self._session.messages.tell("saved", message)
