// Asks the kernel for all links, addresses and default routes, one question at a time (a netlink socket
// carries one dump), and puts the answers, and what is told between them, into the table. Bytes in, bytes
// out: no sockets here.
//
// Until everything is answered the table is not to be believed. A question that the kernel refuses (it has no
// memory) is no answer: who took it for one would think that the machine has no interfaces.
#pragma once

#include "speaker/io/interface_table.h"
#include "speaker/io/rtnetlink.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

namespace herald::speaker::io {

class InterfaceSurvey {
 public:
  explicit InterfaceSurvey(InterfaceTable& table) : table_(table) {}

  void start_over();
  void ask_for_routes();
  // To be sent now.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> take_request();
  // It could not be sent, or the kernel had more to say than could be kept.
  void lost() { failed_ = true; }

  void take(std::span<const std::uint8_t> bytes);

  [[nodiscard]] bool complete() const { return asked_.empty() && !failed_; }
  // Something was refused or lost: everything has to be asked anew.
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void take_answer(const rtnetlink::Message& message);
  void finish_answer(const rtnetlink::Message& message);

  InterfaceTable& table_;
  std::deque<rtnetlink::Subject> asked_;  // the first is being answered
  bool due_ = false;                      // a request
  std::uint32_t sequence_ = 0;
  bool interrupted_ = false;
  bool failed_ = false;
  std::vector<rtnetlink::Gateway> gateways_;  // of the answer so far
};

}  // namespace herald::speaker::io
