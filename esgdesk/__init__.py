"""ESGDesk: the year's ESG figures, entered, checked, traced and printed."""

__version__ = "0.1.0"
