#!/usr/bin/env bash
# The first cluster's story, on one machine and with nothing outside it: three nodes, a client and a router in network
# namespaces, the real daemons, the real kubectl and Prometheus. A step whose result is not what the story says ends the
# demo with an error. On a terminal the cluster is still up at the end; Ctrl-C cleans up at any time.
# FAST=1 leaves out the pauses and takes the cluster down at the end; so does an output that is no terminal.
source "$(dirname "$0")/story.sh"

began=$(milliseconds)
scripts/deps.sh build test lab
if ! command -v kubectl >/dev/null; then fail "the demo speaks through kubectl: put one into PATH"; fi
note 'building the daemons and the lab'
before=$(programs)
if [[ -t 1 ]]; then
  compile dev heraldctl lab herald-speaker # ninja shows how far it is
else
  patiently 'this takes minutes the first time' compile dev heraldctl lab herald-speaker --quiet
fi
if [[ $(programs) != "$before" ]]; then began=$(milliseconds); fi # the story begins with what it is about

lab=(build/bin/lab --name demo)
if ! "${lab[@]}" check; then
  printf '%s: %s\n' "${0##*/}" \
    'the demo needs network namespaces; scripts/demo-allocation.sh plays the part that does without a network' >&2
  exit 77 # for a test: skipped
fi
pool=config/examples/seed-cluster.yaml
services=config/examples/seed-services.yaml
place=''
clean_up() {
  local code=$?
  trap '' INT TERM HUP # once is enough
  stop_all_beside
  rm -rf ${place:+"$place"}
  case $code in
    0) if ! at_leisure; then "${lab[@]}" down; fi ;;
    130 | 143) "${lab[@]}" down ;;
    *) "${lab[@]}" down --keep-logs ;;
  esac
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
place=$(mktemp -d)
export TMPDIR=$place # what editors and others leave when they are interrupted goes with it

router=frr router_as=64513
show_route='show bgp ipv4 unicast 203.0.113.10/32'
if ((EUID != 0)); then # FRR insists on root
  router=bird router_as=64514
  show_route='show route for 203.0.113.10'
fi

# --- what the lab is asked ------------------------------------------------------------------------------------------

# A command of the lab, shown as people would type it.
in_lab() {
  show "lab $*"
  "${lab[@]}" "$@"
}
client() { in_lab exec client -- "$@"; }

