#!/usr/bin/env bash
# The first cluster's story, on one machine and with nothing outside it: three nodes, a client and a router in network
# namespaces, the real daemons, the real kubectl and Prometheus. A step whose result is not what the story says ends the
# demo with an error. On a terminal the cluster is still up at the end; Ctrl-C cleans up at any time.
# FAST=1 leaves out the pauses and takes the cluster down at the end; so does an output that is no terminal.
source "$(dirname "$0")/env.sh"

scripts/deps.sh build test lab
if ! command -v kubectl >/dev/null; then fail "the demo speaks through kubectl: put one into PATH"; fi
note 'building the daemons and the lab'
compile dev heraldctl lab herald-speaker --quiet

lab=(build/bin/lab --name demo)
if ! "${lab[@]}" check; then
  fail "the demo needs network namespaces; scripts/demo-allocation.sh plays the part that does without a network"
fi
pool=config/examples/seed-cluster.yaml
services=config/examples/seed-services.yaml
place=$(mktemp -d)
clean_up() {
  local code=$?
  # Nobody's shell remarks on what it is about to lose.
  { kill "$(jobs -p)" && wait; } 2>/dev/null || true
  rm -rf "$place"
  if [[ $code != 0 || -n ${FAST:-} || ! -t 1 ]]; then "${lab[@]}" down; fi
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
show() { printf '%s$ %s%s\n' "$dim" "$*" "$plain"; }
run() {
  show "$@"
  "$@"
  pause
}
# A command of the lab, shown as people would type it.
in_lab() {
  show "lab $*"
  "${lab[@]}" "$@"
}
client() { in_lab exec client -- "$@"; }

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

# Pods on every node. The lab keeps traffic on the node that it came to, where that has a pod: then who answers is who
# announces, and a gap is Herald's own.
run_pods() { # SERVICE
  kubectl patch svc "$1" -n istio-system -p '{"spec":{"trafficDistribution":"PreferSameNode"}}' >/dev/null
  "${lab[@]}" deploy "istio-system/$1" --on node-1,node-2,node-3 >/dev/null
}
owner_of() { # ADDRESS PORT
  "${lab[@]}" probe "$1" --port "$2" --first --for 30s | sed -n 's/^reached //p'
}
expect_reachable() { # ADDRESS PORT
  if ! owner_of "$1" "$2" >/dev/null; then fail "$1 port $2 is not reached by the client"; fi
}
# As `kubectl edit` does it for people, with an editor that is sed.
edit_type() { # SERVICE
  show kubectl edit svc "$1" -n istio-system '   # type: ClusterIP becomes LoadBalancer'
  KUBE_EDITOR="sed -i 's/type: ClusterIP/type: LoadBalancer/'" kubectl edit svc "$1" -n istio-system
  pause
}

# --- the story ------------------------------------------------------------------------------------------------------

tell 'A cluster in a box: three nodes with a speaker each, two controllers, a client and a router'
"${lab[@]}" down
router=frr
if ((EUID != 0)); then router=bird; fi # FRR insists on root
in_lab up --nodes 3 --routers "$router" --config metallb-system/config
export KUBECONFIG HOME=$place
KUBECONFIG=$("${lab[@]}" kubeconfig)
run "${lab[@]}" status

tell 'Istio is there, and its gateway waits for an external IP'
kubectl create namespace istio-system >/dev/null
kubectl apply -f "$services" >/dev/null
show_table
watch_for istio-ingressgateway "$reason_path" 'ConfigMissing'

tell 'The pool, written for clusters of 2018 and read as it is'
for name in istio-ingressgateway grafana tracing kiali; do run_pods "$name"; done
run build/bin/heraldctl validate -f "$pool"
run kubectl apply -f "$pool"
expect_address istio-ingressgateway 192.168.23.220
show_table istio-ingressgateway

tell 'The client reaches the gateway. No node has the address; one of them answers for it'
expect_reachable 192.168.23.220 80
client arping -c 1 -I eth0 192.168.23.220
client curl -sS -H 'Host: wservice.app.paas-test.com' http://192.168.23.220/
pause

tell 'Grafana and tracing want to be seen from outside too'
expected=221
for name in grafana tracing; do
  edit_type "$name"
  expect_address "$name" "192.168.23.$expected"
  expected=$((expected + 1))
done
expect_reachable 192.168.23.221 3000
client curl -sS http://192.168.23.221:3000/
expect_reachable 192.168.23.222 80
client curl -sS http://192.168.23.222/
pause

tell 'Kiali gets the last address. Prometheus waits, and says why'
edit_type kiali
expect_address kiali 192.168.23.223
kubectl patch svc prometheus -n istio-system -p '{"spec":{"type":"LoadBalancer"}}' >/dev/null
watch_for prometheus "$reason_path" 'PoolFull.*4 of 4 in use'
show_table

tell 'Kiali goes: who waited gets its address. It is the real Prometheus, and it scrapes Herald'
run kubectl delete svc kiali -n istio-system
expect_address prometheus 192.168.23.223
kubectl patch svc prometheus -n istio-system -p '{"spec":{"trafficDistribution":"PreferSameNode"}}' >/dev/null
pod=$("${lab[@]}" deploy istio-system/prometheus --on node-1 --foreign)
cat >"$place/prometheus.yml" <<'END'
global: {scrape_interval: 1s}
scrape_configs:
- job_name: herald
  static_configs:
  - targets: ['172.30.0.1:7472', '172.30.0.1:7473', '192.168.23.11:7473', '192.168.23.12:7473', '192.168.23.13:7473']
END
"${lab[@]}" start node-1.prometheus -- prometheus --config.file="$place/prometheus.yml" \
  --storage.tsdb.path="$place/prometheus" --web.listen-address="${pod##* }:9090" --log.level=warn
"${lab[@]}" probe 192.168.23.223 --port 9090 --kind connect --first --for 30s >/dev/null ||
  fail 'Prometheus is not reached by the client'
query=http://192.168.23.223:9090/api/v1/query
for _ in {1..50}; do
  up=$("${lab[@]}" exec client -- curl -sS "$query?query=sum(up)" | sed -n 's/.*"value":\[[^,]*,"\([0-9]*\)"\].*/\1/p')
  if [[ $up == 5 ]]; then break; fi
  sleep 0.2
done
if [[ $up != 5 ]]; then fail "Prometheus reaches ${up:-none} of the five daemons"; fi
client curl -sS "$query?query=sum(up)"
note $'\nfive daemons are up, says Prometheus'

tell 'The node that answers for the gateway crashes, while the client knocks a hundred times a second'
owner=$(owner_of 192.168.23.220 80)
"${lab[@]}" probe 192.168.23.220 --for 4s >"$place/crash" &
"${lab[@]}" probe 192.168.23.220 --for 500ms >/dev/null
in_lab kill "$owner"
wait $! || true
sed 1d "$place/crash"
if [[ $(owner_of 192.168.23.220 80) == "$owner" ]]; then fail 'nobody took the address over'; fi
pause
in_lab revive "$owner"
note 'A node that comes back takes nothing back.'

tell 'The next one is drained: nothing is lost'
owner=$(owner_of 192.168.23.220 80)
# A connection that is under way in that very millisecond would end at another node than it began; the first answer counts.
"${lab[@]}" probe 192.168.23.220 --kind connect --for 4s >"$place/drain" &
in_lab drain "$owner"
if ! wait $!; then
  cat "$place/drain"
  fail 'something was lost'
fi
sed -n 2p "$place/drain"
in_lab undrain "$owner"
pause

tell 'An edit of the pool with a mistake changes nothing, and everyone can read why'
before=$(addresses)
sed 's/192.168.23.220-192.168.23.223/192.168.23.223-192.168.23.220/' "$pool" >"$place/bad.yaml"
run kubectl apply -f "$place/bad.yaml"
timeout 20 kubectl get events -n metallb-system --watch -o 'jsonpath={.reason}: {.message}{"\n"}' >"$place/events" &
for _ in {1..100}; do
  if grep -q 'runs backwards' "$place/events"; then break; fi
  sleep 0.1
done
grep -m1 'runs backwards' "$place/events" || fail 'nobody said what is wrong with the edit'
if [[ $(addresses) != "$before" ]]; then fail 'an address moved'; fi
show_table

if [[ -n ${FAST:-} || ! -t 1 ]]; then exit 0; fi
tell 'The cluster is still up. To look around, and to stop it:'
echo "  export KUBECONFIG=$KUBECONFIG
  ${lab[*]} status
  ${lab[*]} exec client -- curl http://192.168.23.220/
  ${lab[*]} down"
