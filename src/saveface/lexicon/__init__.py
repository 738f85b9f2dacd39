"""Lexicons: YAML to checked, compiled tables. Nothing here is imported while a draft is checked, except ``store``."""
