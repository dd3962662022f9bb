#include "runtime/http_response_text.h"

#include "core/base/check.h"
#include "runtime/time_text.h"

#include <fmt/format.h>

namespace herald::runtime {
namespace {

std::string one_line(std::string_view value) {
  std::string clean(value);
  for (char& c : clean) {
    if (c == '\r' || c == '\n' || c == '\0') c = ' ';
  }
  return clean;
}

std::string framing_field(const HttpResponse& response, BodyFraming framing) {
  if (framing == BodyFraming::length) return fmt::format("Content-Length: {}\r\n", response.body.size());
  if (framing == BodyFraming::chunked) return "Transfer-Encoding: chunked\r\n";
  return {};
}

}  // namespace

std::string response_head(const HttpResponse& response, const HeadSettings& settings) {
  std::string head = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                                 status_phrase(response.status), http_date(settings.date));
  for (const HttpHeader& field : response.headers.all()) {
    head += one_line(field.name) + ": " + one_line(field.value) + "\r\n";
  }
  head += framing_field(response, settings.framing);
  if (settings.close) head += "Connection: close\r\n";
  head += "\r\n";
  return head;
}

std::string chunk(std::string_view data) {
  HERALD_CHECK(!data.empty());
  return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

bool may_have_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace herald::runtime
