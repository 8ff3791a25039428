"""The desk: PySide6 windows that ask, show and call operations; they compute nothing."""
