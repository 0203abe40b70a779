"""Where an analysis is queued. Its own file, so that the function that enqueues imports nothing of the one that analyses."""

QUEUE = "gemini-general"
ANALYSIS_FUNCTION = "run-meal-analysis"
DISPATCH_DEADLINE_S = 120  # the worker's own time-out
