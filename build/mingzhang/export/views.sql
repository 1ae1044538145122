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

-- Budget and final account of one figure side by side: only what a document states, where its
-- printings agree.
CREATE VIEW budget_and_final AS
SELECT b.scope, b.fiscal_year, b.concept, b.concept_zh, b.fund, b.function_code, b.economic_code,
       b.stage AS budget_stage, b.value AS budget, f.value AS final, f.value - b.value AS difference,
       b.fact AS budget_fact, f.fact AS final_fact
FROM figures AS b
JOIN figures AS f
  ON f.scope = b.scope AND f.fiscal_year = b.fiscal_year AND f.concept = b.concept
 AND f.measure = b.measure AND f.unit = b.unit AND f.item IS b.item AND f.fund IS b.fund
 AND f.function_code IS b.function_code AND f.economic_code IS b.economic_code
WHERE b.stage IN ('budget', 'initial_budget', 'revised_budget') AND f.stage = 'final'
  AND b.measure = 'amount' AND b.agree AND f.agree
  AND b.origin <> 'derived' AND f.origin <> 'derived';

CREATE VIEW three_public AS
SELECT agency_zh, fiscal_year, stage, three_public_expenses, overseas_travel, official_reception,
       official_vehicles, vehicle_purchase, vehicle_operation, conference_expenses,
       training_expenses, disclosure
FROM headline;

CREATE VIEW failed_checks AS
SELECT a.name_zh AS agency_zh, d.fiscal_year, d.stage, x.severity, x.check_id, x.printed, x.expected,
       x.tolerance, x.printed_value, x.expected_value, x.tolerance_value, x.unit, x.message_zh, x.message_en, x.quote, x.finding
FROM findings AS x
JOIN disclosures AS d ON d.disclosure = x.disclosure
JOIN agencies AS a ON a.agency = d.agency
WHERE x.outcome = 'fail';
