"""Drives libgit2 by the contract of driver.mjs, through pygit2."""

import sys

# This directory comes first on the path, and this file has the module's name.
HERE = sys.path.pop(0)
import pygit2  # noqa: E402

sys.path.insert(0, HERE)
from contract import run  # noqa: E402


class Callbacks(pygit2.RemoteCallbacks):
    def __init__(self, credential):
        super().__init__()
        self._credential = credential
        self.rejected = []

    def credentials(self, url, username_from_url, allowed_types):
        return pygit2.UserPass(self._credential["username"], self._credential["password"])

    def custom_headers(self):
        bearer = self._credential.get("bearer")
        return [f"Authorization: Bearer {bearer}"] if bearer else []

    def push_update_reference(self, refname, message):
        if message is not None:
            self.rejected.append(f"{refname}: {message}")


def clone(arguments):
    pygit2.clone_repository(
        arguments["url"],
        arguments["directory"],
        depth=arguments.get("depth", 0),
        callbacks=Callbacks(arguments["credential"]),
    )


def fetch(arguments):
    origin = pygit2.Repository(arguments["directory"]).remotes["origin"]
    origin.fetch(depth=arguments.get("depth", 0), callbacks=Callbacks(arguments["credential"]))


def push_refspec(arguments, refspec):
    callbacks = Callbacks(arguments["credential"])
    pygit2.Repository(arguments["directory"]).remotes["origin"].push([refspec], callbacks=callbacks)
    if callbacks.rejected:
        raise pygit2.GitError(", ".join(callbacks.rejected))


run(
    "libgit2",
    {
        "version": lambda _: {"version": f"libgit2 {pygit2.LIBGIT2_VERSION} (pygit2 {pygit2.__version__})"},
        "clone": clone,
        "clone-shallow": clone,
        "fetch": fetch,
        "deepen": fetch,
        "push": lambda arguments: push_refspec(arguments, f"{arguments['from']}:{arguments['to']}"),
        "delete": lambda arguments: push_refspec(arguments, f":{arguments['ref']}"),
    },
)
