"""Every table, and what the database refuses: whoever imports one model has them all, and all their triggers."""

from importlib import import_module
from pkgutil import walk_packages

from conference.triggers import MANIFEST

for name in sorted(module.name for module in walk_packages(__path__, f"{__name__}.")):
    import_module(name)
MANIFEST.whole = True
