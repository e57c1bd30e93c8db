"""The one place that opens ONNX models: checked as bytes, and run from those same bytes."""

import contextlib
import io
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime

from edge_node.perception.ports import IMAGE_DTYPES, TensorPort
from edge_node.perception.providers import PROVIDERS, Runtime, start_or_fall_back, with_options
from edge_node.plain_text import plain
from shared.bundle import InputSpec
from shared.domain import Floats
from shared.errors import ModelError

MAX_MODEL_BYTES = 1 << 30
"""Larger files are refused unread."""

MAX_NAME_CHARS = 1024
"""Of an input or output."""

STANDARD_DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml"})
"""Operators of any other domain are refused: they may be code of their own."""

_FATAL_ONLY = 4
_NO_TEXT = "it has names or metadata that are not valid UTF-8; export it anew"


class Session:
    """A loaded model. `run` may be called from any thread."""

    def __init__(
        self,
        inner: Any,
        path: Path,
        *,
        role: str = "model",
        on_run: Callable[[str, int, float], None] | None = None,
        shortfall: str = "",
    ) -> None:
        """shortfall: why it does not run on the provider that was wanted; "" if it may."""
        self._inner = inner
        self.shortfall = shortfall
        self._role = role
        self._on_run = on_run
        self.path = path
        self.inputs = tuple(_port(value) for value in inner.get_inputs())
        self.outputs = tuple(_port(value) for value in inner.get_outputs())

    @property
    def layout(self) -> str:
        """Inputs and outputs in words, for messages."""
        inputs, outputs = (
            ", ".join(map(str, ports)) or "nothing" for ports in (self.inputs, self.outputs)
        )
        return f"{inputs} -> {outputs}"

    def input(self, name: str) -> TensorPort | None:
        """The input of that name, if there is one."""
        return next((port for port in self.inputs if port.name == name), None)

    def require_outputs(self, names: Sequence[str], *, role: str) -> None:
        """Raises ModelError unless the model has all these outputs."""
        known = {port.name for port in self.outputs}
        missing = [name for name in names if name not in known]
        if missing:
            raise ModelError(
                f"{role} {self.path.name}: expected the outputs {', '.join(names)}, "
                f"the model has {self.layout}; export it with these names"
            )

    def require_input(self, spec: InputSpec, *, batch: int | None, role: str) -> TensorPort:
        """The input that the spec describes. batch: how many images it must take at a time, None
        for whatever it takes. Raises ModelError if the model has no such input."""
        port = self.input(spec.name)
        sides = (spec.height_px, spec.width_px)
        wanted = (3, *sides) if spec.layout == "nchw" else (*sides, 3)
        if (
            port is None
            or IMAGE_DTYPES.get(port.dtype) != spec.dtype
            or len(port.shape) != 4
            or not all(
                has in (want, None) for has, want in zip(port.shape[1:], wanted, strict=True)
            )
            or (batch is not None and port.shape[0] not in (batch, None))
        ):
            axes = ", ".join(map(str, wanted))
            raise ModelError(
                f"{role} {self.path.name}: expected the input {spec.name} {spec.dtype} "
                f"[{batch or 'N'}, {axes}], the model has {self.layout}"
            )
        return port

    @property
    def providers(self) -> tuple[str, ...]:
        """The execution providers it really runs on, the preferred one first."""
        return tuple(self._inner.get_providers())

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the model says of itself."""
        return dict(self._inner.get_modelmeta().custom_metadata_map)

    def run(
        self, outputs: Sequence[str], feeds: Mapping[str, npt.NDArray[Any]]
    ) -> tuple[Floats, ...]:
        """The named outputs as float32. Raises ModelError with the runtime's reason."""
        start_s = time.perf_counter()
        try:
            values = self._inner.run(list(outputs), dict(feeds))
            tensors = tuple(np.asarray(value, np.float32) for value in values)
        except Exception as error:  # the runtime's errors have no common root
            raise ModelError(
                f"model {self.path.name} failed while it ran: {_first_line(error)}"
            ) from error
        if self._on_run is not None:
            batch = len(next(iter(feeds.values())))
            self._on_run(self._role, batch, time.perf_counter() - start_s)
        return tensors


