# The commands for developers. Each target calls one script; `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests build demo test coverage audit fuzz clients conformance git-tests bench deploy smoke release-check clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what the build needs, and list it (other targets run this first)
	@scripts/setup

setup-tests: ## the same, plus what the tests need
	@scripts/setup tests

build: setup ## build the signer's npm package, the worker and the browser client
	@scripts/build-signer
	@scripts/build-worker
	@scripts/build-www

demo: setup ## run the whole system on loopback, without an AWS account
	@scripts/demo

test: setup-tests ## run every check
	@scripts/test

coverage: setup ## test both cores, and list the lines that no test reaches
	@scripts/coverage

audit: setup ## check the dependencies, and write SBOMs of what ships
	@scripts/audit

fuzz: setup ## fuzz every parser for a minute each
	@scripts/fuzz

clients: setup-tests ## run every git client through the worker, and write docs/clients.md
	@scripts/clients

conformance: setup ## check against AWS every fact that the project relies on (AWS_REGION, AWS_PROFILE, REPOSITORY, SCRATCH=1; LOCAL=1: local AWS)
	@scripts/conformance

git-tests: setup-tests ## run git's own HTTP tests through the edge (Debian's git sources, or GIT_SOURCE)
	@scripts/git-tests

bench: setup-tests ## measure the signer and the worker, side by side with others
	@scripts/bench

deploy: setup ## deploy wrangler.toml to Cloudflare
	@scripts/deploy

smoke: setup ## check a deployed edge from outside: make smoke EDGE=https://edge.example.com
	@scripts/smoke

release-check: setup ## build and test the files of a release; publishes nothing
	@scripts/release-check

clean: ## remove what was built here; the tools in the cache stay
	rm -rf target node_modules edge-proxy/build www/dist signer-wasm/js/wasm signer-wasm/LICENSE-* .wrangler
