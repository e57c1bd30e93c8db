"""A person at the real window, a real station as a process of its own, and a node on the wire."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Self

import msgspec
from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QWidget

from operator_gui.app import OperatorApp
from operator_gui.processes import Child, Children
from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.registry import VersionRecord
from shared.clock import SystemClock
from shared.factory import FactoryModels, factory_folder
from shared.link_keys import LinkKey
from shared.protocol.status import VersionSummary
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import parse_endpoint
from tests.fakes import free_endpoint, wait_until
from tests.fault.access_world import enrol
from tests.unit.station.station_world import FakeNode, make_query

PATIENCE_S = 60.0
_records = msgspec.msgpack.Decoder(VersionRecord)


class Journey:
    """Leaving the context ends all of it."""

    def __init__(self, folder: Path, *, encrypted: bool = False, **settings: object) -> None:
        """settings: of the station, above what makes it quick to learn. encrypted: Ada is an admin,
        and there is no node before `let_node_in`."""
        self.folder = folder / "station"
        self._home = folder
        self.pairing = free_endpoint() if encrypted else ""
        self._config = folder / "station.toml"
        told = {"train_after_s": 0.1, "offer_again_s": 0.3, "resend_s": 0.3, **settings}
        self._config.write_text("".join(f"{k} = {json.dumps(v)}\n" for k, v in told.items()))
        self._ready = folder / "station.ready"
        self._stack = contextlib.ExitStack()
        self._children = self._stack.enter_context(Children(folder / "logs"))
        self.truth: dict[str, str] = {}
        self.endpoint = free_endpoint()
        self.station = self.start_station()
        embedder = FactoryModels(factory_folder()).manifest.embedder
        self._dim, self._embedder_sha256 = embedder.dim, embedder.file.sha256
        self._nodes: list[FakeNode] = []
        own_key = LinkKey.load_or_create(folder / "app" / "keys") if encrypted else None
        if own_key is None:
            self.let_node_in()
        else:
            enrol(self.folder, own_key, "admin", "Ada")
        self.app = OperatorApp(
            endpoint=parse_endpoint(self.endpoint),
            state_folder=folder / "app",
            operator="Ada",
            clock=SystemClock(),
            curve=None if own_key is None else self.curve(own_key),
        )
        self._stack.callback(self._end_app)
        self.app.start()
        self.app.window.activateWindow()
        self.until(self.app.window.isActiveWindow)
        self.until(lambda: self.app.model.view.connected)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    # ------------------------------------------------------------ the machines

    @property
    def node(self) -> FakeNode:
        return self._nodes[0]

    def let_node_in(self, key: LinkKey | None = None) -> None:
        """Connects the node from the next step on. key: the one that it joined with."""
        node = FakeNode(
            parse_endpoint(self.endpoint),
            self._home,
            curve=None if key is None else self.curve(key),
        )
        node.hello = msgspec.structs.replace(node.hello, embedder_sha256=self._embedder_sha256)
        self._nodes.append(self._stack.enter_context(node))

    def curve(self, own: LinkKey) -> ClientCurve:
        """For a peer with this key that knows the right station."""
        return ClientCurve(own, LinkKey.load_or_create(self.folder / "keys").public)

    def start_station(self) -> Child:
        """Where it was before, if it was."""
        self._ready.unlink(missing_ok=True)
        station = self._children.start(
            "station",
            [
                *["station", "--listen", self.endpoint, "--state", str(self.folder)],
                *["--pairing", self.pairing, "--config", str(self._config)],
                *(["--encrypt"] if self.pairing else []),
                *["--ready-file", str(self._ready)],
            ],
        )
        self.endpoint = station.wait_for(self._ready)
        return station

    def see(self, name: str, query_id: str, *, value: float = 0.5) -> None:
        """The node asks about a thing that is a `name` in truth."""
        self.truth[query_id] = name
        seen = make_query(
            name,
            query_id=query_id,
            dim=self._dim,
            embedder_sha256=self._embedder_sha256,
            seed=len(self.truth),
            value=value,
            suggestions=(),
        )
        self.node.ask(seen)

    def until(self, condition: Callable[[], object]) -> None:
        """Lets everybody live until then."""
        wait_until(condition, deadline_s=PATIENCE_S, step=self._step)

    def said(self) -> dict[str, str]:
        """What every track is called at the station, by its current answer."""
        with contextlib.closing(read_only(self.folder / FILE_NAME)) as connection:
            rows = connection.execute(
                "SELECT query_id, name FROM current_answer WHERE kind = 'name'"
            ).fetchall()
        return dict(rows)

    def taught(self) -> tuple[str, ...]:
        """The names that the active head knows; none before there is one."""
        version = self.active
        if version is None:
            return ()
        with contextlib.closing(read_only(self.folder / FILE_NAME)) as connection:
            (record,) = connection.execute(
                "SELECT record FROM version WHERE version = ?", (version.version,)
            ).fetchone()
        return tuple(sorted(_records.decode(record).head.class_names))

    # ------------------------------------------------------------ the person

    @property
    def active(self) -> VersionSummary | None:
        found = (v for v in self.app.model.view.versions if v.state == "active")
        return next(found, None)

    @property
    def on_top(self) -> str:
        """The id of the question on the desk, "" if there is none."""
        top = self.app.model.ask.top
        return "" if top is None else top.query.query_id

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """As the keyboard does it: to the window, which knows who has the focus."""
        QTest.keyClick(self.app.window.windowHandle(), key, held)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.app.window.windowHandle(), letter)

    def name(self, name: str) -> None:
        """Types it and presses Enter."""
        self.type(name)
        self.press(Qt.Key.Key_Return)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def click_row(self, view: QAbstractItemView, row: int) -> None:
        view.scrollTo(view.model().index(row, 0))
        place = view.visualRect(view.model().index(row, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def dialog(self) -> QDialog:
        """The one that is open."""
        (found,) = (
            w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()
        )
        assert isinstance(found, QDialog)
        return found

    def name_all(self, *, but: dict[str, str] | None = None) -> None:
        """Every open question gets its true name, or the one that `but` has for it."""
        told = {**self.truth, **(but or {})}
        for _ in self.truth:
            self.until(lambda: self.on_top or len(self.said()) == len(self.truth))
            if not self.on_top:
                return
            for _ in self.app.model.ask.desk.top_alike.inside:
                self.press(Qt.Key.Key_0)  # each by itself
                break
            self.name(told[self.on_top])

    def _step(self) -> None:
        for node in self._nodes:
            node.step()
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)

    def _end_app(self) -> None:
        assert self.app.stop()
        self.app.window.close()
        self.app.window.deleteLater()
