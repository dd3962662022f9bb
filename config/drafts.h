// The objects of a configuration as they are read one by one, with the places that checks between objects
// will point at. A draft with faults of its own still has a name that others may refer to.
#pragma once

#include "config/config.h"
#include "config/cursor.h"
#include "config/network_readers.h"
#include "config/report.h"

#include <optional>
#include <string>
#include <vector>

namespace herald::config {

struct AdvertisementDraft {
  Advertisement value;
  bool sound = false;  // read without a fault
  Place place;
  Place aggregation_length;
  Place aggregation_length_v6;
  Place local_preference;
  Place med;
  std::vector<Placed<std::string>> peers;
};

struct PoolDraft {
  Pool value;  // without addresses and advertisements
  bool sound = false;
  Place place;
  Place name;
  std::vector<Placed<net::AddressBlock>> addresses;
  std::vector<AdvertisementDraft> advertisements;
};

struct PeerDraft {
  Peer value;
  bool sound = false;
  Place place;
  Place name;
  Place bfd_profile;
};

struct BfdProfileDraft {
  BfdProfile value;
  Place name;
};

struct Draft {
  std::vector<PoolDraft> pools;
  std::vector<PeerDraft> peers;
  CommunityAliases communities;
  std::vector<BfdProfileDraft> bfd_profiles;
  Layer2 layer2;
  Stranded stranded = Stranded::keep;
};

// One reader for each object, in the file of its name.
struct ReadPool {
  const CommunityAliases& aliases;
  std::optional<PoolDraft> operator()(const Cursor& at) const;
};
struct ReadAdvertisement {
  const CommunityAliases& aliases;
  std::optional<AdvertisementDraft> operator()(const Cursor& at) const;
};
struct ReadPeer {
  std::optional<PeerDraft> operator()(const Cursor& at) const;
};
struct ReadBfdProfile {
  std::optional<BfdProfileDraft> operator()(const Cursor& at) const;
};
struct ReadLayer2 {
  std::optional<Layer2> operator()(const Cursor& at) const;
};
struct ReadSelector {
  std::optional<model::LabelSelector> operator()(const Cursor& at) const;
};

// `bgp-communities`: alias -> value.
struct ReadCommunityAliases {
  std::optional<CommunityAliases> operator()(const Cursor& at) const;
};

}  // namespace herald::config
