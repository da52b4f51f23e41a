"""A name as an intranet has it: plain http, and no safe place for a browser."""

INTRANET = "jingyan.test"
