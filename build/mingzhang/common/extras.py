"""What is installed beside the core: in, the name of an extra; out, nothing, or what to install.

The core reads, parses and checks. `pyproject.toml` lists what each extra brings; a command that
needs one asks here before the long work, not when the first import fails.
"""

from __future__ import annotations

from importlib.util import find_spec

from mingzhang.model import UserError

MODULES = {
    "site": (
        "altair", "cbor2", "frictionless", "jinja2", "material", "mkdocs", "pagefind", "pyarrow",
        "vl_convert",
    ),
    "data": ("pandas",),
}  # fmt: skip
"""The modules that come with an extra."""
_USES = {"site": "做数据包和网站", "data": "读成 pandas 表"}


def need(extra: str) -> None:
    """Raise UserError where a module of an extra is not installed."""
    missing = [module for module in MODULES[extra] if find_spec(module) is None]
    if missing:
        raise UserError(
            f"mingzhang[{extra}]",
            f"{_USES[extra]}还需要这一组库，没有装（{'、'.join(missing)}）",
            f"请安装：python3 -m pip install 'mingzhang[{extra}]'；从安装包装的，"
            f"把 mingzhang 换成安装包的文件名，如 'mingzhang-0.1.0-py3-none-any.whl[{extra}]'",
        )
