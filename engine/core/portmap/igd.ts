import { fault, ok, type Result } from '../result.ts';
import {
  allNodes,
  childText,
  escapeXml,
  findNode,
  parseXml,
  type XmlCode,
  type XmlNode,
} from './xml.ts';

/** One service of an internet gateway device that can map ports. */
export interface IgdService {
  readonly type: string;
  /** As the description has it: relative or not, anywhere. */
  readonly controlUrl: string;
}

export interface IgdDescription {
  /** What relative addresses are relative to; undefined: the description's own address. */
  readonly baseUrl: string | undefined;
  /** At most MAX_SERVICES; those for IP before those for dialling in. */
  readonly services: readonly IgdService[];
}

/** A refusal in the words of UPnP (Device Architecture 1.1, 3.2.2). */
export interface SoapRefusal {
  readonly code: number;
  readonly why: string;
}

const MAX_SERVICES = 4;
const TYPES = [
  'urn:schemas-upnp-org:service:WANIPConnection:2',
  'urn:schemas-upnp-org:service:WANIPConnection:1',
  'urn:schemas-upnp-org:service:WANPPPConnection:1',
];

/** UPnP IGD's codes that say what to try next. */
export const IGD_INVALID_ARGS = 402;
export const IGD_FAILED = 501;
export const IGD_NO_SUCH_ENTRY = 714;
export const IGD_CONFLICT = 718;
export const IGD_SAME_PORTS = 724;
export const IGD_PERMANENT_ONLY = 725;

/** The services of a device description. */
export function parseIgd(text: string): Result<IgdDescription, XmlCode> {
  const root = parseXml(text);
  if (!root.ok) return root;
  const services: IgdService[] = [];
  for (const node of allNodes(root.value)) {
    if (node.name !== 'service') continue;
    const type = childText(node, 'serviceType') ?? '';
    const controlUrl = childText(node, 'controlURL') ?? '';
    if (TYPES.includes(type) && controlUrl !== '') services.push({ type, controlUrl });
  }
  services.sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type));
  const baseUrl = childText(root.value, 'URLBase');
  return ok({ baseUrl: baseUrl || undefined, services: services.slice(0, MAX_SERVICES) });
}

export type SoapArguments = readonly (readonly [name: string, value: string | number])[];

/** The body of a call of one action. */
export function encodeSoap(serviceType: string, action: string, args: SoapArguments): string {
  const values = args.map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`);
  return [
    '<?xml version="1.0"?>',
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"',
    ' s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>',
    `<u:${action} xmlns:u="${serviceType}">${values.join('')}</u:${action}>`,
    '</s:Body></s:Envelope>\r\n',
  ].join('');
}

/** The answer's values by name, or the refusal. */
export function decodeSoap(
  text: string,
  action: string,
): Result<ReadonlyMap<string, string> | SoapRefusal, XmlCode> {
  const root = parseXml(text);
  if (!root.ok) return root;
  const reply = findNode(root.value, `${action}Response`);
  if (reply !== undefined) return ok(valuesOf(reply));
  const error = findNode(root.value, 'UPnPError');
  const code = Number(childText(error ?? root.value, 'errorCode') ?? Number.NaN);
  if (error === undefined || !Number.isInteger(code))
    return fault('xml-garbled', '', `the document is no answer to ${action}`);
  const why = (childText(error, 'errorDescription') ?? '').slice(0, 200);
  return ok({ code, why });
}

const valuesOf = (node: XmlNode): ReadonlyMap<string, string> =>
  new Map(node.children.map(({ name, text }) => [name, text.trim()]));

export const isRefusal = (
  answer: ReadonlyMap<string, string> | SoapRefusal,
): answer is SoapRefusal => !(answer instanceof Map);
