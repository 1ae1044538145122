-- Views for people: names in place of ids, amounts in 万元 beside yuan. Made after all tables.
CREATE VIEW readable_facts AS
SELECT f.fact, a.name_zh AS agency_zh, f.scope, f.fiscal_year, f.stage,
       coalesce(f.concept_zh, f.label_printed) AS concept_zh, f.measure,
       f.value, f.unit,
       CASE WHEN f.unit = 'CNY' THEN f.value / 10000.0 END AS value_wan,
       f.value_printed || coalesce(f.unit_printed, '') AS printed,
       f.origin, f.function_code, f.economic_code, d.title AS source_title, f.section, f.quote
FROM facts AS f
JOIN disclosures AS d ON d.disclosure = f.disclosure
JOIN agencies AS a ON a.agency = f.agency;

-- Budget and final account of one body, year and concept side by side: only what a document states,
-- and only where it states one value (details such as single projects share a concept).
CREATE VIEW budget_and_final AS
WITH stated AS (
  SELECT scope, fiscal_year, stage, concept, concept_zh, coalesce(fund, '') AS fund,
         min(value) AS value, min(fact) AS fact
  FROM facts
  WHERE measure = 'amount' AND unit = 'CNY' AND origin <> 'derived' AND concept IS NOT NULL
  GROUP BY scope, fiscal_year, stage, concept, concept_zh, coalesce(fund, '')
  HAVING min(value) = max(value)
)
SELECT b.scope, b.fiscal_year, b.concept, b.concept_zh, nullif(b.fund, '') AS fund,
       b.stage AS budget_stage, b.value AS budget, f.value AS final, f.value - b.value AS difference,
       b.fact AS budget_fact, f.fact AS final_fact
FROM stated AS b
JOIN stated AS f
  ON f.scope = b.scope AND f.fiscal_year = b.fiscal_year AND f.concept = b.concept
 AND f.fund = b.fund
WHERE b.stage IN ('budget', 'initial_budget') AND f.stage = 'final';

CREATE VIEW three_public AS
SELECT agency_zh, fiscal_year, stage, three_public_expenses, overseas_travel, official_reception,
       official_vehicles, vehicle_purchase, vehicle_operation, conference_expenses,
       training_expenses, disclosure
FROM headline;

CREATE VIEW failed_checks AS
SELECT a.name_zh AS agency_zh, d.fiscal_year, d.stage, x.severity, x."check", x.printed, x.expected,
       x.tolerance, x.message_zh, x.message_en, x.quote, x.finding
FROM findings AS x
JOIN disclosures AS d ON d.disclosure = x.disclosure
JOIN agencies AS a ON a.agency = d.agency
WHERE x.outcome = 'fail';
