#!/usr/bin/env bash
# The part of the first cluster's story that needs no network: Herald's controller, a small API server of its own and the
# real kubectl. For machines that cannot have a lab (scripts/demo.sh says so).
# A step whose result is not what the story says ends the demo with an error. FAST=1 leaves out the pauses (so does an
# output that is no terminal).
source "$(dirname "$0")/story.sh"

scripts/deps.sh build test
if ! command -v kubectl >/dev/null; then fail "the demo speaks through kubectl: put one into PATH"; fi
note 'building heraldctl, herald-controller and herald-apiserver'
compile dev heraldctl herald-controller herald-apiserver --quiet

pool=config/examples/seed-cluster.yaml
services=config/examples/seed-services.yaml
place=$(mktemp -d)
clean_up() {
  trap '' INT TERM HUP # once is enough
  stop_all_beside
  rm -rf "$place"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start_api_server() {
  mkfifo "$place/ready"
  build/bin/herald-apiserver --data-dir "$place/api" --listen 127.0.0.1:0 --service-cidr 10.233.0.0/18 \
    --log-level error >"$place/ready" 2>"$place/api.log" &
  beside+=("$!")
  if ! timeout 20 grep -q -m1 KUBECONFIG "$place/ready"; then
    cat "$place/api.log" >&2
    fail 'the API server did not start'
  fi
  export KUBECONFIG=$place/api/kubeconfig HOME=$place
}
start_controller() {
  build/bin/herald-controller --kubeconfig "$KUBECONFIG" --config metallb-system/config --listen 127.0.0.1:0 \
    --lease-duration 3s --renew-deadline 2s --retry-period 500ms >>"$place/controller.log" 2>&1 &
  controller=$!
  beside+=("$controller")
  disown "$controller" # it will be killed, and the shell need not comment on that
}

# --- the story ------------------------------------------------------------------------------------------------------

tell 'A cluster with Istio, and nobody who hands out addresses'
start_api_server
kubectl create namespace istio-system >/dev/null
kubectl create namespace metallb-system >/dev/null
kubectl create namespace herald-system >/dev/null
kubectl apply -f "$services" >/dev/null
show_table

tell 'Herald starts. Without a configuration it gives nothing, and says so'
start_controller
watch_for istio-ingressgateway "$reason_path" 'ConfigMissing'

tell 'The pool, written for clusters of 2018 and read as it is'
run build/bin/heraldctl validate -f "$pool"
started=$(milliseconds)
run kubectl apply -f "$pool"
expect_address istio-ingressgateway 192.168.23.220
note "192.168.23.220 was there $(($(milliseconds) - started)) ms after kubectl began"
show_table istio-ingressgateway

tell 'Four more Services want to be seen from outside, and three addresses are left'
expected=221
for name in grafana tracing kiali; do
  run kubectl patch svc "$name" -n istio-system -p '{"spec":{"type":"LoadBalancer"}}'
  expect_address "$name" "192.168.23.$expected"
  expected=$((expected + 1))
done
run kubectl patch svc prometheus -n istio-system -p '{"spec":{"type":"LoadBalancer"}}'
watch_for prometheus "$reason_path" 'PoolFull.*4 of 4 in use'
show_table

tell 'One of them goes: who waited gets its address'
run kubectl delete svc kiali -n istio-system
expect_address prometheus 192.168.23.223
show_table prometheus

tell 'The controller is killed and started again: nothing moves'
before=$(addresses)
run kill -KILL "$controller"
start_controller
run kubectl annotate svc prometheus -n istio-system lb.herald/addresses=192.168.23.220
watch_for prometheus "$reason_path" 'AddressTaken'
if [[ $(addresses) != "$before" ]]; then fail 'an address moved'; fi
note 'It leads again, has decided about what was asked, and every address is where it was.'

tell 'An edit with a mistake changes nothing, and everyone can read why'
expect_mistake_to_change_nothing "$pool"
show_table

say $'\nThat was the controller. The log of its decisions, last lines:'
tail -n 4 "$place/controller.log" | cut -c1-200
