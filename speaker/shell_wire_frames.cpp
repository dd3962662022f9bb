#include "speaker/shell_wire_frames.h"

#include "speaker/shell_wire_log_events.h"

#include <utility>

namespace herald::speaker {
namespace {

void add(io::FramePortCounters& sum, const io::FramePortCounters& one) {
  sum.received += one.received;
  sum.oversized += one.oversized;
  sum.sent += one.sent;
  sum.unsent += one.unsent;
  sum.dropped += one.dropped;
}

}  // namespace

WireFrames::WireFrames(const runtime::Executor& executor, runtime::TaskGroup& tasks, runtime::Logger& logger,
                       OnFrame on_frame)
    : executor_(executor), tasks_(tasks), logger_(logger), on_frame_(std::move(on_frame)) {}

void WireFrames::want(const wire::Capture& capture) {
  wanted_ = {capture.interfaces.begin(), capture.interfaces.end()};
  if (capture.targets != targets_) {
    targets_ = capture.targets;
    for (const auto& [index, port] : ports_)
      aimless_.insert(index);
  }
  retry();
}

void WireFrames::told(const io::Interface& interface) {
  const wire::InterfaceIndex index(interface.index);
  known_[index] = {interface.name, interface.up};
  complaints_.erase(index);
  retry();
}

void WireFrames::gone(std::uint32_t interface) {
  known_.erase(wire::InterfaceIndex(interface));
  close(wire::InterfaceIndex(interface));
}

void WireFrames::retry() {
  std::vector<wire::InterfaceIndex> unwanted;
  for (const auto& [index, port] : ports_) {
    if (!wanted_.contains(index)) unwanted.push_back(index);
  }
  for (const wire::InterfaceIndex index : unwanted)
    close(index);
  std::erase_if(aimless_, [this](wire::InterfaceIndex index) { return aim(index); });
  for (const wire::InterfaceIndex index : wanted_) {
    const auto known = known_.find(index);
    if (known != known_.end() && known->second.up && !ports_.contains(index)) open(index, known->second.name);
  }
}

bool WireFrames::aim(wire::InterfaceIndex index) {
  const auto taken = ports_.at(index)->capture(targets_);
  if (taken) {
    complaints_.erase(index);
  } else {
    complain(index, taken.error());
  }
  return taken.has_value();
}

// Once of the same.
void WireFrames::complain(wire::InterfaceIndex index, const std::string& what) {
  std::string& complaint = complaints_[index];
  if (complaint != what)
    logger_.log(wire_log_events::kCaptureFailed, {{"interface", known_[index].name}, {"what", what}});
  complaint = what;
}

void WireFrames::open(wire::InterfaceIndex index, const std::string& name) {
  auto opened = io::FramePort::open(
      executor_, name, [this, index](const io::CapturedFrame& frame) { on_frame_(index, frame); });
  auto taken = opened ? (*opened)->capture(targets_) : Result<void, std::string>(fail(opened.error()));
  if (!taken) return complain(index, taken.error());
  complaints_.erase(index);
  const Port port = *std::move(opened);
  ports_[index] = port;
  logger_.log(wire_log_events::kCaptureStarted, {{"interface", name}});
  tasks_.spawn("frames of " + name, serve(port, index, name));
}

void WireFrames::close(wire::InterfaceIndex index) {
  const auto found = ports_.find(index);
  if (found == ports_.end()) return;
  add(closed_, found->second->counters());
  found->second->close();
  ports_.erase(found);
  aimless_.erase(index);
}

runtime::Task<> WireFrames::serve(Port port, wire::InterfaceIndex index, std::string name) {
  const std::string why = co_await port->run();
  const auto found = ports_.find(index);
  if (found == ports_.end() || found->second != port) co_return;  // closed by us
  logger_.log(wire_log_events::kCaptureEnded, {{"interface", name}, {"why", why}});
  close(index);
}

void WireFrames::send(wire::InterfaceIndex interface, std::span<const std::uint8_t> frame) {
  const auto found = ports_.find(interface);
  if (found != ports_.end()) found->second->send(frame);
}

// Over a copy: what a frame leads to may open and close ports.
void WireFrames::drain(int limit) {
  std::vector<Port> ports;
  ports.reserve(ports_.size());
  for (const auto& [index, port] : ports_)
    ports.push_back(port);
  for (const Port& port : ports)
    static_cast<void>(port->receive(limit));  // its own task meets the error, too
}

void WireFrames::close() {
  wanted_.clear();
  retry();
}

io::FramePortCounters WireFrames::counters() const {
  io::FramePortCounters sum = closed_;
  for (const auto& [index, port] : ports_)
    add(sum, port->counters());
  return sum;
}

std::vector<std::string> WireFrames::interfaces() const {
  std::vector<std::string> names;
  for (const auto& [index, port] : ports_) {
    const auto known = known_.find(index);
    if (known != known_.end()) names.push_back(known->second.name);
  }
  return names;
}

}  // namespace herald::speaker
