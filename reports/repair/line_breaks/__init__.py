"""Line breaks that a report has lost: the repair, its model, how the model is learnt, and its weights."""
