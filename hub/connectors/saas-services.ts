/** Where each cloud service writes who did what, from where and when, and by what its events are told. */
import { firstText, inside, textOf, textsOf } from './fields.ts';
import type { Fields } from './fields.ts';

export interface Deed {
  /** The account, as the service tells accounts apart. */
  readonly who: string;
  readonly name?: string;
  readonly what: string;
  /** An address; '' or what is none where the service doesn't say. */
  readonly from: string;
  /** As the service writes its times. */
  readonly at: string;
  readonly agent?: string;
  readonly failed?: boolean;
}

export interface Service {
  /** Whose accounts they are. */
  readonly provider: string;
  /** The service as a name of the graph. */
  readonly domain: string;
  is(event: Fields): boolean;
  read(event: Fields): Deed;
}

const has = (event: Fields, ...names: readonly string[]): boolean => names.every((name) => Object.hasOwn(event, name));

export const SERVICES: readonly Service[] = [
  {
    provider: 'okta',
    domain: 'okta.com',
    is: (event) => (has(event, 'eventType') || has(event, 'eventtype')) && has(event, 'actor', 'published', 'outcome'),
    read: (event) => ({
      who: firstText(inside(event, 'actor'), 'alternateId', 'id'),
      name: firstText(inside(event, 'actor'), 'displayName', 'alternateId'),
      what: firstText(event, 'eventType', 'eventtype'),
      from: textOf(inside(event, 'client'), 'ipAddress'),
      at: textOf(event, 'published'),
      agent: textOf(inside(event, 'client', 'userAgent'), 'rawUserAgent'),
      failed: textOf(inside(event, 'outcome'), 'result') === 'FAILURE',
    }),
  },
  {
    provider: 'github',
    domain: 'github.com',
    is: (event) =>
      /^[a-z_]+\.[a-z_]+$/.test(textOf(event, 'action')) &&
      has(event, 'actor') &&
      (has(event, 'created_at') || has(event, 'at_sign_timestamp')) &&
      has(event, 'org'),
    read: (event) => ({
      who: textOf(event, 'actor'),
      what: textOf(event, 'action'),
      from: textOf(event, 'actor_ip'),
      at: firstText(event, 'created_at', 'at_sign_timestamp'),
      agent: textOf(event, 'user_agent'),
    }),
  },
  {
    provider: 'google',
    domain: 'googleapis.com',
    is: (event) => has(inside(event, 'protoPayload'), 'methodName'),
    read: (event) => {
      const payload = inside(event, 'protoPayload');
      const about = inside(payload, 'requestMetadata');
      return {
        who: textOf(inside(payload, 'authenticationInfo'), 'principalEmail'),
        what: textOf(payload, 'methodName'),
        from: firstText(about, 'callerIp', 'callerIP'),
        at: firstText(event, 'timestamp', 'receiveTimestamp', 'p_event_time'),
        agent: textOf(about, 'callerSuppliedUserAgent'),
        failed: has(inside(payload, 'status'), 'code'),
      };
    },
  },
  {
    provider: 'google',
    domain: 'workspace.google.com',
    is: (event) => has(inside(event, 'id'), 'applicationName') && has(event, 'actor', 'name'),
    read: (event) => ({
      who: firstText(inside(event, 'actor'), 'email', 'profileId'),
      what: `${textOf(inside(event, 'id'), 'applicationName')}.${textOf(event, 'name')}`,
      from: textOf(event, 'ipAddress'),
      at: textOf(inside(event, 'id'), 'time') || textOf(event, 'p_event_time'),
    }),
  },
  {
    provider: 'azure',
    domain: 'management.azure.com',
    is: (event) => has(event, 'operationName', 'resourceId', 'time', 'category'),
    read: (event) => {
      const claims = inside(event, 'identity', 'claims');
      const properties = inside(event, 'properties');
      return {
        who:
          textOf(claims, 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn') ||
          firstText(claims, 'upn', 'name', 'appid') ||
          firstText(properties, 'userPrincipalName', 'userId', 'servicePrincipalId') ||
          textOf(inside(event, 'identity', 'authorization', 'evidence'), 'principalId'),
        what: textOf(event, 'operationName'),
        from: textOf(event, 'callerIpAddress').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1'),
        at: textOf(event, 'time'),
        failed: /^fail/i.test(textOf(event, 'resultType')),
      };
    },
  },
  {
    provider: 'kubernetes',
    domain: 'eks.amazonaws.com',
    is: (event) =>
      textOf(event, 'kind') === 'Event' &&
      has(event, 'verb') &&
      (textOf(event, 'apiVersion').startsWith('audit.k8s.io/') || has(event, 'objectRef')),
    read: (event) => {
      const object = inside(event, 'objectRef');
      const resource = [textOf(object, 'resource'), textOf(object, 'subresource')].filter((part) => part !== '').join('/');
      const code = Number(textOf(inside(event, 'responseStatus'), 'code') || 0);
      return {
        who: textOf(inside(event, 'user'), 'username'),
        what: `${textOf(event, 'verb')} ${resource}`.trim(),
        from: textsOf(event, 'sourceIPs', 1)[0] ?? '',
        at: firstText(event, 'requestReceivedTimestamp', 'stageTimestamp', 'p_event_time'),
        agent: textOf(event, 'userAgent'),
        failed: code >= 400,
      };
    },
  },
  {
    provider: 'slack',
    domain: 'slack.com',
    is: (event) => has(event, 'action', 'context', 'date_create') && has(inside(event, 'actor'), 'type'),
    read: (event) => ({
      who: firstText(inside(event, 'actor', 'user'), 'email', 'id'),
      name: firstText(inside(event, 'actor', 'user'), 'name', 'email'),
      what: textOf(event, 'action'),
      from: textOf(inside(event, 'context'), 'ip_address'),
      at: textOf(event, 'date_create'),
      agent: textOf(inside(event, 'context'), 'ua'),
    }),
  },
  {
    provider: 'databricks',
    domain: 'databricks.com',
    is: (event) => has(event, 'serviceName', 'actionName', 'userIdentity', 'timestamp'),
    read: (event) => ({
      who: firstText(inside(event, 'userIdentity'), 'email', 'subjectName'),
      what: `${textOf(event, 'serviceName')}.${textOf(event, 'actionName')}`,
      from: textOf(event, 'sourceIPAddress'),
      at: textOf(event, 'timestamp'),
      failed: Number(textOf(inside(event, 'response'), 'statusCode') || 0) >= 400,
    }),
  },
];
