<declared>
IF EXISTS (SELECT 1 FROM ${self()} WHERE run_id = (SELECT run_id FROM <started>)) THEN
-- A part of Dataform's run is run again.
SELECT 'published already';
ELSE
<refuse_others>
IF (SELECT is_full FROM <started>) THEN
-- If this run ends here, the next one builds everything, too.
UPDATE ${self()} SET configuration = '' WHERE TRUE;
IF NOT (SELECT is_laid_out FROM <started>) THEN
<dropped>
END IF;
<made>
END IF;
BEGIN TRANSACTION;
<refuse_others>
IF (SELECT is_full FROM <started>) THEN
<replaced>
ELSE
<changed>
END IF;
DELETE FROM ${self()} WHERE TRUE;
INSERT INTO ${self()}
SELECT run_id, configuration, layout, started_at FROM <started>;
COMMIT TRANSACTION;
END IF
