"""What an analyst uses: the prompt, tables of answers, the worked queries and the notebook."""
