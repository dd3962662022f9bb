// Asks the lab's API server one thing at a time, and waits for the answer.
#pragma once

#include "core/base/result.h"
#include "kube/api_client_message.h"
#include "lab/cluster/lab_directory.h"

#include <memory>
#include <string>

namespace herald::lab {

class ApiDesk {
 public:
  // With the kubeconfig of the machine, so it works inside and outside the lab.
  [[nodiscard]] static Result<std::unique_ptr<ApiDesk>, std::string> open(const LabDirectory& directory);
  ~ApiDesk();

  // Every answer but a refusal; the error says what the server said, or why there is no answer.
  [[nodiscard]] Result<kube::ApiAnswer, std::string> ask(kube::ApiRequest request);

 private:
  struct State;
  explicit ApiDesk(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace herald::lab
