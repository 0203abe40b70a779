"""Measurements, not tests: how MealTrack compares with the least that could do the same job, all from one run."""
