IF (SELECT run_id FROM ${self()}) IS DISTINCT FROM (SELECT based_on FROM <started>) OR (
  SELECT COUNT(*) <> <built> OR COUNT(DISTINCT tables.name) <> <built> OR COUNTIF(tables.run_id <> started.run_id) > 0
  FROM <tables> AS tables
  CROSS JOIN <started> AS started
) THEN
SELECT ERROR('<again>');
END IF;
