// bfd-profiles[]
#include "config/drafts.h"
#include "config/keys.h"
#include "config/readers.h"

namespace herald::config {
namespace {

constexpr Milliseconds kInterval{.min = 10, .max = 60'000};

}  // namespace

std::optional<BfdProfileDraft> ReadBfdProfile::operator()(const Cursor& at) const {
  BfdProfileDraft draft;
  BfdProfile& profile = draft.value;
  Keys keys(at);
  keys.required("name", profile.name, Name{});
  keys.optional("receive-interval", profile.receive_interval, kInterval);
  keys.optional("transmit-interval", profile.transmit_interval, kInterval);
  keys.optional("echo-interval", profile.echo_interval, kInterval);
  keys.optional("detect-multiplier", profile.detect_multiplier, WholeNumber<int>{.min = 2, .max = 255});
  keys.optional("minimum-ttl", profile.minimum_ttl, WholeNumber<int>{.min = 1, .max = 254});
  keys.optional("echo-mode", profile.echo_mode, Boolean{});
  if (profile.echo_mode)
    keys.warning_at("echo-mode",
                    "echo packets are not sent; control packets alone watch the path, at transmit-interval");
  keys.optional("passive-mode", profile.passive_mode, Boolean{});
  keys.finish();
  draft.name = keys.place_of("name");
  return draft;
}

}  // namespace herald::config
