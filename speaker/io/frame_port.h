// Ethernet frames in and out of one interface, through libpcap, whose types stay in the .cpp. It takes what
// the filter passes (capture_filter.h) as soon as the kernel has it, and knows nothing of what is inside.
//
// Receiving allocates nothing, and neither does sending.
#pragma once

#include "core/base/result.h"
#include "runtime/clock.h"
#include "runtime/task.h"
#include "speaker/io/capture_filter.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace herald::speaker::io {

// Valid for the length of the call that hands it over.
struct CapturedFrame {
  std::span<const std::uint8_t> bytes;  // a tag of VLAN 0 included
  runtime::WallTime seen;               // by the kernel
};

struct FramePortCounters {
  std::uint64_t received = 0;
  std::uint64_t oversized = 0;  // larger than any question can be: not handed over
  std::uint64_t sent = 0;
  std::uint64_t unsent = 0;   // the interface was down or busy
  std::uint64_t dropped = 0;  // by the kernel, because we did not read in time
};

class FramePort {
 public:
  using OnFrame = std::function<void(const CapturedFrame&)>;

  // Passes nothing until capture(). The error says what is wrong and what to do about it. The interface must
  // be up; it may go down and come back afterwards.
  [[nodiscard]] static Result<std::unique_ptr<FramePort>, std::string> open(const runtime::Executor& executor,
                                                                            const std::string& interface,
                                                                            OnFrame on_frame);
  FramePort(const FramePort&) = delete;
  FramePort& operator=(const FramePort&) = delete;
  ~FramePort();

  // Replaces the kernel's filter in one step: no frame is missed that both the old and the new one pass.
  [[nodiscard]] Result<void, std::string> capture(const std::vector<net::IpRange>& targets);

  // Hands over up to `limit` frames that are waiting, and returns how many; never waits.
  [[nodiscard]] Result<int, std::string> receive(int limit);

  // Hands over frames until cancelled. In a flood the loop gets a turn after every batch, so that timers and
  // other sockets are served. Ends with the reason when the interface can no longer be read: it is gone.
  [[nodiscard]] runtime::Task<std::string> run();

  // Makes run() end. Whoever runs it keeps the port until it has.
  void close();

  // The interface's own link-layer header included. What cannot be sent now is counted and dropped: all that
  // is sent here is repeated by its protocol.
  void send(std::span<const std::uint8_t> frame);

  [[nodiscard]] FramePortCounters counters() const;

 private:
  struct Handle;
  explicit FramePort(std::unique_ptr<Handle> handle);
  std::unique_ptr<Handle> handle_;
};

}  // namespace herald::speaker::io
