"""Recording and failing system calls with `strace`, where tracing is allowed.

It sees every call, whichever library makes it, and it fails calls on the paths named to it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tests.faults import events
from tests.faults.events import Call

NAME = "strace"
_RECORDED = sorted(
    events.OPENING
    | events.WRITING
    | events.RESIZING
    | events.SYNCING
    | events.RENAMING
    | events.LINKING
    | events.REMOVING
    | events.POINTING
    | (events.UNKNOWN - {"pwritev2"})
)
_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += +(-?\d+|0x[0-9a-f]+)(?:<([^>]*)>)?")
_CALL = re.compile(r"(?:\d+ +)?(\w+)\(")
_PIECE = re.compile(r'"([^"]*)"(\.\.\.)?|(-?\w+)<([^>]*)>|([^,"\s\[\]{}<>][^,"<>\]}]*)')


@cache
def why_not() -> str:
    """Why it cannot be used here; empty where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if tried.returncode == 0 else f"strace is refused: {tried.stderr.strip()[:100]}"


def recording(command: Sequence[str], log: Path) -> list[str]:
    """The command that runs another one and writes its calls, data and all, to a log."""
    calls = ",".join(f"?{name}" for name in _RECORDED)
    # -y names the file behind each handle as it is called at that moment, -xx spells every byte.
    options = ["-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000000", "-e", f"trace={calls}"]
    return ["strace", *options, "-e", "signal=none", "-o", str(log), *command]


def failing(
    command: Sequence[str], *, call: str, error: str, when: str, paths: Sequence[Path]
) -> list[str]:
    """The command that runs another one and lets one of its calls fail."""
    options = ["-f", "--seccomp-bpf", "-o", "/dev/null", "-e", f"trace={call}"]
    options += ["-e", f"inject={call}:error={error}:when={when}"]
    for path in paths:
        options += ["-P", str(path)]
    return ["strace", *options, *command]


def counting(command: Sequence[str], log: Path, *, paths: Sequence[Path]) -> list[str]:
    """The command that runs another one and notes, without data, its calls on some paths."""
    options = ["-f", "--seccomp-bpf", "-s", "0", "-e", "signal=none", "-o", str(log)]
    options += ["-e", "trace=" + ",".join(f"?{name}" for name in _RECORDED)]
    for path in paths:
        options += ["-P", str(path)]
    return ["strace", *options, *command]


def count_log(log: Path) -> Counter[str]:
    """How often each call stands in a log, those that failed too."""
    with log.open(encoding="utf-8") as lines:
        return Counter(found[1] for line in lines if (found := _CALL.match(line)))


def read_log(log: Path) -> Iterator[Call]:
    """The successful calls of a log."""
    waiting: dict[str, str] = {}
    with log.open(encoding="ascii") as lines:
        for line in lines:
            process = line.split(" ", 1)[0]
            if line.endswith("<unfinished ...>\n"):
                waiting[process] = line.removesuffix("<unfinished ...>\n")
                continue
            if " resumed>" in line:
                line = waiting.pop(process) + line.split(" resumed>", 1)[1]
            call = _read_line(line)
            if call is not None:
                yield call


def _read_line(line: str) -> Call | None:
    found = _LINE.match(line)
    if found is None or found[3].startswith("-"):
        return None
    name, result, opened = found[1], int(found[3], 0), found[4]
    texts: list[bytes] = []
    handles: list[tuple[str, str]] = []
    words: list[str] = []
    for text, cut, handle, path, word in _PIECE.findall(found[2]):
        if cut:
            raise events.NotSimulatedError(f"the log has not all the data of a {name}")
        if path:
            handles.append((handle, _path(path)))
        elif word:
            words.append(word.strip())
        else:
            texts.append(_bytes(text))
    if "(deleted)" in words:
        return None  # a file without a name is gone after a power cut, whatever is written to it
    if name in events.OPENING:
        flags = next((word for word in words if word.startswith("O_")), "")
        return Call(name, _path(opened), handle=result, flags=frozenset(flags.split("|")))
    if name in events.RENAMING | events.LINKING | events.REMOVING:
        if "AT_REMOVEDIR" in words:
            return None
        paths = _joined(texts, [path for _, path in handles])
        return Call(name, paths[0], paths[1] if len(paths) > 1 else "")
    if name == "truncate":
        return Call(name, texts[0].decode(), position=int(words[-1]))
    if name == "mmap":
        if "MAP_SHARED" not in found[2] or "PROT_WRITE" not in found[2] or not handles:
            return None
        return Call(name, handles[0][1])
    return _read_handle_call(name, result, texts, handles, words)


def _read_handle_call(
    name: str, result: int, texts: list[bytes], handles: list[tuple[str, str]], words: list[str]
) -> Call | None:
    if not handles:
        return None
    handle, path = int(handles[0][0]), handles[0][1]
    if name in events.WRITING:
        position = int(words[-1]) if name.startswith("p") else None
        return Call(name, path, handle=handle, position=position, data=b"".join(texts)[:result])
    if name == "ftruncate":
        return Call(name, path, handle=handle, position=int(words[-1]))
    if name in events.POINTING:
        return Call(name, path, handle=handle, position=result)
    return Call(name, path, handle=handle)


def _joined(texts: list[bytes], folders: list[str]) -> list[str]:
    """Paths made full by the folders they are relative to."""
    full = []
    for number, text in enumerate(texts):
        path = text.decode()
        if not path.startswith("/"):
            if number >= len(folders):
                raise events.NotSimulatedError(f"a relative path in the log: {path}")
            path = f"{folders[number]}/{path}"
        full.append(path)
    return full


def _path(text: str) -> str:
    return _bytes(text.removesuffix("(deleted)")).decode()


def _bytes(text: str) -> bytes:
    """What stands in a log for a string: every byte as \\xNN, or plain where it names a pipe."""
    if not text.startswith("\\x"):
        return text.encode()
    return bytes.fromhex(text.replace("\\x", ""))
