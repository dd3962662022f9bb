// Who lives on one address, and by what right. Tenants who get along are rightful; one who came or changed so
// that he no longer fits is a trespasser: he has to leave, and the others need not care. That is how an edit
// that breaks sharing moves the Service that was edited, and how, of two statuses that claim one address, the
// one entered later loses. Cost of every question: O(ports asked * log ports in use), however many tenants.
#pragma once

#include "core/alloc/sharing.h"
#include "core/net/u128.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace herald::alloc {

using HolderId = std::uint32_t;  // a Service in the ledger; reused after it is gone

class Tenancy {
 public:
  using TermsOf = std::function<const SharingTerms&(HolderId)>;

  // Whether `terms` fit all rightful tenants but `self`: the right to stay.
  [[nodiscard]] bool tolerates(const SharingTerms& terms, std::optional<HolderId> self) const;
  // The right to move in: as above, and nobody has to leave first.
  [[nodiscard]] bool welcomes(const SharingTerms& terms, std::optional<HolderId> self) const;

  // Whether `terms` would make the newcomer rightful; the answer only says how he is entered.
  bool add(HolderId holder, const SharingTerms& terms);
  void remove(HolderId holder, const SharingTerms& terms);
  // Makes trespassers rightful, in the order they came, as far as they fit by now.
  void promote(const TermsOf& terms_of);

  [[nodiscard]] bool empty() const { return rightful_.empty() && trespassers_.empty(); }
  [[nodiscard]] std::size_t size() const { return rightful_.size() + trespassers_.size(); }
  [[nodiscard]] bool has(HolderId holder) const;
  [[nodiscard]] const std::set<HolderId>& rightful() const { return rightful_; }
  [[nodiscard]] const std::vector<HolderId>& trespassers() const { return trespassers_; }
  // The rightful tenant on one of these ports, if any but `self`.
  [[nodiscard]] std::optional<HolderId> on_one_of(const std::vector<model::ServicePort>& ports,
                                                  std::optional<HolderId> self) const;

  // The class whose Services may join; null when the address is not open to any.
  [[nodiscard]] const SharingClass* open_to() const;
  [[nodiscard]] const std::map<model::ServicePort, HolderId>& ports() const { return ports_; }
  // Equal for equal sets of ports; 128 bits, so that unequal sets do not meet by chance.
  [[nodiscard]] net::U128 port_digest() const { return port_digest_; }

 private:
  SharingClass class_;  // of all rightful tenants; an empty key means a single one who does not share
  std::set<HolderId> rightful_;
  std::map<model::ServicePort, HolderId> ports_;  // of rightful tenants who share
  net::U128 port_digest_ = 0;
  std::vector<HolderId> trespassers_;
};

}  // namespace herald::alloc
