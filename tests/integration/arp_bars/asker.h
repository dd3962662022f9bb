// Asks ARP questions at a steady pace and measures the answers: from just before a question is handed to the
// kernel until the kernel has the answer, so that how busy this program is does not count. Each question is
// known by its sender's MAC, which the answer goes to.
#pragma once

#include "tests/integration/netns/network_namespace.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace herald::bars {

struct Answers {
  std::uint64_t asked = 0;
  double asked_per_second = 0;
  std::vector<double> microseconds;  // of each answer; sorted
  std::uint64_t wrong = 0;  // answers with another address than was asked for, or to foreign questions

  [[nodiscard]] double percentile(double share) const;
  [[nodiscard]] double lost() const;  // share of the questions
};

class Asker {
 public:
  // In the namespace and on the interface given; asks for 10.0.0.220.
  Asker(const netns::NetworkNamespace& where, const std::string& interface);
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;
  ~Asker();

  [[nodiscard]] Answers ask(std::uint32_t per_second, std::chrono::milliseconds duration);
  // Every second question is for 10.1.0.220, which nobody there has; `asked` counts the others.
  [[nodiscard]] Answers ask_with_foreign(std::uint32_t per_second, std::chrono::milliseconds duration);

  // Whether anybody answers at all; tries for some seconds.
  [[nodiscard]] bool is_answered();

 private:
  using Nanoseconds = std::int64_t;

  void open(const std::string& interface);
  void map_ring();
  enum class Questions : std::uint8_t { owned, every_second_foreign };
  [[nodiscard]] Answers ask(std::uint32_t per_second, std::chrono::milliseconds duration,
                            Questions questions);
  [[nodiscard]] bool is_foreign(std::uint32_t number) const {
    return questions_ == Questions::every_second_foreign && number % 2 == 1;
  }
  void send(std::uint32_t number);
  void collect(Answers& answers);
  void forget_strays();

  Questions questions_ = Questions::owned;
  int socket_ = -1;
  std::uint8_t* ring_ = nullptr;
  std::size_t next_ = 0;  // in the ring
  std::array<std::uint8_t, 42> question_{};
  std::vector<Nanoseconds> sent_;  // by number
};

}  // namespace herald::bars
