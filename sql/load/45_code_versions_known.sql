-- Code versions of earlier loads in order of arrival.
SELECT code_version, ordinal FROM ops.code_versions ORDER BY ordinal;
