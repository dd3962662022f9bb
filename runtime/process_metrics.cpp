#include "runtime/process_metrics.h"

#include "runtime/build_info.h"
#include "runtime/process_stats.h"

namespace herald::runtime {
namespace {

struct ProcessMetrics {
  explicit ProcessMetrics(Metrics& metrics)
      : cpu(metrics.counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.")),
        virtual_memory(metrics.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.")),
        resident_memory(metrics.gauge("process_resident_memory_bytes", "Resident memory size in bytes.")),
        start_time(metrics.gauge("process_start_time_seconds",
                                 "Start time of the process since unix epoch in seconds.")),
        open_fds(metrics.gauge("process_open_fds", "Number of open file descriptors.")),
        max_fds(metrics.gauge("process_max_fds", "Maximum number of open file descriptors.")) {}

  void refresh() {
    const auto stats = read_process_stats();
    if (!stats) return;
    cpu.add(stats->cpu_seconds - cpu.value());
    virtual_memory.set(static_cast<double>(stats->virtual_bytes));
    resident_memory.set(static_cast<double>(stats->resident_bytes));
    start_time.set(stats->start_time_seconds);
    open_fds.set(static_cast<double>(stats->open_descriptors));
    max_fds.set(static_cast<double>(stats->most_descriptors));
  }

  Counter cpu;
  Gauge virtual_memory;
  Gauge resident_memory;
  Gauge start_time;
  Gauge open_fds;
  Gauge max_fds;
};

}  // namespace

void add_process_metrics(Metrics& metrics) {
  const auto build = metrics.gauges("herald_build_info", "Always 1; the labels say which Herald this is.",
                                    {"version", "compiler"});
  build.with({version(), compiler()}).set(1);
  metrics.before_scrape([process = ProcessMetrics(metrics)]() mutable { process.refresh(); });
}

}  // namespace herald::runtime
