"""How far what the model says can be trusted: scores, intervals, references, errors. Never imports training/."""
