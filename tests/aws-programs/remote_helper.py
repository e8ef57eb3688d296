"""Reads addresses with the code of AWS's git-remote-codecommit.

Reads a list of addresses, as git passes them, and writes for each {"url": the address without the password, "profile":
name or None} or {"error": the name of the exception}.
"""

import json
import sys

import git_remote_codecommit


def read(address):
    try:
        context = git_remote_codecommit.Context.from_url(address)
    except Exception as error:
        return {"error": type(error).__name__}
    url = git_remote_codecommit.git_url(context.repository, context.version, context.region, context.credentials)
    return {"url": "https://" + url.rsplit("@", 1)[1], "profile": context.session.profile}


json.dump([read(address) for address in json.load(sys.stdin)], sys.stdout)
