// The members by node. Of two that claim one node name the later incarnation is real; this node is always one
// of them, whatever the API server shows.
#pragma once

#include "core/own/ring.h"
#include "core/own/types.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace herald::own {

class Roster {
 public:
  // Who came, who went, and who is another process or elsewhere now.
  struct Difference {
    NodeIds joined;
    NodeIds left;
    NodeIds changed;
  };

  explicit Roster(const Member& self);

  Difference replace(const std::vector<Member>& members);

  [[nodiscard]] NodeId self() const { return self_id_; }
  [[nodiscard]] const Member& own_entry() const { return self_; }
  // Somebody else runs under this node's name, and started later.
  [[nodiscard]] bool superseded() const { return superseded_; }
  [[nodiscard]] const std::vector<NodeId>& nodes() const { return nodes_; }  // sorted
  [[nodiscard]] const Member* find(NodeId node) const;
  [[nodiscard]] Ring ring() const { return Ring(nodes_); }

  // Also of those who have left: they are still named as former owners. Empty: never heard of it.
  [[nodiscard]] const NodeName& name_of(NodeId node) const;
  // Who was a member there, and is none any more.
  [[nodiscard]] std::optional<NodeId> former_at(const net::IpAddress& address, std::uint16_t port) const;
  // It was a member with this incarnation or a later one, and is none any more.
  [[nodiscard]] bool has_left(NodeId node, Incarnation incarnation) const;

 private:
  void remember(NodeId node, const Member& member);

  Member self_;
  NodeId self_id_;
  bool superseded_ = false;
  // Each message is from one of them: the ids lie close together, so that a search touches little memory.
  std::vector<NodeId> nodes_;
  std::vector<Member> members_;  // in their order
  std::map<NodeId, Member> former_;
};

}  // namespace herald::own
