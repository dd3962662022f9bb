// The routes of this node: what each address contributes, merged by prefix, and the difference to what the
// wire loop was told. A change costs its own prefixes; equal offers are kept once, however many prefixes have
// them.
#pragma once

#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "speaker/bgp_desired.h"
#include "speaker/bgp_orders.h"

#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace herald::speaker {

class BgpRoutes {
 public:
  // All that this address contributes from now on; nothing: it has no routes. `contradictory`: prefixes of
  // which its own advertisements want different things.
  void set(net::IpAddress address, const OffersByPrefix& offers,
           const std::set<net::Cidr>& contradictory = {});

  // Appends the difference since the last call.
  void settle(bgp_order::Orders& orders);
  // The next time that, and what has not changed.
  void tell_again();

  // Prefixes for which two advertisements want different preferences of one peer: the higher one is used.
  [[nodiscard]] const std::set<net::Cidr>& contradictions() const { return contradictions_; }
  // Those that have come up since this was asked last.
  [[nodiscard]] std::set<net::Cidr> take_news();
  [[nodiscard]] std::size_t size() const { return routes_.size(); }

 private:
  using OffersPtr = std::shared_ptr<const bgp_order::Offers>;
  struct Contribution {
    net::Cidr prefix;
    OffersPtr offers;
    bool contradictory = false;
  };
  struct Route {
    std::map<OffersPtr, std::size_t> contributed;  // by how many addresses
    std::size_t contradictory = 0;                 // of these
    OffersPtr told;
  };

  [[nodiscard]] OffersPtr share(const bgp_order::Offers& offers);
  void drop(const std::vector<Contribution>& contributions);
  // And whether the addresses agree about it.
  [[nodiscard]] std::pair<OffersPtr, Merged> merged(const Route& route);
  void note(const net::Cidr& prefix, bool contradictory);
  void tell(const net::Cidr& prefix, bgp_order::Orders& orders);

  std::map<net::IpAddress, std::vector<Contribution>> contributions_;
  std::map<net::Cidr, Route> routes_;
  std::map<bgp_order::Offers, std::weak_ptr<const bgp_order::Offers>> shared_;
  std::size_t tidy_at_ = 64;
  std::set<net::Cidr> dirty_;
  bool again_ = false;  // what was told before is told once more
  std::set<net::Cidr> contradictions_;
  std::set<net::Cidr> news_;
};

}  // namespace herald::speaker
