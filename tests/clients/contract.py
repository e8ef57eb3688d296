"""The contract of driver.mjs, for the clients in Python."""

import json
import sys

FAILED = 1
NO_SUCH_OPERATION = 3


def run(client, operations):
    """Carries out the operation of the command line, and answers for it."""
    operation, arguments = sys.argv[1], json.loads(sys.argv[2])
    if operation not in operations:
        answer({"missing": f"{client} has no {operation}"}, NO_SUCH_OPERATION)
    try:
        result = operations[operation](arguments)
    except Exception as error:  # Whatever its user would see.
        answer({"error": f"{type(error).__name__}: {error}"}, FAILED)
    answer(result or {}, 0)


def answer(value, code):
    print(json.dumps(value))
    sys.exit(code)
