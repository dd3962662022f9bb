// address-pools[]
#include "config/drafts.h"
#include "config/keys.h"
#include "config/network_readers.h"
#include "config/readers.h"

namespace herald::config {
namespace {

const OneOf<Protocol> kProtocol{
    {{"layer2", Protocol::layer2}, {"bgp", Protocol::bgp}, {"both", Protocol::both}}};

const OneOf<alloc::Order> kOrder{{{"ascending", alloc::Order::ascending},
                                  {"descending", alloc::Order::descending},
                                  {"random", alloc::Order::random},
                                  {"spread", alloc::Order::spread}}};

// The annotation lb.herald/pool lists the pools of a Service with commas between them.
struct PoolName {
  std::optional<std::string> operator()(const Cursor& at) const {
    auto name = Name{}(at);
    if (!name || name->find(',') == std::string::npos) return name;
    at.error("the name " + shown(*name) +
             " has a comma, which separates the names of pools; use another character");
    return std::nullopt;
  }
};

void read_what_to_assign(Keys& pool, alloc::PoolSpec& spec) {
  pool.optional("exclude", spec.exclude, ListOf{Block{}});
  pool.optional("skip-network-addresses", spec.skip_network_addresses, Boolean{});
  pool.optional("avoid-buggy-ips", spec.avoid_buggy_ips, Boolean{});
  pool.optional("auto-assign", spec.auto_assign, Boolean{});
  pool.optional("disabled", spec.disabled, Boolean{});
  pool.optional("order", spec.order, kOrder);
  pool.optional("priority", spec.priority, WholeNumber<int>{});
}

void read_whom_to_serve(Keys& pool, alloc::Admission& admission) {
  using Names = std::set<std::string, std::less<>>;
  pool.optional("namespaces", admission.namespaces, SetOf<Name, Names>{});
  pool.optional("namespace-selectors", admission.namespace_selectors, ListOf{ReadSelector{}});
  pool.optional("service-selectors", admission.service_selectors, ListOf{ReadSelector{}});
}

void read_where_to_announce(Keys& pool, Pool& out) {
  pool.optional("node-selectors", out.node_selectors, ListOf{ReadSelector{}});
  pool.optional("interfaces", out.interfaces, ListOf{InterfaceName{.glob = true}});
}

void check_protocol(const Keys& pool, const PoolDraft& draft) {
  if (draft.value.protocol == Protocol::layer2 && !draft.advertisements.empty()) {
    pool.error_at("bgp-advertisements",
                  "a layer2 pool is not announced by BGP; remove them, or write protocol: both");
  }
  if (draft.value.protocol != Protocol::bgp) return;
  for (const std::string_view key : {"node-selectors", "interfaces"}) {
    if (pool.has(key))
      pool.error_at(key,
                    "is about layer 2, and this pool has protocol: bgp; remove it, or write protocol: both");
  }
}

}  // namespace

std::optional<PoolDraft> ReadPool::operator()(const Cursor& at) const {
  const std::size_t complaints = at.report().complaints();
  PoolDraft draft;
  draft.place = at.place();
  Keys pool(at);
  pool.required("name", draft.value.spec.name, PoolName{});
  pool.required("protocol", draft.value.protocol, kProtocol);
  pool.required("addresses", draft.addresses, PlacedListOf{AssignableBlock{}});
  read_what_to_assign(pool, draft.value.spec);
  read_whom_to_serve(pool, draft.value.spec.admission);
  read_where_to_announce(pool, draft.value);
  pool.optional("bgp-advertisements", draft.advertisements, ListOf{ReadAdvertisement{aliases}});
  for (const std::string_view key : {"hold-after-delete", "reuse-after", "reservations", "namespace-limit"}) {
    pool.later(key);
  }
  pool.finish();
  draft.name = pool.place_of("name");
  if (pool.is_empty_list("addresses")) {
    pool.error_at("addresses", "is an empty list; write at least one block or range");
  }
  if (pool.intact({"protocol"})) check_protocol(pool, draft);
  draft.sound = at.report().complaints() == complaints;
  return draft;
}

}  // namespace herald::config
