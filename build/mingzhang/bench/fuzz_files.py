"""Damaged files beside the documents: in, a name; out, whether all is told well.

What people write (metadata, corrections, answers, settings, lists, rows of vocabularies) and what a
run leaves for the next one. What is refused is refused with a remedy.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from mingzhang import vocab
from mingzhang.common import folder_swap, published, site_settings
from mingzhang.content import errata, source_file
from mingzhang.export import redirects
from mingzhang.intake import batch_list
from mingzhang.intake.decide import Given
from mingzhang.intake.fetch import Fetched, Fetcher
from mingzhang.model import UserError, UserErrors
from mingzhang.paths import DESCRIPTOR
from mingzhang.vocab import Vocabulary

_IDS = ("a-county-office-2023-final", "a-county-office")


def _metadata(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    made, errors = source_file.read_metadata(path, vocabulary)
    assert made or errors
    return errors


def _corrections(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    return source_file.read_corrections(path, vocabulary)[1]


def _errata(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    del vocabulary
    return errata.read_errata(path)[1]


def _settings(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    del vocabulary
    site_settings.settings(path.parent)
    return ()


def _redirects(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    del vocabulary
    redirects.redirects(path.parent, _IDS)
    return ()


class _Offline(Fetcher):
    """Fetches nothing."""

    def fetch(self, url: str) -> Fetched:
        raise UserError(url, "没有网络", "请接上网络")


def _list(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    list(batch_list.items(path, vocabulary, Given(), _Offline(), datetime.date(2024, 1, 1)))
    return ()


def _own_rows(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    del vocabulary
    folder = path.parent.parent if path.parent.name in _FOLDERS else path.parent
    bodies = folder / "agencies.csv"
    if not bodies.exists():
        bodies.write_text(_BODIES, encoding="utf-8")
    vocab.load(folder)
    return ()


def _packages(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    del vocabulary
    published.load(path.parent)
    return ()


def _swap(path: Path, vocabulary: Vocabulary) -> Iterable[UserError]:
    del vocabulary
    with folder_swap.replacing(path.parent / "site"):
        return ()


_FOLDERS = ("grammar", "layouts")
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
_BODIES = """\
agency,name_zh,name_en,region,level,kind,parent,former_names,aliases,same_body_as,same_body_basis,\
same_body_evidence_zh,same_body_evidence_en
a-county-office,某县某局,A County Office,110101,county,bureau,,旧局,某局|县某局,,,,
"""
_LABELS = """\
label,concept,context,unit,stage
某项总计,revenue_and_expenditure,,,
某项总额,running_costs,expenditure fund:all,万元,final
"""
_REMNANTS = """\
kind,pattern,note
placeholder,"[甲乙]{2,}(?=[年月])",占位符
"""
_WORDS = """\
class,word,effect,note,example
change.up,攀升,,增加的动词,收入总计⟦10⟧万元，比上年攀升⟦2⟧万元
"""
_TABLES = """\
pattern,heads,layout,total,fund,section,name_zh,name_en
(某项).*收入|收入.*某项,,three_public,,,,某表,A table
"""
_DESCRIBED = """\
{"name": "a-county-office", "title": "某局", "fiscal_years": [2022, 2023], "resources": [{"name":
"facts", "type": "table", "path": "data/facts.csv", "rows": 2, "hash": "sha256:00", "schema":
{"fields": [{"name": "fact", "type": "string", "constraints": {"required": true}}, {"name": "stage",
"type": "string", "categories": [{"value": "final", "label": "决算"}]}], "primaryKey": ["fact"],
"foreignKeys": [{"fields": ["fact"], "reference": {"resource": "", "fields": ["fact"]}}]}}]}
"""
FILES: Mapping[str, tuple[Reader, str]] = MappingProxyType(
    {
        "source.yml": (_metadata, _SOURCE),
        "corrections.yml": (_corrections, _CORRECTED),
        "errata.yml": (_errata, _ANSWERED),
        site_settings.FILE: (_settings, _SITE),
        redirects.FILE: (_redirects, _MOVED),
        "list.csv": (_list, _LISTED),
        "vocab/agencies.csv": (_own_rows, _BODIES),
        "vocab/labels.csv": (_own_rows, _LABELS),
        "vocab/remnants.csv": (_own_rows, _REMNANTS),
        "vocab/grammar/words.csv": (_own_rows, _WORDS),
        "vocab/layouts/tables.csv": (_own_rows, _TABLES),
        DESCRIPTOR: (_packages, _DESCRIBED),
        folder_swap.JOURNAL: (_swap, "[]"),
    }
)
"""Files with what reads them, and one that is well made."""


def well_made(name: str, vocabulary: Vocabulary) -> bytes:
    """The file before it is damaged."""
    return FILES[name][1].replace("{agency}", min(vocabulary.agencies)).encode()


def refusals(name: str, data: bytes, vocabulary: Vocabulary) -> tuple[UserError, ...]:
    """What is said of such a file; nothing where it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        try:
            return tuple(FILES[name][0](path, vocabulary))
        except UserError as error:
            return (error,)
        except UserErrors as errors:
            return errors.errors
