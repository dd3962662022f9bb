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
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace herald::alloc {

using HolderId = std::uint32_t;  // a Service in the ledger; reused after it is gone

class Tenancy {
 public:
  using TermsOf = std::function<const SharingTerms&(HolderId)>;
  using Ports = std::map<model::ServicePort, HolderId>;

  Tenancy() = default;
  Tenancy(const Tenancy& other);
  Tenancy(Tenancy&&) = default;
  Tenancy& operator=(const Tenancy& other);
  Tenancy& operator=(Tenancy&&) = default;
  ~Tenancy() = default;

  // Whether `terms` fit all rightful tenants but `self`: the right to stay.
  [[nodiscard]] bool tolerates(const SharingTerms& terms, std::optional<HolderId> self) const;
  // The right to move in: as above, and nobody has to leave first.
  [[nodiscard]] bool welcomes(const SharingTerms& terms, std::optional<HolderId> self) const;

  // A newcomer who is not tolerated is entered as a trespasser.
  void add(HolderId holder, const SharingTerms& terms);
  void remove(HolderId holder, const SharingTerms& terms);
  // Makes trespassers rightful, in the order they came, as far as they fit by now.
  void promote(const TermsOf& terms_of);

  [[nodiscard]] bool empty() const { return !sole_ && !crowd_; }
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool has(HolderId holder) const;
  // Somebody but `self` is there by right.
  [[nodiscard]] bool is_shared_with_others(std::optional<HolderId> self) const;
  // The rightful by their numbers, then the trespassers as they came.
  [[nodiscard]] std::vector<HolderId> tenants() const;
  // The rightful tenant on one of these ports, if any but `self`.
  [[nodiscard]] std::optional<HolderId> on_one_of(const std::vector<model::ServicePort>& ports,
                                                  std::optional<HolderId> self) const;

  // The class whose Services may join; null when the address is not open to any.
  [[nodiscard]] const SharingClass* open_to() const;
  // The ports in use on an open address.
  [[nodiscard]] const Ports& ports() const { return crowd_->ports; }
  // Equal for equal sets of ports; 128 bits, so that unequal sets do not meet by chance.
  [[nodiscard]] net::U128 port_digest() const { return crowd_->port_digest; }

 private:
  struct Crowd {
    SharingClass common;  // of all rightful tenants; an empty key means a single one who does not share
    std::set<HolderId> rightful;
    Ports ports;  // of rightful tenants who share
    net::U128 port_digest = 0;
    std::vector<HolderId> trespassers;
  };

  [[nodiscard]] Crowd& gather();
  void disperse();

  // Most addresses have one tenant who does not share: he is all that is kept. Anything else is a crowd.
  std::optional<HolderId> sole_;
  std::unique_ptr<Crowd> crowd_;
};

}  // namespace herald::alloc
