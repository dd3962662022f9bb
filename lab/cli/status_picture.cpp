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
constexpr int kCable = 34;  // between a box and the LAN

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

std::vector<Box> boxes_of(const LabStatus& status, bool below) {
  std::vector<Box> boxes;
  for (const PlaceStatus& place : status.places) {
    if (place.place.role == Role::lan || (place.place.role == Role::node) != below) continue;
    boxes.push_back(box_of(place, status));
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

// From a box to the LAN, with its state where that is not the usual one.
std::string cable(const Box& box, int x, int from, int to) {
  const std::string& state = box.place->cable;
  if (box.place->place.role == Role::control) return {};  // on links of its own
  const bool plugged = state == "plugged";
  const int middle = x + kBoxWidth / 2;
  std::ostringstream out;
  out << "<line x1='" << middle << "' y1='" << from << "' x2='" << middle << "' y2='" << to << "' stroke='"
      << (plugged ? "#555" : "#b00020") << "' stroke-width='2'" << (plugged ? "" : " stroke-dasharray='4'")
      << "/>\n";
  if (!plugged)
    out << "<text x='" << middle + 8 << "' y='" << (from + to) / 2 + 4 << "' " << kBad << ">" << state
        << "</text>\n";
  return out.str();
}

}  // namespace

std::string as_svg(const LabStatus& status) {
  const std::vector<Box> above = boxes_of(status, false);
  const std::vector<Box> below = boxes_of(status, true);
  const int width = std::max(width_of(above), width_of(below));
  const int lan = kMargin + height_of(above) + kCable;
  const int height = lan + kCable + height_of(below) + kMargin;
  std::ostringstream out;
  out << "<svg xmlns='http://www.w3.org/2000/svg' width='" << width << "' height='" << height
      << "' font-family='sans-serif' font-size='12'>\n<rect width='100%' height='100%' fill='white'/>\n"
      << "<line x1='" << kMargin << "' y1='" << lan << "' x2='" << width - kMargin << "' y2='" << lan
      << "' stroke='#555' stroke-width='5'/>\n<text x='" << kMargin << "' y='" << lan - 7 << "' " << kPlain
      << ">LAN " << kLanRange << (status.choices.ipv6 ? ", " + std::string(kLanRange6) : std::string())
      << "</text>\n";
  int x = kMargin;
  for (const Box& box : above) {
    const int y = lan - kCable - box.height();
    out << drawn(box, x, y) << cable(box, x, lan - kCable, lan);
    x += kBoxWidth + kGap;
  }
  x = kMargin;
  for (const Box& box : below) {
    out << drawn(box, x, lan + kCable) << cable(box, x, lan, lan + kCable);
    x += kBoxWidth + kGap;
  }
  out << "</svg>\n";
  return out.str();
}

}  // namespace herald::lab
