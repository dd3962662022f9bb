// herald-image: makes an OCI image of one program and the files that go with it, without a container engine.
// Used by scripts/images.sh. Exit codes: 0 done (the image's digest is printed), 1 not, 2 wrong usage.
#include "images/archive.h"

#include <fstream>
#include <iterator>
#include <linux/capability.h>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace herald::images {
namespace {

// Nobody in particular, as other images have it too; nothing in ours belongs to it.
constexpr const char* kUser = "65532:65532";
constexpr const char* kUsers =
    "root:x:0:0:root:/:/sbin/nologin\n"
    "herald:x:65532:65532:herald:/:/sbin/nologin\n";
constexpr const char* kGroups = "root:x:0:\nherald:x:65532:\n";

struct Order {
  std::string output;
  std::string reference;
  std::string program;
  std::vector<std::string> files;   // "PATH=SOURCE"
  std::vector<std::string> labels;  // "NAME=VALUE"
  bool net_raw = false;
};

std::optional<std::string> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string{std::istreambuf_iterator<char>(file), {}};
}

// By what an ELF file says it is for, at offset 18 (e_machine).
std::optional<std::string> architecture_of(const std::string& program) {
  if (program.size() < 20 || program.substr(0, 4) !=
                                 "\x7f"
                                 "ELF")
    return std::nullopt;
  switch (static_cast<unsigned char>(program[18])) {
    case 62:
      return "amd64";
    case 183:
      return "arm64";
    default:
      return std::nullopt;
  }
}

std::pair<std::string, std::string> split(const std::string& text) {
  const std::size_t at = text.find('=');
  if (at == std::string::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

int complain(const std::string& what) {
  fmt::print(stderr, "herald-image: {}\n", what);
  return 1;
}

int make(const Order& order) {
  const auto program = read(order.program);
  if (!program) return complain("cannot read " + order.program);
  const auto architecture = architecture_of(*program);
  if (!architecture) return complain(order.program + " is no program of an architecture we know");
  const std::string path = "usr/bin/" + order.program.substr(order.program.rfind('/') + 1);
  Image image{.reference = order.reference,
              .architecture = *architecture,
              .user = kUser,
              .entrypoint = "/" + path,
              .labels = {},
              .files = {}};
  for (const std::string& label : order.labels)
    image.labels.insert(split(label));
  image.files.add(path, {.content = *program,
                         .executable = true,
                         .capabilities = order.net_raw ? CapabilitySet{1} << CAP_NET_RAW : kNoCapabilities});
  image.files.add("etc/passwd", {.content = kUsers});
  image.files.add("etc/group", {.content = kGroups});
  for (const std::string& file : order.files) {
    const auto [where, source] = split(file);
    auto content = read(source);
    if (!content) return complain("cannot read " + source);
    image.files.add(where, {.content = *std::move(content)});
  }
  const Archive archive = pack(image);
  std::ofstream out(order.output, std::ios::binary);
  out << archive.bytes << std::flush;
  if (!out) return complain("cannot write " + order.output);
  fmt::print("{}\n", archive.digest);
  return 0;
}

}  // namespace
}  // namespace herald::images

int main(int argc, char** argv) {
  herald::images::Order order;
  CLI::App app("Makes an OCI image of one program.", "herald-image");
  app.add_option("--output", order.output, "The archive to write")->required();
  app.add_option("--reference", order.reference, "Name and tag: localhost/herald-speaker:0.1.0")->required();
  app.add_option("--program", order.program, "What the image runs; it goes to /usr/bin")->required();
  app.add_option("--file", order.files, "A further file: PATH/IN/IMAGE=SOURCE");
  app.add_option("--label", order.labels, "NAME=VALUE");
  app.add_flag("--net-raw", order.net_raw, "The program is given CAP_NET_RAW whoever starts it");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return herald::images::make(order);
}
