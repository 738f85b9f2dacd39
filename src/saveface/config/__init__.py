"""Configuration: ``saveface.toml`` or ``[tool.saveface]``, and what of it holds for a file."""
