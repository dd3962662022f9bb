#include "core/model/service.h"

#include <tuple>

namespace herald::model {
namespace {

std::string_view protocol_name(Protocol protocol) {
  switch (protocol) {
    case Protocol::tcp:
      return "TCP";
    case Protocol::udp:
      return "UDP";
    case Protocol::sctp:
      return "SCTP";
  }
  return "?";
}

}  // namespace

std::string to_string(const ServicePort& port) {
  return std::to_string(port.number) + "/" + std::string(protocol_name(port.protocol));
}

bool older(const Service& a, const Service& b) {
  return std::tie(a.created, a.key) < std::tie(b.created, b.key);
}

}  // namespace herald::model
