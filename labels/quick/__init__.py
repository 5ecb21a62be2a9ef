"""Models quick enough to need no torch: TF-IDF and logistic regression, with their calibration and thresholds."""
