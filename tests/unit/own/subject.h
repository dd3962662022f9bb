// One Ownership in a cluster of three whose other two are played by hand: each state that it can be in, and
// each kind of thing that can happen to it.
#pragma once

#include "core/own/ownership.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace herald::own {

enum class State : std::uint8_t {
  waiting,     // nothing is complete yet
  joining,     // asks the others
  running,     // holds address 1; node-1 holds address 2; address 3 is unclaimed, and only node-2 may have it
  draining,    // has asked for a successor for address 1
  suspended,   // somebody else announced address 1
  isolated,    // hears nobody, and has asked whether it is the one
  cut_off,     // it was the one
  superseded,  // another process has its name
  leaving,     // stopped, waits for the successor
  left
};
inline constexpr std::size_t kStates = 10;

class Subject {
 public:
  explicit Subject(State state);

  // What it does, in short; "=" for nothing.
  std::string feed(const Ownership::Event& event);
  std::string hear(int node, const Body& body, std::uint64_t incarnation = 5);
  std::string pass(Duration time);

  static Member member(int node, std::uint64_t incarnation = 5);
  static View view(int node, std::uint64_t sequence);
  static net::IpAddress address(std::uint32_t n) { return net::IpAddress::v4(0x0a000000 + n); }
  static Wanted wanted(std::uint32_t n, const NodeSet& eligible);
  static AddressClaim claim(std::uint32_t n, std::uint64_t epoch, int node);

  Ownership machine;
  Instant now;

 private:
  void bring_to_running();
  std::string text_of(const Ownership::Effects& effects) const;

  std::uint64_t sequence_ = 0;
};

struct Input {
  const char* name;
  std::function<std::string(Subject&)> apply;
};
const std::vector<Input>& inputs();

}  // namespace herald::own
