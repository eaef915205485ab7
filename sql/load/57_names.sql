-- What the resolver made of them (the registered table resolutions).
INSERT INTO core.organ_names BY NAME SELECT * FROM resolutions;
