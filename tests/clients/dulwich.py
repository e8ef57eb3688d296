"""Drives dulwich by the contract of driver.mjs."""

import io
import logging
import sys

# This directory comes first on the path, and this file has the package's name.
HERE = sys.path.pop(0)
import dulwich  # noqa: E402
from dulwich import porcelain  # noqa: E402
from dulwich.config import ConfigDict  # noqa: E402

sys.path.insert(0, HERE)
from contract import run  # noqa: E402


def access(arguments):
    """The credential, as the keywords of porcelain."""
    credential = arguments["credential"]
    return {name: credential[name] for name in ("username", "password") if name in credential}


def configuration(arguments):
    config = ConfigDict()
    bearer = arguments["credential"].get("bearer")
    if bearer:
        config.set((b"http",), b"extraHeader", f"Authorization: Bearer {bearer}".encode())
    return config


def clone(arguments):
    said = io.StringIO()
    logging.basicConfig(stream=said)
    porcelain.clone(
        arguments["url"],
        arguments["directory"],
        depth=arguments.get("depth"),
        filter_spec=arguments.get("filter"),
        config=configuration(arguments) if "bearer" in arguments["credential"] else None,
        errstream=io.BytesIO(),
        **access(arguments),
    )
    return {"said": said.getvalue()}


def fetch(arguments):
    porcelain.fetch(
        arguments["directory"],
        "origin",
        outstream=io.StringIO(),
        errstream=io.BytesIO(),
        depth=arguments.get("depth"),
        **access(arguments),
    )


def push_refspec(arguments, refspec):
    result = porcelain.push(
        arguments["directory"], "origin", refspec, outstream=io.BytesIO(), errstream=io.BytesIO(), **access(arguments)
    )
    # A rejected ref raises no error.
    refused = [f"{ref.decode()}: {why}" for ref, why in (result.ref_status or {}).items() if why]
    if refused:
        raise RuntimeError(", ".join(refused))


run(
    "dulwich",
    {
        "version": lambda _: {"version": "dulwich " + ".".join(map(str, dulwich.__version__))},
        "clone": clone,
        "clone-shallow": clone,
        "clone-filtered": clone,
        "fetch": fetch,
        "deepen": fetch,
        "push": lambda arguments: push_refspec(arguments, f"{arguments['from']}:{arguments['to']}"),
        "delete": lambda arguments: push_refspec(arguments, f":{arguments['ref']}"),
    },
)
