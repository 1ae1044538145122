"""When our own code fails: in, the exception; out, an error that names whose data, stage and line.

A broken file is the reader's to tell of (`UserError`); what is told here is ours to mend.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mingzhang.common import os_errors
from mingzhang.model import UserError, UserErrors

NO_MEMORY = "请关掉别的程序再试，或把文件拆小"


class BodyError(UserError):
    """Our own code failed at the data of one body; `file` is the id of the body."""


def defect(place: str | Path, stage: str, error: Exception) -> UserError:
    """Make the error of a file at which our own code failed, or the machine."""
    if isinstance(error, MemoryError):
        return UserError(place, f"{stage}时内存不够", NO_MEMORY)
    if isinstance(error, OSError) and os_errors.usual(error):
        cause, remedy = os_errors.explained(error)
        at = f"（{error.filename}）" if error.filename else ""
        return UserError(place, f"{stage}时{cause}{at}", remedy)
    return UserError(place, *_told(stage, error))


@contextmanager
def at_body(agency: str, stage: str) -> Iterator[None]:
    """Turn what our own code raises inside into a `BodyError` that names the body and the stage.

    What a person or the machine is to blame for (`UserError`, a full disk) passes as it is.
    """
    try:
        yield
    except (UserError, UserErrors, OSError, MemoryError):
        raise
    except Exception as error:
        raise BodyError(agency, *_told(stage, error)) from error


def _told(stage: str, error: Exception) -> tuple[str, str]:
    if os.environ.get("MINGZHANG_DEBUG"):
        traceback.print_exception(error)
    kind = f"{type(error).__name__}: {error}".replace("\n", " ")[:200]
    # What comes from another process has no frames.
    frames = traceback.extract_tb(error.__traceback__)[-1:]
    problem = "，".join([kind, *(f"{Path(last.filename).name}:{last.lineno}" for last in frames)])
    remedy = (
        "这是明账的缺陷，请设置 MINGZHANG_DEBUG=1 重跑并报告完整输出；"
        "其余的可用 mingzhang build --keep-going 先做出来"
    )
    return f"{stage}时程序内部出错（{problem}）", remedy
