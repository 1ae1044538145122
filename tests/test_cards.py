"""A card to share shows one figure with its words and its doubts, is small, and can be read."""

from __future__ import annotations

import struct
import zlib
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from mingzhang.cli.summary import summary
from mingzhang.common.site_settings import Settings
from mingzhang.model import Fact, Finding, Measure, Origin, Outcome, Severity, Stage
from mingzhang.pipeline import Summary
from mingzhang.site import cards
from mingzhang.site.agency_summary import Proof
from mingzhang.site.disputes import Disputes, disputes
from mingzhang.site.language import CHINESE
from mingzhang.site.names import Names

LIBRARY: Any = SimpleNamespace(concepts={"total": {"name_zh": "支出总计"}}, agencies={})
FACT = Fact(
    fact="jia-2021-final-f9",
    disclosure="jia-2021-final",
    agency="jia",
    fiscal_year=2021,
    stage=Stage.FINAL,
    scope="甲市乙局",
    scope_id="jia",
    measure=Measure.AMOUNT,
    value=Decimal("15501700"),
    unit="CNY",
    origin=Origin.PRINTED,
    concept="total",
    value_printed="1550.170",
    unit_printed="万元",
)
PROOF = Proof(FACT, None, "…本年支出", "1550.170", "万元，比上年减少…")  # type: ignore[arg-type]
SITE = Settings("明账", address="https://example.org/m/")


def card(disputed: Disputes | None = None, site: Settings = SITE) -> cards.Card:
    return cards.card(PROOF, disputed or Disputes(), Names(CHINESE, LIBRARY, {}), site)


def test_a_card_names_body_account_figure_words_and_address():
    made = card()
    assert made.body == "甲市乙局" and made.label == "2021年决算 · 支出总计"
    assert made.amount == "1,550.170万元" and not made.note
    assert made.quote == ("原文：“…本年支出", "1550.170", "万元，比上年减少…”")
    assert made.source == "明账 · example.org/m/agencies/jia/"
    assert card(site=Settings("明账")).source == "明账"
    assert made.says.startswith(
        "甲市乙局，2021年决算 · 支出总计：1,550.170万元。原文：“…本年支出1550.170万元"
    )


def test_what_a_check_disputes_is_not_shared_without_its_mark():
    finding = Finding(
        finding="x",
        check="sum",
        family="sums",
        disclosure=FACT.disclosure,
        outcome=Outcome.FAIL,
        severity=Severity.WARNING,
        message_zh="差",
        message_en="off",
        start=0,
        facts=(FACT.fact,),
    )
    assert card(disputes([finding])).note == "（存疑）"


def test_a_card_is_small_whatever_it_says():
    if not cards.can_draw():
        pytest.skip("no font with Chinese on this machine")
    quote = "原文：“" + "前" * 60, "123456789.12", "后" * 60 + "”"
    body, amount, source = "很长的机构名称" * 12, "123,456,789.12万元", "明账 · " + "x" * 90
    long = cards.Card(body, "2021年决算", amount, "（对不上）", quote, source)
    for each in (card(), long):
        png = cards.drawn(each)
        assert len(png) < 40_000
        assert struct.unpack(">II", png[16:24]) == (cards.WIDTH, cards.HEIGHT)
        chunks = dict(cards._chunks(png))
        lines = zlib.decompress(chunks[b"IDAT"])
        step = cards.WIDTH // 2 + 1
        assert len(lines) == step * cards.HEIGHT
        # The stripe at the top is all ink, the line at the foot all paper.
        assert set(lines[1:step]) == {0} and set(lines[-step + 1 :]) == {255}
        assert chunks[b"PLTE"][:3] == bytes.fromhex(cards.INK[1:])


def test_a_picture_is_written_again_as_it_was():
    line = bytes([0, 255, 255, 0])
    plain = b"\0" + b"".join(bytes([v, v, v, 255]) for v in line)
    first, *others = line
    steps = [first, *((b - a) & 255 for a, b in zip(line, others, strict=False))]
    differing = b"\1" + b"".join(bytes([v, 0, 0, 0]) for v in steps)
    assert list(cards._reds(plain + differing, 4, 2)) == [line, line]
    assert cards._halved(bytes([1, 2, 15])) == bytes([0x12, 0xF0])


def test_without_a_font_the_build_says_so():
    none = Summary(0, 0, 0, 0, 0, 0)
    told = "\n".join(summary(Summary(0, 0, 0, 0, 0, 0, lacks_font=True)))
    assert "没有中文字体，没有做分享图片" in told and "share_cards: 无" in told
    assert "分享图片" not in "\n".join(summary(none))
