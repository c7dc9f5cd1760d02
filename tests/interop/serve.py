"""Starts Kozmoai without its components, which no test here uses and whose loading takes two thirds of a start.

  serve.py <empty folder> <arguments of kozmoai>

Accounts, secrets, the database and its migrations are the real ones.
"""
import gc, sys

# A quarter of the time of a start, most of which makes objects that stay.
gc.disable()

folder, sys.argv[1:] = sys.argv[1], ["run", "--components-path", sys.argv[1], *sys.argv[2:]]

from kozmoai.services.settings import base

base.BASE_COMPONENTS_PATH = folder

from kozmoai.__main__ import main

main()
