import type { Json } from '../../core/data';
import { asString } from '../../core/values';
import { neverResolves } from '../../whatsapp/address';

/** The server tries a proxy out; the simulator believes it, except where nothing can listen. */
export const works = ({ host, port }: Json) => !neverResolves(asString(host)) && port !== '9';
