"""Figures in the text format that Prometheus reads. Pure.

The format: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. A counter only rises while the process lives; a gauge goes up and down.

    name: without the prefix "whatsit_". labels: what tells it apart from others of its name.
    """

    name: str
    kind: Literal["counter", "gauge"]
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


def metrics_page(metrics: Iterable[Metric]) -> str:
    """All figures; those of one name stand together, whatever their order."""
    by_name: dict[str, list[Metric]] = {}
    for metric in metrics:
        by_name.setdefault(metric.name, []).append(metric)
    lines: list[str] = []
    for name, group in by_name.items():
        lines.append(f"# HELP whatsit_{name} {_escaped(group[0].help, quotes=False)}")
        lines.append(f"# TYPE whatsit_{name} {group[0].kind}")
        lines += [f"whatsit_{name}{_labels(one.labels)} {one.value:.12g}" for one in group]
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{_escaped(value, quotes=True)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}"


def _escaped(text: str, *, quotes: bool) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if quotes else text
