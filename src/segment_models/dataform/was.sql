DECLARE run_of STRING DEFAULT (
SELECT run_id FROM <started>
);
IF (SELECT is_full FROM <started>) THEN
CREATE OR REPLACE VIEW ${self()} AS
<nothing>;
ELSE
CREATE OR REPLACE VIEW ${self()} AS
<kept>
FROM <place>;
END IF;
<is_built>
