"""Damaged files that people write beside the documents: in, a name; out, whether all is told well.

Metadata, corrections, answers, settings, lists. What is refused is refused with a remedy.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from mingzhang.common import site_settings
from mingzhang.content import errata, source_file
from mingzhang.export import redirects
from mingzhang.intake import batch_list
from mingzhang.intake.decide import Given
from mingzhang.intake.fetch import Fetched, Fetcher
from mingzhang.model import UserError, UserErrors
from mingzhang.vocab import Vocabulary

_IDS = ("a-county-office-2023-final", "a-county-office")


def _metadata(path: Path, words: Vocabulary) -> Iterable[UserError]:
    made, errors = source_file.read_metadata(path, words)
    assert made or errors
    return errors


def _corrections(path: Path, words: Vocabulary) -> Iterable[UserError]:
    return source_file.read_corrections(path, words)[1]


def _errata(path: Path, words: Vocabulary) -> Iterable[UserError]:
    del words
    return errata.read_errata(path)[1]


def _settings(path: Path, words: Vocabulary) -> Iterable[UserError]:
    del words
    site_settings.settings(path.parent)
    return ()


def _redirects(path: Path, words: Vocabulary) -> Iterable[UserError]:
    del words
    redirects.redirects(path.parent, _IDS)
    return ()


class _Offline(Fetcher):
    """Fetches nothing."""

    def fetch(self, url: str) -> Fetched:
        raise UserError(url, "没有网络", "请接上网络")


def _list(path: Path, words: Vocabulary) -> Iterable[UserError]:
    list(batch_list.items(path, words, Given(), _Offline(), datetime.date(2024, 1, 1)))
    return ()


Reader = Callable[[Path, Vocabulary], Iterable[UserError]]
_SOURCE = """\
file: 决算.txt
sha256: 0000000000000000000000000000000000000000000000000000000000000000
agency: {agency}
fiscal_year: 2023
stage: final
title: 某局2023年度部门决算
language: zh-CN
source_url: https://example.org/a
published_on: 2024-09-01
year_in_title: 2022
notes:
  - 标题写作2022年度
attachments:
  - file: 附表.xlsx
    sha256: 1111111111111111111111111111111111111111111111111111111111111111
confirmed:
  - stage
"""
_CORRECTED = """\
- start: 120
  expect: 12.5
  action: value
  replacement: 1,214.14
  reason: 附表为此数
- {start: 300, expect: 3, action: ignore, reason: 序号}
"""
_ANSWERED = """\
- finding: abc-1
  status: corrected
  answer: 已更正
  answered_on: 2024-10-01
  url: "https://example.org/b"
- finding: abc-2
  status: asked
"""
_SITE = """\
title: 某市明账
tagline: 每一个数字
region: 某省某市
contact: a@example.org
address: https://example.org/m/
colour_primary: "#1d5580"
"""
_MOVED = """\
old,new,reason
an-old-office,a-county-office,改名
older,an-old-office,"改名，又改名"
"""
_LISTED = """\
文件,网址,单位,年度,阶段,公开日期
a.txt,,某局,2023,决算,2024-09-01
,https://example.org/c.pdf,某局,2022,预算,
"""
FILES: Mapping[str, tuple[Reader, str]] = MappingProxyType(
    {
        "source.yml": (_metadata, _SOURCE),
        "corrections.yml": (_corrections, _CORRECTED),
        "errata.yml": (_errata, _ANSWERED),
        site_settings.FILE: (_settings, _SITE),
        redirects.FILE: (_redirects, _MOVED),
        "list.csv": (_list, _LISTED),
    }
)
"""Files with what reads them, and one that is well made."""


def well_made(name: str, words: Vocabulary) -> bytes:
    """The file before it is damaged."""
    return FILES[name][1].replace("{agency}", min(words.agencies)).encode()


def refusals(name: str, data: bytes, words: Vocabulary) -> tuple[UserError, ...]:
    """What is said of such a file; nothing where it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        try:
            return tuple(FILES[name][0](path, words))
        except UserError as error:
            return (error,)
        except UserErrors as errors:
            return errors.errors
