  CREATE TABLE IF NOT EXISTS <publish> (run_id STRING, configuration STRING, layout STRING, started_at TIMESTAMP);
  ${when(incremental(), `DELETE FROM ${self()} WHERE TRUE`)}
