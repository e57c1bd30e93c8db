"""A station that only writes down what it was asked for."""

from dataclasses import dataclass, field
from pathlib import Path

from operator_gui.operator_link import CommandAction
from operator_gui.station.exchange.formats import ImportFormat, SplitChoice
from operator_gui.viewmodels.station_handle import StationHandle
from shared.protocol.answers import Answer
from shared.protocol.asking import AskRules
from shared.protocol.curation import CurationRequest
from shared.protocol.enrolment import KeysWanted, SetAccess
from shared.protocol.exchange import ExportWanted
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import LogWanted
from shared.protocol.watching import ShotWanted


@dataclass
class StationLog:
    answers: list[Answer] = field(default_factory=list)
    submissions: list[tuple[Answer, ...]] = field(default_factory=list)
    wants: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    commands: list[tuple[CommandAction, int]] = field(default_factory=list)
    settings: list[tuple[str, AskRules | None]] = field(default_factory=list)
    live_wanted: list[str] = field(default_factory=list)
    logs_wanted: list[LogWanted] = field(default_factory=list)
    playback: list[ControlPlayback] = field(default_factory=list)
    recordings: list[SetRecording] = field(default_factory=list)
    recordings_wanted: list[RecordingsWanted] = field(default_factory=list)
    shots_wanted: list[ShotWanted] = field(default_factory=list)
    deleted_recordings: list[DeleteRecording] = field(default_factory=list)
    reports_wanted: list[int] = field(default_factory=list)
    keys_wanted: list[KeysWanted] = field(default_factory=list)
    wishes: list[SetAccess] = field(default_factory=list)
    requests: list[CurationRequest] = field(default_factory=list)
    exports: list[tuple[ExportWanted, Path]] = field(default_factory=list)
    cancelled: int = 0
    imports: list[tuple[Path, str, str]] = field(default_factory=list)
    applied: int = 0
    undone_imports: list[str] = field(default_factory=list)

    def handle(self) -> StationHandle:
        return StationHandle(
            submit=self._submit,
            want=self._want,
            command=self._command,
            set_asking=self._set_asking,
            want_gate_report=self.reports_wanted.append,
            set_access=self._set_access,
            want_keys=self.keys_wanted.append,
            curate=self.requests.append,
            want_live=self.live_wanted.append,
            export=self._export,
            cancel_exchange=self._cancel_exchange,
            check_import=self._check_import,
            apply_import=self._apply_import,
            undo_import=self.undone_imports.append,
            want_log=self.logs_wanted.append,
            control_playback=self.playback.append,
            set_recording=self.recordings.append,
            want_recordings=self.recordings_wanted.append,
            want_shot=self.shots_wanted.append,
            delete_recording=self.deleted_recordings.append,
        )

    @property
    def last(self) -> Answer:
        return self.answers[-1]

    @property
    def said(self) -> list[tuple[str, str]]:
        """Kind and name of every answer."""
        return [(answer.kind, answer.name) for answer in self.answers]

    def _submit(self, *answers: Answer) -> None:
        self.submissions.append(answers)
        self.answers.extend(answers)

    def _want(self, count: int, holding: tuple[str, ...]) -> None:
        self.wants.append((count, holding))

    def _command(self, action: CommandAction, version: int) -> str:
        self.commands.append((action, version))
        return f"command-{len(self.commands)}"

    def _set_asking(self, node_id: str, rules: AskRules | None) -> str:
        self.settings.append((node_id, rules))
        return f"settings-{len(self.settings)}"

    def _export(self, wanted: ExportWanted, target: Path) -> None:
        self.exports.append((wanted, target))

    def _check_import(self, path: Path, kind: ImportFormat, split: SplitChoice) -> None:
        self.imports.append((path, kind, split))

    def _apply_import(self) -> None:
        self.applied += 1

    def _cancel_exchange(self) -> None:
        self.cancelled += 1

    def _set_access(self, wish: SetAccess) -> str:
        self.wishes.append(wish)
        return wish.command_id
