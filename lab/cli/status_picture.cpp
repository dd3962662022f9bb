#include "lab/cli/status_picture.h"

#include "lab/cli/status_text.h"

#include <algorithm>
#include <sstream>

namespace herald::lab {
namespace {

// All in pixels.
constexpr int kBoxWidth = 250;
constexpr int kGap = 20;
constexpr int kMargin = 15;
constexpr int kLine = 17;
constexpr int kCable = 34;  // between a box and a LAN
constexpr int kBetweenLans = 24;
constexpr int kBetweenCables = 40;

struct Line {
  std::string text;
  std::string_view style;  // of the text element
};

struct Box {
  const PlaceStatus* place = nullptr;
  std::vector<Line> lines;
  bool well = true;  // all of its daemons run

  [[nodiscard]] int height() const { return (static_cast<int>(lines.size()) + 1) * kLine; }
};

constexpr std::string_view kTitle = "font-weight='bold'";
constexpr std::string_view kPlain = "fill='#555'";
constexpr std::string_view kBad = "fill='#b00020'";
constexpr std::string_view kHeld = "fill='#00538f' font-weight='bold'";

Box box_of(const PlaceStatus& place, const LabStatus& status) {
  Box box{&place, {{place.place.name, kTitle}, {address_of(place.place), kPlain}}, true};
  for (std::size_t i = 1; i < place.cables.size(); ++i)
    box.lines.push_back({lan_address(place.place, place.cables[i].lan), kPlain});
  std::vector<std::string> running;
  for (const DaemonStatus& daemon : status.daemons) {
    const std::string name = name_at(place, daemon);
    if (name.empty() || daemon.state == DaemonState::running) {
      if (!name.empty()) running.push_back(name);
      continue;
    }
    box.well = false;
    box.lines.push_back({name + (daemon.state == DaemonState::paused ? " paused" : " dead"), kBad});
  }
  if (!running.empty()) box.lines.push_back({listed(running), kPlain});
  for (const AddressStatus& address : status.addresses) {
    if (address.place != place.place.name) continue;
    box.lines.push_back({address.address, kHeld});
    if (!address.next_hops.empty()) box.lines.push_back({"&#8594; " + listed(address.next_hops), kPlain});
  }
  return box;
}

// From the top: who else is on the first LAN, the nodes, who is on no LAN but a further one.
enum class Row : std::uint8_t { top, nodes, bottom };

Row row_of(const Place& place) {
  if (place.role == Role::node) return Row::nodes;
  return place.lans.empty() || place.lans.front() == 1 ? Row::top : Row::bottom;
}

std::vector<Box> boxes_of(const LabStatus& status, Row row) {
  std::vector<Box> boxes;
  for (const PlaceStatus& place : status.places) {
    if (place.place.role != Role::lan && row_of(place.place) == row) boxes.push_back(box_of(place, status));
  }
  return boxes;
}

int width_of(const std::vector<Box>& row) {
  return static_cast<int>(row.size()) * (kBoxWidth + kGap) - kGap + 2 * kMargin;
}

int height_of(const std::vector<Box>& row) {
  int height = 0;
  for (const Box& box : row)
    height = std::max(height, box.height());
  return height;
}

std::string drawn(const Box& box, int x, int y) {
  std::ostringstream out;
  out << "<rect x='" << x << "' y='" << y << "' width='" << kBoxWidth << "' height='" << box.height()
      << "' rx='6' fill='" << (box.well ? "#eef6ee" : "#fbe3e4") << "' stroke='#555'/>\n";
  int baseline = y + kLine;
  for (const Line& line : box.lines) {
    out << "<text x='" << x + kBoxWidth / 2 << "' y='" << baseline << "' text-anchor='middle' " << line.style
        << ">" << line.text << "</text>\n";
    baseline += kLine;
  }
  return out.str();
}

// From a box to a LAN, with its state where that is not the usual one.
std::string drawn(const CableStatus& cable, int x, int from, int to) {
  const bool plugged = cable.state == "plugged";
  std::ostringstream out;
  out << "<line x1='" << x << "' y1='" << from << "' x2='" << x << "' y2='" << to << "' stroke='"
      << (plugged ? "#555" : "#b00020") << "' stroke-width='2'" << (plugged ? "" : " stroke-dasharray='4'")
      << "/>\n";
  if (!plugged)
    out << "<text x='" << x + 8 << "' y='" << (from + to) / 2 + 4 << "' " << kBad << ">" << cable.state
        << "</text>\n";
  return out.str();
}

// Where everything is, from the top.
struct Heights {
  int width = 0;
  int nodes = 0;          // the upper edge of their row
  int bottom = 0;         // of the last row
  std::vector<int> lans;  // the lines
  int end = 0;
};

Heights heights_of(const std::vector<Box>& top, const std::vector<Box>& nodes,
                   const std::vector<Box>& bottom) {
  Heights heights;
  heights.width = std::max({width_of(top), width_of(nodes), width_of(bottom)});
  heights.lans.push_back(kMargin + height_of(top) + kCable);
  heights.nodes = heights.lans.front() + kCable;
  heights.end = heights.nodes + height_of(nodes);
  for (std::size_t i = 0; i < bottom.size(); ++i) {  // one client on each further LAN
    heights.end += i == 0 ? kCable : kBetweenLans;
    heights.lans.push_back(heights.end);
  }
  heights.bottom = heights.end + kCable;
  if (!bottom.empty()) heights.end = heights.bottom + height_of(bottom);
  heights.end += kMargin;
  return heights;
}

std::string drawn(const std::vector<Box>& row, int upper_edge, const Heights& heights, bool hang) {
  std::ostringstream out;
  int x = kMargin;
  for (const Box& box : row) {
    const int y = hang ? upper_edge - box.height() : upper_edge;
    for (const CableStatus& cable : box.place->cables) {
      const int lan = heights.lans.at(static_cast<std::size_t>(cable.lan) - 1);
      const int aside =
          box.place->cables.size() == 1 || cable.lan == 1 ? 0 : (cable.lan - 2) * kBetweenCables;
      out << drawn(cable, x + kBoxWidth / 2 + aside, lan < y ? y : y + box.height(), lan);
    }
    out << drawn(box, x, y);
    x += kBoxWidth + kGap;
  }
  return out.str();
}

}  // namespace

std::string as_svg(const LabStatus& status) {
  const std::vector<Box> top = boxes_of(status, Row::top);
  const std::vector<Box> nodes = boxes_of(status, Row::nodes);
  const std::vector<Box> bottom = boxes_of(status, Row::bottom);
  const Heights heights = heights_of(top, nodes, bottom);
  std::ostringstream out;
  out << "<svg xmlns='http://www.w3.org/2000/svg' width='" << heights.width << "' height='" << heights.end
      << "' font-family='sans-serif' font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n";
  for (int lan = 1; lan <= status.choices.lans; ++lan) {
    const int y = heights.lans.at(static_cast<std::size_t>(lan) - 1);
    out << "<line x1='" << kMargin << "' y1='" << y << "' x2='" << heights.width - kMargin << "' y2='" << y
        << "' stroke='#555' stroke-width='5'/>\n<text x='" << kMargin << "' y='" << y - 7 << "' " << kPlain
        << ">" << (lan == 1 ? "LAN" : lan_name(lan)) << " " << ranges_of(status.choices, lan) << "</text>\n";
  }
  out << drawn(top, heights.lans.front() - kCable, heights, true)
      << drawn(nodes, heights.nodes, heights, false) << drawn(bottom, heights.bottom, heights, false)
      << "</svg>\n";
  return out.str();
}

}  // namespace herald::lab
