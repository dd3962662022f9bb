// bench_bars_own: the bars of ownership in virtual time, with up to 1,000 nodes. Exits with 1 when one is
// missed.
#include "tests/sim/lan/bars.h"

int main() {
  using namespace herald::sim::lan;
  return bars(Scale::full) ? 0 : 1;
}
