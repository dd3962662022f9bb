// A brain that does what a test says, and a record of what it was told. The record outlives the loop that
// owns the brain; it is written in the loop's thread and read in the test's.
#pragma once

#include "core/net/ip.h"
#include "core/net/mac.h"
#include "speaker/shell_wire_brain.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

namespace herald::speaker {

class Script {
 public:
  using React = std::function<wire::Effects(Instant, const wire::Event&)>;

  // Before the loop starts. What it returns is asked of the loop; what it takes its time for stalls it.
  React react = [](Instant, const wire::Event&) { return wire::Effects(); };
  std::set<net::IpAddress> owned;           // answered for by ARP on every interface
  std::function<void()> on_answer = [] {};  // in the loop's thread

  // From any thread.
  void set_deadline(Instant deadline);
  [[nodiscard]] Instant deadline() const;
  void record(const wire::Event& event);
  [[nodiscard]] std::vector<wire::Event> events() const;

  // Whether it comes to that; the limit is only there to end a test that hangs.
  [[nodiscard]] bool wait_for(const std::function<bool(const std::vector<wire::Event>&)>& told);
  template <class Event>
  [[nodiscard]] bool wait_for(std::size_t count = 1) {
    return wait_for(
        [count](const std::vector<wire::Event>& events) { return all<Event>(events).size() >= count; });
  }

  template <class Event>
  [[nodiscard]] static std::vector<Event> all(const std::vector<wire::Event>& events) {
    std::vector<Event> found;
    for (const wire::Event& event : events) {
      if (const auto* const one = std::get_if<Event>(&event)) found.push_back(*one);
    }
    return found;
  }
  template <class Event>
  [[nodiscard]] std::vector<Event> all() const {
    return all<Event>(events());
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<wire::Event> events_;
  Instant deadline_ = kNever;
};

class ScriptedBrain final : public WireBrain {
 public:
  explicit ScriptedBrain(std::shared_ptr<Script> script) : script_(std::move(script)) {}

  [[nodiscard]] wire::Effects step(Instant now, wire::Event event) override;
  [[nodiscard]] Instant next_deadline() const override { return script_->deadline(); }
  [[nodiscard]] FastPath answer(wire::InterfaceIndex interface, std::span<const std::uint8_t> frame,
                                Frame& reply) override;
  void describe(WireTotals& totals) const override { totals.epoch_conflicts = 42; }

 private:
  std::shared_ptr<Script> script_;
  std::map<wire::InterfaceIndex, net::MacAddress> macs_;
};

}  // namespace herald::speaker
