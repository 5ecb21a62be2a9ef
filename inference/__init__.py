"""Bundle and reports in, tagged reports out. Never imports training/."""
