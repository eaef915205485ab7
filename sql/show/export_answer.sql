-- The answer of a query as a file; the format follows from the file's name.
COPY ({query}
) TO {path} ({format});
