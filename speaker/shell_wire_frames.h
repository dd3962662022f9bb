// The wire loop's frame ports: one for each interface that is to be captured on and is there and up. They are
// opened, retargeted and closed as wishes and interfaces come and go; what fails is tried again when
// something changes or the loop's heart beats.
#pragma once

#include "runtime/log.h"
#include "runtime/task_group.h"
#include "speaker/io/frame_port.h"
#include "speaker/io/interface_table.h"
#include "speaker/wire_events.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace herald::speaker {

class WireFrames {
 public:
  using OnFrame = std::function<void(wire::InterfaceIndex, const io::CapturedFrame&)>;

  WireFrames(const runtime::Executor& executor, runtime::TaskGroup& tasks, runtime::Logger& logger,
             OnFrame on_frame);

  void want(const wire::Capture& capture);
  void told(const io::Interface& interface);
  void gone(std::uint32_t interface);
  void retry();

  // On an interface that is not captured on nothing is sent.
  void send(wire::InterfaceIndex interface, std::span<const std::uint8_t> frame);

  // Hands over what waits, up to `limit` frames of each interface; never waits.
  void drain(int limit);

  void close();

  [[nodiscard]] io::FramePortCounters counters() const;
  [[nodiscard]] std::vector<std::string> interfaces() const;

 private:
  using Port = std::shared_ptr<io::FramePort>;  // its task keeps it, too
  struct Known {
    std::string name;
    bool up = false;
  };

  [[nodiscard]] bool aim(wire::InterfaceIndex index);
  void complain(wire::InterfaceIndex index, const std::string& what);
  void open(wire::InterfaceIndex index, const std::string& name);
  void close(wire::InterfaceIndex index);
  [[nodiscard]] runtime::Task<> serve(Port port, wire::InterfaceIndex index, std::string name);

  runtime::Executor executor_;
  runtime::TaskGroup& tasks_;
  runtime::Logger& logger_;
  OnFrame on_frame_;
  std::set<wire::InterfaceIndex> wanted_;
  std::vector<net::IpRange> targets_;
  std::map<wire::InterfaceIndex, Known> known_;
  std::map<wire::InterfaceIndex, Port> ports_;
  std::set<wire::InterfaceIndex> aimless_;                  // ports that still capture what was wanted before
  std::map<wire::InterfaceIndex, std::string> complaints_;  // so that each is logged once
  io::FramePortCounters closed_;                            // of ports that are gone
};

}  // namespace herald::speaker
