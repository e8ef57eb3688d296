"""Calls every operation of local AWS's IAM with boto3, and checks the answers against botocore's model of IAM.

Usage: iam.py < settings (JSON: endpoint, keys by name, publicKey, otherKeys). Prints the operations and the error codes seen, as JSON.
"""

import json
import sys

from model import Model

SETTINGS = json.load(sys.stdin)
CODECOMMIT = "codecommit.amazonaws.com"

# The model says 48 characters, but an MD5 in hexadecimal has 47, as in the API's own examples.
MODEL = Model("iam", SETTINGS["endpoint"], excused="Fingerprint, value: 47")
ALICE = MODEL.client(SETTINGS["keys"]["alice"])
client = MODEL.client


def call(operation, iam=ALICE, **parameters):
    return MODEL.call(operation, iam, **parameters)


def fails(code, operation, iam=ALICE, **parameters):
    return MODEL.fails(code, operation, iam, **parameters)


def service_credentials():
    created = call("CreateServiceSpecificCredential", UserName="alice", ServiceName=CODECOMMIT)
    first = created["ServiceSpecificCredential"]
    second = call("CreateServiceSpecificCredential", UserName="alice", ServiceName=CODECOMMIT)
    second = second["ServiceSpecificCredential"]
    assert [first["ServiceUserName"], second["ServiceUserName"]] == [
        "alice-at-123456789012",
        "alice+1-at-123456789012",
    ]
    fails("LimitExceeded", "CreateServiceSpecificCredential", UserName="alice", ServiceName=CODECOMMIT)

    listed = call("ListServiceSpecificCredentials", ServiceName=CODECOMMIT)["ServiceSpecificCredentials"]
    assert listed == [{k: v for k, v in it.items() if k != "ServicePassword"} for it in (first, second)]
    everybody = call("ListServiceSpecificCredentials", AllUsers=True, MaxItems=1)
    assert everybody["IsTruncated"] and len(everybody["ServiceSpecificCredentials"]) == 1

    target = {"UserName": "alice", "ServiceSpecificCredentialId": first["ServiceSpecificCredentialId"]}
    call("UpdateServiceSpecificCredential", Status="Inactive", **target)
    reset = call("ResetServiceSpecificCredential", **target)["ServiceSpecificCredential"]
    assert reset["Status"] == "Inactive" and reset["ServicePassword"] != first["ServicePassword"]
    assert reset["CreateDate"] == first["CreateDate"]
    fails("InvalidInput", "UpdateServiceSpecificCredential", Status="Expired", **target)
    fails("ValidationError", "UpdateServiceSpecificCredential", Status="Paused", **target)
    call("DeleteServiceSpecificCredential", **target)
    fails("NoSuchEntity", "DeleteServiceSpecificCredential", **target)
    fails("NoSuchEntity", "CreateServiceSpecificCredential", UserName="alice", ServiceName="lambda.amazonaws.com")


def ssh_keys():
    body = SETTINGS["publicKey"]
    key = call("UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody=body)["SSHPublicKey"]
    target = {"UserName": "alice", "SSHPublicKeyId": key["SSHPublicKeyId"]}
    (listed,) = call("ListSSHPublicKeys", UserName="alice")["SSHPublicKeys"]
    assert listed == {name: key[name] for name in ("UserName", "SSHPublicKeyId", "Status", "UploadDate")}
    line = call("GetSSHPublicKey", Encoding="SSH", **target)["SSHPublicKey"]
    assert line == key
    pem = call("GetSSHPublicKey", Encoding="PEM", **target)["SSHPublicKey"]["SSHPublicKeyBody"]
    assert pem.startswith("-----BEGIN PUBLIC KEY-----\n"), pem
    call("UpdateSSHPublicKey", Status="Inactive", **target)
    assert call("GetSSHPublicKey", Encoding="SSH", **target)["SSHPublicKey"]["Status"] == "Inactive"

    fails("DuplicateSSHPublicKey", "UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody=pem)
    fails("UnrecognizedPublicKeyEncoding", "UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody="ssh-ed25519 AAAA")
    fails("InvalidPublicKey", "UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody="ssh-rsa AAAA")
    for other in SETTINGS["otherKeys"]:
        call("UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody=other)
    # A sixth key; nobody needs its private half.
    sixth = body.split()[1]
    sixth = f"ssh-rsa {sixth[:-20]}{'B' if sixth[-20] == 'A' else 'A'}{sixth[-19:]}"
    fails("LimitExceeded", "UploadSSHPublicKey", UserName="alice", SSHPublicKeyBody=sixth)
    pages = ALICE.get_paginator("list_ssh_public_keys").paginate(UserName="alice", PaginationConfig={"PageSize": 2})
    assert [len(page["SSHPublicKeys"]) for page in pages] == [2, 2, 1]
    call("DeleteSSHPublicKey", **target)
    fails("NoSuchEntity", "GetSSHPublicKey", Encoding="SSH", **target)


def users():
    alice = call("GetUser")["User"]
    assert alice["UserName"] == "alice"
    assert call("ListUsers")["Users"] == [alice, call("GetUser", UserName="bob")["User"]]


def callers():
    keys = SETTINGS["keys"]
    message = fails("AccessDenied", "GetUser", client(keys["bob"]), UserName="alice")
    assert message == (
        "User: arn:aws:iam::123456789012:user/bob is not authorized to perform: iam:GetUser on resource: user alice "
        "because no identity-based policy allows the iam:GetUser action"
    ), message
    fails("ValidationError", "GetUser", client(keys["session"]))
    fails("ExpiredToken", "GetUser", client(keys["expired"]))
    fails("InvalidClientTokenId", "GetUser", client({**keys["alice"], "accessKeyId": "AKIAUNKNOWNUNKNOWN00"}))
    fails("SignatureDoesNotMatch", "GetUser", client({**keys["alice"], "secretAccessKey": "wrong"}))
    fails("SignatureDoesNotMatch", "GetUser", client(keys["alice"], region_name="eu-west-1"))


users()
service_credentials()
ssh_keys()
callers()
json.dump(MODEL.report(), sys.stdout)
