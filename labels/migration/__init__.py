"""Labels of an old taxonomy become labels of a new one."""
