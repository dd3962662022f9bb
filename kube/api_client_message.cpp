#include "kube/api_client_message.h"

#include "kube/decode.h"

namespace herald::kube {

std::string explain_refusal(const ApiAnswer& answer) {
  constexpr std::size_t kMost = 500;
  std::string text = std::to_string(answer.status);
  if (answer.status >= 300 && answer.status < 400) return text + ": redirects are not followed";
  Scratch scratch;
  const auto status = decode_status(answer.body, scratch);
  if (status) {
    if (!status->reason.empty()) text += " " + status->reason;
    if (!status->message.empty()) text += ": " + status->message;
  } else if (!answer.body.empty()) {
    text += ": " + answer.body.substr(0, kMost);
  }
  return text.substr(0, kMost);
}

}  // namespace herald::kube
