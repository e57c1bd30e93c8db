"""How big an image may be, set before OpenCV is loaded anywhere.

OpenCV reads its limits once, when it is imported, and its own are far too generous: a PNG of
49 kB can claim a gigapixel. Every module of this package is imported after this one.
"""

import os

MAX_IMAGE_PIXELS = 7_680 * 4_320
"""33 Mpx, one frame of 8K video: nothing larger is decoded or passed on."""

os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(MAX_IMAGE_PIXELS)
# What goes wrong is reported by the readers, once and in words; the codecs keep quiet.
os.environ.setdefault("OPENCV_LOG_LEVEL", "FATAL")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
