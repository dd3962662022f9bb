#include "speaker/shell_wire_none.h"

namespace herald::speaker {
namespace {

class NoWire final : public WirePort {
 public:
  explicit NoWire(ReportMailbox& reports) : reports_(reports) {}

  void push(order::Orders /*orders*/) override {}
  void stop() override { reports_.close(); }
  WireTotals totals() override { return {}; }

 private:
  ReportMailbox& reports_;
};

}  // namespace

Result<std::unique_ptr<WirePort>, std::string> make_no_wire(WirePortParts parts) {
  return std::make_unique<NoWire>(parts.reports);
}

}  // namespace herald::speaker
