// bgp-communities
#include "config/drafts.h"
#include "config/readers.h"

namespace herald::config {
namespace {

// What an alias would hide if it had another value.
void check_alias(const Cursor& at, std::string_view alias, Community value) {
  if (alias.find(':') != std::string_view::npos) {
    at.error("an alias with a \":\" would be taken for a community; choose another name");
    return;
  }
  const auto well_known = Community::parse(alias);
  if (well_known && *well_known != value) {
    at.warning("everywhere else " + shown(alias) + " means " + well_known->numbers() + ", in this file " +
               value.numbers());
  }
}

}  // namespace

std::optional<CommunityAliases> ReadCommunityAliases::operator()(const Cursor& at) const {
  if (at.node().kind != RawKind::map) {
    at.wrong_kind("a map (\"alias: A:B\" lines)");
    return std::nullopt;
  }
  CommunityAliases out;
  for (const RawMember& member : at.node().members) {
    const Cursor entry(at, member);
    const auto value = CommunityValue{}(entry);
    check_alias(entry, member.key->text, value.value_or(Community{}));
    // An alias whose value cannot be read is there all the same for those who use it.
    out.emplace(member.key->text, value.value_or(Community{}));
  }
  return out;
}

}  // namespace herald::config
