"""Making a table of tables that are here already: without some rows, or of several sources. Knows no Django.

It is for a process of its own with limits (`catalog.making.errand`), never for a web request.
"""
