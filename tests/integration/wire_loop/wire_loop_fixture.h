// A node with a wire loop around a scripted brain, and a neighbour on the same cable.
#pragma once

#include "runtime/log_sink.h"
#include "speaker/shell_wire.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/netns/raw_wire.h"
#include "tests/integration/speaker_io/frames.h"
#include "tests/integration/speaker_io/loop.h"
#include "tests/integration/wire_loop/scripted_brain.h"

#include <future>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace herald::speaker {

using io::ip;

// Captures on every interface that is told of, for the script's own addresses.
inline Script::React capture_everywhere(const std::shared_ptr<Script>& script) {
  return [script = std::weak_ptr(script), interfaces = std::vector<wire::InterfaceIndex>()](
             Instant, const wire::Event& event) mutable -> wire::Effects {
    if (const auto* const gone = std::get_if<wire::InterfaceGone>(&event))
      std::erase(interfaces, gone->index);
    const auto* const changed = std::get_if<wire::InterfaceChanged>(&event);
    if (changed != nullptr) {
      std::erase(interfaces, changed->interface.index);
      interfaces.push_back(changed->interface.index);
    }
    if (std::holds_alternative<wire::Stop>(event)) return {wire::Left{}};
    if (changed == nullptr && !std::holds_alternative<wire::InterfaceGone>(event)) return {};
    wire::Capture capture{interfaces, {}};
    for (const net::IpAddress address : script.lock()->owned)
      capture.targets.push_back(net::IpRange::single(address));
    return {capture};
  };
}

class Node {
 public:
  Node() { script->react = capture_everywhere(script); }
  ~Node() {
    loop.reset();
    if (reports) reports->close();
  }
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  void start(const std::string& address = "0.0.0.0", const std::vector<std::string>& secrets = {"secret"},
             Duration longest_farewell = std::chrono::seconds(6)) {
    reports = std::make_unique<runtime::ThreadMailbox<report::Reports>>(plan.executor(), plan.clock(),
                                                                        report_capacity);
    std::vector<io::RingKeys> keys;
    for (const std::string& secret : secrets)
      keys.push_back(io::derive_ring_keys(secret));
    where.run([&] {
      auto started = WireLoop::start({.clock = plan.clock(),
                                      .logger = logger,
                                      .brain = std::make_unique<ScriptedBrain>(script),
                                      .reports = *reports,
                                      .left = [this] { left.set_value(); },
                                      .settings = {.ring = {ip(address), std::nullopt, io::kRingPort},
                                                   .keys = std::move(keys),
                                                   .longest_farewell = longest_farewell}});
      ASSERT_TRUE(started) << started.error();
      loop = *std::move(started);
    });
  }

  [[nodiscard]] bool has_left() {
    return left.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready;
  }

  netns::NetworkNamespace where;
  io::Loop plan;  // the plan loop's side
  runtime::DescriptorSink sink{STDERR_FILENO};
  runtime::Logger logger{sink, plan.clock(), runtime::LogFormat::json, runtime::LogLevel::error};
  std::shared_ptr<Script> script = std::make_shared<Script>();
  std::size_t report_capacity = 100;
  std::unique_ptr<runtime::ThreadMailbox<report::Reports>> reports;
  std::promise<void> left;
  std::unique_ptr<WireLoop> loop;
};

class WireLoopTest : public testing::Test {
 protected:
  WireLoopTest() {
    netns::NetworkNamespace::connect({node_.where, "eth0"}, {neighbour_, "eth0"});
    wire_ = std::make_unique<netns::RawWire>(neighbour_, "eth0");
    them_.mac = net::MacAddress(wire_->mac());
    node_.script->owned = {ip("10.0.0.220")};
  }

  // The interface has been told of, and with it captured on.
  void start() {
    node_.start();
    ASSERT_TRUE(node_.script->wait_for<wire::InterfaceChanged>());
  }

  // Asks again until an answer comes, as any neighbour does: the loop opens interfaces in its own time.
  [[nodiscard]] bool answers(const std::string& target = "10.0.0.220") {
    const netns::Frame question = arp_request(them_, target);
    for (int attempt = 0; attempt < 100; ++attempt) {
      wire_->send(question);
      if (wire_->receive([&](const netns::Frame& frame) { return is_answer(frame, target); },
                         std::chrono::milliseconds(100)))
        return true;
    }
    return false;
  }

  [[nodiscard]] bool is_answer(const netns::Frame& frame, const std::string& target) const {
    const auto header = herald::wire::EthernetHeader::parse(frame);
    if (!header || header->type != herald::wire::kEtherTypeArp || header->destination != them_.mac)
      return false;
    const auto reply = herald::wire::ArpPacket::parse(std::span(frame).subspan(header->size()));
    return reply && reply->operation == herald::wire::ArpOperation::reply && reply->sender_ip == ip(target);
  }

  Node node_;
  netns::NetworkNamespace neighbour_;
  std::unique_ptr<netns::RawWire> wire_;
  io::Sender them_;
};

}  // namespace herald::speaker
