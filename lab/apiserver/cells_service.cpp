// The row that this product exists for.
#include "lab/apiserver/cells.h"

namespace herald::apiserver {
namespace {

std::string ingress_text(const json::object& fields) {
  std::string all;
  for (const json::value& one : list_at(fields, "status.loadBalancer.ingress")) {
    const json::object& ingress = as_object(one);
    const std::string_view ip = text_at(ingress, "ip");
    if (!all.empty()) all += ",";
    all += ip.empty() ? text_at(ingress, "hostname") : ip;
  }
  return all;
}

std::string external_ip(const json::object& fields) {
  const std::string_view type = text_at(fields, "spec.type");
  if (type == "ExternalName") return std::string(text_at(fields, "spec.externalName"));
  const std::string given = joined(list_at(fields, "spec.externalIPs"));
  if (type != "LoadBalancer") return or_none(given);
  std::string all = ingress_text(fields);
  if (!all.empty() && !given.empty()) all += ",";
  all += given;
  return all.empty() ? "<pending>" : all;
}

std::string ports(const json::object& fields) {
  std::string all;
  for (const json::value& one : list_at(fields, "spec.ports")) {
    const json::object& port = as_object(one);
    if (!all.empty()) all += ",";
    all += std::to_string(count(port, "port"));
    if (const auto node_port = number_at(port, "nodePort")) all += ":" + std::to_string(*node_port);
    all.append("/").append(text_at(port, "protocol"));
  }
  return or_none(all);
}

}  // namespace

json::array service_cells(const Store::Object& object, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  return {object.meta.key.name,
          text_at(fields, "spec.type"),
          or_none(std::string(text_at(fields, "spec.clusterIP"))),
          external_ip(fields),
          ports(fields),
          age(object, now),
          or_none(pairs(object_at(fields, "spec.selector")))};
}

}  // namespace herald::apiserver
