#include "lab/apiserver/resource.h"

namespace herald::apiserver {
namespace {

enum Trait : unsigned {
  kNothing = 0,
  kClusterScope = 1,
  kStatus = 2,
  kGeneration = 4,
  kNoDeleteCollection = 8,
  kAll = 16,  // the category that `kubectl get all` asks for
  kReview = 32,
};

struct Row {
  std::string_view group;
  std::string_view versions;  // the preferred one first
  std::string_view plural;
  std::string_view singular;
  std::string_view kind;
  std::string_view short_names;
  unsigned traits;
};

// Core first, then groups in the order in which discovery lists them: where two groups have the same name,
// kubectl takes the first.
constexpr Row kRows[] = {
    {"", "v1", "configmaps", "configmap", "ConfigMap", "cm", kNothing},
    {"", "v1", "endpoints", "endpoints", "Endpoints", "ep", kNothing},
    {"", "v1", "events", "event", "Event", "ev", kNothing},
    {"", "v1", "namespaces", "namespace", "Namespace", "ns", kClusterScope | kStatus | kNoDeleteCollection},
    {"", "v1", "nodes", "node", "Node", "no", kClusterScope | kStatus},
    {"", "v1", "pods", "pod", "Pod", "po", kStatus | kAll},
    {"", "v1", "secrets", "secret", "Secret", "", kNothing},
    {"", "v1", "serviceaccounts", "serviceaccount", "ServiceAccount", "sa", kNothing},
    {"", "v1", "services", "service", "Service", "svc", kStatus | kAll},
    {"apps", "v1", "daemonsets", "daemonset", "DaemonSet", "ds", kStatus | kGeneration | kAll},
    {"apps", "v1", "deployments", "deployment", "Deployment", "deploy", kStatus | kGeneration | kAll},
    {"authentication.k8s.io", "v1", "selfsubjectreviews", "selfsubjectreview", "SelfSubjectReview", "",
     kClusterScope | kReview},
    {"authentication.k8s.io", "v1", "tokenreviews", "tokenreview", "TokenReview", "",
     kClusterScope | kReview},
    {"authorization.k8s.io", "v1", "selfsubjectaccessreviews", "selfsubjectaccessreview",
     "SelfSubjectAccessReview", "", kClusterScope | kReview},
    {"authorization.k8s.io", "v1", "subjectaccessreviews", "subjectaccessreview", "SubjectAccessReview", "",
     kClusterScope | kReview},
    {"networking.k8s.io", "v1", "networkpolicies", "networkpolicy", "NetworkPolicy", "netpol", kGeneration},
    {"policy", "v1", "poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget", "pdb",
     kStatus | kGeneration},
    {"rbac.authorization.k8s.io", "v1", "clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding", "",
     kClusterScope},
    {"rbac.authorization.k8s.io", "v1", "clusterroles", "clusterrole", "ClusterRole", "", kClusterScope},
    {"rbac.authorization.k8s.io", "v1", "rolebindings", "rolebinding", "RoleBinding", "", kNothing},
    {"rbac.authorization.k8s.io", "v1", "roles", "role", "Role", "", kNothing},
    {"apiextensions.k8s.io", "v1", "customresourcedefinitions", "customresourcedefinition",
     "CustomResourceDefinition", "crd crds", kClusterScope | kStatus | kGeneration},
    {"scheduling.k8s.io", "v1", "priorityclasses", "priorityclass", "PriorityClass", "pc",
     kClusterScope | kGeneration},
    {"coordination.k8s.io", "v1", "leases", "lease", "Lease", "", kNothing},
    {"discovery.k8s.io", "v1 v1beta1", "endpointslices", "endpointslice", "EndpointSlice", "", kNothing},
};

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    all.emplace_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return all;
}

}  // namespace

std::vector<Resource> builtin_resources() {
  std::vector<Resource> all;
  for (const Row& row : kRows) {
    Resource resource;
    resource.group = row.group;
    resource.versions = words(row.versions);
    resource.plural = row.plural;
    resource.singular = row.singular;
    resource.kind = row.kind;
    resource.short_names = words(row.short_names);
    if ((row.traits & kAll) != 0) resource.categories = {"all"};
    resource.namespaced = (row.traits & kClusterScope) == 0;
    resource.has_status = (row.traits & kStatus) != 0;
    resource.has_generation = (row.traits & kGeneration) != 0;
    resource.delete_collection = (row.traits & kNoDeleteCollection) == 0;
    resource.review = (row.traits & kReview) != 0;
    all.push_back(std::move(resource));
  }
  return all;
}

}  // namespace herald::apiserver
