"""The formats by the words that the command line knows them by."""

from typing import Literal

PictureFormat = Literal["coco", "yolo", "label-studio", "folder", "csv", "parquet"]
ExportFormat = Literal["coco", "yolo", "label-studio", "folder", "csv", "parquet", "embeddings"]
ImportFormat = Literal["auto", "coco", "yolo", "label-studio", "folder", "csv", "parquet"]

SplitChoice = Literal["train", "holdout", "own"]
"""Which split an import goes to; `own` is what each picture's folder says."""
