# What a newcomer types. Each target calls one script; `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help setup build demo test bench deploy clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing on this machine, and say what (the other targets do it first)
	@scripts/setup

build: setup ## build the signer's npm package and the worker
	@scripts/build-signer
	@scripts/build-worker

demo: setup ## run the whole system on loopback, without an AWS account
	@scripts/demo

test: setup ## run every check
	@scripts/test

bench: setup ## measure the signer and the worker, side by side with others
	@scripts/bench

deploy: setup ## deploy wrangler.toml to Cloudflare
	@scripts/deploy

clean: ## remove what was built here; the tools in the cache stay
	rm -rf target node_modules edge-proxy/build signer-wasm/js/wasm signer-wasm/LICENSE-* .wrangler
