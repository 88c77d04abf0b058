import type { Answer, Call, Method } from '../core/types';

/** One of the simulator's own routes, below `/_sim`. It needs no API key. */
export interface ControlRoute {
	method: Method;
	path: string;
	handler(call: Call): Answer | Promise<Answer>;
}
