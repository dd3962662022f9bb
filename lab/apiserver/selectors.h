// Label and field selectors in the notation of query parameters: "app=x,tier notin (a,b),!old" and
// "metadata.name=x,type!=Normal".
#pragma once

#include "core/base/result.h"
#include "core/model/selector.h"
#include "lab/apiserver/json.h"
#include "lab/apiserver/object.h"

#include <string>
#include <string_view>
#include <vector>

namespace herald::apiserver {

struct FieldTerm {
  std::string field;
  std::string value;
  bool equal = true;
};

struct Selection {
  std::vector<model::SelectorTerm> labels;
  std::vector<FieldTerm> fields;

  [[nodiscard]] bool empty() const { return labels.empty() && fields.empty(); }
  [[nodiscard]] bool matches(const Store::Object& object) const;
  // The name that alone can match, when the fields pin one: lets reads skip the rest.
  [[nodiscard]] std::string_view pinned_name() const;
};

// The error is a sentence for a 400.
[[nodiscard]] Result<Selection, std::string> parse_selection(std::string_view label_selector,
                                                             std::string_view field_selector,
                                                             const Resource& resource);

}  // namespace herald::apiserver
