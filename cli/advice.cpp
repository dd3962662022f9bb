#include "cli/advice.h"

#include <algorithm>

namespace herald::cli {

std::string_view advice(model::Reason reason) {
  using enum model::Reason;
  switch (reason) {
    case assigned:
    case kept:
    case shared:
    case announced:
      return "";
    case pool_full:
      return "delete a Service that needs no address, widen a pool, or add one; nobody has to touch this "
             "Service";
    case no_pool_admits:
      return "ask for a pool with the annotation lb.herald/address-pool, label the Service or its namespace "
             "as "
             "a pool's selectors want it, or change the pool";
    case no_pool_configured:
      return "add a pool under address-pools in the configuration";
    case pool_unknown:
      return "correct the annotation lb.herald/address-pool, or add the pool";
    case pool_disabled:
      return "ask for another pool, or take `disabled: true` out of this one";
    case address_taken:
      return "ask for another address; or share it: the same lb.herald/allow-shared-ip on both Services, and "
             "ports that differ";
    case address_outside_pools:
      return "ask for an address that a pool has, or add it to one";
    case address_excluded:
      return "ask for another address, or take this one out of exclude, avoid-buggy-ips or "
             "skip-network-addresses";
    case family_mismatch:
      return "ask for addresses of the families in spec.ipFamilies, one of each; or change the families";
    case bad_request:
      return "correct what the Service asks for; the message quotes it";
    case conflicting_requests:
      return "keep one of the two places that ask, and remove the other";
    case sharing_refused:
      return "use the same key, ports that differ and the same policy on both; or ask for another address";
    case awaiting_cluster_ip:
      return "wait: Kubernetes gives the Service its cluster IP. If it stays, look at the API server";
    case pool_gone:
      return "nothing at once, the address stays; put it back into a pool, or move the Service by asking for "
             "another with lb.herald/addresses";
    case address_in_use_on_lan:
      return "take that machine off the address, or put the address under `exclude` of its pool";
    case address_lost_on_lan:
      return "take that machine off the address, and it is announced again; or move the Service by asking "
             "for another with lb.herald/addresses";
    case node_address:
      return "leave it to the node; to have the Service announced, move it: say `stranded: release`, or "
             "ask for another address with lb.herald/addresses";
    case local_preferences_differ:
      return "write one `localpref`, or tell the advertisements apart by peers, selectors or the aggregation "
             "length";
    case config_missing:
      return "apply a ConfigMap with the configuration, or mend it: `status` shows its errors";
    case no_ready_endpoints:
      return "look at the Pods behind the Service: none is ready (kubectl get endpointslices)";
    case no_node_admits:
      return "look at the pool's node-selectors, at nodes with the exclude label or without network, and "
             "with "
             "the policy Local at where the Pods run";
    case no_interface:
      return "look at the pool's `interfaces`, and at the links of the nodes: `status` says what each lacks";
    case awaiting_speaker:
      return "look at the DaemonSet herald-speaker: no speaker runs on the nodes that may announce it";
    case awaiting_announcer:
      return "wait ten seconds; if it stays, look at the log of the speakers";
  }
  return "";
}

std::string_view advice(std::string_view reason_name) {
  const auto found = std::ranges::find(model::all_reasons(), reason_name, model::name);
  return found == model::all_reasons().end() ? std::string_view() : advice(*found);
}

}  // namespace herald::cli
