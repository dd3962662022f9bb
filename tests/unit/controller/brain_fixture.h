// A brain on the bench: Services made with one line, and an API server that answers its writes as told.
#pragma once

#include "controller/brain.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace herald::controller::bench {

inline net::IpAddress ip(const std::string& text) {
  return *net::IpAddress::parse(text);
}

// v4 on 80/TCP, never written yet.
[[nodiscard]] model::Service service(const std::string& name, std::int64_t created = 1);
// One pool "main" of 10.0.0.1 to 10.0.0.`last`.
[[nodiscard]] std::shared_ptr<const config::Config> one_pool(int last);
[[nodiscard]] config::Pool pool(const std::string& name, const std::string& first, const std::string& last);

using Outcome = decltype(WriteDone::outcome);

// Keeps the Services as an API server would, and passes on what it is told. Writes are answered at once,
// unless `interfere` has another answer for the n-th of them; writes on an outdated version conflict.
class Bench {
 public:
  // Nothing: the write is carried out.
  using Interfere = std::function<std::optional<Outcome>(std::size_t write)>;

  explicit Bench(Brain::Settings settings = {}) : brain(std::move(settings)) {}

  void tell(Event event);
  void lead(std::shared_ptr<const config::Config> config);
  void put(model::Service service);  // made or edited by a user
  void remove(const std::string& name);
  void tick();    // goes to the deadline, if there is one
  void settle();  // ticks until nothing is left to do

  [[nodiscard]] std::string ingress(const std::string& name) const;
  [[nodiscard]] std::string reason(const std::string& name) const;
  template <class E>
  [[nodiscard]] std::vector<E> all() const {
    std::vector<E> found;
    for (const Effect& effect : effects) {
      if (const auto* const one = std::get_if<E>(&effect)) found.push_back(*one);
    }
    return found;
  }

  Brain brain;
  Instant now{};
  Effects effects;  // all so far
  Interfere interfere;
  bool answering = true;         // false: writes are left unanswered
  bool watching = true;          // false: own writes do not come back by the watch
  bool keeps_conditions = true;  // false: as servers before 1.20
  std::map<std::string, model::Service> stored;
  std::size_t writes = 0;

 private:
  void answer(const Effect& effect);
  template <class Patch>
  [[nodiscard]] Outcome carry_out(const Patch& patch);

  std::uint64_t version_ = 0;
};

}  // namespace herald::controller::bench
