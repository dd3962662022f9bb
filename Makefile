# Every target brings what it needs: packages, configuration, build. The work is done by scripts/, which say how.
# Variables: JOBS=2 (compile jobs)  ARGS='-L unit' (test)  SEEDS=20000 SEED=7 (sim)  FUZZ_SECONDS=60 (fuzz)
#            LINT_ALL=1 (lint)  YES=1 (deps: agree to package removals)

.DEFAULT_GOAL := help
.PHONY: help deps build test demo images bench bench-arp bench-bgp bench-failover sim sim-bgp sim-large fuzz \
        sanitize lint format manifests bare-test clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

deps: ## install the missing packages of everything below (Debian 12, 13, Ubuntu 24.04)
	@scripts/deps.sh all

build: ## build the programs and the tests into build/
	@scripts/build.sh dev

test: ## build and run every test (ARGS='-L unit' narrows it down)
	@scripts/test.sh $(ARGS)

demo: ## show on the terminal what Herald does
	@scripts/demo.sh

bench: ## build with the release preset and run every benchmark
	@scripts/bench.sh

bench-arp: ## measure ARP answers against a bare libpcap loop and the kernel
	@scripts/bench-arp.sh

bench-failover: ## measure failover in the lab: RUNS=20 times each way a node can go
	@scripts/bench-failover.sh

bench-bgp: ## measure BGP before FRR and BIRD with 1, 10,000 and 100,000 routes (root)
	@scripts/bench.sh --bars bgp

sim: ## run the simulator: SEEDS=20000 many seeds, SEED=7 exactly one
	@scripts/sim.sh

sim-bgp: ## run only BGP's simulator: SEEDS=500 times an hour of a node and its routers, or SEED=7
	@SIM=bgp scripts/sim.sh

sim-large: ## run the simulators, layer 2 with 1,000 and 2,000 nodes too (some twenty minutes, 8 GB)
	@scripts/sim.sh --large

fuzz: ## run every fuzz target for FUZZ_SECONDS=60 from its kept corpus
	@scripts/fuzz.sh

sanitize: ## run the system tests of controller and BGP under the address, undefined-behaviour and thread sanitizers
	@scripts/sanitize.sh

lint: ## check format, form, headers, shell scripts and changed C++ (LINT_ALL=1: all C++)
	@scripts/lint.sh

format: ## format every C++ file in place
	@scripts/format.sh

manifests: ## write what in deploy/ is made from other files there
	@scripts/manifests.sh

bare-test: ## prove deps, test and demo on a bare Debian in a chroot (root, debootstrap)
	@scripts/bare-machine-test.sh

images: ## make the OCI images of controller, speaker and CLI in build/oci, without a container engine
	@scripts/images.sh

clean: ## remove build/
	@rm -rf build
