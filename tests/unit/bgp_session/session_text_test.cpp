#include "core/bgp/session_events.h"
#include "core/bgp/shutdown.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::bgp::session {
namespace {

TEST(LossText, SaysWhoEndedItAndWhy) {
  const Notification shutdown = cease_with_message(Cease::administrative_shutdown, "maintenance");
  EXPECT_EQ(text_of(Loss{.cause = Cause::notification_received, .received = shutdown}),
            "the peer ended the session: " + bgp::text_of(shutdown) + " (\"maintenance\")");
  EXPECT_EQ(text_of(Loss{.cause = Cause::notification_received, .received = hard_reset(shutdown)}),
            "the peer ended the session: " + bgp::text_of(shutdown) + " (\"maintenance\")")
      << "what is in a Hard Reset is what counts";
  const Notification bad_as = notification(OpenError::bad_peer_as);
  EXPECT_EQ(text_of(Loss{.cause = Cause::protocol_error, .sent = bad_as}),
            "ended because of what the peer sent: " + bgp::text_of(bad_as));
  EXPECT_EQ(text_of(Loss{.cause = Cause::dial_failed, .detail = "refused"}), "cannot connect: refused");
}

TEST(LossText, EveryCauseHasWordsOfItsOwn) {
  std::set<std::string> words;
  for (std::size_t cause = 0; cause < kCauses; ++cause)
    words.insert(std::string(text_of(static_cast<Cause>(cause))));
  EXPECT_EQ(words.size(), kCauses);
  EXPECT_FALSE(words.contains("unknown"));
}

}  // namespace
}  // namespace herald::bgp::session