def open_session(path: Path, *, runtime: Runtime, role: str) -> Session:
    """Loads a model. role: what the model is, for messages.

    Where the preferred provider cannot take it, it runs on the CPU, and its `shortfall` says why.

    Raises ModelError if the file cannot be read, breaks a rule of `check_graph`, or is not what
    the runtime takes.
    """
    content = _checked_content(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = runtime.threads
    options.inter_op_num_threads = 1
    # Threads that wait for work in a loop take the whole core from whoever else needs it.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # A plan of all tensors at once is kept for each run under way: 30 MB more, and no faster.
    options.enable_mem_pattern = False
    options.log_severity_level = _FATAL_ONLY
    onnxruntime.set_default_logger_severity(_FATAL_ONLY)

    def start(providers: tuple[str, ...]) -> Any:
        if PROVIDERS["cuda"] in providers:
            _find_cuda()
        # Its own fall-back prints to standard output and keeps the reason to itself.
        return onnxruntime.InferenceSession(
            content, options, providers=with_options(providers), enable_fallback=0
        )

    try:
        inner, shortfall = start_or_fall_back(runtime.providers, start)
    except Exception as error:  # the runtime's errors have no common root
        raise ModelError(
            f"{role} {path.name}: ONNX Runtime cannot load it: {_first_line(error)}; "
            "export it anew and check it with onnx.checker"
        ) from error
    try:
        session = Session(inner, path, role=role, on_run=runtime.on_run, shortfall=shortfall)
        _check_names(session, role)
    except UnicodeDecodeError as error:
        raise ModelError(f"{role} {path.name}: {_NO_TEXT}") from error
    return session


def require_finite(tensors: Sequence[Floats], *, model: str) -> None:
    """Raises ModelError unless all values are finite numbers. model: its name, for the message."""
    with np.errstate(invalid="ignore", over="ignore"):
        sums = [float(np.add.reduce(tensor, axis=None)) for tensor in tensors]
    for total, tensor in zip(sums, tensors, strict=True):
        # Very large numbers may add up to infinity though each is one.
        if not math.isfinite(total) and not np.isfinite(tensor).all():
            raise ModelError(
                f"{model}: its output holds values that are no finite numbers; "
                "train or export it anew"
            )


def available_providers() -> tuple[str, ...]:
    """The execution providers of this ONNX Runtime, by its own names."""
    return tuple(onnxruntime.get_available_providers())


def _find_cuda() -> None:
    """Loads CUDA's libraries out of NVIDIA's Python packages, where those are installed: the loader
    does not look there by itself. What is missing is said by the session that fails then."""
    with contextlib.redirect_stdout(io.StringIO()):  # it prints what it does not find
        onnxruntime.preload_dlls()


def check_graph(path: Path) -> None:
    """Refuses a model that could reach beyond its own file; nothing of it is run.

    Refused are: files above MAX_MODEL_BYTES, anything that is not an ONNX model, tensors whose
    data lie in other files (in subgraphs, attributes and functions too), and operators or
    functions outside STANDARD_DOMAINS. Raises ModelError.
    """
    _checked_content(path)


def read_model_file(path: Path) -> bytes:
    """The file's content. Raises ModelError if it cannot be read or is above MAX_MODEL_BYTES."""
    try:
        size_bytes = path.stat().st_size
        if size_bytes > MAX_MODEL_BYTES:
            raise ModelError(
                f"model {path} has {size_bytes} bytes, at most {MAX_MODEL_BYTES} are allowed: "
                "use a smaller model"
            )
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"model {path} cannot be read: {error.strerror}; name an ONNX file that exists"
        ) from error


def _checked_content(path: Path) -> bytes:
    content = read_model_file(path)
    try:
        model = onnx.load_model_from_string(content)
    except Exception as error:  # whatever the parser of protocol buffers makes of it
        raise ModelError(f"model {path} is no ONNX file: {_first_line(error)}") from error
    if not model.HasField("graph") or not model.graph.node:
        raise ModelError(f"model {path} is no ONNX file: it has no graph")
    try:
        _check_model(model, path.name)
    except UnicodeDecodeError as error:
        raise ModelError(f"model {path.name}: {_NO_TEXT}") from error
    return content


def _check_names(session: Session, role: str) -> None:
    """Refuses names that no message could show. Raises ModelError, or UnicodeDecodeError."""
    for port in (*session.inputs, *session.outputs):
        if not port.name.isprintable() or len(port.name) > MAX_NAME_CHARS:
            raise ModelError(
                f"{role} {session.path.name}: an input or output is called {plain(port.name, 60)}; "
                f"give it a name of at most {MAX_NAME_CHARS} printable characters"
            )
    _ = session.metadata


def _check_model(model: onnx.ModelProto, name: str) -> None:
    if model.functions:
        own = plain(model.functions[0].name)
        raise ModelError(
            f"model {name} has functions of its own ({own}): inline them "
            "(onnx.inliner.inline_local_functions)"
        )
    if model.training_info:
        raise ModelError(f"model {name} carries training graphs: export it for inference")
    for graph in _graphs(model.graph):
        _check_graph(graph, name)


def _check_graph(graph: onnx.GraphProto, name: str) -> None:
    for node in graph.node:
        if node.domain not in STANDARD_DOMAINS:
            raise ModelError(
                f"model {name} uses {plain(f'{node.domain}.{node.op_type}')}: only standard ONNX "
                "operators "
                "are allowed, export it without custom ones"
            )
    if any(_is_external(tensor) for tensor in _tensors(graph)):
        raise ModelError(
            f"model {name} keeps data in other files: save it as one file "
            "(onnx.save with save_as_external_data=False)"
        )


def _graphs(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    """The graph and all graphs within it. Protocol buffers bound the depth, to 100."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("g"):
                yield from _graphs(attribute.g)
            for inner in attribute.graphs:
                yield from _graphs(inner)


def _tensors(graph: onnx.GraphProto) -> Iterator[onnx.TensorProto]:
    yield from graph.initializer
    sparse = list(graph.sparse_initializer)
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
            if attribute.HasField("sparse_tensor"):
                sparse.append(attribute.sparse_tensor)
            sparse.extend(attribute.sparse_tensors)
    for tensor in sparse:
        yield tensor.values
        yield tensor.indices


def _is_external(tensor: onnx.TensorProto) -> bool:
    return bool(tensor.data_location == onnx.TensorProto.EXTERNAL or tensor.external_data)


def _port(value: Any) -> TensorPort:
    shape = tuple(length if isinstance(length, int) else None for length in value.shape)
    dtype = str(value.type).removeprefix("tensor(").removesuffix(")")
    return TensorPort(str(value.name), dtype, shape)


def _first_line(error: Exception) -> str:
    return plain(str(error).strip().split("\n", 1)[0], 300) or type(error).__name__
