"""What runs in the limited process that opens, checks, fills and typesets Word files.

Its modules import one another and packages, nothing else of the project: the process starts in a
fifth of a second and holds no settings, no database and no keys.
"""
