"""Spiders: where to look for pages."""
