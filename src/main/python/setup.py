"""Beside pyproject.toml: the installed package remembers the folder of acme that it came from."""

import os

from setuptools import setup
from setuptools.command.build_py import build_py


class RememberHome(build_py):
    def run(self):
        super().run()
        home = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", ".."))
        if os.path.exists(os.path.join(home, "submit", "acme")):
            with open(os.path.join(self.build_lib, "acme", "home.txt"), "w", encoding="utf-8") as file:
                file.write(home + "\n")


setup(cmdclass={"build_py": RememberHome})
