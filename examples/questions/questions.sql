-- 三个问题：人员经费占多大比重，“三公”经费决算比预算多还是少，钱花得最多的是哪一类。
-- Three questions: the share of personnel, budget against account, the largest functional class.
--
--   unzip site/data/all/all.sqlite.zip && sqlite3 all.sqlite < examples/questions/questions.sql
--   DuckDB：先 CREATE VIEW figures AS FROM read_csv('figures.csv', all_varchar = true);
--
-- 数据里的空格子在 SQLite 文件里是 NULL，在 CSV 里是空的文字：两样都认。

WITH known AS (
  SELECT scope_id, fiscal_year, stage, concept, COALESCE(fund, '') AS fund,
         COALESCE(function_code, '') AS code, COALESCE(economic_code, '') AS economic,
         CAST(value AS DOUBLE PRECISION) AS amount
  FROM figures
  WHERE measure = 'amount' AND NULLIF(CAST(value AS VARCHAR), '') IS NOT NULL
),
whole AS (SELECT * FROM known WHERE code = '' AND economic = ''),
classes AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY scope_id, fiscal_year ORDER BY amount DESC) AS place
  FROM known
  WHERE stage = 'final' AND fund = '' AND LENGTH(code) = 3 AND concept = 'function_' || code
)
SELECT 'personnel_share' AS question, p.scope_id AS body, p.fiscal_year AS year,
       CAST(ROUND(p.amount / b.amount * 100, 2) AS VARCHAR) AS answer
FROM whole p
JOIN whole b ON b.scope_id = p.scope_id AND b.fiscal_year = p.fiscal_year AND b.fund = p.fund
WHERE p.stage = 'final' AND b.stage = 'final' AND p.concept = 'personnel_funds'
  AND b.concept = 'general_public_budget_basic_expenditure' AND b.amount <> 0
UNION ALL
SELECT 'final_minus_budget', f.scope_id, f.fiscal_year,
       CAST(ROUND(f.amount - b.amount, 2) AS VARCHAR)
FROM whole f
JOIN whole b ON b.scope_id = f.scope_id AND b.fiscal_year = f.fiscal_year AND b.fund = f.fund
WHERE f.stage = 'final' AND b.stage = 'budget'
  AND f.concept = 'three_public_expenses' AND b.concept = 'three_public_expenses'
UNION ALL
SELECT 'largest_class', scope_id, fiscal_year, code FROM classes WHERE place = 1
ORDER BY 1, 2, 3;