# Pods on every node. The lab keeps traffic on the node that it came to, where that has a pod: then who answers is who
# announces, and a gap is Herald's own.
run_pods() { # SERVICE
  kubectl patch svc "$1" -n istio-system -p '{"spec":{"trafficDistribution":"PreferSameNode"}}' >/dev/null
  "${lab[@]}" deploy "istio-system/$1" --on node-1,node-2,node-3 >/dev/null
}
owner_of() { # ADDRESS PORT
  patiently "the client asks for $1" "${lab[@]}" probe "$1" --port "$2" --first --for 30s | sed -n 's/^reached //p'
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
# A client that knocks a hundred times a second for four seconds, and notes it in FILE.
start_knocking() { # FILE PROBE-ARGUMENT...
  "${lab[@]}" probe 192.168.23.220 --for 4s "${@:2}" >"$1" &
  knocking=$!
  beside+=("$knocking")
  # Until it surely knocks: when another client has been answered for a while.
  "${lab[@]}" probe 192.168.23.220 --for 300ms >/dev/null
}
# Zero when all were answered.
end_knocking() { await "$knocking" 'the client knocks'; }

routed_nodes() { "${lab[@]}" exec "$router" -- ip route show 203.0.113.10 | grep -o '192\.168\.23\.1[1-3]' | sort; }
are_routed() { [[ $(routed_nodes) == "$(printf '%s\n' "$@")" ]]; }
expect_routes() { # ADDRESS...
  if ! eventually 'the router learns of it' are_routed "$@"; then
    fail "the router sends to $(routed_nodes | tr '\n' ' ') and the story says $*"
  fi
  in_lab exec "$router" -- ip route show 203.0.113.10
  pause
}

# --- the story ------------------------------------------------------------------------------------------------------

cluster_comes_up() {
  tell 'A cluster in a box: three nodes with a speaker each, two controllers, a client and a router'
  "${lab[@]}" down
  show lab up --nodes 3 --routers "$router" --config metallb-system/config
  patiently 'it comes up' "${lab[@]}" up --nodes 3 --routers "$router" --config metallb-system/config
  export KUBECONFIG HOME=$place
  KUBECONFIG=$("${lab[@]}" kubeconfig)
}

gateway_gets_an_address() {
  tell 'Istio is there, and its gateway waits for an external IP'
  kubectl create namespace istio-system >/dev/null
  kubectl apply -f "$services" >/dev/null
  show_table
  watch_for istio-ingressgateway "$reason_path" 'ConfigMissing'

  tell 'The pool, written for clusters of 2018 and read as it is'
  run_pods istio-ingressgateway
  run kubectl apply -f "$pool"
  expect_address istio-ingressgateway 192.168.23.220
  first_address_after=$(($(milliseconds) - began))
  keep_to_time 'the first external IP is there' "$first_address_after" 10
  show_table istio-ingressgateway
}

client_reaches_it() {
  tell 'The client reaches the gateway. No node has the address; one of them answers for it'
  expect_reachable 192.168.23.220 80
  client arping -c 1 -I eth0 192.168.23.220
  client curl -sS -H 'Host: wservice.app.paas-test.com' http://192.168.23.220/
  pause
  in_lab status
  pause
}

more_services() {
  local name expected=221
  tell 'Grafana and tracing want to be seen from outside too'
  for name in grafana tracing; do
    run_pods "$name"
    edit_type "$name"
    expect_address "$name" "192.168.23.$expected"
    expected=$((expected + 1))
  done
  expect_reachable 192.168.23.221 3000
  client curl -sS http://192.168.23.221:3000/
  expect_reachable 192.168.23.222 80
  client curl -sS http://192.168.23.222/
  pause
}

owner_crashes() {
  local owner
  tell 'The node that answers for the gateway crashes, while the client knocks a hundred times a second'
  owner=$(owner_of 192.168.23.220 80)
  start_knocking "$place/crash"
  in_lab kill "$owner"
  if end_knocking; then fail "$owner crashed, and the client missed nothing"; fi
  sed 1d "$place/crash"
  gap=$(sed -n 's/.*longest \([0-9]*\)\..*/\1/p' "$place/crash")
  gap_after=$(($(milliseconds) - began))
  keep_to_time "the client's gap is seen" "$gap_after" 60
  if ((gap >= 1000)); then fail "the client was without its Service for $gap ms, and the story says less than 1000"; fi
  if [[ $(owner_of 192.168.23.220 80) == "$owner" ]]; then fail 'nobody took the address over'; fi
  pause
  in_lab revive "$owner"
  note 'A node that comes back takes nothing back.'
}

owner_is_drained() {
  local owner
  tell 'The next one is drained: nothing is lost'
  owner=$(owner_of 192.168.23.220 80)
  # A connection that is under way in that very millisecond would end at another node than it began; the first answer
  # counts.
  start_knocking "$place/drain" --kind connect
  in_lab drain "$owner"
  if ! end_knocking; then
    cat "$place/drain"
    fail 'something was lost'
  fi
  sed -n 2p "$place/drain"
  in_lab undrain "$owner"
  pause
}

pool_runs_full() {
  tell 'Kiali gets the last address. Prometheus waits, and says why'
  edit_type kiali
  expect_address kiali 192.168.23.223
  kubectl patch svc prometheus -n istio-system -p '{"spec":{"type":"LoadBalancer"}}' >/dev/null
  watch_for prometheus "$reason_path" 'PoolFull.*4 of 4 in use'
  show_table
}

prometheus_answer() { # QUERY
  "${lab[@]}" exec client -- curl -sS "http://192.168.23.223:9090/api/v1/query?query=$1"
}
all_are_scraped() { [[ $(prometheus_answer 'sum(up)') == *',"5"]'* ]]; }

prometheus_gets_its_turn() {
  local pod
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
  patiently 'Prometheus starts' \
    "${lab[@]}" probe 192.168.23.223 --port 9090 --kind connect --first --for 30s >/dev/null ||
    fail 'Prometheus is not reached by the client'
  if ! eventually 'Prometheus looks around' all_are_scraped; then
    fail "not all of the five daemons are scraped: $(prometheus_answer up)"
  fi
  client curl -sS 'http://192.168.23.223:9090/api/v1/query?query=sum(up)'
  note $'\nfive daemons are up, says Prometheus'
}

router_shares_the_load() {
  tell 'A pool edit: the first pool is full, and a second one is told to the router by BGP'
  cat >"$place/more" <<END
    - name: routed
      protocol: bgp
      addresses:
      - 203.0.113.10-203.0.113.19
    peers:
    - my-asn: 64512
      peer-asn: $router_as
      peer-address: 192.168.23.2
END
  cat "$pool" "$place/more" >"$place/pools.yaml"
  cat "$place/more"
  run kubectl apply -f "$place/pools.yaml"
  run_pods zipkin
  edit_type zipkin
  expect_address zipkin 203.0.113.10
  expect_routes 192.168.23.11 192.168.23.12 192.168.23.13
  show lab router "$router" "\"$show_route\""
  "${lab[@]}" router "$router" "$show_route"
  pause
  expect_reachable 203.0.113.10 9411
  client curl -sS http://203.0.113.10:9411/
  pause

  tell 'A node is drained: the router shares among the others'
  in_lab drain node-2
  expect_routes 192.168.23.11 192.168.23.13
  in_lab undrain node-2
  expect_routes 192.168.23.11 192.168.23.12 192.168.23.13
}

mistake_changes_nothing() {
  tell 'An edit of the pool with a mistake changes nothing, and everyone can read why'
  expect_mistake_to_change_nothing "$place/pools.yaml"
  show_table
}

cluster_comes_up
gateway_gets_an_address
client_reaches_it
more_services
owner_crashes
owner_is_drained
pool_runs_full
prometheus_gets_its_turn
router_shares_the_load
mistake_changes_nothing

tell "The first external IP was there after $(seconds "$first_address_after") s, the crash was seen after \
$(seconds "$gap_after") s (a gap of $gap ms), and all of it took $(seconds $(($(milliseconds) - began))) s."
if ! at_leisure; then exit 0; fi
tell 'The cluster is still up. To look around, and to stop it:'
echo "  export KUBECONFIG=$KUBECONFIG
  ${lab[*]} status
  ${lab[*]} exec client -- curl http://192.168.23.220/
  build/bin/heraldctl status --config metallb-system/config
  ${lab[*]} down
docs/look-around.md says what to try next."
