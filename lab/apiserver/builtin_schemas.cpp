// The fields of the kinds that this server knows, in the notation of schema.h. Objects that are only stored
// (pods, workloads, policies) are open: a manifest is never refused for a field that nobody here reads.
#include "lab/apiserver/schema.h"

namespace herald::apiserver {
namespace {

constexpr std::string_view kText = R"(
ObjectMeta = { name: string, generateName: string, namespace: string, selfLink: string, uid: string,
  resourceVersion: string, generation: int, creationTimestamp: time, deletionTimestamp: time,
  deletionGracePeriodSeconds: int, labels: <string>, annotations: <string>, clusterName: string,
  ownerReferences: [OwnerReference by uid], finalizers: [string merged], managedFields: [any] }
OwnerReference = { apiVersion: string, kind: string, name: string, uid: string, controller: bool,
  blockOwnerDeletion: bool }
ObjectReference = { kind: string, namespace: string, name: string, uid: string, apiVersion: string,
  resourceVersion: string, fieldPath: string }
LocalObjectReference = { name: string }
Condition = { type: string, status: string, observedGeneration: int, lastTransitionTime: time, reason: string,
  message: string }
LabelSelector = { matchLabels: <string>,
  matchExpressions: [{ key: string, operator: string, values: [string] }] }

Service = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: ServiceSpec, status: ServiceStatus }
ServiceSpec = { ports: [ServicePort by port of port protocol], selector: <string>, clusterIP: string,
  clusterIPs: [string], type: string, externalIPs: [string], sessionAffinity: string, loadBalancerIP: string,
  loadBalancerSourceRanges: [string], externalName: string, externalTrafficPolicy: string,
  healthCheckNodePort: int, publishNotReadyAddresses: bool,
  sessionAffinityConfig: { clientIP: { timeoutSeconds: int } }, ipFamilies: [string], ipFamilyPolicy: string,
  topologyKeys: [string], allocateLoadBalancerNodePorts: bool, loadBalancerClass: string,
  internalTrafficPolicy: string, trafficDistribution: string }
ServicePort = { name: string, protocol: string, appProtocol: string, port: int, targetPort: int-or-string,
  nodePort: int }
ServiceStatus = { loadBalancer: { ingress: [LoadBalancerIngress] }, conditions: [Condition by type] }
LoadBalancerIngress = { ip: string, hostname: string, ipMode: string,
  ports: [{ port: int, protocol: string, error: string }] }

Namespace = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: { finalizers: [string] },
  status: { phase: string, conditions: [Condition by type] } }
ConfigMap = { kind: string, apiVersion: string, metadata: ObjectMeta, data: <string>, binaryData: <string>,
  immutable: bool }
Secret = { kind: string, apiVersion: string, metadata: ObjectMeta, data: <string>, stringData: <string>,
  type: string, immutable: bool }
ServiceAccount = { kind: string, apiVersion: string, metadata: ObjectMeta, secrets: [ObjectReference by name],
  imagePullSecrets: [LocalObjectReference by name], automountServiceAccountToken: bool }

Endpoints = { kind: string, apiVersion: string, metadata: ObjectMeta, subsets: [EndpointSubset] }
EndpointSubset = { addresses: [EndpointAddress], notReadyAddresses: [EndpointAddress],
  ports: [{ name: string, port: int, protocol: string, appProtocol: string }] }
EndpointAddress = { ip: string, hostname: string, nodeName: string, targetRef: ObjectReference }
EndpointSlice = { kind: string, apiVersion: string, metadata: ObjectMeta, addressType: string,
  endpoints: [Endpoint], ports: [{ name: string, protocol: string, port: int, appProtocol: string }] }
Endpoint = { addresses: [string], conditions: { ready: bool, serving: bool, terminating: bool },
  hostname: string, targetRef: ObjectReference, topology: <string>, deprecatedTopology: <string>,
  nodeName: string, zone: string, hints: { forZones: [{ name: string }], forNodes: [{ name: string }] } }

Event = { kind: string, apiVersion: string, metadata: ObjectMeta, involvedObject: ObjectReference, reason: string,
  message: string, source: { component: string, host: string }, firstTimestamp: time, lastTimestamp: time,
  count: int, type: string, eventTime: time, series: { count: int, lastObservedTime: time, state: string },
  action: string, related: ObjectReference, reportingComponent: string, reportingInstance: string }
