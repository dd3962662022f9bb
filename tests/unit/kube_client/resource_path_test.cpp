#include "kube/resource_path.h"

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

using namespace std::chrono_literals;

TEST(ResourcePath, NamesCollectionsAndObjects) {
  EXPECT_EQ(collection_path(kServices, ""), "/api/v1/services");
  EXPECT_EQ(collection_path(kLeases, "herald-system"),
            "/apis/coordination.k8s.io/v1/namespaces/herald-system/leases");
  EXPECT_EQ(object_path(kServices, {"shop", "web"}, "status"), "/api/v1/namespaces/shop/services/web/status");
  EXPECT_EQ(object_path(kNodes, {"", "node-1"}), "/api/v1/nodes/node-1");
}

TEST(ResourcePath, NamesCannotEscapeTheirPlace) {
  EXPECT_EQ(object_path(kServices, {"shop", "../../secrets?x=1#"}),
            "/api/v1/namespaces/shop/services/..%2F..%2Fsecrets%3Fx%3D1%23");
  EXPECT_EQ(percent_encode("a b\r\n\xc3\xa9~"), "a%20b%0D%0A%C3%A9~");
}

TEST(ResourcePath, ListsWithoutAVersionSoThatTheStoreIsAsked) {
  EXPECT_EQ(list_target({kServices, "", ""}, 500, ""), "/api/v1/services?limit=500");
  EXPECT_EQ(list_target({kConfigMaps, "a", "config"}, 0, "x/y="),
            "/api/v1/namespaces/a/configmaps?limit=0&continue=x%2Fy%3D&fieldSelector=metadata.name%3Dconfig");
}

TEST(ResourcePath, WatchesFromAVersionWithBookmarks) {
  EXPECT_EQ(watch_target({kServices, "", ""}, "42", 300s),
            "/api/v1/services?watch=true&allowWatchBookmarks=true&resourceVersion=42&timeoutSeconds=300");
}

}  // namespace
}  // namespace herald::kube
