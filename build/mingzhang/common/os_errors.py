"""What the system refused: in, an OSError; out, place, cause and remedy in Chinese."""

from __future__ import annotations

import errno

_CAUSES = {
    errno.ENOENT: ("没有这个文件或文件夹", "请检查路径"),
    errno.EACCES: ("没有权限", "请换一个地方，或改一改权限"),
    errno.EPERM: ("没有权限", "请换一个地方，或改一改权限"),
    errno.EROFS: ("这里只能读、不能写", "请换一个地方"),
    errno.EEXIST: ("已经有同名的文件", "请换一个名字，或移开那个文件"),
    errno.ENOTDIR: ("路径中间有一段是文件，不是文件夹", "请检查路径"),
    errno.EISDIR: ("这是一个文件夹，不是文件", "请检查路径"),
    errno.ENOSPC: ("磁盘满了", "请腾出空间再试"),
    errno.ENAMETOOLONG: ("名字太长", "请改短一些"),
}


def usual(error: OSError) -> bool:
    """Tell whether this is the machine's doing, like a full disk, and not a fault of ours."""
    return error.errno in _CAUSES


def explained(error: OSError) -> tuple[str, str]:
    """Give cause and remedy; an unusual cause keeps the words of the system."""
    unusual = (error.strerror or type(error).__name__, "请检查文件是否存在、磁盘空间和权限")
    return _CAUSES.get(error.errno or 0, unusual)


def told(error: OSError) -> str:
    """Tell in one line what failed, where, and what to do."""
    cause, remedy = explained(error)
    place = f"{error.filename}：" if error.filename is not None else ""
    return f"{place}{cause}。{remedy}"
