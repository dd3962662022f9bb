// Bodies in Kubernetes' protocol buffers as JSON: from 1.33 on kubectl sends what it creates in no other
// form. Answers are always JSON, which every client reads.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/json.h"
#include "lab/apiserver/schema.h"

#include <string>
#include <string_view>

namespace herald::apiserver {

inline constexpr std::string_view kProtobufType = "application/vnd.kubernetes.protobuf";

// The envelope names the kind; fields without a number in the book are lost. The error is a sentence.
[[nodiscard]] Result<json::value, std::string> protobuf_to_json(std::string_view body,
                                                                const SchemaBook& book);

}  // namespace herald::apiserver
