import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  namesIn,
  namesReadBy,
  type Program,
  read,
  readYaml,
  requiredBy,
  tableBelow,
  VARIABLES,
} from './spec/files';

interface Container {
  readonly name: string;
  readonly ports?: readonly { readonly containerPort: number }[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly securityContext: unknown;
  readonly readinessProbe?: unknown;
  readonly livenessProbe?: unknown;
}

interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly enableServiceLinks: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: unknown;
  readonly containers: readonly [Container];
}

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: { readonly ports?: unknown; readonly template?: { readonly spec: Pod } } & Partial<Pod>;
}

/** A ConfigMap that kustomize makes. */
interface GeneratedMap {
  readonly name: string;
  readonly namespace?: string;
  readonly behavior?: string;
  readonly options?: { readonly labels?: object; readonly disableNameSuffixHash?: boolean };
  readonly literals: readonly string[];
}

interface Kustomization {
  readonly namespace?: string;
  readonly configMapGenerator: readonly GeneratedMap[];
  readonly generatorOptions?: unknown;
}

const FOLDER = 'deploy/kubernetes';
const PAGE = 'docs/deploy/kubernetes.md';

const files = readdirSync(join(__dirname, '..', '..', '..', '..', FOLDER), {
  recursive: true,
  encoding: 'utf8',
}).filter((name) => name.endsWith('.yaml') && !name.endsWith('kustomization.yaml'));
const resources = files.flatMap((name) => readYaml(join(FOLDER, name)) as Resource[]);
const named = (kind: string, name: string): Resource[] =>
  resources.filter((resource) => resource.kind === kind && resource.metadata.name === name);

function podOf(name: Program): Pod {
  const { spec } = [...named('Deployment', name), ...named('Job', name), ...named('Pod', name)][0]!;
  return spec!.template?.spec ?? (spec as Pod);
}

const kustomization = (folder: string): Kustomization =>
  readYaml(join(FOLDER, folder, 'kustomization.yaml'))[0] as Kustomization;
const [base, overlay, traces] = ['base', 'example', 'components/traces'].map(kustomization) as [
  Kustomization,
  Kustomization,
  Kustomization,
];
const mapsOf = (name: string): GeneratedMap[] =>
  [base, overlay, traces].flatMap((file) => file.configMapGenerator).filter((map) => map.name === name);

const PROGRAMS = ['auth-api', 'bot-worker', 'migrate', 'admin'] as const;
const SERVICES = ['auth-api', 'bot-worker'] as const;

/** The variables of a pod, with those that an overlay adds to its map. */
const variablesOf = (program: Program): string[] => {
  const [{ env, envFrom }] = podOf(program).containers;
  const maps = (envFrom ?? []).flatMap(({ configMapRef }) => mapsOf(configMapRef.name));
  return [
    ...env.map(({ name }) => name),
    ...maps.flatMap(({ literals }) => literals.map((literal) => literal.split('=', 1)[0]!)),
  ];
};

