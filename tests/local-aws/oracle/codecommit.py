"""Calls every operation of local AWS's CodeCommit API with boto3, and checks the answers against botocore's model of it.

Usage: codecommit.py < settings (JSON: endpoint, keys by name). Prints the operations and the error codes seen, as JSON.
"""

import json
import sys

from model import Model

SETTINGS = json.load(sys.stdin)
MODEL = Model("codecommit", SETTINGS["endpoint"], region="eu-west-1")
ANYBODY, READER, EXPIRED = (MODEL.client(SETTINGS["keys"][name]) for name in ("anybody", "reader", "expired"))


def repositories():
    about = "Shop & \u03c0 <script>"
    created = MODEL.call("CreateRepository", ANYBODY, repositoryName="shop", repositoryDescription=about)
    assert created["repositoryMetadata"]["repositoryDescription"] == about
    MODEL.call("CreateRepository", ANYBODY, repositoryName="bare")
    MODEL.fails("RepositoryNameExistsException", "CreateRepository", ANYBODY, repositoryName="shop")
    MODEL.fails("RepositoryNameRequiredException", "CreateRepository", ANYBODY)
    MODEL.fails("InvalidRepositoryNameException", "CreateRepository", ANYBODY, repositoryName="a/b")
    long = {"repositoryName": "long", "repositoryDescription": "x" * 1001}
    MODEL.fails("InvalidRepositoryDescriptionException", "CreateRepository", ANYBODY, **long)
    assert MODEL.call("GetRepository", ANYBODY, repositoryName="shop") == created
    MODEL.fails("RepositoryDoesNotExistException", "GetRepository", ANYBODY, repositoryName="absent")

    listed = MODEL.call("ListRepositories", ANYBODY, sortBy="repositoryName", order="descending")
    assert [it["repositoryName"] for it in listed["repositories"]] == ["shop", "bare"], listed
    pages = ANYBODY.get_paginator("list_repositories").paginate(sortBy="repositoryName", order="ascending")
    assert [it["repositoryName"] for page in pages for it in page["repositories"]] == ["bare", "shop"]
    MODEL.fails("InvalidSortByException", "ListRepositories", ANYBODY, sortBy="size")
    MODEL.fails("InvalidOrderException", "ListRepositories", ANYBODY, order="up")
    MODEL.fails("InvalidContinuationTokenException", "ListRepositories", ANYBODY, nextToken="made-up")

    found = MODEL.call("BatchGetRepositories", ANYBODY, repositoryNames=["shop", "absent", "bare"])
    described = {it["repositoryName"]: it.get("repositoryDescription") for it in found["repositories"]}
    assert (described, found["repositoriesNotFound"]) == ({"shop": about, "bare": None}, ["absent"]), found
    names = [f"r{number}" for number in range(101)]
    MODEL.fails("MaximumRepositoryNamesExceededException", "BatchGetRepositories", ANYBODY, repositoryNames=names)
    MODEL.fails("RepositoryNamesRequiredException", "BatchGetRepositories", ANYBODY, repositoryNames=[])
    assert MODEL.call("DeleteRepository", ANYBODY, repositoryName="bare")["repositoryId"]


def callers():
    MODEL.call("ListRepositories", READER)
    denied = MODEL.fails("AccessDeniedException", "BatchGetRepositories", READER, repositoryNames=["shop"])
    assert denied.endswith("codecommit:BatchGetRepositories on resource: arn:aws:codecommit:eu-west-1:123456789012:shop"), denied
    MODEL.fails("ExpiredTokenException", "ListRepositories", EXPIRED)


repositories()
callers()
print(json.dumps(MODEL.report()))
