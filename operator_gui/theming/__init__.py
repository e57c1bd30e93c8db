"""Colours, type and icons: the only place that knows what anything looks like."""
