import type { NetCode } from '../../ports/net.ts';

/** The engine's code for an error of Node's net and dgram. */
export function netCode(error: unknown): NetCode {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'ECONNREFUSED':
      return 'net-refused';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return 'net-reset';
    case 'ETIMEDOUT':
      return 'net-timeout';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return 'net-unreachable';
    case 'EADDRINUSE':
      return 'net-port-taken';
    case 'EACCES':
    case 'EPERM':
      return 'net-denied';
    default:
      return 'net-failed';
  }
}

/** Node's own words for the log; never empty. */
export const errorDetail = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
