"""Accuracy and speed against the rivals, measured on text that packages hold, read at run time."""