Lease = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: LeaseSpec }
LeaseSpec = { holderIdentity: string, leaseDurationSeconds: int, acquireTime: time, renewTime: time,
  leaseTransitions: int, strategy: string, preferredHolder: string }

Role = { kind: string, apiVersion: string, metadata: ObjectMeta, rules: [PolicyRule] }
ClusterRole = { kind: string, apiVersion: string, metadata: ObjectMeta, rules: [PolicyRule],
  aggregationRule: { clusterRoleSelectors: [LabelSelector] } }
PolicyRule = { verbs: [string], apiGroups: [string], resources: [string], resourceNames: [string],
  nonResourceURLs: [string] }
RoleBinding = { kind: string, apiVersion: string, metadata: ObjectMeta, subjects: [Subject], roleRef: RoleRef }
ClusterRoleBinding = { kind: string, apiVersion: string, metadata: ObjectMeta, subjects: [Subject],
  roleRef: RoleRef }
Subject = { kind: string, apiGroup: string, name: string, namespace: string }
RoleRef = { apiGroup: string, kind: string, name: string }

Node = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: NodeSpec, status: NodeStatus }
NodeSpec = { podCIDR: string, podCIDRs: [string merged], providerID: string, unschedulable: bool,
  taints: [{ key: string, value: string, effect: string, timeAdded: time } by key of key effect],
  externalID: string, * }
NodeStatus = { conditions: [{ type: string, status: string, lastHeartbeatTime: time, lastTransitionTime: time,
  reason: string, message: string } by type], addresses: [{ type: string, address: string } by type], * }

Pod = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: PodSpec, status: PodStatus }
PodSpec = { containers: [Container by name], initContainers: [Container by name],
  ephemeralContainers: [Container by name], volumes: [{ name: string, * } by name],
  imagePullSecrets: [LocalObjectReference by name], hostAliases: [{ ip: string, * } by ip],
  topologySpreadConstraints: [{ topologyKey: string, whenUnsatisfiable: string, * }
    by topologyKey of topologyKey whenUnsatisfiable], nodeSelector: <string>, nodeName: string,
  serviceAccountName: string, hostNetwork: bool, tolerations: [any], * }
Container = { name: string, image: string, command: [string], args: [string],
  ports: [ContainerPort by containerPort of containerPort protocol], env: [{ name: string, * } by name],
  volumeMounts: [{ mountPath: string, * } by mountPath], volumeDevices: [{ devicePath: string, * } by devicePath],
  * }
ContainerPort = { name: string, hostPort: int, containerPort: int, protocol: string, hostIP: string }
PodStatus = { conditions: [{ type: string, * } by type], podIPs: [{ ip: string } by ip], * }
PodTemplate = { metadata: ObjectMeta, spec: PodSpec }
Deployment = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: { replicas: int, selector: LabelSelector,
  template: PodTemplate, minReadySeconds: int, * }, status: { conditions: [{ type: string, * } by type], * } }
DaemonSet = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: { selector: LabelSelector,
  template: PodTemplate, minReadySeconds: int, * }, status: { conditions: [{ type: string, * } by type], * } }
PodDisruptionBudget = { kind: string, apiVersion: string, metadata: ObjectMeta,
  spec: { minAvailable: int-or-string, maxUnavailable: int-or-string, selector: LabelSelector,
  unhealthyPodEvictionPolicy: string }, status: { conditions: [Condition by type], * } }
NetworkPolicy = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: { podSelector: LabelSelector,
  policyTypes: [string], ingress: [any], egress: [any] }, status: any }
PriorityClass = { kind: string, apiVersion: string, metadata: ObjectMeta, value: int, globalDefault: bool,
  description: string, preemptionPolicy: string }
CustomResourceDefinition = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: { group: string,
  names: { plural: string, singular: string, shortNames: [string], kind: string, listKind: string,
  categories: [string] }, scope: string, versions: [any], conversion: any, preserveUnknownFields: bool },
  status: { conditions: [Condition by type], * } }

TokenRequest = { kind: string, apiVersion: string, metadata: ObjectMeta, spec: { audiences: [string],
  expirationSeconds: int, boundObjectRef: any }, status: any }
)";

}  // namespace

std::string_view builtin_schemas() {
  return kText;
}

}  // namespace herald::apiserver
