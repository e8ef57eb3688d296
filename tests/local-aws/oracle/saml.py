"""Calls AssumeRoleWithSAML of local AWS with boto3, without credentials, and checks the answers against botocore's model of STS.

Usage: saml.py < settings (JSON: endpoint, calls; a call has parameters, and the error's code if it must fail). Prints what was seen, as JSON.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

SETTINGS = json.load(sys.stdin)
STS = boto3.client(
    "sts",
    endpoint_url=SETTINGS["endpoint"],
    region_name="eu-west-1",
    # boto3 would not send what the tests of errors need.
    config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
)
OPERATION = STS.meta.service_model.operation_model("AssumeRoleWithSAML")


def succeeds(parameters):
    """The answer, if its form is the model's."""
    answer = STS.assume_role_with_saml(**parameters)
    assert answer.pop("ResponseMetadata")["HTTPStatusCode"] == 200
    shape = OPERATION.output_shape
    problems = ParamValidator().validate(answer, shape).generate_report()
    assert problems == "", problems
    assert set(answer) <= set(shape.members), answer
    return {name: value for name, value in answer.items() if name != "Credentials"}


def fails(parameters, code):
    """The status, if the error is the model's."""
    try:
        STS.assume_role_with_saml(**parameters)
    except ClientError as error:
        seen = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert (seen["Code"], seen["Type"]) == (code, "Sender"), seen
        for shape in OPERATION.error_shapes:
            if shape.error_code == code:
                assert status == shape.metadata["error"]["httpStatusCode"], (code, status)
                assert isinstance(error, STS.exceptions.from_code(code)), error
        return {"code": code, "status": status}
    raise AssertionError(f"succeeded instead of failing with {code}")


results = []
for call in SETTINGS["calls"]:
    if "code" in call:
        results.append(fails(call["parameters"], call["code"]))
    else:
        results.append(succeeds(call["parameters"]))
json.dump(results, sys.stdout)
