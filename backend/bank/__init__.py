"""The question bank: data files, their schema, and the checker that holds them to it."""
