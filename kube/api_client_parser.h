// Bytes -> HTTP response, without I/O. The head first; then the body goes piece by piece to whoever takes it,
// so that its length does not matter. Interim answers (1xx) are passed over. Refuses what is malformed or
// larger than allowed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace herald::kube {

struct ResponseHead {
  int status = 0;
  bool keep_alive = false;
  std::string content_encoding;
  std::string retry_after;
  std::string date;
};

class ResponseParser {
 public:
  enum class Phase : std::uint8_t { head, body, complete, failed };

  static constexpr std::uint32_t kMostHeadBytes = 64 << 10;

  explicit ResponseParser(std::uint64_t most_body_bytes);
  ResponseParser(const ResponseParser&) = delete;
  ResponseParser& operator=(const ResponseParser&) = delete;
  ~ResponseParser();

  // Returns how many bytes of `data` are used up; the rest must be given again, with more behind it. Stops
  // behind the head, so that the caller can look at it before any of the body comes.
  [[nodiscard]] std::size_t feed(std::string_view data);

  // The other side ended its half: the end of a body without a length, or the truncation of one with.
  void end_of_input();

  // Before the first feed() behind the head.
  void take_body(std::function<void(std::string_view)> taker);

  [[nodiscard]] Phase phase() const;
  [[nodiscard]] const ResponseHead& head() const;
  [[nodiscard]] const std::string& failure() const;
  [[nodiscard]] bool started() const;  // at least one byte came

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace herald::kube
