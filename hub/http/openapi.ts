/** The hub's description for other programs: OpenAPI 3.1, made of the route table and the protocol's schemas. It names no customer. */
import { z } from 'zod';
import { ERRORS } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { UUID_PATTERN } from '../../shared/graph/ids.ts';
import { errorReplySchema } from '../../shared/protocol/error.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION, REQUEST_HEADER } from '../../shared/protocol/version.ts';
import { HUB_OPERATIONS } from '../operations.ts';
import type { HubOperation } from '../operations.ts';
import { statusOf } from './refusal.ts';
import { BODY_BYTES, BYTES_TYPE, JSON_TYPE, ROUTES, needsProtocol } from './route-table.ts';
import type { Route } from './route-table.ts';

type Json = Record<string, unknown>;

/** Whoever asks, whatever for. */
const ALWAYS: readonly ErrorCode[] = ['bad_input', 'cross_tenant', 'rate', 'hub_unreachable', 'internal'];
const WITH_A_DEVICE: readonly ErrorCode[] = ['proof_failed', 'device_suspended', 'audit_unwritable'];
const OF_A_CONTEXT: readonly ErrorCode[] = ['no_context', 'context_ended', 'grant_ended'];

const ref = (kind: string, name: string): Json => ({ $ref: `#/components/${kind}/${name}` });

export function openApi(): Json {
  const paths: Record<string, Json> = {};
  const schemas: Json = {};
  schemas['Error'] = schemaOf(errorReplySchema, 'output', 'Error', schemas);
  for (const [id, route] of Object.entries<Route>(ROUTES))
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(id, route, schemas) };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Netgraph hub',
      version: String(PROTOCOL_VERSION),
      description:
        'What a workstation says to the hub. docs/HUB-API.md has the way to a token. No request has a field for a tenant: the token says which customer is open.',
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: { ...DPOP, description: 'A session token, and in the header DPoP a proof of the device that it is bound to (RFC 9449).' },
        context: { ...DPOP, description: 'A context token, and in the header DPoP a proof of the device that it is bound to (RFC 9449).' },
      },
      headers: {
        Request: { description: "By which the hub's log names this request: as it was sent, or made by the hub.", schema: UUID },
      },
      parameters: {
        Protocol: { ...header(PROTOCOL_HEADER), required: true, schema: { const: String(PROTOCOL_VERSION) } },
        Request: {
          ...header(REQUEST_HEADER),
          description: "A UUID of the asker's own making. It comes back in the reply and stands in the hub's log, never in a record.",
          schema: UUID,
        },
        Proof: { ...header('dpop'), required: true, description: 'JWT, typ dpop+jwt, alg EdDSA; good once.', schema: { type: 'string' } },
      },
    },
  };
}

const BYTES: Json = { description: 'Bytes, as the summary says.' };
const DPOP = { type: 'http', scheme: 'DPoP' };
const UUID = { type: 'string', pattern: UUID_PATTERN.source };
const header = (name: string): Json => ({ name, in: 'header', required: false });

function operationOf(id: string, route: Route, schemas: Json): Json {
  const { path, says, operations, request, reply, takes = JSON_TYPE, gives = JSON_TYPE, bodyBytes = BODY_BYTES } = route;
  const asks = operations.map((name): HubOperation => HUB_OPERATIONS[name]);
  const scope = asks.find((one) => one.scope !== 'open')?.scope ?? 'open';
  // At the token endpoint the token is in the body.
  const inBody = path === ROUTES.token.path;
  const permissions = asks.flatMap(({ permission }) => permission ?? []);
  const done = {
    description: 'Done.',
    headers: { [REQUEST_HEADER]: ref('headers', 'Request') },
    content: { [gives]: { schema: gives === BYTES_TYPE ? BYTES : schemaOf(reply, 'output', `${id}.reply`, schemas) } },
  };
  return {
    operationId: id,
    summary: says,
    description: [
      scope === 'open' ? 'Asked by anybody.' : `Asked in a ${scope}.`,
      ...permissions.map((permission) => `The role needs \`${permission}\`.`),
      ...(operations.length > 0 ? [`On record as \`${operations.join('` or `')}\`.`] : []),
    ].join(' '),
    parameters: [
      ...(needsProtocol(route) ? [ref('parameters', 'Protocol')] : []),
      ref('parameters', 'Request'),
      ...(scope === 'open' ? [] : [ref('parameters', 'Proof')]),
    ],
    ...(scope === 'open' || inBody ? {} : { security: [{ [scope]: [] }] }),
    ...(isNone(request)
      ? {}
      : {
          requestBody: {
            required: true,
            description: `At most ${bodyBytes} bytes.`,
            content: { [takes]: { schema: schemaOf(request, 'input', `${id}.request`, schemas) } },
          },
        }),
    responses: { '200': done, ...(path === ROUTES.health.path ? { '503': done } : refusalsOf(route, scope, permissions.length > 0)) },
  };
}

const isNone = (schema: z.ZodType): boolean => schema instanceof z.ZodUndefined;

function refusalsOf(route: Route, scope: HubOperation['scope'], permission: boolean): Json {
  const codes = new Set<ErrorCode>([
    ...ALWAYS,
    ...(needsProtocol(route) ? (['protocol_mismatch'] as const) : []),
    ...(isNone(route.request) ? [] : (['limit'] as const)),
    ...(scope === 'open' ? [] : WITH_A_DEVICE),
    ...(scope === 'session' ? (['no_session'] as const) : scope === 'context' ? OF_A_CONTEXT : []),
    ...(permission ? (['not_permitted'] as const) : []),
    ...(route.operations.length > 0 ? (['audit_unwritable'] as const) : []),
    ...route.errors,
  ]);
  const groups = Map.groupBy(codes, statusOf);
  const described = [...groups].map(([status, group]): [string, Json] => [
    String(status),
    {
      description: group.map((code) => `\`${code}\`: ${ERRORS[code].text}`).join(' '),
      headers: { [REQUEST_HEADER]: ref('headers', 'Request') },
      content: { [JSON_TYPE]: { schema: oneOfCodes(group) } },
    },
  ]);
  return Object.fromEntries(described.sort(([one], [other]) => one.localeCompare(other)));
}

/** An error of one of these. */
const oneOfCodes = (codes: readonly ErrorCode[]): Json => ({
  allOf: [ref('schemas', 'Error')],
  properties: { error: { properties: { code: { enum: codes } } } },
});

/** A schema where it is used; what it defines to refer to itself stands among the components, named after its owner. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', owner: string, components: Json): Json {
  const {
    $schema: _dialect,
    $defs,
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'custom') Object.assign(jsonSchema, { description: 'Bytes (msgpack bin).' });
    },
  });
  const placed = (value: unknown): Json =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', `"#/components/schemas/${owner}.`)) as Json;
  for (const [name, one] of Object.entries($defs ?? {})) components[`${owner}.${name}`] = placed(one);
  return placed(rest);
}

/** As it is published, byte for byte. */
export const openApiText = (): string => `${JSON.stringify(openApi(), null, 2)}\n`;
