"""Bare functions-framework functions: the vendor clients and the calls that a function of MealTrack needs, and nothing of ours.

Each file stands alone, as a deployed source would. What they write lies beside the real documents, where no trigger looks.
"""
