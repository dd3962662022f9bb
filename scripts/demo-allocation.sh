#!/usr/bin/env bash
# The part of the first cluster's story that needs no network: Herald's controller, a small API server of its own and the
# real kubectl. For machines that cannot have a lab (scripts/demo.sh says so).
# A step whose result is not what the story says ends the demo with an error. FAST=1 leaves out the pauses (so does an
# output that is no terminal).
source "$(dirname "$0")/env.sh"

scripts/deps.sh build test
if ! command -v kubectl >/dev/null; then fail "the demo speaks through kubectl: put one into PATH"; fi
note 'building heraldctl, herald-controller and herald-apiserver'
compile dev heraldctl herald-controller herald-apiserver --quiet

pool=config/examples/seed-cluster.yaml
services=config/examples/seed-services.yaml
place=$(mktemp -d)
processes=()
clean_up() {
  for process in "${processes[@]}"; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$place"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- speaking -------------------------------------------------------------------------------------------------------

pause() { if [[ -t 1 && -z ${FAST:-} ]]; then sleep "${1:-2}"; fi; }
tell() {
  printf '\n'
  say "$*"
  pause 1
}
run() {
  printf '%s$ %s%s\n' "$dim" "$*" "$plain"
  "$@"
  pause
}
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# --- watching -------------------------------------------------------------------------------------------------------

# The first line matching PATTERN of what kubectl shows while it watches Service NAME.
watch_for() { # NAME JSONPATH PATTERN
  local line watcher
  exec 3< <(exec timeout 30 kubectl get svc "$1" -n istio-system --watch -o "jsonpath=$2{\"\\n\"}" 2>/dev/null)
  watcher=$!
  while read -r -u 3 line; do
    if [[ $line =~ $3 ]]; then break; fi
  done
  exec 3<&-
  kill "$watcher" 2>/dev/null || true
  if ! [[ $line =~ $3 ]]; then fail "$1 never came to show $3"; fi
  echo "$line"
}
address_path='{.status.loadBalancer.ingress[0].ip}'
reason_path='{.status.conditions[0].reason}: {.status.conditions[0].message}'
expect_address() { # NAME ADDRESS
  local got
  got=$(watch_for "$1" "$address_path" '^[0-9]')
  if [[ $got != "$2" ]]; then fail "$1 got $got, and the story says $2"; fi
}
# Istio's list of ports is wider than any terminal.
show_table() { run kubectl get svc -n istio-system "$@" | cut -c1-100; }
addresses() { kubectl get svc -n istio-system -o "jsonpath={range .items[*]}{.metadata.name} $address_path;{end}"; }

# --- starting -------------------------------------------------------------------------------------------------------

start_api_server() {
  mkfifo "$place/ready"
  build/bin/herald-apiserver --data-dir "$place/api" --listen 127.0.0.1:0 --service-cidr 10.233.0.0/18 \
    --log-level error >"$place/ready" 2>"$place/api.log" &
  processes+=($!)
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
  processes+=("$controller")
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
sed 's/192.168.23.220-192.168.23.223/192.168.23.223-192.168.23.220/' "$pool" >"$place/bad.yaml"
run kubectl apply -f "$place/bad.yaml"
timeout 20 kubectl get events -n metallb-system --watch -o 'jsonpath={.reason}: {.message}{"\n"}' >"$place/events" &
events=$!
processes+=("$events")
for _ in {1..100}; do
  if grep -q 'runs backwards' "$place/events"; then break; fi
  sleep 0.1
done
grep -m1 'runs backwards' "$place/events" || fail 'nobody said what is wrong with the edit'
if [[ $(addresses) != "$before" ]]; then fail 'an address moved'; fi
show_table

say $'\nThat was the controller. The log of its decisions, last lines:'
tail -n 4 "$place/controller.log" | cut -c1-200
