#include "kube/objects.h"

#include <algorithm>

namespace herald::kube {
namespace {

bool is_decimal(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && std::ranges::all_of(text, is_digit) && (text.size() == 1 || text.front() != '0');
}

}  // namespace

EndpointsApi choose_endpoints_api(const std::vector<std::string>& group_versions) {
  const auto has = [&](std::string_view wanted) {
    return std::ranges::find(group_versions, wanted) != group_versions.end();
  };
  if (has("discovery.k8s.io/v1")) return EndpointsApi::slices_v1;
  if (has("discovery.k8s.io/v1beta1")) return EndpointsApi::slices_v1beta1;
  return EndpointsApi::core_endpoints;
}

std::optional<bool> is_older(std::string_view a, std::string_view b) {
  if (!is_decimal(a) || !is_decimal(b)) return std::nullopt;
  if (a.size() != b.size()) return a.size() < b.size();
  return a < b;
}

}  // namespace herald::kube
