"""Speed: documents a second and memory by kind, beside other readers of tables in PDFs."""
