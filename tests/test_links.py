"""Links between figures: what a share, change or completion is of, printed in one sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import factories
from mingzhang import parse, read
from mingzhang.model import Disclosure, Fact, Measure, Source, Stage


def disclosed(words: str) -> Disclosure:
    known = factories.vocabulary()
    first = next(iter(known.agencies.values()))
    body = replace(first, agency="yi", name_zh="某市乙局", aliases=())
    known = replace(known, agencies={**known.agencies, "yi": body})
    text = f"某市乙局2024年度部门决算\n第一部分 部门决算情况说明\n{words}\n"
    path, data = Path("a.txt"), text.encode()
    source = Source("yi-2024-final", "yi", 2024, Stage.FINAL, "题", path, data, "0" * 64)
    return parse.parse(read.read(source), known)


def found(words: str, measure: Measure) -> tuple[Fact, dict[str, str]]:
    """Return the only figure of a measure, and the numerals of all facts by id."""
    facts = disclosed(words).facts
    (one,) = (fact for fact in facts if fact.measure is measure)
    return one, {"": "", **{fact.fact: fact.value_printed for fact in facts}}


def test_a_completion_is_of_the_account_and_measured_against_the_budget() -> None:
    words = "2024年度“三公”经费全年预算为12.00万元，支出决算为9.00万元，完成全年预算的75.00%。"
    rate, printed = found(words, Measure.COMPLETION_RATE)
    assert (printed[rate.of_fact], printed[rate.base_fact]) == ("9.00", "12.00")
    budget = next(f for f in disclosed(words).facts if f.fact == rate.base_fact)
    assert (budget.stage, budget.fiscal_year) == (Stage.REVISED_BUDGET, 2024)


def test_amount_and_rate_of_one_change_point_at_each_other() -> None:
    words = "2024年度收入总计500.00万元，比上年增加100.00万元，增长25.00%。"
    amount, printed = found(words, Measure.CHANGE)
    rate, _ = found(words, Measure.CHANGE_RATE)
    assert (amount.pair_fact, rate.pair_fact) == (rate.fact, amount.fact)
    assert printed[amount.of_fact] == printed[rate.of_fact] == "500.00"
    assert amount.parent_fact == rate.parent_fact == ""


def test_what_has_grown_is_no_budget_that_stands_between() -> None:
    words = "2024年度事业收入完成24.00万元，占年度预算22.00万元，较上年21.00万元，增收3.00万元。"
    amount, printed = found(words, Measure.CHANGE)
    assert (printed[amount.of_fact], printed[amount.base_fact]) == ("24.00", "21.00")


def test_a_share_is_of_the_figure_before_it() -> None:
    share, printed = found("2024年度基本支出300.00万元，占60.00%。", Measure.SHARE)
    assert printed[share.of_fact] == "300.00"
    assert share.base_fact == ""


def test_changes_of_two_clauses_are_no_pair() -> None:
    words = "2024年度收入总计500.00万元，比上年增加100.00万元。支出总计400.00万元，增长25.00%。"
    amount, _ = found(words, Measure.CHANGE)
    assert amount.pair_fact == ""


def test_changes_against_two_bases_are_two_pairs() -> None:
    words = "公务接待费5万元，比年初预算减少2.00万元，下降28.57%，比上年增加1.00万元，增长25.00%。"
    facts = {fact.value_printed: fact for fact in disclosed(words).facts}
    pairs = {"2.00": "28.57", "28.57": "2.00", "1.00": "25.00", "25.00": "1.00"}
    assert {p: facts[p].pair_fact for p in pairs} == {p: facts[q].fact for p, q in pairs.items()}


def test_behind_a_budget_without_its_rate_a_change_is_of_the_account() -> None:
    words = "2024年度公务接待费决算3.00万元，完成预算4.00万元的--%，比上年增加1.00万元。"
    amount, printed = found(words, Measure.CHANGE)
    assert printed[amount.of_fact] == "3.00"
    words = "2024年度公务接待费支出3.00万元，预算4.00万元，完成预算的75%，比上年增加1.00万元。"
    amount, printed = found(words, Measure.CHANGE)
    assert printed[amount.of_fact] == "3.00"


def test_a_change_in_the_next_sentence_is_of_the_figure_with_its_key() -> None:
    words = "2024年度支出总计500.00万元。与2023年度相比，支出总计增加100.00万元。"
    amount, printed = found(words, Measure.CHANGE)
    assert printed[amount.of_fact] == "500.00"
    amount, printed = found("2024年度支出总计500.00万元。" + words, Measure.CHANGE)
    assert printed[amount.of_fact] == "500.00"
    amount, _ = found("2024年度支出总计400.00万元。" + words, Measure.CHANGE)
    assert amount.of_fact == "", "two figures that differ: which one it is of is left open"


def test_a_change_under_a_heading_of_its_own_is_of_the_figure_above_it() -> None:
    words = "三、“三公”经费预算情况\n2024年“三公”经费22.00万元，其中：公务接待费2.00万元。\n"
    change, printed = found(f"{words}（一）公务接待费较2023年下降20%。", Measure.CHANGE_RATE)
    assert printed[change.of_fact] == "2.00"


def test_a_share_in_a_list_is_measured_against_the_whole_of_the_list() -> None:
    words = "2024年度支出总计500.00万元，其中：基本支出300.00万元，占{share}%。"
    share, printed = found(words.format(share="60.00"), Measure.SHARE)
    assert printed[share.base_fact] == "500.00"
    share, _ = found(words.format(share="61.00"), Measure.SHARE)
    assert share.base_fact == "", "what it was worked out on is not known"


def test_the_shares_of_a_list_are_of_one_whole() -> None:
    words = (
        "2024年收入合计1,261.00万元，包括本年收入1,256.00万元，上年结转结余5.00万元。\n其中：\n"
        "本年一般公共预算收入956.00万元，占75.81%；\n本年政府性基金预算收入0万元，占0%。"
    )
    facts = disclosed(words).facts
    printed = {fact.fact: fact.value_printed for fact in facts}
    shares = [fact for fact in facts if fact.measure is Measure.SHARE]
    assert [printed[share.base_fact] for share in shares] == ["1,261.00", "1,261.00"]


def test_what_has_changed_is_what_was_carried_out() -> None:
    words = "2024年度“三公”经费全年预算数为15.00万元，支出决算为12.00万元。较上年减少2.00万元。"
    amount, printed = found(words, Measure.CHANGE)
    assert printed[amount.of_fact] == "12.00"


def test_a_change_is_from_the_figure_that_it_is_compared_with() -> None:
    words = "2024年度“三公”经费支出8.00万元，比年初预算数10.00万元减少2.00万元。"
    amount, printed = found(words, Measure.CHANGE)
    assert (printed[amount.of_fact], printed[amount.base_fact]) == ("8.00", "10.00")


def test_a_label_is_the_figures_own_however_its_words_are_levelled() -> None:
    words = (
        "2024年度收、支总计均为20.00万元。单价100万元（含）以上设备（不含车辆）1台（套）。"
        "教育支出（类）普通教育（款）小学教育（项）2024年预算数为3.00万元，决算数为2.00万元。"
    )
    own = {fact.value_printed: fact.label_own for fact in disclosed(words).facts}
    assert own == {"20.00": True, "1": True, "3.00": True, "2.00": False}


def test_a_change_in_another_section_is_of_what_all_the_text_states_alike() -> None:
    words = (
        "1.收入情况\n收入总计500.00万元。\n2.支出情况\n基本支出300.00万元。\n"
        "3.增减情况\n其中：基本支出增加20.00万元，主要是人员增加。"
    )
    change, printed = found(words, Measure.CHANGE)
    assert printed[change.of_fact] == "300.00"
    twice = words.replace("收入总计500.00", "基本支出280.00")
    change, printed = found(twice, Measure.CHANGE)
    assert printed[change.of_fact] == ""


def test_a_change_against_the_budget_is_from_the_budget_of_the_sentence() -> None:
    words = "“三公”经费全年预算数为12.00万元，支出决算为9.00万元，比全年预算数减少3.00万元。"
    change, printed = found(words, Measure.CHANGE)
    assert (printed[change.of_fact], printed[change.base_fact]) == ("9.00", "12.00")
    change, printed = found(words.replace("全年预算数减", "上年减"), Measure.CHANGE)
    assert (printed[change.of_fact], printed[change.base_fact]) == ("9.00", "")
