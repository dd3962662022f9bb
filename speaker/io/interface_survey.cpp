#include "speaker/io/interface_survey.h"

#include <cerrno>
#include <utility>

namespace herald::speaker::io {
using rtnetlink::Subject;
namespace {

bool is_of_routes(Subject subject) {
  return subject == Subject::ipv4_routes || subject == Subject::ipv6_routes;
}

// Of routes there may be none of a family because the kernel was made without it.
bool means_none(Subject subject, int error) {
  return is_of_routes(subject) && (error == ENOENT || error == EOPNOTSUPP || error == EAFNOSUPPORT);
}

}  // namespace

void InterfaceSurvey::start_over() {
  failed_ = false;
  table_.start_over();
  asked_ = {Subject::links, Subject::addresses, Subject::ipv4_routes, Subject::ipv6_routes};
  due_ = true;
}

void InterfaceSurvey::ask_for_routes() {
  asked_ = {Subject::ipv4_routes, Subject::ipv6_routes};
  due_ = true;
}

std::optional<std::vector<std::uint8_t>> InterfaceSurvey::take_request() {
  if (asked_.empty() || !std::exchange(due_, false)) return std::nullopt;
  interrupted_ = false;
  gateways_.clear();
  return rtnetlink::dump_request(asked_.front(), ++sequence_);
}

void InterfaceSurvey::take(std::span<const std::uint8_t> bytes) {
  while (const auto message = rtnetlink::take_message(bytes)) {
    if (message->belongs_to_dump() || message->ends_dump()) {
      take_answer(*message);
    } else {
      table_.apply(rtnetlink::read(*message));
    }
  }
}

// An answer to something that was given up on carries an older sequence number.
void InterfaceSurvey::take_answer(const rtnetlink::Message& message) {
  if (asked_.empty() || due_ || message.sequence != sequence_) return;
  interrupted_ = interrupted_ || message.interrupted();
  if (message.ends_dump()) return finish_answer(message);
  const rtnetlink::News news = rtnetlink::read(message);
  const auto* const route = std::get_if<rtnetlink::DefaultRoute>(&news);
  if (route == nullptr) return table_.apply(news);
  gateways_.insert(gateways_.end(), route->gateways.begin(), route->gateways.end());
}

void InterfaceSurvey::finish_answer(const rtnetlink::Message& message) {
  const Subject subject = asked_.front();
  const int error = message.error();
  if (error != 0 && !means_none(subject, error)) {
    failed_ = true;
    return;
  }
  due_ = true;
  if (interrupted_) return;  // once more
  if (subject == Subject::ipv4_routes) table_.replace_gateways(net::Family::ipv4, std::move(gateways_));
  if (subject == Subject::ipv6_routes) table_.replace_gateways(net::Family::ipv6, std::move(gateways_));
  asked_.pop_front();
}

}  // namespace herald::speaker::io
