// A node and a neighbour on one cable; the node has a frame port, the neighbour whatever the test sends.
#pragma once

#include "speaker/io/frame_port.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/netns/raw_wire.h"
#include "tests/integration/speaker_io/frames.h"
#include "tests/integration/speaker_io/loop.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::speaker::io {

class FramePortTest : public testing::Test {
 protected:
  FramePortTest() {
    netns::NetworkNamespace::connect({node_, "eth0"}, {neighbour_, "eth0"});
    wire_ = std::make_unique<netns::RawWire>(neighbour_, "eth0");
    them_.mac = net::MacAddress(wire_->mac());
    node_mac_ = net::MacAddress(netns::RawWire(node_, "eth0").mac());
    targets_ = {*net::IpRange::make(ip("10.0.0.220"), ip("10.0.0.223")),
                *net::IpRange::make(ip("2001:db8::220"), ip("2001:db8::223"))};
  }

  void open() {
    port_ = open("eth0").value();
    ASSERT_TRUE(port_->capture(targets_));
  }

  Result<std::unique_ptr<FramePort>, std::string> open(const std::string& interface) {
    Result<std::unique_ptr<FramePort>, std::string> opened;
    node_.run([&] {
      opened =
          FramePort::open(loop_.executor(), interface, [this](const CapturedFrame& frame) { heard(frame); });
    });
    return opened;
  }

  virtual void heard(const CapturedFrame& frame) {
    frames_.emplace_back(frame.bytes.begin(), frame.bytes.end());
    seen_ = frame.seen;
  }

  runtime::Task<> serve() { ended_ = co_await port_->run(); }

  // What the port hands up of these; one that it does pass comes last and ends the waiting.
  std::vector<netns::Frame> passed(const std::vector<netns::Frame>& sent) {
    const netns::Frame last = arp_request(them_, "10.0.0.223");
    for (const netns::Frame& frame : sent)
      wire_->send(frame);
    wire_->send(last);
    EXPECT_TRUE(loop_.run_until([&] { return !frames_.empty() && frames_.back() == last; }));
    frames_.pop_back();
    return std::exchange(frames_, {});
  }

  netns::NetworkNamespace node_;
  netns::NetworkNamespace neighbour_;
  Loop loop_;
  std::unique_ptr<netns::RawWire> wire_;
  Sender them_;
  net::MacAddress node_mac_;
  std::vector<net::IpRange> targets_;
  std::unique_ptr<FramePort> port_;
  std::vector<netns::Frame> frames_;
  runtime::WallTime seen_;
  std::string ended_;
};

}  // namespace herald::speaker::io
