-- 钱用在哪些事上：按支出功能分类的“类”（3 位代码），各机构、年度、阶段分列，单位万元。
-- What the money is for: classes of the functional classification, by body, year and stage.
--
-- 在放有 figures.parquet、agencies.parquet 的文件夹里运行（本站 data/all/parquet/）。
--
-- figures 一个问题一个数，同一个数印几次也只有一行；还要留意三处：
--   1. 类、款、项都各占一行，全加起来就重复了；这里只取 3 位的“类”。
--   2. 概念也要限定：“基本支出里的 201”是另一个数，概念不是 function_201。
--   3. 预算与决算、不同资金范围不能合并；它们始终是分开的列。
SELECT
    a.name_zh                        AS 机构,
    f.fiscal_year                    AS 年度,
    f.stage                          AS 阶段,
    f.fund                           AS 资金范围,
    f.function_code                  AS 代码,
    f.concept_zh                     AS 科目,
    coalesce(f.value, f.lowest) / 10000 AS 万元,
    -- 原文前后不一时，这一列是另一头的数；一致时为空。
    CASE WHEN NOT f.agree THEN f.highest / 10000 END AS 另有万元,
    f.printings                      AS 出现次数
FROM 'figures.parquet' AS f
JOIN 'agencies.parquet' AS a USING (agency)
WHERE length(f.function_code) = 3
  AND f.concept = 'function_' || f.function_code
  AND f.economic_code IS NULL
  AND f.measure = 'amount'
  AND f.origin <> 'derived'
  AND f.scope_id = f.agency
ORDER BY a.name_zh, f.fiscal_year, f.stage, f.fund, f.function_code;
