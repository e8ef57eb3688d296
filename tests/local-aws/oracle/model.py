"""Calls one of local AWS's APIs with boto3, and checks the answers against botocore's model of it."""

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

# boto3 would not send what the tests of errors need.
CONFIG = Config(parameter_validation=False, retries={"total_max_attempts": 1})


class Model:
    """One API. `operations` are those that were called, `errors` the statuses of the errors that were seen, by code."""

    def __init__(self, service, endpoint, region="us-east-1", excused=None):
        self.service, self.endpoint, self.region, self.excused = service, endpoint, region, excused
        self.operations = set()
        self.errors = {}

    def client(self, keys, **more):
        return boto3.client(
            self.service,
            endpoint_url=self.endpoint,
            aws_access_key_id=keys["accessKeyId"],
            aws_secret_access_key=keys["secretAccessKey"],
            aws_session_token=keys.get("sessionToken"),
            config=CONFIG,
            **{"region_name": self.region, **more},
        )

    def call(self, operation, client, **parameters):
        """Calls an operation, checks the form of its answer, and returns it."""
        answer = method(client, operation)(**parameters)
        self.operations.add(operation)
        metadata = answer.pop("ResponseMetadata")
        assert metadata["HTTPStatusCode"] == 200 and metadata["RequestId"], metadata
        shape = client.meta.service_model.operation_model(operation).output_shape
        if shape is None:
            assert answer == {}, answer
            return answer
        problems = ParamValidator().validate(answer, shape).generate_report().splitlines()
        problems = [it for it in problems if not self.excused or self.excused not in it]
        assert problems == [], problems
        assert set(answer) <= set(shape.members), answer
        return answer

    def fails(self, code, operation, client, **parameters):
        """Calls an operation that must fail, and checks that the error is the model's; returns its message."""
        try:
            method(client, operation)(**parameters)
        except ClientError as error:
            seen = error.response["Error"]
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            assert seen["Code"] == code, f"{operation}: {seen}"
            # Only the query protocol's errors have a type.
            assert seen.get("Type", "Sender") == "Sender", seen
            for shape in client.meta.service_model.error_shapes:
                if shape.error_code == code:
                    # JSON models leave the usual status out.
                    expected = shape.metadata.get("error", {}).get("httpStatusCode", 400)
                    assert status == expected, (code, status)
                    assert isinstance(error, client.exceptions.from_code(code)), error
            self.errors[code] = status
            return seen["Message"]
        raise AssertionError(f"{operation} succeeded instead of failing with {code}")

    def report(self):
        return {"operations": sorted(self.operations), "errors": self.errors}


def method(client, operation):
    names = {operation: name for name, operation in client.meta.method_to_api_mapping.items()}
    return getattr(client, names[operation])
