// Strong<Tag, T>: a T that does not mix with other Ts. `using PeerIndex = Strong<struct PeerIndexTag, int>;`
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <utility>

namespace herald {

template <class Tag, class T>
class Strong {
 public:
  constexpr Strong() = default;
  constexpr explicit Strong(T value) : value_(std::move(value)) {}

  [[nodiscard]] constexpr const T& value() const { return value_; }

  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;

 private:
  T value_{};
};

}  // namespace herald

template <class Tag, class T>
struct std::hash<herald::Strong<Tag, T>> {
  std::size_t operator()(const herald::Strong<Tag, T>& strong) const {
    return std::hash<T>{}(strong.value());
  }
};
