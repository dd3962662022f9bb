// All that the allocator knows, and the entries in it: pools with what is free in them, who holds what, which
// addresses are in quarantine. Keeps the three in step and says what each entry may have freed for others.
// Judges nothing: whatever is told here is a fact.
#pragma once

#include "core/alloc/ledger.h"
#include "core/alloc/pool_table.h"
#include "core/alloc/stranger.h"
#include "core/alloc/waits.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace herald::alloc {

class Books {
 public:
  [[nodiscard]] const PoolTable& pools() const { return pools_; }
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  // Null when the address is not in quarantine.
  [[nodiscard]] const Stranger* stranger_on(net::IpAddress address) const;
  [[nodiscard]] std::size_t withheld(PoolTable::Index pool, net::Family family) const;

  // Returns the holders of addresses that stand differently towards the pools than before, by name.
  std::vector<model::ServiceKey> set_pools(std::vector<PoolSpec> specs);
  Waits hold(const model::ServiceKey& service, const SharingTerms& terms,
             std::span<const net::IpAddress> addresses);
  void quarantine(net::IpAddress address, Stranger stranger);
  Waits end_quarantine(net::IpAddress address);

 private:
  // Where in the pools an address is; no pool when none may hand it out.
  struct Place {
    PoolState* state = nullptr;
    net::IpAddress position;
    bool withheld = false;
  };

  [[nodiscard]] Place place(net::IpAddress address);
  void rebook(net::IpAddress address, HolderId id, const Holding& past, Waits& freed);
  bool rebook_quickly(const Place& at, Tenancy& tenancy, HolderId id, const Holding*& before,
                      const Holding* now);
  void count(const Place& at, bool was_empty, bool is_empty);
  void open(const Place& at, const Tenancy& tenancy);
  void close(const Place& at, const Tenancy& tenancy);
  [[nodiscard]] std::vector<model::ServiceKey> touched_by(const PoolTable& next) const;
  void fill(PoolState& state);

  PoolTable pools_;
  Ledger ledger_;
  std::map<net::IpAddress, Stranger> quarantined_;
};

}  // namespace herald::alloc
