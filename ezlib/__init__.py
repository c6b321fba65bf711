"""Economische Monitor: one-way pipeline from pinned sources to a yearly city analysis."""
