-- Another resolver, or other sites, than core.organ_names was made with: every name is resolved anew.
DELETE FROM core.organ_names;
DELETE FROM core.resolver;
INSERT INTO core.resolver SELECT fingerprint FROM resolution;
