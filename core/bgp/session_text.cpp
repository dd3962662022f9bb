// Why a session ended, for people.
#include "core/bgp/session_events.h"
#include "core/bgp/shutdown.h"

namespace herald::bgp::session {
namespace {

// "cease: administrative shutdown (\"maintenance\")"; of a Hard Reset what is in it.
std::string words_of(const Notification& notification) {
  const auto inside = inside_hard_reset(notification);
  const auto message = shutdown_message(notification);
  return bgp::text_of(inside ? *inside : notification) + (message ? " (\"" + *message + "\")" : "");
}

}  // namespace

std::string_view text_of(Cause cause) {
  switch (cause) {
    case Cause::stopped:
      return "stopped";
    case Cause::config_changed:
      return "the configuration changed";
    case Cause::dial_failed:
      return "cannot connect";
    case Cause::dial_timed_out:
      return "no answer within 10 s: a wrong address, a packet filter, or a password that only one side has";
    case Cause::connection_closed:
      return "the connection was closed";
    case Cause::notification_received:
      return "the peer ended the session";
    case Cause::protocol_error:
      return "ended because of what the peer sent";
    case Cause::hold_timer_expired:
      return "the peer fell silent for the hold time";
    case Cause::send_hold_timer_expired:
      return "the peer no longer reads what it is sent";
    case Cause::bfd_down:
      return "BFD lost the peer";
    case Cause::collision:
      return "another connection to the peer stays";
    case Cause::replaced:
      return "the peer restarted";
  }
  return "unknown";
}

std::string text_of(const Loss& loss) {
  std::string text(text_of(loss.cause));
  if (!loss.detail.empty()) text += ": " + loss.detail;
  if (loss.received) text += ": " + words_of(*loss.received);
  if (loss.sent && loss.cause == Cause::protocol_error) text += ": " + words_of(*loss.sent);
  return text;
}

}  // namespace herald::bgp::session