describe('the files for Kubernetes', () => {
  it.each(PROGRAMS)('give %s only variables that it reads', (program) => {
    expect(variablesOf(program).filter((name) => !namesReadBy(program).includes(name))).toEqual([]);
  });

  it.each(PROGRAMS)('give %s each variable that it requires', (program) => {
    expect(variablesOf(program)).toEqual(expect.arrayContaining(requiredBy(program)));
  });

  it.each(SERVICES)(
    'send the settings of %s together with it, and restart it when they change',
    (service) => {
      // The page deploys by this label, and a pod does not start without its map.
      expect(read(PAGE)).toContain('kubectl apply -k my-overlay -l app.kubernetes.io/name=bot-worker');
      expect(podOf(service).containers[0].envFrom).toEqual([{ configMapRef: { name: service } }]);
      const [made, ...merged] = mapsOf(service);
      expect(made!.options).toEqual({ labels: { 'app.kubernetes.io/name': service } });
      // kustomize merges into the map of the same namespace only, and adds the hash of the content to its name unless told otherwise.
      const rule = { behavior: 'merge', namespace: base.namespace };
      expect(merged).toEqual([expect.objectContaining(rule), expect.objectContaining(rule)]);
      expect(merged.map(({ options }) => options)).toEqual([undefined, undefined]);
      for (const { generatorOptions } of [base, overlay, traces]) expect(generatorOptions).toBeUndefined();
      expect(named('ConfigMap', service)).toEqual([]);
    },
  );

  it('contain no secret: each comes from a Secret that the page makes', () => {
    expect(resources.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const program of PROGRAMS) {
      for (const { name, value, valueFrom } of podOf(program).containers[0].env) {
        expect([name, value]).toEqual([name, undefined]);
        const { name: secret, key } = valueFrom!.secretKeyRef;
        expect(key).toBe(name);
        const command = read(PAGE)
          .split('kubectl create secret generic ')
          .find((text) => text.startsWith(`${secret} `));
        expect(command).toContain(`--from-literal=${key}=`);
      }
    }
  });

  it.each(SERVICES)('open the port on which %s listens, where the page says so', (service) => {
    const port = VARIABLES[service].shape.PORT.parse(undefined);
    expect(podOf(service).containers[0].ports).toEqual([{ name: 'http', containerPort: port }]);
    expect(named('Service', service)[0]!.spec!.ports).toEqual([{ name: 'http', port, targetPort: 'http' }]);
    const row = tableBelow('## What is in it', PAGE).find(([name]) => namesIn(name!)[0] === service)!;
    expect(row.join()).toContain(`port ${port}`);
  });

  it.each(SERVICES)('ask %s whether it is ready and whether it answers, and let it end', (service) => {
    const { containers, terminationGracePeriodSeconds } = podOf(service);
    expect(containers[0]).toMatchObject({
      readinessProbe: { httpGet: { path: '/health/ready', port: 'http' } },
      livenessProbe: { httpGet: { path: '/health/live', port: 'http' } },
      lifecycle: { preStop: { exec: { command: ['sleep', '5'] } } },
    });
    const shutdown = VARIABLES[service].shape.SHUTDOWN_SECONDS.parse(undefined);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(5 + shutdown);
  });

  it.each(PROGRAMS)(
    'run %s with the rights that the standard "restricted" allows, on a file system that it cannot write',
    (program) => {
      const pod = podOf(program);
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.containers.map(({ securityContext }) => securityContext)).toEqual([
        {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      ]);
    },
  );

  it('allow each service one disruption at a time, and close the network but for what is needed', () => {
    for (const service of SERVICES) expect(named('PodDisruptionBudget', service)).toHaveLength(1);
    expect(named('NetworkPolicy', 'deny-all')[0]!.spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  it('let the Ingress controller reach the pod that answers for a certificate', () => {
    const [allowIngress] = named('NetworkPolicy', 'allow-ingress');
    const controllers = (allowIngress!.spec as { ingress: [{ from: unknown }] }).ingress[0].from;
    expect(named('NetworkPolicy', 'allow-acme-solver')[0]!.spec).toEqual({
      podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
      policyTypes: ['Ingress'],
      ingress: [{ from: controllers, ports: [{ protocol: 'TCP', port: 8089 }] }],
    });
  });

  it('put each resource into the namespace of the product, those of the components by the overlay', () => {
    const overlays: Readonly<Record<string, string>> = { base: 'base', components: 'example' };
    const outside = files.flatMap((name) => {
      const [folder] = name.split('/') as [string];
      const { namespace } = kustomization(overlays[folder] ?? folder);
      return (readYaml(join(FOLDER, name)) as Resource[])
        .filter(({ metadata }) => (namespace ?? metadata.namespace) !== base.namespace)
        .map(({ kind, metadata }) => `${name}: ${kind} ${metadata.name}`);
    });
    expect(base.namespace).toBe('otpravka');
    expect(outside).toEqual([]);
  });

  it('are all listed in a kustomization', () => {
    const unlisted = files.filter((name) => {
      const [, folder, file] = /^(.*)\/([^/]+)$/.exec(name)!;
      return !read(join(FOLDER, folder!, 'kustomization.yaml')).includes(file!);
    });
    expect(unlisted).toEqual([]);
  });
});
