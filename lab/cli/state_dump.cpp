#include "lab/cli/state_dump.h"

#include "lab/cli/status.h"
#include "lab/cli/status_picture.h"
#include "lab/cli/status_text.h"
#include "lab/cluster/command.h"
#include "lab/cluster/programs.h"
#include "lab/cluster/routers.h"

#include <filesystem>
#include <vector>

namespace herald::lab {
namespace {

using Words = std::vector<std::string>;

// What is asked in a place, and the file that gets the answers.
struct Inquiry {
  std::string file;
  std::string place;
  std::vector<Words> questions;
};

Words state_page(const std::string& url) {
  return {"curl", "-sS", "-m", "3", url};
}

Inquiry network_of(const Place& place) {
  Inquiry inquiry{place.name + ".network.txt",
                  place.name,
                  {{"ip", "-d", "address", "show"},
                   {"ip", "-4", "route", "show", "table", "all"},
                   {"ip", "-6", "route", "show", "table", "all"},
                   {"ip", "neighbour", "show"},
                   {"nft", "list", "ruleset"}}};
  if (place.role == Role::lan) inquiry.questions.push_back({"bridge", "fdb", "show"});
  return inquiry;
}

Inquiry routes_of(const LabDirectory& directory, const Place& router) {
  const bool frr = router.name == to_string(RouterKind::frr);
  const Words questions = frr ? Words{"show running-config", "show bgp summary", "show bgp ipv4 unicast",
                                      "show bgp ipv6 unicast", "show bfd peers"}
                              : Words{"show protocols all", "show route all", "show bfd sessions"};
  Inquiry inquiry{router.name + ".routes.txt", router.name, {}};
  for (const std::string& question : questions)
    inquiry.questions.push_back(router_query(directory, router.name, question));
  return inquiry;
}

std::vector<Inquiry> inquiries(const LabDirectory& directory, const Choices& choices) {
  std::vector<Inquiry> all;
  for (const Place& place : places_of(choices)) {
    all.push_back(network_of(place));
    if (place.role == Role::router) all.push_back(routes_of(directory, place));
    if (place.role == Role::node && choices.speakers)
      all.push_back(
          {speaker_of(place.name) + ".json", place.name, {state_page(std::string(kSpeakerStatePage))}});
  }
  const std::string control(kControl);
  for (int index = 1; index <= choices.controllers; ++index)
    all.push_back({"controller-" + std::to_string(index) + ".json",
                   control,
                   {state_page(controller_state_page(index))}});
  Words objects{"kubectl",
                "--kubeconfig",
                directory.inner_kubeconfig(),
                "--request-timeout=3s",
                "get",
                "nodes,services,endpointslices,configmaps,leases,events",
                "-A",
                "-o",
                "yaml"};
  all.push_back({"objects.yaml", control, {std::move(objects)}});
  return all;
}

std::string answers(const LabDirectory& directory, const Inquiry& inquiry) {
  std::string text;
  for (const Words& words : inquiry.questions) {
    const auto said = run({.words = words, .network = directory.namespace_of(inquiry.place)});
    // One answer is the file; several need their questions beside them.
    if (inquiry.questions.size() > 1) text += "$ " + joined(words) + "\n";
    text += said ? *said : said.error() + "\n";
  }
  return text;
}

}  // namespace

Result<std::string, std::string> dump_state(const LabDirectory& directory, const Choices& choices) {
  std::string folder = directory.file("logs/state");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(folder + ": " + error.message());
  const LabStatus status = status_of(directory, choices);
  auto written = write_content(folder + "/status.txt", as_table(status));
  if (written) written = write_content(folder + "/status.svg", as_svg(status));
  for (const Inquiry& inquiry : inquiries(directory, choices)) {
    if (written) written = write_content(folder + "/" + inquiry.file, answers(directory, inquiry));
  }
  if (!written) return fail(written.error());
  return folder;
}

}  // namespace herald::lab
