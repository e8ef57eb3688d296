"""Answers questions of git with the code of `aws codecommit credential-helper`.

Reads {"questions": [{"input": text, "time": "20261128T173449"}]} and writes a list of {"output": text} or {"error": text}.
Credentials come from the environment. Only the clock is replaced.
"""

import datetime
import io
import json
import sys
import types
from unittest import mock

import awscli.clidriver
from awscli.customizations import codecommit

session = awscli.clidriver.create_clidriver().session
nothing = types.SimpleNamespace(region=None)
arguments = types.SimpleNamespace(ignore_host_check=False)


def answer(question):
    time = datetime.datetime.strptime(question["time"], "%Y%m%dT%H%M%S")
    output = io.StringIO()
    with (
        mock.patch.object(sys, "stdin", io.StringIO(question["input"])),
        mock.patch.object(sys, "stdout", output),
        mock.patch.object(codecommit, "get_current_datetime", lambda: time),
    ):
        try:
            codecommit.CodeCommitGetCommand(session)._run_main(arguments, nothing)
        except Exception as error:  # The program would end with a traceback.
            return {"error": repr(error)}
    return {"output": output.getvalue()}


json.dump([answer(question) for question in json.load(sys.stdin)["questions"]], sys.stdout)
