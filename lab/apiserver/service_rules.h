// What a real API server makes of a Service: defaults, what a change of type clears, what an update keeps,
// numbers from the cluster's ranges, and what is refused.
#pragma once

#include "lab/apiserver/field_error.h"
#include "lab/apiserver/json.h"
#include "lab/apiserver/service_numbers.h"

namespace herald::apiserver {

// `old` is null for a new Service. Both are whole objects.
void default_service(json::object& service, const json::object* old, const std::vector<net::Cidr>& ranges);
void validate_service(const json::object& service, const json::object* old, FieldErrors& errors);
// Gives cluster IPs and node ports where they are missing, and refuses those that are taken or out of range.
void number_service(json::object& service, const json::object* old, ServiceNumbers& numbers,
                    FieldErrors& errors);

[[nodiscard]] bool has_cluster_ip(
    const json::object& service);  // by its type; headless ones have the field too
[[nodiscard]] bool has_node_ports(const json::object& service);
[[nodiscard]] bool is_load_balancer(const json::object& service);
[[nodiscard]] bool has_health_check_port(const json::object& service);

}  // namespace herald::apiserver
