"""Python, libraries, cores, memory and clock, held against what whatsit needs."""

import importlib.metadata
import os
import platform
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from shared import __version__
from shared.doctor.finding import Finding, Visit

MIN_PYTHON = (3, 11)
MIN_CORES = 2
MIN_MEMORY_MB = 1500
EARLIEST_S = 1_735_689_600.0
"""2025-01-01: a clock before that was never set."""

_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?\s*([^;]*)(?:;(.*))?$")


def check(visit: Visit) -> Iterator[Finding]:
    """Everything about the machine itself."""
    yield _python()
    yield from _libraries()
    yield _cores()
    yield _memory()
    yield _clock(visit)


def library_problem(installed: str, wanted: str) -> str:
    """What is wrong with a version, "" if nothing.

    wanted: as in a requirement, of which `>=` and `!=` are understood.
    """
    for operator, bound in re.findall(r"(>=|!=)\s*([\w.]+)", wanted):
        if operator == ">=" and _numbers(installed) < _numbers(bound):
            return f"expected {bound} or newer"
        if operator == "!=" and _numbers(installed) == _numbers(bound):
            return "this very version does not work"
    return ""


def _python() -> Finding:
    found = f"whatsit {__version__} on Python {platform.python_version()}, {platform.platform()}"
    if sys.version_info[:2] < MIN_PYTHON:
        return Finding("python", "broken", found, "install Python 3.11 or newer")
    return Finding("python", "ok", found)


def _libraries() -> Iterator[Finding]:
    try:
        requirements = importlib.metadata.requires("whatsit") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("libraries", "skipped", "whatsit runs from its sources, not installed")
        return
    good: dict[str, list[str]] = {}
    missing: dict[str, list[str]] = {}
    for text in requirements:
        if (match := _REQUIREMENT.match(text)) is None:
            continue
        name, wanted, marker = match[1], match[2] or "", match[3] or ""
        only_for = re.search(r"extra\s*==\s*['\"](\w+)", marker)
        extra = only_for[1] if only_for else ""
        if extra in ("dev", "bench") or name == "whatsit":
            continue
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.setdefault(extra, []).append(name)
            continue
        if problem := library_problem(installed, wanted):
            cure = f"pip install '{name}{wanted.strip()}'"
            yield Finding("libraries", "broken", f"{name} {installed}: {problem}", cure)
        else:
            good.setdefault(extra, []).append(f"{name} {installed}")
    for extra, names in good.items():
        if extra not in missing:
            yield Finding("libraries", "ok", (f"[{extra}] " if extra else "") + ", ".join(names))
    for extra, names in missing.items():
        which = f"[{extra}]" if extra else ""
        found = f"{which} not installed: {', '.join(names)}".strip()
        cure = f"pip install 'whatsit{which}'"
        yield Finding("libraries", "skipped" if extra else "broken", found, cure)


def _cores() -> Finding:
    cores = len(os.sched_getaffinity(0))
    if cores < MIN_CORES:
        return Finding("cores", "look", f"{cores}", "two are better: one for frames, one beside")
    return Finding("cores", "ok", f"{cores}")


def _memory() -> Finding:
    try:
        fields = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
        free_mb = int(fields["MemAvailable"].split()[0]) // 1024
        total_mb = int(fields["MemTotal"].split()[0]) // 1024
    except (OSError, KeyError, ValueError):
        return Finding("memory", "skipped", "this system does not say")
    found = f"{free_mb:,} of {total_mb:,} MB are free"
    if free_mb < MIN_MEMORY_MB:
        cure = f"end something: a station that trains and a node want {MIN_MEMORY_MB:,} MB"
        return Finding("memory", "look", found, cure)
    return Finding("memory", "ok", found)


def _clock(visit: Visit) -> Finding:
    now_s = visit.clock.now_s()
    found = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(now_s))
    if now_s < EARLIEST_S:
        return Finding("clock", "broken", found, "set it: timedatectl set-ntp true")
    start_s, start_monotonic_s = visit.clock.now_s(), visit.clock.monotonic_s()
    time.sleep(0.1)
    wall_s = visit.clock.now_s() - start_s
    real_s = visit.clock.monotonic_s() - start_monotonic_s
    if abs(wall_s - real_s) > 0.05:
        found += f"; it moved {wall_s:.2f} s in {real_s:.2f} s"
        return Finding("clock", "look", found, "something sets it: let only NTP do that")
    return Finding("clock", "ok", found)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in re.findall(r"\d+", version.split("+")[0])[:3]]
    return (*numbers, *(0,) * (3 - len(numbers)))
