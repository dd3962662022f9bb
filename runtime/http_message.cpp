#include "runtime/http_message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace herald::runtime {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (lower(c) >= 'a' && lower(c) <= 'f') return lower(c) - 'a' + 10;
  return -1;
}

// Forms write a space as "+" (the HTML standard's application/x-www-form-urlencoded).
std::string plus_to_space(std::string_view text) {
  std::string result(text);
  std::ranges::replace(result, '+', ' ');
  return result;
}

constexpr std::array kPhrases = {
    std::pair{200, std::string_view("OK")},
    std::pair{201, std::string_view("Created")},
    std::pair{202, std::string_view("Accepted")},
    std::pair{204, std::string_view("No Content")},
    std::pair{304, std::string_view("Not Modified")},
    std::pair{400, std::string_view("Bad Request")},
    std::pair{401, std::string_view("Unauthorized")},
    std::pair{403, std::string_view("Forbidden")},
    std::pair{404, std::string_view("Not Found")},
    std::pair{405, std::string_view("Method Not Allowed")},
    std::pair{406, std::string_view("Not Acceptable")},
    std::pair{408, std::string_view("Request Timeout")},
    std::pair{409, std::string_view("Conflict")},
    std::pair{410, std::string_view("Gone")},
    std::pair{413, std::string_view("Content Too Large")},
    std::pair{415, std::string_view("Unsupported Media Type")},
    std::pair{422, std::string_view("Unprocessable Content")},
    std::pair{429, std::string_view("Too Many Requests")},
    std::pair{431, std::string_view("Request Header Fields Too Large")},
    std::pair{500, std::string_view("Internal Server Error")},
    std::pair{501, std::string_view("Not Implemented")},
    std::pair{503, std::string_view("Service Unavailable")},
    std::pair{504, std::string_view("Gateway Timeout")},
    std::pair{505, std::string_view("HTTP Version Not Supported")},
};

}  // namespace

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right, {}, lower, lower);
}

std::optional<std::string_view> HttpHeaders::find(std::string_view name) const {
  for (const HttpHeader& field : fields_) {
    if (equal_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::string_view HttpRequest::path() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpRequest::query() const {
  const std::size_t mark = target.find('?');
  return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

std::optional<std::string> HttpRequest::query_value(std::string_view name) const {
  std::string_view rest = query();
  while (!rest.empty()) {
    const std::string_view pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (percent_decode(plus_to_space(pair.substr(0, equals))) != name) continue;
    if (equals == std::string_view::npos) return std::string();
    return percent_decode(plus_to_space(pair.substr(equals + 1)));
  }
  return std::nullopt;
}

std::optional<std::string_view> HttpRequest::bearer_token() const {
  constexpr std::string_view kScheme = "Bearer ";
  const auto authorization = headers.find("Authorization");
  if (!authorization || !equal_ignoring_case(authorization->substr(0, kScheme.size()), kScheme))
    return std::nullopt;
  const std::string_view token = authorization->substr(kScheme.size());
  if (token.empty()) return std::nullopt;
  return token;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return decoded;
}

HttpResponse text_response(int status, std::string body, std::string content_type) {
  HttpResponse response;
  response.status = status;
  response.headers.add("Content-Type", std::move(content_type));
  response.body = std::move(body);
  return response;
}

std::string_view status_phrase(int status) {
  for (const auto& [known, phrase] : kPhrases) {
    if (known == status) return phrase;
  }
  return "";  // RFC 9112 section 4 allows none
}

}  // namespace herald::runtime
