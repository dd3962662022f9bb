#!/usr/bin/env bash
# Writes what is made from other files in deploy/:
#   deploy/herald.yaml                               deploy/base in one file, for kubectl apply -f
#   deploy/overlays/prometheus-operator/rules.yaml   deploy/monitoring/herald.rules.yaml as a PrometheusRule
# scripts/manifests.sh --check writes nothing and fails when one of them is out of date.
source "$(dirname "$0")/env.sh"

kubectl=${HERALD_KUBECTL:-kubectl}

one_file() {
  echo "# Made by scripts/manifests.sh from deploy/base; do not edit."
  "$kubectl" kustomize deploy/base
}

prometheus_rule() {
  cat <<'END'
# Made by scripts/manifests.sh from deploy/monitoring/herald.rules.yaml; do not edit.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: herald
  namespace: herald-system
  labels:
    app.kubernetes.io/part-of: herald
spec:
END
  sed -n '/^groups:/,$ s/^/  /p' deploy/monitoring/herald.rules.yaml
}

put() { # FILE: standard input is what it shall hold
  local text
  text=$(cat)
  if [[ ${check:-} ]]; then
    diff -u "$1" <(printf '%s\n' "$text") || fail "$1 is out of date: run 'make manifests'"
  else
    printf '%s\n' "$text" >"$1"
  fi
}

if [[ ${1:-} == --check ]]; then check=1; fi
one_file | put deploy/herald.yaml
prometheus_rule | put deploy/overlays/prometheus-operator/rules.yaml
