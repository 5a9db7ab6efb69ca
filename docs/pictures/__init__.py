"""The pictures of the concept pages, drawn from the program's own laws and runs.

    python -m docs.pictures                 # all of them
    python -m docs.pictures discovery trust # some

A picture belongs to a section of a page in docs/concepts: it takes its numbers from the lines of a scenario
file that stand there. A file here for each page; `PICTURES` has them by name.
"""
