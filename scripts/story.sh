# shellcheck shell=bash
# How the demos tell their story: the pace, the commands as they are shown, and waiting for what the story says comes
# next. Sourced, never run. A result that differs from the story ends the demo.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# People read; whoever reads a log, or said FAST=1, does not wait.
at_leisure() { [[ -t 1 && -z ${FAST:-} ]]; }
pause() { if at_leisure; then sleep "${1:-1}"; fi; }
tell() {
  printf '\n'
  say "$*"
  pause 0.8
}
show() { printf '%s$ %s%s\n' "$dim" "$*" "$plain"; }
run() {
  show "$@"
  "$@"
  pause
}
milliseconds() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }
seconds() { printf '%d.%d' $(($1 / 1000)) $(($1 % 1000 / 100)); } # MILLISECONDS

# What is told of, as built: when this changes, somebody waited for a compiler and not for the story.
programs() { stat -c '%n %y' build/bin/{herald*,lab} 2>/dev/null || true; }

# More programs want to run than there are processors, by the average of the last minute.
machine_is_busy() {
  local load
  read -r load _ </proc/loadavg
  ((${load%.*} >= $(nproc)))
}
busy_from_the_start=$(if machine_is_busy; then echo yes; fi)

# The story has limits of its own. One that is missed ends it, unless the machine has other things to do: then it is said,
# up to three times the limit.
keep_to_time() { # WHAT MILLISECONDS LIMIT-IN-SECONDS
  note "$1 $(seconds "$2") s after the start (the story allows $3 s)"
  if (($2 <= $3 * 1000)); then return; fi
  if (($2 <= 3 * $3 * 1000)) && { [[ -n $busy_from_the_start ]] || machine_is_busy; }; then
    note "That is late, and the machine is busy with other things: load $(cut -d' ' -f1 /proc/loadavg), $(nproc) processors"
    return
  fi
  fail "$1 $(seconds "$2") s after the start, and the story allows $3 s"
}

# --- patience -------------------------------------------------------------------------------------------------------

# What takes longer than a second says so: counting on a terminal, by one line in a log.
tick() { # SECONDS WHAT
  if [[ -t 2 ]]; then
    printf '\r%s... %s, %d s%s' "$dim" "$2" "$1" "$plain" >&2
  elif (($1 == 1)); then
    printf '... %s\n' "$2" >&2
  fi
}
end_of_ticks() { if [[ -t 2 ]]; then printf '\r\e[K' >&2; fi; }

# Whatever is started to run beside the story, for the end to stop.
beside=()
stop_all_beside() {
  local process
  for process in "${beside[@]}"; do
    # Those that came to their end by themselves have nobody to be killed.
    kill "$process" 2>/dev/null || true
  done
  wait
}

# Waits for a child, whose exit code it returns.
await() { # PROCESS WHAT
  local tenths=0
  while kill -0 "$1" 2>/dev/null; do
    sleep 0.1
    if ((++tenths % 10 == 0)); then tick $((tenths / 10)) "$2"; fi
  done
  if ((tenths >= 10)); then end_of_ticks; fi
  wait "$1"
}
patiently() { # WHAT COMMAND...
  "${@:2}" &
  beside+=("$!")
  await "$!" "$1"
}
# Asks again and again, for at most twenty seconds, until the command succeeds.
eventually() { # WHAT COMMAND...
  local tenths
  for ((tenths = 1; tenths <= 200; ++tenths)); do
    if "${@:2}"; then break; fi
    if ((tenths % 10 == 0)); then tick $((tenths / 10)) "$1"; fi
    sleep 0.1
  done
  if ((tenths >= 10)); then end_of_ticks; fi
  ((tenths <= 200))
}

# --- kubectl --------------------------------------------------------------------------------------------------------

# The first line matching PATTERN of what kubectl shows while it watches.
first_line() { # PATTERN WHAT KUBECTL-ARGUMENT...
  local line='' begun='' more watcher code seconds=0
  exec 3< <(exec timeout 30 kubectl "${@:3}" --watch 2>/dev/null)
  watcher=$!
  beside+=("$watcher") # timeout has a process group of its own, which no Ctrl-C reaches
  until [[ $line =~ $1 ]]; do
    code=0
    IFS= read -r -t 1 -u 3 more || code=$?
    begun+=$more
    if ((code > 128)); then # a second is over, perhaps in the middle of a line
      tick $((++seconds)) "$2"
      continue
    fi
    line=$begun begun=''
    if ((code == 1)); then break; fi # nothing more comes
  done
  exec 3<&-
  if ((seconds > 0)); then end_of_ticks; fi
  kill "$watcher" 2>/dev/null || true # it ended by itself when its time was over
  if ! [[ $line =~ $1 ]]; then fail "$2: never came to show $1"; fi
  echo "$line"
}
address_path='{.status.loadBalancer.ingress[0].ip}'
# shellcheck disable=SC2034 # for the demos
reason_path='{.status.conditions[0].reason}: {.status.conditions[0].message}'
watch_for() { # NAME JSONPATH PATTERN
  first_line "$3" "$1" get svc "$1" -n istio-system -o "jsonpath=$2{\"\\n\"}"
}
expect_address() { # NAME ADDRESS
  local got
  got=$(watch_for "$1" "$address_path" '^[0-9]')
  if [[ $got != "$2" ]]; then fail "$1 got $got, and the story says $2"; fi
}
# Istio's list of ports is wider than any terminal.
show_table() { run kubectl get svc -n istio-system "$@" | cut -c1-100; }
addresses() { kubectl get svc -n istio-system -o "jsonpath={range .items[*]}{.metadata.name} $address_path;{end}"; }

# A mistake in the pool that FILE describes: everyone can read what it is, and no address moves.
expect_mistake_to_change_nothing() { # FILE
  local before bad
  before=$(addresses)
  bad=$(mktemp)
  sed 's/192.168.23.220-192.168.23.223/192.168.23.223-192.168.23.220/' "$1" >"$bad"
  show heraldctl validate -f "bad-${1##*/}"
  if build/bin/heraldctl validate -f "$bad"; then fail 'heraldctl finds nothing wrong with it'; fi
  show kubectl apply -f "bad-${1##*/}"
  kubectl apply -f "$bad"
  rm "$bad"
  first_line 'runs backwards' 'an Event about the mistake' \
    get events -n metallb-system -o 'jsonpath={.reason}: {.message}{"\n"}'
  if [[ $(addresses) != "$before" ]]; then fail 'an address moved'; fi
}
