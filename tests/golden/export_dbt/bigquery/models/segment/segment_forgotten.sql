-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 0379e561a1928d51
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_kept',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- Who is kept out of every model: dbt run-operation segment_forget --args '{ids: [...]}'
SELECT
  CAST(NULL AS STRING) AS id_hash,
  CAST(NULL AS TIMESTAMP) AS written_at
LIMIT 0
