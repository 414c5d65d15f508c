import type { Clock } from '../../ports/clock.ts';
import type { Dns } from '../../ports/dns.ts';
import type { Http } from '../../ports/http.ts';
import { createNodeExchange, type ExchangeOptions } from './exchange.ts';
import { createHttp } from './get.ts';

/** HTTP and HTTPS over Node's own client. */
export const createNodeHttp = (clock: Clock, dns: Dns, options: ExchangeOptions = {}): Http =>
  createHttp(clock, dns, createNodeExchange(options));
