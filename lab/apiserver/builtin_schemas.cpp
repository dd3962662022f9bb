// The fields of the kinds that this server knows, in the notation of schema.h. Objects that are only stored
// (pods, workloads, policies) are open: a manifest is never refused for a field that nobody here reads.
#include "lab/apiserver/schema.h"

namespace herald::apiserver {
namespace {

constexpr std::string_view kText = R"(
ObjectMeta = { name#1: string, generateName#2: string, namespace#3: string, selfLink: string,
  uid#5: string,
  resourceVersion#6: string, generation: int, creationTimestamp: time, deletionTimestamp: time,
  deletionGracePeriodSeconds: int, labels#11: <string>, annotations#12: <string>, clusterName: string,
  ownerReferences#13: [OwnerReference by uid], finalizers#14: [string merged], managedFields: [any] }
OwnerReference = { apiVersion#5: string, kind#1: string, name#3: string, uid#4: string,
  controller#6?: bool,
  blockOwnerDeletion#7?: bool }
ObjectReference = { kind#1: string, namespace#2: string, name#3: string, uid#4: string,
  apiVersion#5: string,
  resourceVersion#6: string, fieldPath#7: string }
LocalObjectReference = { name#1: string }
Condition = { type#1: string, status#2: string, observedGeneration#3: int, lastTransitionTime#4: time,
  reason#5: string,
  message#6: string }
LabelSelector = { matchLabels#1: <string>,
  matchExpressions#2: [{ key#1: string, operator#2: string, values#3: [string] }] }

Service = { kind: string, apiVersion: string, metadata#1: ObjectMeta, spec#2: ServiceSpec,
  status#3: ServiceStatus }
ServiceSpec = { ports#1: [ServicePort by port of port protocol], selector#2: <string>,
  clusterIP#3: string,
  clusterIPs#18: [string], type#4: string, externalIPs#5: [string], sessionAffinity#7: string,
  loadBalancerIP#8: string,
  loadBalancerSourceRanges#9: [string], externalName#10: string, externalTrafficPolicy#11: string,
  healthCheckNodePort#12: int, publishNotReadyAddresses#13: bool,
  sessionAffinityConfig#14: { clientIP#1: { timeoutSeconds#1: int } }, ipFamilies#19: [string],
  ipFamilyPolicy#17: string,
  topologyKeys: [string], allocateLoadBalancerNodePorts#20?: bool, loadBalancerClass#21: string,
  internalTrafficPolicy#22: string, trafficDistribution#23: string }
ServicePort = { name#1: string, protocol#2: string, appProtocol#6: string, port#3: int,
  targetPort#4: int-or-string,
  nodePort#5: int }
ServiceStatus = { loadBalancer#1: { ingress#1: [LoadBalancerIngress] },
  conditions#2: [Condition by type] }
LoadBalancerIngress = { ip#1: string, hostname#2: string, ipMode#3: string,
  ports: [{ port: int, protocol: string, error: string }] }

Namespace = { kind: string, apiVersion: string, metadata#1: ObjectMeta,
  spec#2: { finalizers#1: [string] },
  status#3: { phase#1: string, conditions: [Condition by type] } }
ConfigMap = { kind: string, apiVersion: string, metadata#1: ObjectMeta, data#2: <string>,
  binaryData#3: <bytes>,
  immutable#4?: bool }
Secret = { kind: string, apiVersion: string, metadata#1: ObjectMeta, data#2: <bytes>,
  stringData#4: <string>,
  type#3: string, immutable#5?: bool }
ServiceAccount = { kind: string, apiVersion: string, metadata#1: ObjectMeta,
  secrets#2: [ObjectReference by name],
  imagePullSecrets#3: [LocalObjectReference by name], automountServiceAccountToken#4?: bool }

Endpoints = { kind: string, apiVersion: string, metadata#1: ObjectMeta, subsets#2: [EndpointSubset] }
EndpointSubset = { addresses#1: [EndpointAddress], notReadyAddresses#2: [EndpointAddress],
  ports#3: [{ name#1: string, port#2: int, protocol#3: string, appProtocol#4: string }] }
EndpointAddress = { ip#1: string, hostname#3: string, nodeName#4: string, targetRef#2: ObjectReference }
EndpointSlice = { kind: string, apiVersion: string, metadata: ObjectMeta, addressType: string,
  endpoints: [Endpoint], ports: [{ name: string, protocol: string, port: int, appProtocol: string }] }
Endpoint = { addresses: [string], conditions: { ready: bool, serving: bool, terminating: bool },
  hostname: string, targetRef: ObjectReference, topology: <string>, deprecatedTopology: <string>,
  nodeName: string, zone: string, hints: { forZones: [{ name: string }], forNodes: [{ name: string }] } }

Event = { kind: string, apiVersion: string, metadata#1: ObjectMeta, involvedObject#2: ObjectReference,
  reason#3: string,
  message#4: string, source#5: { component#1: string, host#2: string }, firstTimestamp#6: time,
  lastTimestamp#7: time,
  count#8: int, type#9: string, eventTime: time, series: { count: int, lastObservedTime: time,
  state: string },
  action#12: string, related: ObjectReference, reportingComponent#14: string,
  reportingInstance#15: string }
Lease = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: LeaseSpec }
LeaseSpec = { holderIdentity: string, leaseDurationSeconds: int, acquireTime: time, renewTime: time,
  leaseTransitions: int, strategy: string, preferredHolder: string }

Role = { kind: string, apiVersion: string, metadata#1: ObjectMeta, rules#2: [PolicyRule] }
ClusterRole = { kind: string, apiVersion: string, metadata#1: ObjectMeta, rules#2: [PolicyRule],
  aggregationRule#3: { clusterRoleSelectors#1: [LabelSelector] } }
PolicyRule = { verbs#1: [string], apiGroups#2: [string], resources#3: [string], resourceNames#4: [string],
  nonResourceURLs#5: [string] }
RoleBinding = { kind: string, apiVersion: string, metadata#1: ObjectMeta, subjects#2: [Subject],
  roleRef#3: RoleRef }
ClusterRoleBinding = { kind: string, apiVersion: string, metadata#1: ObjectMeta, subjects#2: [Subject],
  roleRef#3: RoleRef }
Subject = { kind#1: string, apiGroup#2: string, name#3: string, namespace#4: string }
RoleRef = { apiGroup#1: string, kind#2: string, name#3: string }

Node = { kind: string, apiVersion: string, metadata#1: ObjectMeta, spec#2: NodeSpec, status: NodeStatus }
NodeSpec = { podCIDR#1: string, podCIDRs#7: [string merged], providerID#3: string, unschedulable#4: bool,
  taints#5: [{ key#1: string, value#2: string, effect#3: string,
  timeAdded#4: time } by key of key effect],
  externalID: string, * }
NodeStatus = { conditions: [{ type: string, status: string, lastHeartbeatTime: time,
  lastTransitionTime: time,
  reason: string, message: string } by type], addresses: [{ type: string, address: string } by type], * }

Pod = { kind: string, apiVersion: string, metadata#1: ObjectMeta, spec#2: PodSpec, status: PodStatus }
PodSpec = { containers#2: [Container by name], initContainers#20: [Container by name],
  ephemeralContainers: [Container by name], volumes: [{ name: string, * } by name],
  imagePullSecrets: [LocalObjectReference by name], hostAliases: [{ ip: string, * } by ip],
  topologySpreadConstraints: [{ topologyKey: string, whenUnsatisfiable: string, * }
    by topologyKey of topologyKey whenUnsatisfiable], nodeSelector#7: <string>, nodeName#10: string,
  serviceAccountName#8: string, hostNetwork#11: bool, restartPolicy#3: string, dnsPolicy#6: string,
  terminationGracePeriodSeconds#4?: int, schedulerName#19: string, tolerations: [any], * }
Container = { name#1: string, image#2: string, command#3: [string], args#4: [string],
  imagePullPolicy#14: string, stdin#16: bool, tty#18: bool,
  terminationMessagePath#13: string, terminationMessagePolicy#20: string, workingDir#5: string,
  ports#6: [ContainerPort by containerPort of containerPort protocol], env: [{ name: string, * } by name],
  volumeMounts: [{ mountPath: string, * } by mountPath], volumeDevices: [{ devicePath: string,
  * } by devicePath],
  * }
ContainerPort = { name#1: string, hostPort#2: int, containerPort#3: int, protocol#4: string,
  hostIP#5: string }
PodStatus = { conditions: [{ type: string, * } by type], podIPs: [{ ip: string } by ip], * }
PodTemplate = { metadata#1: ObjectMeta, spec#2: PodSpec }
Deployment = { kind: string, apiVersion: string, metadata#1: ObjectMeta, spec#2: { replicas#1?: int,
  selector#2: LabelSelector,
  template#3: PodTemplate, minReadySeconds#5: int, * }, status: { conditions: [{ type: string,
  * } by type], * } }
DaemonSet = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: { selector: LabelSelector,
  template: PodTemplate, minReadySeconds: int, * }, status: { conditions: [{ type: string, * } by type],
  * } }
PodDisruptionBudget = { kind: string, apiVersion: string, metadata#1: ObjectMeta,
  spec#2: { minAvailable#1: int-or-string, maxUnavailable#3: int-or-string, selector#2: LabelSelector,
  unhealthyPodEvictionPolicy#4: string }, status: { conditions: [Condition by type], * } }
NetworkPolicy = { kind: string, apiVersion: string, metadata: ObjectMeta,
  spec: { podSelector: LabelSelector,
  policyTypes: [string], ingress: [any], egress: [any] }, status: any }
PriorityClass = { kind: string, apiVersion: string, metadata#1: ObjectMeta, value#2: int,
  globalDefault#3: bool,
  description#4: string, preemptionPolicy#5: string }
CustomResourceDefinition = { kind: string, apiVersion: string, metadata: ObjectMeta,
  spec: { group: string,
  names: { plural: string, singular: string, shortNames: [string], kind: string, listKind: string,
  categories: [string] }, scope: string, versions: [any], conversion: any, preserveUnknownFields: bool },
  status: { conditions: [Condition by type], * } }

TokenRequest = { kind: string, apiVersion: string, metadata#1: ObjectMeta,
  spec#2: { audiences#1: [string],
  expirationSeconds#4: int, boundObjectRef: any }, status: any }
TokenReview = { kind: string, apiVersion: string, metadata#1: ObjectMeta,
  spec#2: { token#1: string, audiences#2: [string] }, status: any }
SelfSubjectReview = { kind: string, apiVersion: string, metadata#1: ObjectMeta, status: any }
ResourceAttributes = { namespace#1: string, verb#2: string, group#3: string, version#4: string,
  resource#5: string,
  subresource#6: string, name#7: string }
NonResourceAttributes = { path#1: string, verb#2: string }
SelfSubjectAccessReview = { kind: string, apiVersion: string, metadata#1: ObjectMeta,
  spec#2: { resourceAttributes#1: ResourceAttributes, nonResourceAttributes#2: NonResourceAttributes },
  status: any }
SubjectAccessReview = { kind: string, apiVersion: string, metadata#1: ObjectMeta,
  spec#2: { resourceAttributes#1: ResourceAttributes, nonResourceAttributes#2: NonResourceAttributes,
  user#3: string,
  groups#4: [string], uid#6: string, extra: any }, status: any }
DeleteOptions = { kind: string, apiVersion: string, gracePeriodSeconds#1?: int,
  preconditions#2: { uid#1: string, resourceVersion#2: string }, orphanDependents#3?: bool,
  propagationPolicy#4: string, dryRun#5: [string] }
)";

}  // namespace

std::string_view builtin_schemas() {
  return kText;
}

}  // namespace herald::apiserver
