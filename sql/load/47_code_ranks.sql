CREATE OR REPLACE TEMP TABLE code_ranks AS
SELECT code_version::VARCHAR AS code_version, rank::INTEGER AS rank, ordinal::INTEGER AS ordinal FROM ranks;
