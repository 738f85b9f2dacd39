"""From paths to texts: which files are drafts, and what their bytes say."""
